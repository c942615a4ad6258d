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

    @Test
    void aPartTakesNoMoreThanItMayAndCountsInTheWhole() {
        HeldBytes part = memory.part(6);
        Share some = part.share();
        assertThat(some.grow(7)).isFalse();
        assertThat(some.grow(6)).isTrue();
        assertThat(memory.share().grow(5)).isFalse();
        some.close();
        Share all = memory.share();
        assertThat(all.grow(10)).isTrue();
        assertThat(part.share().grow(1)).as("the whole has no room").isFalse();
        all.close();
        assertThat(part.share().grow(6)).isTrue();
    }

    @Test
    void whatIsSplitOffOutlivesItsRequestAndEndsWithWhoAdoptsIt() {
        Share request = memory.share();
        assertThat(request.grow(6)).isTrue();
        Share kept = request.split(4);
        request.close();
        assertThat(memory.share().grow(7)).isFalse();
        Share next = memory.share();
        next.adopt(kept);
        assertThat(next.grow(6)).isTrue();
        assertThat(memory.share().grow(1)).isFalse();
        next.close();
        assertThat(memory.share().grow(10)).isTrue();
    }

    @Test
    void whatCanBeSparedGivesWayButNotToWhatCanNeverFit() {
        Share spare = memory.share();
        assertThat(spare.grow(8)).isTrue();
        memory.spare(() -> {
            spare.close();
            return true;
        });
        assertThat(memory.share().grow(11)).isFalse();
        assertThat(spare.grow(0)).as("it was not dropped in vain").isTrue();
        assertThat(memory.share().grow(10)).isTrue();
    }
}
