package io.offerflow.verifier.http;

import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
            computed(slow).onIoThread(exchange);
        });
    }

    /** Work that writes its answer itself, on the I/O thread. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException, InterruptedException;
    }

    void run(HttpServerExchange exchange, Work slow) {
        exchange.dispatch(threads, () -> {
            try {
                slow.run();
            } catch (IOException gone) {
                LOG.info("an answer did not reach its client: {}", gone.getMessage());
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException | Error defect) {
                LOG.error("answering a request failed", defect);
                defect().onIoThread(exchange);
            }
        });
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private static Answer computed(Supplier<Answer> slow) {
        try {
            return slow.get();
        } catch (RuntimeException | Error defect) {
            LOG.error("answering a request failed", defect);
            return defect();
        }
    }

    private static Answer defect() {
        return Answer.plain(500, "internal error", "internal_error");
    }
}
