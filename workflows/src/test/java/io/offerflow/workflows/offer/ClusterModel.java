package io.offerflow.workflows.offer;

import io.offerflow.api.Metadata;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.ServiceOfferStatus;
import io.offerflow.api.name.Labels;
import io.offerflow.api.route.RouteDecision;
import io.offerflow.api.route.Routes;
import io.offerflow.api.upstream.Probe;
import io.offerflow.api.upstream.UpstreamView;
import io.offerflow.workflows.entity.Applied;
import io.offerflow.workflows.entity.ChildKind;
import io.offerflow.workflows.entity.ChildView;
import io.offerflow.workflows.entity.Step;
import io.offerflow.workflows.entity.StepOutcome;
import io.offerflow.workflows.entity.Steps;
import io.offerflow.workflows.offer.Observation.ChildName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A cluster in miniature: one offer, its children, an upstream, a gate and a Gateway, with what people and other managers may do to them.
 * Carries out steps the way the activities do. Thread-safe, since activities run on threads of their own.
 */
final class ClusterModel {

    /** A child as stored; {@code manager} is who took fields of ours, null when nobody did. */
    record Child(@Nullable String hash, @Nullable String manager) {
        static final Child ABSENT = new Child(null, null);
    }

    final GateModel gate = new GateModel();
    private final Map<ChildKind, Child> children = new EnumMap<>(ChildKind.class);
    private final List<String> violations = new ArrayList<>();
    private @Nullable ServiceOffer offer;
    private int uids;
    private Instant now = Offers.NOW;
    private UpstreamView upstream = answering(200);
    private ControllerSettings settings = ControllerSettings.DEFAULTS;
    private boolean accepted;
    private boolean gatewayUp = true;
    private boolean refusesApply;
    /** What the plan under way knows: a route that was there is repaired, not created, though somebody deletes it meanwhile. */
    private boolean routeSeen;

    synchronized void create(Offers draft) {
        if (offer == null) {
            offer = draft.uid("uid-" + ++uids)
                    .generation(1)
                    .finalizers()
                    .status(null)
                    .build();
        }
    }

    /** The same offer and surroundings, as if nobody had ever reconciled it. */
    synchronized ClusterModel fromScratch() {
        ClusterModel copy = new ClusterModel();
        copy.uids = uids;
        copy.now = now;
        copy.upstream = upstream;
        copy.settings = settings;
        copy.gatewayUp = gatewayUp;
        copy.gate.like(gate);
        ServiceOffer live = offer;
        copy.offer = live == null
                ? null
                : new Offers(live.metadata(), live.spec(), null).finalizers().build();
        return copy;
    }

    synchronized void edit(UnaryOperator<Offers> change) {
        ServiceOffer live = offer;
        if (live != null && !live.metadata().deleting()) {
            Offers changed = change.apply(new Offers(live.metadata(), live.spec(), live.status()));
            offer = changed.generation(live.metadata().generation() + 1).build();
        }
    }

    /** As kubectl delete does: at once without finalizers. */
    synchronized void delete() {
        ServiceOffer live = offer;
        if (live == null || live.metadata().deleting()) {
            return;
        }
        offer = live.metadata().finalizers().isEmpty()
                ? null
                : new Offers(live.metadata(), live.spec(), live.status())
                        .deleting()
                        .build();
    }

    /** Somebody tears the finalizers off: the object vanishes, the children stay. */
    synchronized void forceDelete() {
        offer = null;
    }

    synchronized void deleteChild(ChildKind kind) {
        children.remove(kind);
        accepted &= kind != ChildKind.HTTP_ROUTE;
    }

    synchronized void handEdit(ChildKind kind, String manager) {
        children.computeIfPresent(kind, (k, child) -> new Child(child.hash(), manager));
    }

    synchronized void upstreamAnswers(int code) {
        upstream = answering(code);
    }

    synchronized void upstreamIs(UpstreamView.State state) {
        upstream = new UpstreamView(state, "shop/backend:8080", null);
    }

    synchronized void refuseApply(boolean refuses) {
        refusesApply = refuses;
    }

    synchronized void gatewayUp(boolean up) {
        gatewayUp = up;
        accepted |= up && children.containsKey(ChildKind.HTTP_ROUTE);
    }

    synchronized void settings(ControllerSettings other) {
        settings = other;
    }

    synchronized void pass(long seconds) {
        now = now.plusSeconds(seconds);
    }

    synchronized void at(Instant time) {
        now = time;
    }

    synchronized Instant now() {
        return now;
    }

    synchronized @Nullable ServiceOffer offer() {
        return offer;
    }

    synchronized Map<ChildKind, Child> children() {
        return new EnumMap<>(children.isEmpty() ? Map.of(ChildKind.MIDDLEWARE, Child.ABSENT) : children);
    }

    synchronized boolean empty() {
        return offer == null && children.isEmpty();
    }

