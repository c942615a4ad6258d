package io.offerflow.dev.fault;

import io.offerflow.dev.fault.ProxiedCall.Header;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads HTTP/1.1 requests, one after the other, from a connection of a well-behaved client. */
final class RequestReader {
    private static final int MAX_LINE = 64 * 1024;
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final InputStream in;
    private final OutputStream out;

    RequestReader(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    /** Empty when the client closed the connection between requests. */
    Optional<ProxiedCall> next() throws IOException {
        String[] request = line().split(" ");
        if (request.length != 3) {
            return Optional.empty();
        }
        var headers = new ArrayList<Header>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new IOException("not a header: " + line.length() + " characters");
            }
            headers.add(new Header(
                    line.substring(0, colon).strip(), line.substring(colon + 1).strip()));
        }
        return Optional.of(new ProxiedCall(request[0], request[1], List.copyOf(headers), body(headers)));
    }

    private byte[] body(List<Header> headers) throws IOException {
        if (value(headers, "Expect").isPresent()) {
            out.write(CONTINUE);
            out.flush();
        }
        if (value(headers, "Transfer-Encoding").isPresent()) {
            return chunks();
        }
        Optional<String> length = value(headers, "Content-Length");
        return length.isPresent() ? exactly(number(length.get(), 10)) : new byte[0];
    }

    private byte[] chunks() throws IOException {
        var body = new ByteArrayOutputStream();
        for (int size = chunkSize(); size > 0; size = chunkSize()) {
            body.writeBytes(exactly(size));
            line();
        }
        while (!line().isEmpty()) {
            // Trailers say nothing that a proxy of these servers needs.
        }
        return body.toByteArray();
    }

    private int chunkSize() throws IOException {
        return number(line().split(";")[0].strip(), 16);
    }

    private static int number(String text, int radix) throws IOException {
        try {
            return Integer.parseUnsignedInt(text, radix);
        } catch (NumberFormatException notANumber) {
            throw new IOException("not a length", notANumber);
        }
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("request ended early");
        }
        return bytes;
    }

    /** A line without its end; empty at the end of the stream. */
    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.write(next);
            if (line.size() > MAX_LINE) {
                throw new IOException("line too long");
            }
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private static Optional<String> value(List<Header> headers, String name) {
        return headers.stream()
                .filter(header -> header.is(name))
                .map(Header::value)
                .findFirst();
    }
}
