package io.offerflow.flows.scenario;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** How long scenarios wait where no number is promised: long enough for a machine that does other things too. */
final class Patience {
    static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(25);

    private Patience() {}

    static <T> T until(String what, Callable<T> ask, Predicate<T> wanted) {
        return within(LIMIT, what).until(ask, wanted);
    }

    static void until(String what, Callable<Boolean> holds) {
        within(LIMIT, what).until(holds);
    }

    /** For promises with a number. */
    static ConditionFactory within(Duration limit, String what) {
        return Awaitility.await(what).atMost(limit).pollDelay(Duration.ZERO).pollInterval(POLL);
    }

    /** Passes when it holds at every look during this time. */
    static void during(Duration time, String what, Callable<Boolean> holds) {
        Awaitility.await(what)
                .atMost(time.plus(LIMIT))
                .pollDelay(Duration.ZERO)
                .pollInterval(POLL)
                .failFast(what + ": it does not hold any more", () -> !holds.call())
                .during(time)
                .until(holds);
    }
}
