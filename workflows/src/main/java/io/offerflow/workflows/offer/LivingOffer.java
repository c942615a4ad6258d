package io.offerflow.workflows.offer;

import io.offerflow.api.Drain;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.ServiceOfferStatus;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Reason;
import io.offerflow.api.route.RouteDecision;
import io.offerflow.api.route.Routes;
import io.offerflow.api.upstream.UpstreamView;
import io.offerflow.workflows.offer.OfferChildren.Rendered;
import io.offerflow.workflows.offer.OfferMemory.Repair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The plan for an offer that exists, parses and stays. */
final class LivingOffer {
    private static final Duration GATE_LIMIT = Duration.ofSeconds(2);
    private static final Duration ROUTE_LIMIT = Duration.ofSeconds(1);
    /** How often the same manager may undo a child within the memory's window before we stop fighting. */
    private static final int PATIENCE = 3;

    private final ServiceOffer offer;
    private final Observation seen;
    private final OfferMemory memory;
    private final Instant now;
    private final RouteDecision decision;
    private final OfferConditions stages;
    private final List<Repair> repairs = new ArrayList<>();
    private @Nullable Repair fight;

    LivingOffer(ServiceOffer offer, Observation seen, OfferMemory memory, Instant now) {
        this.offer = offer;
        this.seen = seen;
        this.memory = memory;
        this.now = now;
        this.decision = Routes.decide(offer, now);
        this.stages = new OfferConditions(offer, seen, decision);
    }

    OfferPlan plan() {
        List<Step> steps = steps();
        OfferStatus words = new OfferStatus(offer, stages, decision, now);
        ServiceOfferStatus status = words.compose(routePublished());
        return new OfferPlan(steps, status, wakeAt(), wakeWhy(), List.copyOf(repairs));
    }

    private List<Step> steps() {
        if (offer.pausedBySpec() || offer.pausedByAnnotation()) {
            return List.of();
        }
        List<Step> steps = new ArrayList<>();
        if (offer.statusOrEmpty().observedGeneration() == 0) {
            steps.add(new Step.FirstStatus(OfferStatus.first(offer, now)));
        }
        if (!offer.metadata().finalizers().contains(ServiceOffer.FINALIZER)) {
            steps.add(new Step.AddFinalizer());
        }
        if (withdrawn() != null) {
            steps.addAll(OfferPlanner.withdrawal(seen, offer.metadata()));
        } else if (decision instanceof RouteDecision.Served served) {
            publish(served, steps);
        }
        return List.copyOf(steps);
    }

    private void publish(RouteDecision.Served served, List<Step> steps) {
        boolean gateKnown = seen.gate().stream().anyMatch(replica -> replica.report() != null);
        boolean gateLags = stages.gateLags(served);
        Step.AwaitGate await =
                new Step.AwaitGate(served.route().uid(), served.route().digest(), GATE_LIMIT);
        List<Step> routeSteps = new ArrayList<>();
        for (Rendered child : OfferChildren.render(offer, seen.settings())) {
            ChildView view = child.kind() == ChildKind.MIDDLEWARE ? seen.middleware() : seen.route();
            if (asRendered(child, view) || contested(child, view)) {
                continue;
            }
            Step.ApplyChild apply = new Step.ApplyChild(child.kind(), child.name(), child.manifest());
            if (child.kind() == ChildKind.MIDDLEWARE) {
                steps.add(apply);
            } else if (gateKnown || view.exists()) {
                routeSteps.add(apply);
                routeSteps.add(new Step.AwaitRoute(child.name(), ROUTE_LIMIT));
            }
        }
        if (gateLags) {
            steps.add(await);
        }
        steps.addAll(routeSteps);
    }

    private static boolean asRendered(Rendered child, ChildView view) {
        return view.exists() && view.intact() && child.hash().equals(view.renderedHash());
    }

