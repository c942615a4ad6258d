package io.offerflow.dev.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP/1.1 proxy on 127.0.0.1 before one server, which breaks the calls that its rules name and notes all.
 *
 * <p>Contract: without rules a client cannot tell it from the server, but for WebSockets, which are answered with a plain 200 so
 * that watches come as lines of JSON. Watches and event streams are passed on line by line; every other answer is read
 * whole first. A server that cannot be reached looks like a connection that ends without an answer. Rules may be added
 * and removed at any time and concern calls that arrive, or events that come, from then on.
 */
public final class FaultProxy implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FaultProxy.class);

    private final Rules rules = new Rules();
    private final Journal journal = new Journal();
    private final Set<ClientSide> clients = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ServerSocket listener;
    private final Forwarder forwarder;
    private final CallRelay calls;
    private final AtomicInteger underWay = new AtomicInteger();

    private FaultProxy(ServerSocket listener, Upstream upstream, InstantSource clock) {
        this.listener = listener;
        forwarder = new Forwarder(upstream);
        calls = new CallRelay(forwarder, rules, journal, clock);
    }

    /**
     * @param port the port to listen on; 0 takes a free one
     * @param clock what the journal's times are read from
     * @throws UncheckedIOException when the port is taken
     */
    public static FaultProxy start(int port, Upstream upstream, InstantSource clock) {
        try {
            var listener = new ServerSocket();
            listener.setReuseAddress(true);
            listener.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
            var proxy = new FaultProxy(listener, upstream, clock);
            proxy.threads.execute(proxy::accept);
            return proxy;
        } catch (IOException taken) {
            throw new UncheckedIOException(taken);
        }
    }

    /** Where it listens, without a trailing slash. Always plain http. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** Puts a rule to work. Of several rules that would hit the same call, the one added first does. */
    public ActiveRule add(FaultRule rule) {
        return rules.add(rule);
    }

    /** Takes all rules out; from here on nothing is broken. */
    public void clearRules() {
        rules.clear();
    }

    /** What went through so far. */
    public Journal journal() {
        return journal;
    }

    /** How many calls have come and are not over, delayed ones that nobody waits for any more among them. */
    public int underWay() {
        return underWay.get();
    }

    /** Ends every open watch now, with an ERROR that says 410 Gone. */
    public void expireWatches() {
        calls.expireWatches();
    }

    /** Ends every connection now, in the middle of whatever it carries. */
    public void cutConnections() {
        clients.forEach(ClientSide::cut);
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException alreadyClosed) {
            LOG.debug("listener was closed", alreadyClosed);
        }
        cutConnections();
        threads.shutdownNow();
        forwarder.close();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                threads.execute(() -> serve(socket));
            } catch (IOException | RejectedExecutionException closing) {
                LOG.debug("not listening any more: {}", closing.getMessage());
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var client = new ClientSide(socket);
            clients.add(client);
            try {
                serve(client);
            } finally {
                clients.remove(client);
            }
        } catch (IOException ended) {
            LOG.debug("connection ended: {}", ended.getMessage());
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(ClientSide client) throws IOException, InterruptedException {
        boolean more = true;
        while (more) {
            Optional<ProxiedCall> call = client.next();
            more = call.isPresent() && relay(call.get(), client);
        }
    }

    private boolean relay(ProxiedCall call, ClientSide client) throws IOException, InterruptedException {
        underWay.incrementAndGet();
        try {
            return calls.relay(call, client);
        } finally {
            underWay.decrementAndGet();
        }
    }
}
