package io.offerflow.watcher.monitor;

import io.micrometer.core.instrument.Counter;
import io.offerflow.api.Drain;
import io.offerflow.api.Ref;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Reason;
import io.offerflow.api.upstream.UpstreamView;
import io.offerflow.watcher.change.OfferFacts;
import io.offerflow.watcher.nudge.Cause;
import io.offerflow.watcher.nudge.Wake;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Probes the upstream of every published offer, outside Temporal. Two failures in a row make an upstream unhealthy, one success makes it
 * healthy. A verdict that differs from the condition UpstreamHealthy wakes the workflow, which measures again before it writes; {@link
 * Doubts} keeps a flapping upstream to one nudge a minute and direction, and an unchanged difference to one in ten minutes.
 */
public final class UpstreamMonitor implements Monitor {
    private static final int FAILURES_NEEDED = 2;
    private static final Duration MEMBERSHIP = Duration.ofSeconds(1);
    private static final Duration FIRST_REPEAT = Duration.ofSeconds(30);
    private static final Duration REPEAT_CAP = Duration.ofMinutes(10);
    private static final double JITTER = 0.2;

    private record Answer(Ref ref, String uid, Optional<UpstreamView> view) {}

    private static final class Watched {
        private final String uid;
        private Instant due;
        private boolean inFlight;
        private int failures;

        private Watched(String uid, Instant due) {
            this.uid = uid;
            this.due = due;
        }
    }

    private final UpstreamSettings settings;
    private final Prober prober;
    private final Surroundings around;
    private final Doubts doubts;
    private final Map<Ref, Watched> watched = new HashMap<>();
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private Instant nextMembership = Instant.MIN;
    private int inFlight;

    public UpstreamMonitor(UpstreamSettings settings, Prober prober, Surroundings around) {
        this.settings = settings;
        this.prober = prober;
        this.around = around;
        this.doubts = new Doubts(new Doubts.Rules(Duration.ZERO, settings.damping(), FIRST_REPEAT, REPEAT_CAP));
    }

    @Override
    public void tick(Instant now) {
        for (Answer answer = answers.poll(); answer != null; answer = answers.poll()) {
            inFlight--;
            judge(answer, now);
        }
        if (!now.isBefore(nextMembership)) {
            nextMembership = now.plus(MEMBERSHIP);
            membership(now);
        }
        watched.entrySet().stream()
                .filter(entry -> !entry.getValue().inFlight && !now.isBefore(entry.getValue().due))
                .sorted((a, b) -> a.getValue().due.compareTo(b.getValue().due))
                .limit(Math.max(0, settings.concurrency() - inFlight))
                .toList()
                .forEach(entry -> probe(entry.getKey(), entry.getValue()));
    }

    @Override
    public void reset() {
        watched.clear();
        doubts.clear();
    }

    private void membership(Instant now) {
        Set<Ref> members = new HashSet<>();
        for (OfferFacts offer : around.offers().all()) {
            if (!concerns(offer, now)) {
                continue;
            }
            String uid = String.valueOf(offer.metadata().uid());
            members.add(offer.ref());
            Watched known = watched.get(offer.ref());
            if (known == null || !known.uid.equals(uid)) {
                // Spread over the interval, so that a restart does not probe all at once.
                long wait =
                        (long) (settings.interval().toMillis() * around.random().nextDouble());
                watched.put(offer.ref(), new Watched(uid, now.plusMillis(wait)));
            }
        }
        watched.keySet().retainAll(members);
        doubts.keepOnly(members);
    }

    /** Published, or measured before; and not leaving. */
    private static boolean concerns(OfferFacts offer, Instant now) {
        if (offer.offer() == null
                || offer.deleting()
                || offer.offer().spec().sellsAgent()
                || offer.upstream().isEmpty()) {
            return false;
        }
        Drain drain = Drain.of(offer.offer().spec());
        boolean measured = offer.condition(ConditionType.UPSTREAM_HEALTHY)
                .filter(condition -> condition.status() != Condition.Status.Unknown)
                .isPresent();
        return (drain == null || !drain.ended(now)) && (measured || offer.holds(ConditionType.ROUTE_PUBLISHED));
    }

    private void probe(Ref ref, Watched target) {
        OfferFacts offer = around.offers().get(ref);
        if (offer == null || offer.offer() == null) {
            return;
        }
        target.inFlight = true;
        inFlight++;
        prober.look(offer.offer(), view -> answers.add(new Answer(ref, target.uid, view)));
    }

    private void judge(Answer answer, Instant now) {
        Watched target = watched.get(answer.ref());
        OfferFacts offer = around.offers().get(answer.ref());
        if (target == null || offer == null || !target.uid.equals(answer.uid())) {
            return;
        }
        target.inFlight = false;
        String reason = answer.view().map(UpstreamMonitor::reason).orElse("");
        count(reason);
        if (reason.isEmpty()) {
            target.due = now.plus(jittered(settings.interval()));
            return;
        }
        boolean healthy = reason.equals(Reason.Healthy.name());
        target.failures = healthy ? 0 : target.failures + 1;
        target.due = now.plus(pause(target.failures));
        if (healthy || target.failures >= FAILURES_NEEDED) {
            compare(offer, reason, answer, now);
        }
    }

    private void compare(OfferFacts offer, String reason, Answer answer, Instant now) {
        if (!concerns(offer, now) || said(offer).equals(reason)) {
            doubts.agree(offer.ref());
        } else if (doubts.differ(offer.ref(), reason, now)) {
            String sentence = answer.view()
                    .map(UpstreamView::probe)
                    .map(probe -> "upstream: " + probe.sentence())
                    .orElse("upstream: " + reason);
            around.nudges().accept(offer.ref(), Wake.of(offer.metadata(), Cause.UPSTREAM, sentence));
        }
    }

    /** The reason under which the condition would say what was seen. */
    private static String reason(UpstreamView view) {
        Reason reason =
                switch (view.state()) {
                    case Probed -> view.probe() != null && view.probe().healthy() ? Reason.Healthy : Reason.Unhealthy;
                    case Missing, None -> Reason.MissingService;
                    case NotGranted -> Reason.UpstreamNotGranted;
                    case ExternalNameRefused -> Reason.ExternalNameRefused;
                };
        return reason.name();
    }

    /** A True condition says healthy, whatever its reason is called. */
    private static String said(OfferFacts offer) {
        Optional<Condition> stored = offer.condition(ConditionType.UPSTREAM_HEALTHY);
        return stored.filter(Condition::holds).isPresent()
                ? Reason.Healthy.name()
                : stored.map(Condition::reason).orElse("");
    }

    private Duration pause(int failures) {
        if (failures == 0) {
            return jittered(settings.interval());
        }
        return failures < FAILURES_NEEDED ? settings.confirm() : jittered(settings.unhealthyInterval());
    }

    private Duration jittered(Duration full) {
        return full.minusMillis(
                (long) (full.toMillis() * JITTER * around.random().nextDouble()));
    }

    private void count(String reason) {
        Counter.builder("offerflow.watcher.probes")
                .description("Upstream probes by what was seen")
                .tag("result", reason.isEmpty() ? "NotAsked" : reason)
                .register(around.metrics())
                .increment();
    }
}
