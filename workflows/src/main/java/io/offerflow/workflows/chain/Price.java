package io.offerflow.workflows.chain;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction may cost at most, as people are told: the product of its numbers, exact.
 *
 * @param fee wei per gas
 * @param value wei that it carries
 */
record Price(BigInteger gas, BigInteger fee, BigInteger value) {
    /** Two digits tell enough, and change seldom. */
    private static final MathContext TOLD = new MathContext(2, RoundingMode.UP);

    private static final int GWEI = 9;
    private static final int NATIVE = 18;

    /**
     * A fee to be told instead of one that changes with every block: a quarter above it, so that what is told goes on being enough. The one that was told
     * before stays until it is not enough any more, or twice too much.
     *
     * @param before null where none was told
     */
    static BigInteger steady(@Nullable BigInteger before, BigInteger fee) {
        boolean stays =
                before != null && fee.compareTo(before) <= 0 && fee.shiftLeft(1).compareTo(before) >= 0;
        if (stays) {
            return before;
        }
        BigInteger roomy = fee.add(fee.shiftRight(2));
        return new BigDecimal(roomy).round(TOLD).toBigIntegerExact();
    }

    BigInteger total() {
        return gas.multiply(fee).add(value);
    }

    /** As in {@code 0.0002415 ETH: 161000 gas at 1.5 gwei}. */
    String sentence(String currency) {
        String carried = value.signum() == 0 ? "" : " and " + amount(value, currency) + " of its own";
        return amount(total(), currency) + ": " + gas + " gas at " + gwei(fee) + carried;
    }

    /** @param has wei, less than it needs */
    String missing(BigInteger has, String currency) {
        return amount(total().subtract(has), currency) + " missing: has " + amount(has, currency) + ", may cost "
                + sentence(currency);
    }

    static String amount(BigInteger wei, String currency) {
        return decimal(wei, NATIVE) + " " + currency;
    }

    static String gwei(BigInteger wei) {
        return decimal(wei, GWEI) + " gwei";
    }

    private static String decimal(BigInteger wei, int digits) {
        return wei.signum() == 0
                ? "0"
                : new BigDecimal(wei, digits).stripTrailingZeros().toPlainString();
    }
}
