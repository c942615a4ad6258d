package io.offerflow.ethereum.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Each derivation takes memory that the process's limit must have been made for. */
class TurnsTest {
    @Test
    void no_more_than_two_derivations_run_at_a_time() throws Exception {
        int threads = 6;
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> mints = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                mints.add(pool.submit(
                        () -> Keystore.mint(new SecureRandom(), "password".toCharArray(), new Scrypt(65_536, 8, 1))));
            }
            int most = 0;
            while (!mints.stream().allMatch(Future::isDone)) {
                most = Math.max(most, deriving());
            }
            for (Future<?> mint : mints) {
                mint.get(1, TimeUnit.SECONDS);
            }
            assertThat(most).isBetween(1, 2);
        }
    }

    private static int deriving() {
        int count = 0;
        for (var thread : ManagementFactory.getThreadMXBean().dumpAllThreads(false, false)) {
            for (StackTraceElement frame : thread.getStackTrace()) {
                if (frame.getClassName().endsWith(".SCrypt")) {
                    count++;
                    break;
                }
            }
        }
        return count;
    }
}
