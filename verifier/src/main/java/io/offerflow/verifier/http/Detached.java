package io.offerflow.verifier.http;

import io.undertow.server.HttpServerExchange;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Computes answers that have to wait on virtual threads and writes them on the I/O thread. A virtual thread that wrote itself would leave a
 * direct buffer behind each time, which under load ends in out of memory.
 */
final class Detached implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Detached.class);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    void answer(HttpServerExchange exchange, Supplier<Answer> slow) {
        exchange.dispatch(threads, () -> {
            Answer answer = computed(slow);
            write(exchange, answer);
        });
    }

    private static void write(HttpServerExchange exchange, Answer answer) {
        try {
            exchange.getIoThread().execute(() -> answer.write(exchange));
        } catch (RejectedExecutionException stopped) {
            LOG.warn("an answer came after the listener had stopped; its buyer did not get it");
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private static Answer computed(Supplier<Answer> slow) {
        try {
            return slow.get();
        } catch (RuntimeException defect) {
            LOG.error("answering a request failed", defect);
            return Answer.plain(500, "internal error", "internal_error");
        }
    }
}
