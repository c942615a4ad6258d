package io.offerflow.verifier.facilitator;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A connection that carries one exchange at a time. Used by one thread at a time; only {@link #expire} comes from another. */
final class HttpConnection implements Closeable {
    private final SocketChannel channel;
    private final InputStream in;
    private final OutputStream out;
    private final AnswerReader answers;
    private final InstantSource clock;
    private volatile boolean expired;
    private Instant idleSince;
    private Duration mayIdle = Duration.ZERO;

    /**
     * @param channel what carries the bytes, for closing and looking
     * @param socket what encrypts them, or the channel's own
     */
    HttpConnection(SocketChannel channel, Socket socket, InstantSource clock) throws IOException {
        this.channel = channel;
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
        this.answers = new AnswerReader(in, clock);
        this.clock = clock;
        this.idleSince = clock.instant();
    }

    /** Sends the request whole and waits for its answer. After an exception the connection is of no more use. */
    HttpAnswer exchange(byte[] request) throws IOException {
        out.write(request);
        out.flush();
        HttpAnswer answer = answers.read();
        mayIdle = answer.mayIdle();
        idleSince = clock.instant();
        return answer;
    }

    /** Time is up: wakes whoever waits. */
    void expire() {
        expired = true;
        close();
    }

    boolean isExpired() {
        return expired;
    }

    boolean hasIdledAtMost(Duration limit) {
        return Duration.between(idleSince, clock.instant()).compareTo(limit) <= 0;
    }

    /** Whether the last answer, and the time since then, allow another request. */
    boolean mayBeUsed() {
        return mayIdle.isPositive() && hasIdledAtMost(mayIdle) && !expired;
    }

    /**
     * Whether the other side has neither closed it nor sent anything unasked (a late 408, an alert). Takes a few microseconds and leaves
     * of the window in which a closed connection could be used only the time that a packet travels.
     */
    boolean isQuiet() {
        try {
            channel.configureBlocking(false);
            int read = channel.read(ByteBuffer.allocate(1));
            channel.configureBlocking(true);
            return read == 0 && in.available() == 0;
        } catch (IOException broken) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            // Below any encryption: a polite goodbye could wait for a peer that does not read.
            channel.close();
        } catch (IOException alreadyGone) {
            // Nobody is left who could do anything about it.
        }
    }
}
