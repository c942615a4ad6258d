package io.offerflow.workflows.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class FeesTest {
    private static final BigInteger NO_LIMIT = BigInteger.TEN.pow(30);

    private static Fees fees(long tip, long cap) {
        return new Fees(BigInteger.valueOf(tip), BigInteger.valueOf(cap));
    }

    private static FeeQuote quote(long baseFee, long tip) {
        return new FeeQuote(BigInteger.valueOf(baseFee), BigInteger.valueOf(tip));
    }

    @Test
    void theCapIsTwiceTheBaseFeeAndTheTip() {
        assertThat(quote(1_000, 10).fees()).isEqualTo(fees(10, 2_010));
    }

    @Test
    void aBumpRaisesBothFieldsByAnEighthRoundedUp() {
        assertThat(fees(100, 2_001).bumped(quote(1, 1), NO_LIMIT)).isEqualTo(fees(113, 2_252));
    }

    @Test
    void aBumpOfNothingIsOneWei() {
        assertThat(fees(0, 1).bumped(quote(0, 0), NO_LIMIT)).isEqualTo(fees(1, 2));
    }

    @Test
    void aBumpFollowsAQuoteThatIsHigher() {
        assertThat(fees(100, 2_000).bumped(quote(5_000, 90), NO_LIMIT)).isEqualTo(fees(113, 10_090));
        assertThat(fees(100, 2_000).bumped(quote(500, 400), NO_LIMIT)).isEqualTo(fees(400, 2_250));
    }

    @Test
    void aQuoteAboveTheCeilingIsCutToItAndALeastBumpAboveItIsNone() {
        assertThat(fees(100, 2_000).bumped(quote(5_000, 90), BigInteger.valueOf(2_300)))
                .isEqualTo(fees(113, 2_300));
        assertThat(fees(100, 2_000).bumped(quote(1, 1), BigInteger.valueOf(2_250)))
                .isEqualTo(fees(113, 2_250));
        assertThat(fees(100, 2_000).bumped(quote(1, 1), BigInteger.valueOf(2_249)))
                .isNull();
    }

    @Property
    void everyPoolTakesABumpAndNoneExceedsTheCeiling(
            @ForAll @LongRange(min = 0, max = 1L << 40) long tip,
            @ForAll @LongRange(min = 0, max = 1L << 40) long more,
            @ForAll @LongRange(min = 0, max = 1L << 40) long baseFee,
            @ForAll @LongRange(min = 0, max = 1L << 42) long ceiling) {
        Fees old = fees(tip, tip + more);
        Fees next = old.bumped(quote(baseFee, tip / 2), BigInteger.valueOf(ceiling));
        if (next != null) {
            assertThat(next.cap()).isLessThanOrEqualTo(BigInteger.valueOf(ceiling));
            assertThat(next.tip().multiply(BigInteger.valueOf(8)))
                    .isGreaterThanOrEqualTo(old.tip().multiply(BigInteger.valueOf(9)));
            assertThat(next.cap().multiply(BigInteger.valueOf(8)))
                    .isGreaterThanOrEqualTo(old.cap().multiply(BigInteger.valueOf(9)));
            assertThat(next.tip()).isGreaterThan(old.tip());
        }
    }

    @Test
    void aCapBelowTheTipIsNoFee() {
        assertThatIllegalArgumentException().isThrownBy(() -> fees(2, 1));
    }
}
