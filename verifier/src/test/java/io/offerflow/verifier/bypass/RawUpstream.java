package io.offerflow.verifier.bypass;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A service that tidies nothing up: it keeps every request as its bytes came, and answers each. */
final class RawUpstream implements AutoCloseable {
    private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\ngoods";

    private final ServerSocket listener;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    /** @param head with request line, without the empty line */
    record Request(String head, String body) {
        String line() {
            return head.lines().findFirst().orElse("");
        }

        String target() {
            String line = line();
            int begin = line.indexOf(' ') + 1;
            return line.substring(begin, Math.max(begin, line.lastIndexOf(' ')));
        }

        List<String> headers() {
            return head.lines().skip(1).toList();
        }

        Optional<String> header(String name) {
            String start = name.toLowerCase(Locale.ROOT) + ":";
            return headers().stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                    .findFirst()
                    .map(line -> line.substring(start.length()).strip());
        }
    }

    RawUpstream() {
        try {
            listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    List<Request> requests() {
        return requests;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                threads.execute(() -> serve(socket));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = socket.getInputStream();
            while (true) {
                String head = head(in);
                String length = new Request(head, "").header("Content-Length").orElse("0");
                byte[] body = in.readNBytes(Integer.parseInt(length));
                requests.add(new Request(head, new String(body, StandardCharsets.ISO_8859_1)));
                socket.getOutputStream().write(ANSWER.getBytes(StandardCharsets.ISO_8859_1));
            }
        } catch (IOException gone) {
            // The gate hung up.
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("closed");
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.ISO_8859_1).strip();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}
