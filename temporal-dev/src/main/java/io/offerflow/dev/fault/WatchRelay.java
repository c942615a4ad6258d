package io.offerflow.dev.fault;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** Passes a watch on, one line of JSON as one chunk, each as soon as it came. */
final class WatchRelay {
    private final ProxiedCall call;
    private final HttpResponse<InputStream> upstream;
    private final ClientSide client;
    private final Rules rules;
    /** The relay writes events, and another thread may end the watch between two of them. */
    private final ReentrantLock writing = new ReentrantLock();

    private boolean ended;

    WatchRelay(ProxiedCall call, HttpResponse<InputStream> upstream, ClientSide client, Rules rules) {
        this.call = call;
        this.upstream = upstream;
        this.client = client;
        this.rules = rules;
    }

    /** Returns when either side has ended the watch. */
    void run() throws IOException, InterruptedException {
        client.beginStream(upstream.statusCode(), Forwarder.headers(upstream));
        Thread.ofVirtual().start(this::stopWithClient);
        try (var in = new BufferedInputStream(upstream.body())) {
            for (Optional<byte[]> line = line(in); line.isPresent() && !ended(); line = line(in)) {
                pass(line.get());
            }
        }
        end();
    }

    /** Tells the client that its resource version is too old, and ends the watch. */
    void expire() {
        try {
            expireOrFail();
            upstream.body().close();
        } catch (IOException gone) {
            client.cut();
        }
    }

    /** An idle watch would otherwise hold its connection to the server for as long as nothing happens. */
    private void stopWithClient() {
        client.awaitEnd();
        try {
            upstream.body().close();
        } catch (IOException alreadyClosed) {
            // As wanted.
        }
    }

    private void pass(byte[] line) throws IOException, InterruptedException {
        Optional<Fault.OnEvent> fault = rules.event(call, new String(line, StandardCharsets.UTF_8));
        if (fault.isEmpty()) {
            write(line, line.length);
            return;
        }
        switch (fault.get()) {
            case Fault.DropEvent drop -> {}
            case Fault.DelayEvent delay -> {
                Thread.sleep(delay.by());
                write(line, line.length);
            }
            case Fault.DoubleEvent twice -> {
                write(line, line.length);
                write(line, line.length);
            }
            case Fault.CutEvent cut -> {
                write(line, line.length / 2);
                throw new IOException("cut by a fault");
            }
            case Fault.Gone gone -> expireOrFail();
        }
    }

    private void expireOrFail() throws IOException {
        ObjectNode event = JsonNodeFactory.instance.objectNode().put("type", "ERROR");
        event.set("object", Fault.status(410, "Expired"));
        byte[] line = (event + "\n").getBytes(StandardCharsets.UTF_8);
        writing.lock();
        try {
            write(line, line.length);
            end();
        } finally {
            writing.unlock();
        }
    }

    private void write(byte[] line, int length) throws IOException {
        writing.lock();
        try {
            if (!ended && length > 0) {
                client.chunk(line, length);
            }
        } finally {
            writing.unlock();
        }
    }

    private void end() throws IOException {
        writing.lock();
        try {
            if (!ended) {
                ended = true;
                client.endStream();
            }
        } finally {
            writing.unlock();
        }
    }

    private boolean ended() {
        writing.lock();
        try {
            return ended;
        } finally {
            writing.unlock();
        }
    }

    /** The next line with its end; empty at the end of the stream. */
    private static Optional<byte[]> line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            line.write(next);
            if (next == '\n') {
                return Optional.of(line.toByteArray());
            }
        }
        return line.size() == 0 ? Optional.empty() : Optional.of(line.toByteArray());
    }
}
