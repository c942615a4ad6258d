package io.offerflow.workflows.offer;

import io.offerflow.api.Drain;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.ServiceOfferStatus;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Reason;
import io.offerflow.api.name.Names;
import io.offerflow.api.route.RouteDecision;
import io.offerflow.api.route.Routes;
import io.offerflow.workflows.offer.OfferChildren.Rendered;
import io.offerflow.workflows.offer.OfferMemory.Repair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
    private final List<Rendered> children;
    private final @Nullable Condition withdrawn;
    private final List<Repair> repairs = new ArrayList<>();
    private @Nullable Repair fight;

    LivingOffer(ServiceOffer offer, Observation seen, OfferMemory memory, Instant now) {
        this.offer = offer;
        this.seen = seen;
        this.memory = memory;
        this.now = now;
        this.decision = Routes.decide(offer, now);
        this.stages = new OfferConditions(offer, seen, decision);
        this.children = OfferChildren.render(offer, seen.settings(), OfferChildren.mode(offer, seen.forwardAuth()));
        this.withdrawn = withdrawn();
    }

    OfferPlan plan() {
        List<Step> steps = OfferStatus.paused(offer) ? List.of() : steps();
        ServiceOfferStatus status = new OfferStatus(offer, stages, decision, now).compose(routePublished());
        Instant drainEnd = drainEnd();
        Instant retry = retryAt(steps);
        boolean retryFirst = retry != null && (drainEnd == null || retry.isBefore(drainEnd));
        return new OfferPlan(
                steps,
                status,
                retryFirst ? retry : drainEnd,
                retryFirst ? "retry what is left" : "end of sale",
                List.copyOf(repairs));
    }

    private List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        if (offer.statusOrEmpty().observedGeneration() == 0) {
            steps.add(new Step.FirstStatus(OfferStatus.first(offer, now)));
        }
        if (!offer.metadata().finalizers().contains(ServiceOffer.FINALIZER)) {
            steps.add(new Step.AddFinalizer());
        }
        if (withdrawn != null) {
            steps.addAll(OfferPlanner.withdrawal(seen, offer.metadata()));
        }
        if (decision instanceof RouteDecision.Served served) {
            boolean lags = stages.gateLags(served);
            Step await = new Step.AwaitGate(served.route().uid(), served.route().digest(), GATE_LIMIT);
            if (withdrawn == null) {
                publish(lags, await, steps);
            } else if (lags && stages.conflict() == null && !offer.spec().sellsAgent()) {
                steps.add(await);
            }
        } else if (withdrawn == null && seen.route().exists()) {
            // Nothing new is published for a broken spec, but what is published stays guarded.
            apply(List.of(), true, steps);
        }
        return List.copyOf(steps);
    }

    /** A route that is not there yet is made right after the gate's word, however fresh the observation seemed. */
    private void publish(boolean lags, Step await, List<Step> steps) {
        boolean gateKnown = seen.gate().stream().anyMatch(replica -> replica.report() != null);
        boolean creates = gateKnown && !seen.route().exists() && !children.isEmpty();
        apply(
                lags || creates ? List.of(await) : List.of(),
                gateKnown || seen.route().exists(),
                steps);
    }

    /**
     * What the route needs, then {@code await}, then the route; then what another way of publishing left goes. A Middleware that is not
     * ours would let requests pass unpaid.
     */
    private void apply(List<Step> await, boolean withRoute, List<Step> steps) {
        if (children.isEmpty()) {
            steps.addAll(await);
            return;
        }
        Rendered need = children.getFirst();
        Rendered route = children.getLast();
        if (toApply(need)) {
            steps.add(new Step.ApplyChild(need.kind(), need.name(), need.manifest()));
        }
        if (fight != null) {
            if (seen.route().exists()) {
                steps.add(new Step.DeleteChild(route.kind(), route.name()));
            }
            return;
        }
        steps.addAll(await);
        if (withRoute && toApply(route)) {
            steps.add(new Step.ApplyChild(route.kind(), route.name(), route.manifest()));
            steps.add(new Step.AwaitRoute(route.name(), ROUTE_LIMIT));
        } else if (asRendered(route)) {
            prune(need.kind(), steps);
        }
    }

    /** Only when the route is seen to need it no more: a route whose Middleware is gone serves nobody. */
    private void prune(ChildKind needed, List<Step> steps) {
        if (needed != ChildKind.MIDDLEWARE && seen.middleware().exists()) {
            steps.add(new Step.DeleteChild(
                    ChildKind.MIDDLEWARE, Names.middleware(offer.metadata().name())));
        }
        if (needed != ChildKind.REFERENCE_GRANT && seen.grant().exists()) {
            steps.add(new Step.DeleteChild(ChildKind.REFERENCE_GRANT, Names.referenceGrant(offer.ref())));
        }
    }

    private boolean toApply(Rendered child) {
        return !asRendered(child) && !contested(child, seen.child(child.kind()));
    }

    private boolean asRendered(Rendered child) {
        ChildView view = seen.child(child.kind());
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
        if (decision instanceof RouteDecision.Withdrawn w && w.reason() != Reason.WaitingForAgent) {
            return stages.not(type, w.reason(), w.message());
        }
        if (decision instanceof RouteDecision.Quarantined q
                && (q.reason() == Reason.ReservedPath || q.reason() == Reason.InvalidPath)) {
            return stages.not(type, q.reason(), q.message());
        }
        Condition agent = stages.modelReady();
        if (Reason.InvalidAgentRef.name().equals(agent.reason()) || decision instanceof RouteDecision.Withdrawn) {
            return stages.not(type, Reason.valueOf(String.valueOf(agent.reason())), String.valueOf(agent.message()));
        }
        String conflict = stages.conflict();
        if (conflict != null) {
            return stages.not(type, Reason.PathConflict, conflict);
        }
        return switch (seen.upstream().state()) {
            case NotGranted ->
                stages.not(type, Reason.UpstreamNotGranted, "not published without the upstream owner's consent");
            case ExternalNameRefused ->
                stages.not(type, Reason.ExternalNameRefused, "not published to a Service of type ExternalName");
            case None, Missing, Probed -> null;
        };
    }

    private Condition routePublished() {
        ConditionType type = ConditionType.ROUTE_PUBLISHED;
        if (withdrawn != null) {
            return withdrawn;
        }
        if (fight != null) {
            return stages.not(
                    type,
                    Reason.FieldConflict,
                    "field manager " + fight.manager() + " changed " + fight.child() + " three times in ten minutes");
        }
        if (children.isEmpty()) {
            return offer.spec().sellsAgent()
                    ? stages.not(type, Reason.WaitingForAgent, "there is no agent to route to yet")
                    : stages.not(type, Reason.InvalidSpec, "spec.upstream is missing: there is nothing to route to");
        }
        if (children.stream().allMatch(this::asRendered)) {
            return accepted(type);
        }
        return missing(type);
    }

    /** Why the children are not as rendered. */
    private Condition missing(ConditionType type) {
        if (decision instanceof RouteDecision.Quarantined quarantined) {
            return stages.not(type, quarantined.reason(), quarantined.message());
        }
        if (OfferStatus.paused(offer)) {
            Reason reason = offer.pausedBySpec() ? Reason.PausedBySpec : Reason.PausedByAnnotation;
            return stages.not(type, reason, "not as wanted, and not mended while paused");
        }
        String failed = failedApply();
        return failed != null
                ? stages.not(type, Reason.ApplyFailed, failed)
                : stages.not(type, Reason.WaitingForPaymentGate, "not published yet");
    }

    private Condition accepted(ConditionType type) {
        RouteAcceptance word = seen.acceptance();
        String gateway = "Gateway " + seen.settings().gateway();
        return switch (word.state()) {
            case Accepted -> stages.is(type, Reason.Reconciled, gateway + " routes " + offer.effectivePath());
            case Rejected ->
                stages.not(
                        type,
                        Reason.RouteRejected,
                        gateway + ": " + Objects.requireNonNullElse(word.reason(), "refused")
                                + (word.message() == null ? "" : ": " + word.message()));
            case Pending -> stages.not(type, Reason.WaitingForTraefikAcceptance, gateway + " has not answered yet");
        };
    }

    private @Nullable String failedApply() {
        return memory.outcomes().stream()
                .filter(o -> o.result() == StepOutcome.Result.FAILED && o.step().startsWith("apply "))
                .map(o -> o.step() + ": " + o.message())
                .findFirst()
                .orElse(null);
    }

    private @Nullable Instant drainEnd() {
        Drain drain = Drain.of(offer.spec());
        return drain == null || drain.ended(now) || drain.endsAt().equals(Instant.MAX) ? null : drain.endsAt();
    }

    private @Nullable Instant retryAt(List<Step> steps) {
        Instant retry = OfferPlanner.retryAt(steps, memory, now);
        Instant truce = fight == null ? null : now.plus(OfferMemory.REPAIR_WINDOW);
        return retry == null || (truce != null && truce.isBefore(retry)) ? truce : retry;
    }
}
