package io.offerflow.api.price;

import io.offerflow.api.chain.Token;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * What one request costs.
 *
 * @param atomic the amount in atomic units of the token, at least 1
 * @param token the token it is paid in
 * @param approximate true where a price per tokens or per hour was converted
 */
public record EffectivePrice(BigInteger atomic, Token token, boolean approximate) {

    /** For people: {@code 0.001 USDC/request}, with {@code ~} before an approximation. */
    public String display() {
        BigDecimal whole = new BigDecimal(atomic, token.decimals());
        BigDecimal shown = whole.signum() == 0 ? BigDecimal.ZERO : whole.stripTrailingZeros();
        return (approximate ? "~" : "") + shown.toPlainString() + " " + token.symbol() + "/request";
    }
}
