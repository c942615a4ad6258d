package io.offerflow.flows.money;

import io.offerflow.dev.pay.PaymentHeader;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** One signed authorization, and everything that was heard about it. */
final class Payment {
    private final PaymentHeader header;
    private final String nonce;
    private final Queue<Heard> heard = new ConcurrentLinkedQueue<>();
    private volatile @Nullable String status;

    private Payment(PaymentHeader header, String nonce) {
        this.header = header;
        this.nonce = nonce.toLowerCase(Locale.ROOT);
    }

    static Payment of(PaymentHeader header) {
        return new Payment(
                header, header.payment().at("/payload/authorization/nonce").asText());
    }

    /** The same authorization in a header that nobody can read. */
    Payment garbled() {
        return new Payment(new PaymentHeader(header.name(), header.value() + "!"), nonce);
    }

    PaymentHeader header() {
        return header;
    }

    String nonce() {
        return nonce;
    }

    Queue<Heard> heard() {
        return heard;
    }

    boolean anyHeard(Heard what) {
        return heard.contains(what);
    }

    long deliveries() {
        return heard.stream().filter(Heard.GOODS::equals).count();
    }

    /** Under which path the gate tells what has become of it, as far as a buyer was told. */
    Optional<String> status() {
        return Optional.ofNullable(status);
    }

    void statusAt(String path) {
        status = path;
    }
}
