package io.offerflow.verifier.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.offerflow.verifier.http.AccessEntry.Asked;
import io.offerflow.verifier.http.Note.Decision;
import io.offerflow.verifier.x402.ResourceUrl;
import io.offerflow.verifier.x402.Wire;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One JSON object a line for each decision of the gate. Requests never wait for it: a thread of its own writes, and what does not fit into
 * its queue is counted and left out. No payer, no signature, no path or query as sent, no header but the host.
 */
public final class AccessLog implements AutoCloseable {
    /** Where the lines go; configured beside the other loggers, and not below them. */
    public static final String LOGGER = "offerflow.access";

    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
    private static final int QUEUE = 8_192;
    private static final long STOP_MILLIS = 2_000;
    private static final int MAX_METHOD = 20;
    /** Lines come together after it: waking the writer for each would cost a request more than its line. */
    private static final long PAUSE_NANOS = 5_000_000;

    private final Mode mode;
    private final Consumer<String> out;
    private final Counter dropped;
    private final BlockingQueue<Line> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Thread writer =
            Thread.ofPlatform().daemon().name("access-log").unstarted(this::write);
    private volatile boolean closed;

    /** What is written. */
    public enum Mode {
        OFF,
        /** What did not pass although something was presented, or cannot be read or served. Plain challenges are not written. */
        DENIED,
        ALL
    }

    private record Line(AccessEntry entry, int status, long micros) {}

    /** Writes to the logger {@link #LOGGER}. */
    public AccessLog(Mode mode, MeterRegistry registry) {
        this(mode, registry, LoggerFactory.getLogger(LOGGER)::info);
    }

    AccessLog(Mode mode, MeterRegistry registry, Consumer<String> out) {
        this.mode = mode;
        this.out = out;
        this.dropped = Counter.builder("offerflow.verifier.access.log.dropped")
                .description("Lines that the access log left out because it could not keep up")
                .register(registry);
        if (mode != Mode.OFF) {
            writer.start();
        }
    }

    boolean off() {
        return mode == Mode.OFF;
    }

    /** Follows an exchange to its end. */
    void follow(HttpServerExchange exchange, Asked asked) {
        AccessEntry entry = AccessEntry.begin(exchange, asked);
        exchange.addExchangeCompleteListener((done, next) -> {
            ended(entry, done.getStatusCode());
            next.proceed();
        });
    }

    /** Never waits. */
    void ended(AccessEntry entry, int status) {
        boolean wanted = mode == Mode.ALL || entry.note().decision() == Decision.DENIED;
        if (wanted && !queue.offer(new Line(entry, status, (System.nanoTime() - entry.asked.nanos()) / 1_000))) {
            dropped.increment();
        }
    }

    private void write() {
        try {
            while (!closed || !queue.isEmpty()) {
                out.accept(text(queue.take()));
                for (Line line = queue.poll(); line != null; line = queue.poll()) {
                    out.accept(text(line));
                }
                TimeUnit.NANOSECONDS.sleep(PAUSE_NANOS);
            }
        } catch (InterruptedException closing) {
            for (Line line = queue.poll(); line != null; line = queue.poll()) {
                out.accept(text(line));
            }
        }
    }

    private static String text(Line line) {
        return new String(Wire.bytes(json -> write(json, line)), StandardCharsets.UTF_8);
    }

    private static void write(JsonGenerator json, Line line) throws IOException {
        AccessEntry entry = line.entry();
        Asked asked = entry.asked;
        json.writeStartObject();
        json.writeStringField("time", asked.at().toString());
        json.writeStringField("listener", asked.listener());
        json.writeStringField("method", method(asked.method()));
        json.writeStringField("host", ResourceUrl.isHost(asked.host()) ? asked.host() : "");
        json.writeStringField("offer", entry.offer());
        json.writeStringField("route", entry.route());
        json.writeStringField("decision", entry.note().decision().name().toLowerCase(Locale.ROOT));
        json.writeStringField("reason", entry.note().reason());
        json.writeNumberField("status", line.status());
        json.writeStringField("payment", entry.payment());
        json.writeNumberField("micros", line.micros());
        json.writeEndObject();
    }

    /** Methods are words; anything else might be a message to whoever reads the log. */
    private static String method(String sent) {
        boolean word = sent.length() <= MAX_METHOD && sent.chars().allMatch(c -> (c >= 'A' && c <= 'Z') || c == '-');
        return word ? sent : "other";
    }

    /** Writes what waits. */
    @Override
    public void close() {
        closed = true;
        writer.interrupt();
        try {
            writer.join(STOP_MILLIS);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        if (writer.isAlive()) {
            LOG.warn("the access log was still writing when the gate stopped");
        }
    }
}
