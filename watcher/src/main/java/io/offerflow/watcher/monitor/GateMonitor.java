package io.offerflow.watcher.monitor;

import io.micrometer.core.instrument.Gauge;
import io.offerflow.api.Ref;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Reason;
import io.offerflow.api.gate.GateReport;
import io.offerflow.api.route.Route;
import io.offerflow.api.route.RouteDecision;
import io.offerflow.api.route.Routes;
import io.offerflow.cluster.gate.RouteListing;
import io.offerflow.watcher.change.OfferFacts;
import io.offerflow.watcher.nudge.Cause;
import io.offerflow.watcher.nudge.Wake;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Asks every verifier replica what it serves (ETag, so that an unchanged answer is empty) and compares the word of all with the condition
 * PaymentGateReady of each offer. Replicas that come, go or lose a route show in that comparison by themselves.
 */
public final class GateMonitor implements Monitor {
    private static final Duration EVALUATION = Duration.ofSeconds(1);
    private static final Duration DAMPING = Duration.ofSeconds(10);
    private static final Duration FIRST_REPEAT = Duration.ofSeconds(15);
    private static final Duration REPEAT_CAP = Duration.ofMinutes(10);

    private record Answer(URI replica, RouteListing listing) {}

    /** The decision about one version of an offer, kept because its digest costs a hash. */
    private record Decided(OfferFacts offer, RouteDecision decision) {}

    private final GateSettings settings;
    private final GateAsker asker;
    private final Surroundings around;
    private final Doubts doubts;
    private final Map<URI, ReplicaReports> replicas = new HashMap<>();
    private final Map<Ref, Decided> decisions = new HashMap<>();
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private Instant nextEvaluation = Instant.MIN;
    private boolean waiting;
    private volatile int unreachable;
    private volatile int ready;

    public GateMonitor(GateSettings settings, GateAsker asker, Surroundings around) {
        this.settings = settings;
        this.asker = asker;
        this.around = around;
        this.doubts = new Doubts(new Doubts.Rules(settings.settle(), DAMPING, FIRST_REPEAT, REPEAT_CAP));
        Gauge.builder("offerflow.watcher.gate.replicas", () -> ready)
                .description("Verifier replicas that are ready")
                .register(around.metrics());
        Gauge.builder("offerflow.watcher.gate.unreachable", () -> unreachable)
                .description("Ready verifier replicas that do not answer; the stored conditions stay")
                .register(around.metrics());
    }

    @Override
    public void tick(Instant now) {
        Optional<List<URI>> known = asker.replicas();
        if (known.isEmpty()) {
            return;
        }
        boolean changed = collect(now) | membership(new HashSet<>(known.get()));
        if (changed || !now.isBefore(nextEvaluation)) {
            evaluate(now);
            nextEvaluation = now.plus(waiting ? settings.waitingInterval() : EVALUATION);
        }
        replicas.forEach((replica, reports) -> {
            if (waiting) {
                reports.askSooner(now.plus(settings.waitingInterval()));
            }
            if (reports.askable(now)) {
                asker.list(replica, reports.asking(), listing -> answers.add(new Answer(replica, listing)));
            }
        });
    }

    @Override
    public void reset() {
        replicas.clear();
        decisions.clear();
        doubts.clear();
    }

    private boolean collect(Instant now) {
        boolean changed = false;
        Duration pause = waiting ? settings.waitingInterval() : settings.interval();
        for (Answer answer = answers.poll(); answer != null; answer = answers.poll()) {
            ReplicaReports reports = replicas.get(answer.replica());
            if (reports != null) {
                ReplicaReports.News news = reports.answered(answer.listing(), now.plus(pause));
                changed |= news != ReplicaReports.News.NONE;
                if (news == ReplicaReports.News.BACK) {
                    doubts.clear();
                }
            }
        }
        unreachable =
                (int) replicas.values().stream().filter(r -> !r.reachable()).count();
        return changed;
    }

    private boolean membership(Set<URI> now) {
        ready = now.size();
        boolean changed = replicas.keySet().retainAll(now);
        for (URI replica : now) {
            changed |= replicas.putIfAbsent(replica, new ReplicaReports()) == null;
        }
        return changed;
    }

    private void evaluate(Instant now) {
        Set<Ref> seen = new HashSet<>();
        waiting = false;
        for (OfferFacts offer : around.offers().all()) {
            if (offer.offer() == null || offer.deleting()) {
                continue;
            }
            seen.add(offer.ref());
            if (decide(offer, now) instanceof RouteDecision.Served served) {
                waiting |= !offer.unmeasured(ConditionType.PAYMENT_GATE_READY)
                        && !offer.holds(ConditionType.PAYMENT_GATE_READY);
                compare(offer, served.route(), now);
            } else if (offer.holds(ConditionType.PAYMENT_GATE_READY)) {
                differ(offer, Reason.Quarantined.name(), now);
            } else {
                doubts.agree(offer.ref());
            }
        }
        decisions.keySet().retainAll(seen);
        doubts.keepOnly(seen);
    }

    /** A decision depends on time only through the end of a sale, and then becomes another one for good. */
    private RouteDecision decide(OfferFacts offer, Instant now) {
        Decided known = decisions.get(offer.ref());
        boolean timeless = offer.offer() != null && offer.offer().spec().drainAt() == null;
        if (known != null && known.offer() == offer && timeless) {
            return known.decision();
        }
        Decided fresh = new Decided(offer, Routes.decide(java.util.Objects.requireNonNull(offer.offer()), now));
        decisions.put(offer.ref(), fresh);
        return fresh.decision();
    }

    private void compare(OfferFacts offer, Route wanted, Instant now) {
        List<Optional<GateReport>> words =
                replicas.values().stream().map(r -> r.about(offer.ref())).toList();
        Optional<String> verdict = GateVerdict.of(wanted, words);
        Optional<Condition> stored = offer.condition(ConditionType.PAYMENT_GATE_READY);
        if (verdict.isEmpty()
                || offer.unmeasured(ConditionType.PAYMENT_GATE_READY)
                || says(stored.orElseThrow(), verdict.get())) {
            doubts.agree(offer.ref());
        } else {
            differ(offer, verdict.get(), now);
        }
    }

    /** Waiting has several names; a refusal must be named exactly. */
    private static boolean says(Condition stored, String verdict) {
        if (verdict.equals(GateVerdict.SERVED)) {
            return stored.holds();
        }
        boolean waits =
                verdict.equals(Reason.WaitingForGateway.name()) || verdict.equals(Reason.WaitingForPaymentGate.name());
        return !stored.holds() && (waits || verdict.equals(stored.reason()));
    }

    /** A difference is looked at again soon, so that it has passed or is certain when it counts as settled. */
    private void differ(OfferFacts offer, String verdict, Instant now) {
        waiting = true;
        if (doubts.differ(offer.ref(), verdict, now)) {
            around.nudges().accept(offer.ref(), Wake.of(offer.metadata(), Cause.GATE, "gate: " + verdict));
        }
    }
}
