package io.offerflow.verifier.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.verifier.proxy.HeldBytes.Share;
import org.junit.jupiter.api.Test;

class HeldBytesTest {
    private final HeldBytes memory = new HeldBytes(10);

    @Test
    void allSharesTogetherStayBelowTheLimit() {
        Share one = memory.share();
        assertThat(one.grow(7)).isTrue();
        assertThat(memory.share().grow(4)).isFalse();
        assertThat(memory.share().grow(3)).isTrue();
        one.close();
        assertThat(memory.share().grow(7)).isTrue();
    }

    @Test
    void aShareIsHeldUntilItsLastHolderIsDone() {
        Share share = memory.share();
        assertThat(share.grow(10)).isTrue();
        Share same = share.also();
        share.close();
        assertThat(memory.share().grow(1)).isFalse();
        same.close();
        assertThat(memory.share().grow(10)).isTrue();
        assertThat(share.grow(0)).as("nobody holds it any more").isFalse();
    }
}
