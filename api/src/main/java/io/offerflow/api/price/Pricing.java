package io.offerflow.api.price;

import io.offerflow.api.ServiceOfferSpec.Price;
import io.offerflow.api.chain.Token;
import io.offerflow.api.condition.Reason;
import io.offerflow.api.route.RefusedException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns a price of the spec into atomic units. A price per request is exact. A price per million tokens assumes 1,000 tokens a request,
 * a price per hour 5 minutes a request; both are rounded up to whole atomic units, so they never become 0.
 */
public final class Pricing {
    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,30}(\\.[0-9]{1,18})?");
    private static final BigDecimal REQUESTS_PER_MTOK = new BigDecimal(1000);
    private static final BigDecimal REQUESTS_PER_HOUR = new BigDecimal(12);

    private Pricing() {}

    /**
     * @throws RefusedException with {@link Reason#InvalidPrice} when none or several models are set, the text is not a positive plain
     *     decimal, or a price per request has more digits than the token
     */
    public static EffectivePrice of(@Nullable Price price, Token token) {
        return of("spec.payment.price", price, token);
    }

    /**
     * The same for a price that stands elsewhere in the spec.
     *
     * @param field where, for the sentence
     */
    public static EffectivePrice of(String field, @Nullable Price price, Token token) {
        if (price == null) {
            throw refused(field + " is missing: set perRequest, perMTok or perHour");
        }
        long models = count(price.perRequest()) + count(price.perMTok()) + count(price.perHour());
        if (models != 1) {
            throw refused(field + " needs exactly one of perRequest, perMTok, perHour; it has " + models);
        }
        if (price.perRequest() != null) {
            return new EffectivePrice(exact(field + ".perRequest", price.perRequest(), token), token, false);
        }
        if (price.perMTok() != null) {
            return approximate(field + ".perMTok", price.perMTok(), REQUESTS_PER_MTOK, token);
        }
        return approximate(field + ".perHour", price.perHour(), REQUESTS_PER_HOUR, token);
    }

    private static long count(@Nullable String text) {
        return text == null ? 0 : 1;
    }

    private static BigInteger exact(String field, String text, Token token) {
        BigDecimal units = decimal(field, text).movePointRight(token.decimals());
        try {
            return units.toBigIntegerExact();
        } catch (ArithmeticException e) {
            throw refused(field + " \"" + text + "\" has more digits than " + token.symbol() + " has ("
                    + token.decimals() + ")");
        }
    }

    private static EffectivePrice approximate(String field, @Nullable String text, BigDecimal requests, Token token) {
        BigDecimal units = decimal(field, text == null ? "" : text).movePointRight(token.decimals());
        return new EffectivePrice(
                units.divide(requests, 0, RoundingMode.CEILING).toBigIntegerExact(), token, true);
    }

    private static BigDecimal decimal(String field, String text) {
        if (!DECIMAL.matcher(text).matches()) {
            throw refused(field + " \"" + text
                    + "\" is not a plain decimal: write digits with at most one point, like 0.001");
        }
        BigDecimal value = new BigDecimal(text);
        if (value.signum() == 0) {
            throw refused(field + " \"" + text + "\" is zero: a paid offer costs more than 0");
        }
        return value;
    }

    private static RefusedException refused(String message) {
        return new RefusedException(Reason.InvalidPrice, message);
    }
}
