package io.offerflow.verifier.facilitator;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/** A facilitator's socket that does to each connection what a test wrote down, byte by byte. */
final class ScriptedServer implements AutoCloseable {
    private final ServerSocket listener;
    private final String scheme;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final BlockingQueue<Script> scripts = new LinkedBlockingQueue<>();
    private final List<Peer> peers = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    interface Script {
        void play(Peer peer) throws IOException, InterruptedException;
    }

    ScriptedServer() throws IOException {
        this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), "http");
    }

    ScriptedServer(ServerSocket listener, String scheme) {
        this.listener = listener;
        this.scheme = scheme;
        threads.execute(this::accept);
    }

    URI url() {
        return URI.create(scheme + "://127.0.0.1:" + listener.getLocalPort());
    }

    /** For the next connection. */
    ScriptedServer then(Script script) {
        scripts.add(script);
        return this;
    }

    /** Answers one request with these bytes, then closes. */
    ScriptedServer then(String answer) {
        return then(peer -> {
            peer.request();
            peer.send(answer);
        });
    }

    /** First lines of all requests so far, in the order in which they were read whole. */
    List<String> requests() {
        return requests;
    }

    /** Whether every connection so far has been closed from here. */
    boolean allOver() {
        return peers.stream().allMatch(peer -> peer.socket.isClosed());
    }

    int connections() {
        return peers.size();
    }

    static String ok(String json) {
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + json.length() + "\r\n\r\n"
                + json;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                Peer peer = new Peer(socket);
                peers.add(peer);
                Script script = scripts.poll();
                threads.execute(() -> play(script == null ? Peer::request : script, peer));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private static void play(Script script, Peer peer) {
        try {
            script.play(peer);
            peer.socket.close();
        } catch (IOException gone) {
            // The client hung up, as clients do.
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Peer peer : peers) {
                peer.socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }

    /** The server's end of one connection. */
    final class Peer {
        private final Socket socket;

        private Peer(Socket socket) {
            this.socket = socket;
        }

        /** Reads one request and gives its body. */
        String request() throws IOException {
            InputStream in = socket.getInputStream();
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int next = in.read();
                if (next < 0) {
                    throw new IOException("closed");
                }
                head.write(next);
            }
            String text = head.toString(StandardCharsets.ISO_8859_1);
            String length = text.replaceAll("(?s).*Content-Length: (\\d+)\r\n.*", "$1");
            byte[] body = in.readNBytes(Integer.parseInt(length));
            requests.add(text.lines().findFirst().orElseThrow());
            return new String(body, StandardCharsets.UTF_8);
        }

        void send(String bytes) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }

        /** Ends the connection with a reset instead of a goodbye. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** Until the client hangs up. */
        void untilGone() throws IOException {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            while (in.read() >= 0) {
                // Whatever it still says.
            }
        }
    }
}
