package io.offerflow.dev.fault;

import io.offerflow.dev.fault.ProxiedCall.Header;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The client's end of a connection. */
final class ClientSide {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final RequestReader reader;

    ClientSide(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
        out = new BufferedOutputStream(socket.getOutputStream());
        reader = new RequestReader(in, out);
    }

    Optional<ProxiedCall> next() throws IOException {
        return reader.next();
    }

    void send(ProxiedCall call, Answer answer) throws IOException {
        sendUpTo(call, answer, answer.body().length);
    }

    /** The head as for the whole answer, then only so many bytes of its body. */
    void sendUpTo(ProxiedCall call, Answer answer, int bytes) throws IOException {
        boolean bodiless = call.method().equals("HEAD") || answer.status() == 204 || answer.status() == 304;
        head(answer.status(), answer.headers());
        if (!bodiless) {
            line("Content-Length: " + answer.body().length);
        }
        line("");
        if (!bodiless) {
            out.write(answer.body(), 0, Math.min(bytes, answer.body().length));
        }
        out.flush();
    }

    /** The head at once, then the body byte by byte. */
    void trickle(ProxiedCall call, Answer answer, Duration over) throws IOException, InterruptedException {
        sendUpTo(call, answer, 0);
        byte[] body = answer.body();
        for (byte next : body) {
            Thread.sleep(over.dividedBy(body.length));
            out.write(next);
            out.flush();
        }
    }

    /** Ends the connection so that the client's next read fails, instead of finding the end. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Begins an answer of unknown length. It is the last of its connection, so that {@link #awaitEnd} may read on. */
    void beginStream(int status, List<Header> headers) throws IOException {
        head(status, headers);
        line("Transfer-Encoding: chunked");
        line("Connection: close");
        line("");
        out.flush();
    }

    void chunk(byte[] bytes, int length) throws IOException {
        line(Integer.toHexString(length));
        out.write(bytes, 0, length);
        line("");
        out.flush();
    }

    void endStream() throws IOException {
        line("0");
        line("");
        out.flush();
    }

    /** Returns when the client has gone. */
    void awaitEnd() {
        try {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException gone) {
            // The very thing awaited.
        }
    }

    /** Ends the connection at once, whatever was promised. */
    void cut() {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            // As wanted.
        }
    }

    private void head(int status, List<Header> headers) throws IOException {
        line("HTTP/1.1 " + status + " -");
        for (Header header : headers) {
            line(header.name() + ": " + header.value());
        }
    }

    private void line(String text) throws IOException {
        out.write((text + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }
}
