package io.offerflow.verifier.ledger;

/** Whose sale a payment belongs to in the book. All parts are empty for static routes. */
public record Seller(String namespace, String name, String uid) {
    public static final Seller NONE = new Seller("", "", "");
}