    /** Notes a repair, or refuses it when the same manager undid this child three times in ten minutes. */
    private boolean contested(Rendered child, ChildView view) {
        if (!view.exists() || view.intact() || view.otherManager() == null) {
            return false;
        }
        Repair repair = new Repair(child.kind().kind() + " " + child.name(), view.otherManager(), now);
        if (memory.recentRepairs(repair.child(), repair.manager(), now) >= PATIENCE) {
            fight = repair;
            return true;
        }
        repairs.add(repair);
        return false;
    }

    /** Why nothing may be published, or null. */
    private @Nullable Condition withdrawn() {
        ConditionType type = ConditionType.ROUTE_PUBLISHED;
        String conflict = stages.conflict();
        if (conflict != null) {
            return stages.not(type, Reason.PathConflict, conflict);
        }
        if (seen.upstream().state() == UpstreamView.State.NotGranted) {
            return stages.not(type, Reason.UpstreamNotGranted, "not published without the upstream owner's consent");
        }
        return switch (decision) {
            case RouteDecision.Withdrawn w -> stages.not(type, w.reason(), w.message());
            case RouteDecision.Quarantined q ->
                q.reason() == Reason.ReservedPath || q.reason() == Reason.InvalidPath
                        ? stages.not(type, q.reason(), q.message())
                        : null;
            case RouteDecision.Served served -> null;
        };
    }

    private Condition routePublished() {
        ConditionType type = ConditionType.ROUTE_PUBLISHED;
        Condition withdrawn = withdrawn();
        if (withdrawn != null) {
            return withdrawn;
        }
        if (fight != null) {
            return stages.not(
                    type,
                    Reason.FieldConflict,
                    "field manager " + fight.manager() + " changed " + fight.child() + " three times in ten minutes");
        }
        if (decision instanceof RouteDecision.Quarantined quarantined) {
            return stages.not(type, quarantined.reason(), quarantined.message());
        }
        String failed = failedApply();
        if (failed != null) {
            return stages.not(type, Reason.ApplyFailed, failed);
        }
        List<Rendered> children = OfferChildren.render(offer, seen.settings());
        if (children.isEmpty()) {
            return stages.not(type, Reason.InvalidSpec, "spec.upstream is missing: there is nothing to route to");
        }
        boolean inPlace = asRendered(children.get(0), seen.middleware()) && asRendered(children.get(1), seen.route());
        return inPlace ? accepted(type) : stages.not(type, Reason.WaitingForPaymentGate, "not published yet");
    }

    private Condition accepted(ConditionType type) {
        RouteAcceptance word = seen.acceptance();
        return switch (word.state()) {
            case Accepted ->
                stages.is(
                        type,
                        Reason.Reconciled,
                        "Gateway " + seen.settings().gateway() + " routes " + offer.effectivePath());
            case Rejected -> stages.not(type, Reason.RouteRejected, word.reason() + ": " + word.message());
            case Pending ->
                stages.not(
                        type,
                        Reason.WaitingForTraefikAcceptance,
                        "Gateway " + seen.settings().gateway() + " has not answered yet");
        };
    }

    private @Nullable String failedApply() {
        return memory.outcomes().stream()
                .filter(o -> o.result() == StepOutcome.Result.FAILED && o.step().startsWith("apply "))
                .map(o -> o.step() + ": " + o.message())
                .findFirst()
                .orElse(null);
    }

    private @Nullable Instant wakeAt() {
        Drain drain = Drain.of(offer.spec());
        Instant drainEnd =
                drain == null || drain.ended(now) || drain.endsAt().equals(Instant.MAX) ? null : drain.endsAt();
        Instant retry = fight != null ? now.plus(Duration.ofMinutes(10)) : OfferPlanner.backOff(memory, now);
        return Stream.of(drainEnd, retry)
                .filter(Objects::nonNull)
                .min(Instant::compareTo)
                .orElse(null);
    }

    private String wakeWhy() {
        return memory.failedPasses() > 0 || fight != null ? "retry what failed" : "end of sale";
    }
}
