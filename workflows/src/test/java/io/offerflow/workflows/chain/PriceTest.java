package io.offerflow.workflows.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import org.junit.jupiter.api.Test;

class PriceTest {
    private static Price price(long gas, long fee, long value) {
        return new Price(BigInteger.valueOf(gas), BigInteger.valueOf(fee), BigInteger.valueOf(value));
    }

    @Test
    void amountsAreExactDecimals() {
        assertThat(price(161_000, 1_500_000_000L, 0).sentence("ETH"))
                .isEqualTo("0.0002415 ETH: 161000 gas at 1.5 gwei");
        assertThat(price(1, 1, 10_000_000_000L).sentence("POL"))
                .isEqualTo("0.000000010000000001 POL: 1 gas at 0.000000001 gwei and 0.00000001 POL of its own");
        assertThat(price(100, 1_000_000_000L, 0).missing(BigInteger.ZERO, "ETH"))
                .isEqualTo("0.0000001 ETH missing: has 0 ETH, may cost 0.0000001 ETH: 100 gas at 1 gwei");
    }

    @Property
    void whatIsToldIsEnoughAndHasTwoDigits(@ForAll @BigRange(min = "0", max = "1000000000000000") BigInteger fee) {
        BigInteger told = Price.steady(null, fee);
        assertThat(told).isGreaterThanOrEqualTo(fee);
        assertThat(told.toString().replaceAll("0+$", "")).hasSizeLessThanOrEqualTo(2);
    }

    @Property
    void whatWasToldStaysWhileTheFeeMovesByLessThanAQuarter(
            @ForAll @BigRange(min = "1000", max = "1000000000000") BigInteger fee,
            @ForAll @BigRange(min = "76", max = "124") BigInteger percent) {
        BigInteger told = Price.steady(null, fee);
        BigInteger moved = fee.multiply(percent).divide(BigInteger.valueOf(100));
        assertThat(Price.steady(told, moved)).isEqualTo(told);
        assertThat(Price.steady(told, told.add(BigInteger.ONE))).isGreaterThan(told);
        assertThat(Price.steady(told, fee.shiftRight(2))).isLessThan(told);
    }
}
