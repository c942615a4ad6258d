package io.offerflow.verifier.pay;

import io.offerflow.api.route.Requirement;
import io.offerflow.verifier.route.Terms;
import io.offerflow.verifier.x402.Payment;
import io.offerflow.verifier.x402.Wire;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Who checks and carries out payments. Calls block; texts in outcomes are already harmless. */
public interface Facilitator {

    /** One payment for one requirement. Used by one thread at a time. */
    final class Order {
        private final URI facilitator;
        private final Payment payment;
        private final Requirement requirement;
        private final Terms terms;
        private final String url;
        /** Made when it is first asked for: most forgeries never get there, and a good payment sends it twice. */
        private byte @Nullable [] body;

        /**
         * @param facilitator who is asked first, and who settles
         * @param url the resource, which version 1 puts into the requirement
         */
        public Order(URI facilitator, Payment payment, Requirement requirement, Terms terms, String url) {
            this.facilitator = facilitator;
            this.payment = payment;
            this.requirement = requirement;
            this.terms = terms;
            this.url = url;
        }

        public URI facilitator() {
            return facilitator;
        }

        public Payment payment() {
            return payment;
        }

        public Requirement requirement() {
            return requirement;
        }

        public Terms terms() {
            return terms;
        }

        /** The same order for another facilitator. */
        public Order at(URI other) {
            if (other.equals(facilitator)) {
                return this;
            }
            Order same = new Order(other, payment, requirement, terms, url);
            same.body = body;
            return same;
        }

        /** The JSON that both calls send. Not to be changed. */
        public byte[] body() {
            byte[] made = body;
            if (made == null) {
                made = json();
                body = made;
            }
            return made;
        }

        private byte[] json() {
            return Wire.bytes(json -> {
                json.writeStartObject();
                json.writeNumberField("x402Version", payment.version());
                json.writeFieldName("paymentPayload");
                json.writeTree(payment.body());
                json.writeFieldName("paymentRequirements");
                Wire.requirement(json, payment.version(), requirement, terms, url);
                json.writeEndObject();
            });
        }
    }

    sealed interface Verification {
        /** {@code facilitator} says so, and is the one that settles. */
        record Valid(URI facilitator) implements Verification {}

        record Invalid(String reason) implements Verification {}

        /** No verdict. {@code reached} tells whether anybody answered. */
        record Unavailable(boolean reached, String detail) implements Verification {}

        /** Nobody was asked: as many calls are under way as may be. */
        record Busy() implements Verification {}
    }

    sealed interface Settlement {
        record Settled(String transaction) implements Settlement {}

        /** Proven: nothing was taken. */
        record Rejected(String reason) implements Settlement {}

        /** The order cannot have reached the facilitator, or was turned away before it was read. */
        record NotTaken(boolean reached, String detail) implements Settlement {}

        /** Money may have moved. {@code transaction} is empty where none was named. */
        record Unknown(String detail, String transaction) implements Settlement {}
    }

    /** May ask another facilitator than the order's where that one gives no verdict: asking moves no money. */
    Verification verify(Order order);

    /** Asks the order's facilitator and nobody else, and sends the order at most once. */
    Settlement settle(Order order);

    /**
     * Sends a settle call again whose outcome is not known. {@code Rejected} proves nothing here: a payment that went through the first time
     * is rejected the second time.
     *
     * @param body as {@link Order#body} gave it
     */
    Settlement settleAgain(URI facilitator, byte[] body);
}
