package io.offerflow.api.chain;

/**
 * An EVM chain that payments can name. {@code legacyName} is its x402 v1 name, {@code usdc} its default token.
 */
public record Chain(long id, String legacyName, Token usdc) {

    /** The CAIP-2 name, as x402 v2 writes it. */
    public String caip2() {
        return "eip155:" + id;
    }
}
