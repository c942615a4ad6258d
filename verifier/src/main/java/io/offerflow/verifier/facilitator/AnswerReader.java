package io.offerflow.verifier.facilitator;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;

/** Reads HTTP/1 answers from one connection, strictly and with a bound on everything. */
final class AnswerReader {
    static final int MAX_BODY = 65_536;
    private static final int MAX_HEAD = 16_384;
    private static final int MAX_INTERIM = 8;
    private static final int MAX_CHUNK_DIGITS = 6;

    private final InputStream in;
    private final InstantSource clock;
    private final byte[] buffer = new byte[8192];
    private int at;
    private int end;
    /** Bytes that the head, chunk lines and trailers of one answer may still take. */
    private int budget;

    AnswerReader(InputStream in, InstantSource clock) {
        this.in = in;
        this.clock = clock;
    }

    HttpAnswer read() throws IOException {
        budget = MAX_HEAD;
        HttpHead head = head();
        for (int i = 0; head.isInterim(); i++) {
            if (i == MAX_INTERIM || head.status() == 101) {
                throw new GarbledAnswerException("the answer is interim without end");
            }
            head = head();
        }
        byte[] body = head.isChunked() ? chunks() : head.length() >= 0 ? exactly(head.length()) : toTheEnd();
        // Bytes that nobody asked for belong to no answer; whoever sent them is not asked again over this connection.
        Duration mayIdle = at == end ? head.mayIdle() : Duration.ZERO;
        return new HttpAnswer(head.status(), body, head.retryAfter(), mayIdle);
    }

    private HttpHead head() throws IOException {
        HttpHead head = new HttpHead(line());
        for (String line = line(); !line.isEmpty(); line = line()) {
            head.header(line, clock);
        }
        return head;
    }

    private byte[] exactly(int length) throws IOException {
        byte[] body = new byte[bounded(length)];
        copy(body, 0);
        return body;
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = chunkSize(); size > 0; size = chunkSize()) {
            bounded(body.size() + size);
            byte[] chunk = new byte[size];
            copy(chunk, 0);
            body.writeBytes(chunk);
            if (!line().isEmpty()) {
                throw new GarbledAnswerException("a chunk of the answer is longer than it says");
            }
        }
        while (!line().isEmpty()) {
            // Trailers say nothing that matters.
        }
        return body.toByteArray();
    }

    private int chunkSize() throws IOException {
        String digits = line().split(";", 2)[0].trim();
        boolean readable = digits.matches("[0-9a-fA-F]{1," + MAX_CHUNK_DIGITS + "}");
        if (!readable) {
            throw new GarbledAnswerException("a chunk of the answer has no size");
        }
        return Integer.parseInt(digits, 16);
    }

    private byte[] toTheEnd() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        do {
            bounded(body.size() + end - at);
            body.write(buffer, at, end - at);
            at = end;
        } while (fill());
        return body.toByteArray();
    }

    private static int bounded(int length) throws GarbledAnswerException {
        if (length > MAX_BODY) {
            throw new GarbledAnswerException("the answer is longer than " + MAX_BODY + " bytes");
        }
        return length;
    }

    private void copy(byte[] target, int from) throws IOException {
        int written = from;
        while (written < target.length) {
            if (at == end && !fill()) {
                throw new EOFException("the answer ends in its middle");
            }
            int part = Math.min(end - at, target.length - written);
            System.arraycopy(buffer, at, target, written, part);
            at += part;
            written += part;
        }
    }

    /** Without its line end. */
    private String line() throws IOException {
        StringBuilder before = new StringBuilder();
        while (true) {
            int stop = at;
            while (stop < end && buffer[stop] != '\n') {
                stop++;
            }
            before.append(new String(buffer, at, stop - at, StandardCharsets.ISO_8859_1));
            budget -= stop - at + 1;
            if (budget < 0) {
                throw new GarbledAnswerException("the answer's head is longer than " + MAX_HEAD + " bytes");
            }
            boolean whole = stop < end;
            at = whole ? stop + 1 : end;
            if (whole) {
                int last = before.length() - 1;
                return last >= 0 && before.charAt(last) == '\r' ? before.substring(0, last) : before.toString();
            }
            if (!fill()) {
                throw new EOFException("the connection was closed before an answer");
            }
        }
    }

    /** Waits for bytes; false at the end of the connection. */
    private boolean fill() throws IOException {
        at = 0;
        end = 0;
        int count = in.read(buffer);
        end = Math.max(0, count);
        return count >= 0;
    }
}
