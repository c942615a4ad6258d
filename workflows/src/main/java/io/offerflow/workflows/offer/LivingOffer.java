package io.offerflow.workflows.offer;

import io.offerflow.api.Drain;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.ServiceOfferStatus;
import io.offerflow.api.ServiceOfferStatus.AgentResolution;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Reason;
import io.offerflow.api.name.Names;
import io.offerflow.api.route.RouteDecision;
import io.offerflow.api.route.Routes;
import io.offerflow.workflows.entity.ChildKind;
import io.offerflow.workflows.entity.EntityMemory;
import io.offerflow.workflows.entity.Plan;
import io.offerflow.workflows.entity.Rendered;
import io.offerflow.workflows.entity.Repairs;
import io.offerflow.workflows.entity.Step;
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

    private final ServiceOffer offer;
    private final Observation seen;
    private final EntityMemory memory;
    private final Instant now;
    private final RouteDecision decision;
    private final OfferConditions stages;
    private final List<Rendered> children;
    private final @Nullable Condition withdrawn;
    private final Repairs repairs;
    private final RegistrationStage registration;

    LivingOffer(ServiceOffer offer, Observation seen, EntityMemory memory, Instant now) {
        this.offer = resolved(offer, seen);
        this.seen = seen;
        this.memory = memory;
        this.now = now;
        this.decision = Routes.decide(this.offer, now);
        this.stages = new OfferConditions(this.offer, seen, decision);
        this.children =
                OfferChildren.render(this.offer, seen.settings(), OfferChildren.mode(this.offer, seen.forwardAuth()));
        this.repairs = new Repairs(memory, now);
        this.registration = new RegistrationStage(this.offer, seen, stages, new RegistrationStage.Tries(memory, now));
        this.withdrawn = withdrawn();
    }

    Plan<ServiceOfferStatus> plan() {
        List<Step> steps = OfferStatus.paused(offer) ? List.of() : steps();
        ServiceOfferStatus status =
                new OfferStatus(offer, stages, decision, now).compose(routePublished(), registration);
        Instant drainEnd = drainEnd();
        Instant retry = retryAt(steps);
        boolean retryFirst = retry != null && (drainEnd == null || retry.isBefore(drainEnd));
        return new Plan<>(
                steps,
                status,
                retryFirst ? retry : drainEnd,
                retryFirst ? "retry what is left" : "end of sale",
                Stream.concat(repairs.made().stream(), registration.repaired().stream())
                        .toList());
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
        resolve(steps);
        if (decision instanceof RouteDecision.Served served) {
            boolean lags = stages.gateLags(served);
            Step await = new Step.AwaitGate(served.route().uid(), served.route().digest(), GATE_LIMIT);
            if (withdrawn == null) {
                publish(lags, await, steps);
            } else if (lags && stages.conflict() == null) {
                steps.add(await);
            }
        } else if (withdrawn == null && seen.route().exists()) {
            // Nothing new is published for a broken spec, but what is published stays guarded.
            apply(List.of(), true, steps);
        }
        steps.addAll(registration.steps());
        return List.copyOf(steps);
    }

    /** The offer with the agent that it sells as it is now, for what is stored may be old. */
    private static ServiceOffer resolved(ServiceOffer offer, Observation seen) {
        if (!offer.spec().sellsAgent()) {
            return offer;
        }
        AgentView agent = seen.agent();
        return new ServiceOffer(
                offer.metadata(),
                offer.spec(),
                offer.statusOrEmpty().resolvedTo(agent == null ? null : agent.resolution()));
    }

    /** The gate learns of the agent from the status, so it is written before the gate is waited for. The first status has it already. */
    private void resolve(List<Step> steps) {
        AgentResolution agent = offer.statusOrEmpty().agentResolution();
        boolean told = Objects.equals(agent, seen.stored().agentResolution());
        if (agent != null && !told && offer.statusOrEmpty().observedGeneration() != 0) {
            steps.add(new Step.ResolveAgent(seen.stored().resolvedTo(agent)));
        }
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
        if (repairs.fight() != null) {
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
        return !asRendered(child) && !repairs.contested(child, seen.child(child.kind()));
    }

    private boolean asRendered(Rendered child) {
        return child.matches(seen.child(child.kind()));
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
        String fought = repairs.sentence();
        if (fought != null) {
            return stages.not(type, Reason.FieldConflict, fought);
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
        String failed = memory.firstRefusal("apply ");
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

    private @Nullable Instant drainEnd() {
        Drain drain = Drain.of(offer.spec());
        return drain == null || drain.ended(now) || drain.endsAt().equals(Instant.MAX) ? null : drain.endsAt();
    }

    private @Nullable Instant retryAt(List<Step> steps) {
        return registration.earlier(repairs.earlier(memory.retryAt(steps, now)));
    }
}
