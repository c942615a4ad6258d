package io.offerflow.workflows.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PolicyTest {
    private static final BigInteger LIMIT = BigInteger.TEN.pow(11);

    @Test
    void slowChainsAreRaisedLaterThanFastOnesAndLocalOnesEndSoon() {
        Policy ethereum = Policy.of(BigInteger.ONE, LIMIT);
        Policy base = Policy.of(BigInteger.valueOf(8453), LIMIT);
        Policy local = Policy.of(BigInteger.valueOf(31_337), LIMIT);
        assertThat(ethereum.pace().bump()).isEqualTo(Duration.ofMinutes(3));
        assertThat(base.pace().bump()).isEqualTo(Duration.ofMinutes(1));
        assertThat(base.confirmDepth()).isEqualTo(12);
        assertThat(base.finalDepth()).isEqualTo(64);
        assertThat(local.finalDepth()).isEqualTo(4);
        assertThat(base.maxFee()).isEqualTo(LIMIT);
    }

    @Test
    void whatIsFinalIsNotLessDeepThanWhatIsConfirmed() {
        Policy base = Policy.of(BigInteger.valueOf(8453), LIMIT);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Policy(
                        base.finalDepth(),
                        base.confirmDepth(),
                        LIMIT,
                        base.maxGas(),
                        base.maxBumps(),
                        base.pace(),
                        base.currency()));
    }
}
