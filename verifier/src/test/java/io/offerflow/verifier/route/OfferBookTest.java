package io.offerflow.verifier.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.Ref;
import io.offerflow.verifier.Offers;
import io.offerflow.verifier.TestClock;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class OfferBookTest {
    private static final Ref ECHO = new Ref("shop", "echo");

    @Test
    void aDeletionComesIntoUseAfterADefect() {
        AtomicReference<RouteTable> table = new AtomicReference<>(RouteTable.EMPTY);
        AtomicInteger defects = new AtomicInteger();
        try (OfferBook book = new OfferBook(new TestClock(), AgentModel.SHOWN, built -> {
            if (defects.getAndDecrement() > 0) {
                throw new IllegalStateException("a defect");
            }
            table.set(built);
        })) {
            book.put(Offers.offer("shop", "echo").read());
            Awaitility.await().until(() -> table.get().refs().contains(ECHO));
            defects.set(2);
            book.remove(ECHO);
            Awaitility.await().until(() -> !table.get().refs().contains(ECHO));
            assertThat(defects.get()).isNegative();
        }
    }
}
