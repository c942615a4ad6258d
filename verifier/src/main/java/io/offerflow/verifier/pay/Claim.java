package io.offerflow.verifier.pay;

/** What a buyer has once only. Claimed when his payment is verified, so that nobody uses it up in his name. Never blocks. */
public interface Claim {
    /** Nothing is claimed. */
    Claim NONE = new Claim() {
        @Override
        public boolean take() {
            return true;
        }

        @Override
        public void giveBack() {}
    };

    /** False when another payment has it. */
    boolean take();

    /** The payment took nothing. */
    void giveBack();
}
