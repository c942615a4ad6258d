package io.offerflow.dev.demo;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/** Asks until the answer is the wanted one. */
public final class Await {
    private static final long POLL_MILLIS = 25;

    private Await() {}

    /**
     * @throws DemoFailure when the limit passes first; names the last answer
     */
    public static <T> T until(String what, Duration limit, Callable<T> ask, Predicate<T> wanted) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            T answer;
            try {
                answer = ask.call();
            } catch (Exception e) {
                throw new DemoFailure("while waiting for " + what + ": " + e);
            }
            if (wanted.test(answer)) {
                return answer;
            }
            if (System.nanoTime() > deadline) {
                throw new DemoFailure("waited " + limit.toSeconds() + " s for " + what + "; last seen: " + answer);
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailure("interrupted");
        }
    }
}
