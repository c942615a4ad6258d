package io.offerflow.verifier.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.offerflow.verifier.http.AccessEntry.Asked;
import io.undertow.server.HttpServerExchange;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class AccessLogQueueTest {
    private static final int MORE_THAN_FIT = 20_000;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private double dropped() {
        return registry.get("offerflow.verifier.access.log.dropped").counter().count();
    }

    @Test
    @Timeout(10)
    void requestsNeverWaitForALogThatCannotKeepUp() {
        CountDownLatch stuck = new CountDownLatch(1);
        List<String> written = new CopyOnWriteArrayList<>();
        AccessLog log = new AccessLog(AccessLog.Mode.ALL, registry, line -> {
            try {
                stuck.await();
            } catch (InterruptedException closing) {
                Thread.currentThread().interrupt();
            }
            written.add(line);
        });
        AccessEntry entry = AccessEntry.begin(
                new HttpServerExchange(null), new Asked("verify", "GET", "shop.example", Instant.EPOCH, 0));
        for (int i = 0; i < MORE_THAN_FIT; i++) {
            log.ended(entry, 402);
        }
        assertThat(dropped()).isGreaterThan(MORE_THAN_FIT / 2.0);
        stuck.countDown();
        log.close();
        assertThat(written.size() + dropped()).isEqualTo(MORE_THAN_FIT);
    }
}
