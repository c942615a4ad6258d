package io.offerflow.workflows.chain;

import java.math.BigInteger;
import java.util.List;

/**
 * A nonce to be looked for.
 *
 * @param hashes of ours that may have used it; where none has a receipt and the nonce is used, its user is to be found
 */
public record Probe(BigInteger nonce, List<String> hashes) {
    public Probe {
        hashes = List.copyOf(hashes);
    }
}
