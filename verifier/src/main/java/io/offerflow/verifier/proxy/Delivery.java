package io.offerflow.verifier.proxy;

import io.offerflow.verifier.pay.Verdict;
import io.offerflow.verifier.x402.Receipt;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** What goes back to the client. */
public sealed interface Delivery {

    /** The payment does not pass; nothing of the upstream's answer is in it. */
    record Denied(Verdict.Denied verdict) implements Delivery {}

    /** The upstream cannot be asked or gave no answer. {@code receipt}: money had been taken before, upfront. */
    record NoAnswer(int status, String sentence, Optional<Receipt> receipt) implements Delivery {}

    record Whole(int status, List<HeaderLine> headers, byte[] body, Optional<Receipt> receipt) implements Delivery {}

    /** {@code head} was read already, {@code rest} follows and is to be closed. */
    record Streamed(int status, List<HeaderLine> headers, byte[] head, InputStream rest, Optional<Receipt> receipt)
            implements Delivery {}
}