    /** Routes that were created although the gate did not serve them. */
    synchronized List<String> violations() {
        return List.copyOf(violations);
    }

    synchronized Observation observe() {
        ServiceOffer live = offer;
        routeSeen = children.containsKey(ChildKind.HTTP_ROUTE);
        if (live == null) {
            return Observation.gone(
                    children.keySet().stream()
                            .map(kind -> new ChildName(kind, kind.plural()))
                            .toList(),
                    settings);
        }
        return new Observation(
                live,
                null,
                live.spec().upstream() == null ? UpstreamView.NONE : upstream,
                gate.replicas(now),
                view(ChildKind.MIDDLEWARE),
                view(ChildKind.HTTP_ROUTE),
                view(ChildKind.REFERENCE_GRANT),
                accepted ? new RouteAcceptance(RouteAcceptance.State.Accepted, null, null) : RouteAcceptance.PENDING,
                true,
                null,
                List.of(),
                settings);
    }

    private ChildView view(ChildKind kind) {
        Child child = children.get(kind);
        return child == null
                ? ChildView.ABSENT
                : new ChildView(true, child.hash(), child.manager() == null, child.manager());
    }

    synchronized Applied<Observation> apply(Steps steps) {
        Metadata metadata = offer == null ? null : offer.metadata();
        boolean planned = steps.uid().isEmpty()
                ? metadata == null
                : metadata != null && steps.uid().equals(metadata.uid()) && steps.generation() == metadata.generation();
        if (!planned) {
            return Applied.overtaken();
        }
        List<StepOutcome> outcomes = new ArrayList<>();
        boolean guarded = true;
        for (Step step : steps.steps()) {
            StepOutcome outcome = guarded ? carryOut(step) : StepOutcome.skipped(step);
            outcomes.add(outcome);
            guarded &= !(step instanceof Step.AwaitGate) || outcome.result() == StepOutcome.Result.DONE;
        }
        return new Applied<>(false, List.copyOf(outcomes), observe());
    }

    private StepOutcome carryOut(Step step) {
        switch (step) {
            case Step.FirstStatus first -> status(first.status());
            case Step.ResolveAgent resolve -> status(resolve.status());
            case Step.FirstAgentStatus agent -> throw new AssertionError("no step of an offer");
            case Step.EnsureKey key -> throw new AssertionError("no step of an offer");
            case Step.OfWallet wallet -> throw new AssertionError("no step of an offer");
            case Step.OfIdentity identity -> throw new AssertionError("no step of an offer");
            case Step.AddFinalizer add -> finalizers(ServiceOffer.FINALIZER);
            case Step.RemoveFinalizer remove -> offer = null;
            case Step.AwaitRefusal refusal -> gate.load(offer);
            case Step.AwaitRoute route -> accepted = gatewayUp && children.containsKey(ChildKind.HTTP_ROUTE);
            case Step.DeleteChild child -> deleteChild(child.kind());
            case Step.AwaitGate await -> {
                gate.load(offer);
                return gate.serves(await.digest(), now)
                        ? StepOutcome.done(step)
                        : StepOutcome.failed(step, "the gate has not loaded this spec");
            }
            case Step.ApplyChild child -> {
                if (refusesApply) {
                    return StepOutcome.failed(step, "forbidden");
                }
                store(child);
            }
        }
        return StepOutcome.done(step);
    }

    private void store(Step.ApplyChild step) {
        ServiceOffer live = offer;
        if (step.kind() == ChildKind.HTTP_ROUTE && !routeSeen && live != null) {
            boolean served = Routes.decide(live, now) instanceof RouteDecision.Served wanted
                    && gate.serves(wanted.route().digest(), now);
            if (!served) {
                violations.add("published " + step.name() + " at generation "
                        + live.metadata().generation() + " before the gate served it");
            }
        }
        Map<?, ?> metadata = (Map<?, ?>) step.manifest().get("metadata");
        Map<?, ?> annotations = metadata == null ? Map.of() : (Map<?, ?>) metadata.get("annotations");
        children.put(step.kind(), new Child(String.valueOf(annotations.get(Labels.RENDERED_HASH)), null));
    }

    /** As the status subresource does: no new generation. */
    synchronized void report(String uid, ServiceOfferStatus status) {
        if (offer != null && uid.equals(offer.metadata().uid())) {
            status(status);
        }
    }

    private void status(ServiceOfferStatus status) {
        ServiceOffer live = offer;
        offer = live == null ? null : new ServiceOffer(live.metadata(), live.spec(), status);
    }

    private void finalizers(String... names) {
        ServiceOffer live = offer;
        offer = live == null
                ? null
                : new Offers(live.metadata(), live.spec(), live.status())
                        .finalizers(names)
                        .build();
    }

    private static UpstreamView answering(int code) {
        return new UpstreamView(
                UpstreamView.State.Probed, "shop/backend:8080", new Probe("GET", "/health", code, null));
    }
}
