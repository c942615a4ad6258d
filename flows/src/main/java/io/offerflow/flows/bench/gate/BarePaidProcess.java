package io.offerflow.flows.bench.gate;

import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Undertow that calls a facilitator twice for each request, over blocking sockets on virtual threads, and then sends fixed bytes: it reads
 * no payment, checks nothing and remembers nothing. Arguments: port, file of answers, facilitator, file of what it is sent.
 */
final class BarePaidProcess {
    private final URI facilitator;
    private final byte[] verify;
    private final byte[] settle;
    private final Mimicry answer;
    private final ConcurrentLinkedQueue<Socket> idle = new ConcurrentLinkedQueue<>();

    private BarePaidProcess(URI facilitator, String order, Mimicry answer) {
        this.facilitator = facilitator;
        this.verify = request("/verify", order);
        this.settle = request("/settle", order);
        this.answer = answer;
    }

    public static void main(String[] args) throws IOException {
        Mimicry answer = Mimicry.read(Path.of(args[1])).values().iterator().next();
        BarePaidProcess bare = new BarePaidProcess(URI.create(args[2]), Files.readString(Path.of(args[3])), answer);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Undertow.builder()
                .addHttpListener(
                        Integer.parseInt(args[0]),
                        "127.0.0.1",
                        exchange -> exchange.dispatch(threads, () -> {
                            bare.callTwice();
                            exchange.getIoThread().execute(() -> bare.write(exchange));
                        }))
                .build()
                .start();
    }

    private byte[] request(String path, String order) {
        String head = "POST " + path + " HTTP/1.1\r\nHost: " + facilitator.getAuthority()
                + "\r\nContent-Type: application/json\r\nContent-Length: " + order.length() + "\r\n\r\n";
        return (head + order).getBytes(StandardCharsets.UTF_8);
    }

    private void callTwice() {
        try {
            Socket pooled = idle.poll();
            Socket socket = pooled == null ? new Socket(facilitator.getHost(), facilitator.getPort()) : pooled;
            call(socket, verify);
            call(socket, settle);
            idle.add(socket);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** The stub's answers are one small JSON object each: they end with its brace. */
    private static void call(Socket socket, byte[] request) throws IOException {
        socket.getOutputStream().write(request);
        byte[] buffer = new byte[4_096];
        int length = 0;
        do {
            int read = socket.getInputStream().read(buffer, length, buffer.length - length);
            if (read < 0) {
                throw new EOFException("the facilitator hung up");
            }
            length += read;
        } while (buffer[length - 1] != '}');
    }

    private void write(HttpServerExchange exchange) {
        exchange.setStatusCode(answer.status());
        for (Map.Entry<String, String> header : answer.headers().entrySet()) {
            exchange.getResponseHeaders().put(new HttpString(header.getKey()), header.getValue());
        }
        exchange.getResponseSender().send(ByteBuffer.wrap(answer.body().getBytes(StandardCharsets.UTF_8)));
    }
}
