package io.offerflow.workflows.chain;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * The fees of an EIP-1559 transaction, in wei per gas.
 *
 * @param tip max priority fee
 * @param cap max fee; never below the tip
 */
public record Fees(BigInteger tip, BigInteger cap) {
    /** Pools ask for 10 %, some for 12.5 %, on both fields. */
    private static final BigInteger EIGHT = BigInteger.valueOf(8);

    public Fees {
        if (tip.signum() < 0 || cap.compareTo(tip) < 0) {
            throw new IllegalArgumentException("tip " + tip + " and cap " + cap + " are no fees");
        }
    }

    /** These fees, lowered to a ceiling. */
    Fees within(BigInteger ceiling) {
        return new Fees(tip.min(ceiling), cap.min(ceiling));
    }

    /**
     * The fees of a transaction that replaces one with these: on both fields an eighth more (rounded up), one wei more or the quote, whichever is most.
     *
     * @return null where the least replacement is above the ceiling; a quote above it is cut to it
     */
    @Nullable
    Fees bumped(FeeQuote quote, BigInteger ceiling) {
        Fees least = new Fees(raised(tip), raised(cap));
        if (least.cap.compareTo(ceiling) > 0) {
            return null;
        }
        Fees wanted = quote.fees();
        return new Fees(least.tip.max(wanted.tip), least.cap.max(wanted.cap)).within(ceiling);
    }

    private static BigInteger raised(BigInteger fee) {
        BigInteger eighth = fee.add(EIGHT).subtract(BigInteger.ONE).divide(EIGHT);
        return fee.add(eighth.max(BigInteger.ONE));
    }
}
