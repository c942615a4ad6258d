package io.offerflow.api.chain;

/**
 * An ERC-20 token as a payment needs it. {@code name} and {@code version} are the EIP-712 domain of the contract; {@code decimals} the
 * digits of one whole token.
 */
public record Token(String address, String symbol, int decimals, TransferMethod method, String name, String version) {

    /** How a buyer authorises the transfer; the wire name is {@link #wire()}. */
    public enum TransferMethod {
        EIP3009("eip3009"),
        PERMIT2("permit2");

        private final String wire;

        TransferMethod(String wire) {
            this.wire = wire;
        }

        public String wire() {
            return wire;
        }
    }
}
