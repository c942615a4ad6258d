package io.offerflow.dev.fault;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What happens to one call: forwarded, or struck by a fault, and noted either way. */
final class CallRelay {
    private static final int NONE = 0;
    /**
     * fabric8 takes 200 or 503 to a WebSocket as "try a plain watch", which can be read line by line. It repeats the
     * attempt for half a minute after 503, and does not after 200.
     */
    private static final Answer NO_WEB_SOCKETS = Answer.empty(200);

    private final Forwarder forwarder;
    private final Rules rules;
    private final Journal journal;
    private final InstantSource clock;
    private final AnswerMemory memory = new AnswerMemory();
    private final Set<WatchRelay> watches = ConcurrentHashMap.newKeySet();

    CallRelay(Forwarder forwarder, Rules rules, Journal journal, InstantSource clock) {
        this.forwarder = forwarder;
        this.rules = rules;
        this.journal = journal;
        this.clock = clock;
    }

    /** Ends every open watch with 410 Gone. */
    void expireWatches() {
        watches.forEach(WatchRelay::expire);
    }

    /**
     * @return whether the connection can carry another call; when not, it ends with what was sent so far
     * @throws IOException when either side is gone
     */
    boolean relay(ProxiedCall call, ClientSide client) throws IOException, InterruptedException {
        if (call.webSocket()) {
            client.send(call, NO_WEB_SOCKETS);
            return true;
        }
        var arrived = new Arrived(call, clock.instant(), rules.call(call));
        if (arrived.fault().isEmpty()) {
            return pass(arrived, client);
        }
        return switch (arrived.fault().get()) {
            case Fault.Drop drop -> end(arrived, NONE, NONE);
            case Fault.DropAfter drop -> end(arrived, whole(arrived).status(), NONE);
            case Fault.Delay delay -> {
                Thread.sleep(delay.by());
                yield pass(arrived, client);
            }
            case Fault.DelayAfter delay -> {
                Answer answer = whole(arrived);
                Thread.sleep(delay.by());
                yield answer(arrived, answer.status(), answer, client);
            }
            case Fault.Trickle trickle -> trickle(arrived, trickle.over(), client);
            case Fault.Reset reset -> {
                int status = whole(arrived).status();
                client.reset();
                yield end(arrived, status, NONE);
            }
            case Fault.Repeat repeat -> repeat(arrived, repeat.answer(), client);
            case Fault.Status status -> answer(arrived, NONE, Answer.of(status), client);
            case Fault.Cut cut -> cut(arrived, cut.afterBytes(), client);
            case Fault.Stale stale -> stale(arrived, client);
            case Fault.Scripted scripted -> scripted(arrived, scripted.script(), client);
        };
    }

    private record Arrived(ProxiedCall call, Instant at, Optional<Fault.OnCall> fault) {}

    private boolean pass(Arrived arrived, ClientSide client) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = forward(arrived);
        if (!streams(arrived.call(), response)) {
            Answer answer = Answer.read(response);
            memory.remember(arrived.call(), answer);
            return answer(arrived, answer.status(), answer, client);
        }
        var watch = new WatchRelay(arrived.call(), response, client, rules);
        note(arrived, response.statusCode(), response.statusCode());
        watches.add(watch);
        try {
            watch.run();
        } finally {
            watches.remove(watch);
        }
        return false;
    }

    private boolean repeat(Arrived arrived, Fault.Which which, ClientSide client)
            throws IOException, InterruptedException {
        if (arrived.call().watch()) {
            return pass(arrived, client);
        }
        Answer first = whole(arrived);
        Answer last = whole(arrived);
        Answer chosen = which == Fault.Which.FIRST ? first : last;
        return answer(arrived, chosen.status(), chosen, client);
    }

    private boolean cut(Arrived arrived, int afterBytes, ClientSide client) throws IOException, InterruptedException {
        Answer answer = whole(arrived);
        note(arrived, answer.status(), answer.status());
        if (arrived.call().watch()) {
            client.beginStream(answer.status(), answer.headers());
        } else {
            client.sendUpTo(arrived.call(), answer, afterBytes);
        }
        return false;
    }

    private boolean trickle(Arrived arrived, Duration over, ClientSide client)
            throws IOException, InterruptedException {
        Answer answer = whole(arrived);
        note(arrived, answer.status(), answer.status());
        client.trickle(arrived.call(), answer, over);
        return !arrived.call().lastOnConnection();
    }

    private boolean stale(Arrived arrived, ClientSide client) throws IOException, InterruptedException {
        Optional<Answer> older = arrived.call().watch() ? Optional.empty() : memory.recall(arrived.call());
        return older.isPresent() ? answer(arrived, NONE, older.get(), client) : pass(arrived, client);
    }

    private boolean scripted(Arrived arrived, Script script, ClientSide client)
            throws IOException, InterruptedException {
        if (arrived.call().watch()) {
            return pass(arrived, client);
        }
        Fault.Status told = script.answer(arrived.call().bodyText(), body -> asked(arrived.call(), body));
        return answer(arrived, NONE, Answer.of(told), client);
    }

    private Fault.Status asked(ProxiedCall call, String body) throws IOException, InterruptedException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        Answer answer =
                Answer.read(forwarder.forward(new ProxiedCall(call.method(), call.target(), call.headers(), bytes)));
        return new Fault.Status(answer.status(), Map.of(), new String(answer.body(), StandardCharsets.UTF_8));
    }

    private boolean answer(Arrived arrived, int upstream, Answer answer, ClientSide client) throws IOException {
        note(arrived, upstream, answer.status());
        client.send(arrived.call(), answer);
        return !arrived.call().lastOnConnection();
    }

    private boolean end(Arrived arrived, int upstream, int answered) {
        note(arrived, upstream, answered);
        return false;
    }

    /** The whole answer; of a watch, which has no end, only the head. */
    private Answer whole(Arrived arrived) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = forward(arrived);
        if (streams(arrived.call(), response)) {
            response.body().close();
            return new Answer(response.statusCode(), Forwarder.headers(response), new byte[0]);
        }
        return Answer.read(response);
    }

    private HttpResponse<InputStream> forward(Arrived arrived) throws IOException, InterruptedException {
        try {
            return forwarder.forward(arrived.call());
        } catch (IOException unreachable) {
            note(arrived, NONE, NONE);
            throw unreachable;
        }
    }

    private static boolean streams(ProxiedCall call, HttpResponse<?> response) {
        boolean events = response.headers()
                .firstValue("Content-Type")
                .filter(type -> type.startsWith("text/event-stream"))
                .isPresent();
        return response.statusCode() == 200 && (call.watch() || events);
    }

    private void note(Arrived arrived, int upstream, int answered) {
        ProxiedCall call = arrived.call();
        journal.add(new Call(
                arrived.at(),
                call.verb(),
                call.path(),
                upstream,
                answered,
                arrived.fault().map(Fault.class::cast)));
    }
}
