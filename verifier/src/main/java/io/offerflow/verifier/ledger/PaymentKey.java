package io.offerflow.verifier.ledger;

/**
 * What makes an authorization unique on its chain. All parts are lower case, so that no spelling makes a second one of it.
 *
 * @param network CAIP-2
 */
public record PaymentKey(String network, String asset, String payer, String nonce) {

    /** The same for this authorization everywhere, and for no other. */
    public String word() {
        return String.join("/", network, asset, payer, nonce);
    }
}
