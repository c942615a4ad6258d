package io.offerflow.workflows.offer;

import io.offerflow.api.ServiceOffer;
import io.offerflow.api.ServiceOfferStatus;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Conditions;
import io.offerflow.api.gate.GateReplica;
import io.offerflow.api.gate.GateReport;
import io.offerflow.api.gate.GateReport.State;
import io.offerflow.api.route.GateMode;
import io.offerflow.api.route.RouteDecision;
import io.offerflow.api.route.Routes;
import io.offerflow.api.upstream.Probe;
import io.offerflow.api.upstream.UpstreamView;
import io.offerflow.workflows.entity.ChildView;
import io.offerflow.workflows.entity.EntityMemory;
import io.offerflow.workflows.entity.Plan;
import io.offerflow.workflows.entity.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds observations around one offer: {@code Observations.settled(offer).upstream(503).plan()}. Each call gives a new builder. */
record Observations(
        ServiceOffer offer,
        UpstreamView upstream,
        List<GateReplica> gate,
        ChildView middleware,
        ChildView route,
        ChildView grant,
        RouteAcceptance acceptance,
        boolean forwardAuth,
        EntityMemory memory,
        Instant now) {

    /** Nothing done yet: a healthy upstream, one replica that never heard of the offer, no children. */
    static Observations fresh(Offers draft) {
        ServiceOffer offer = draft.build();
        return new Observations(
                offer,
                new UpstreamView(
                        UpstreamView.State.Probed, "shop/backend:8080", new Probe("GET", "/health", 200, null)),
                List.of(unknown("gate-0")),
                ChildView.ABSENT,
                ChildView.ABSENT,
                ChildView.ABSENT,
                RouteAcceptance.PENDING,
                true,
                EntityMemory.EMPTY.of(offer.metadata().uid(), offer.metadata().generation()),
                Offers.NOW);
    }

    /** Everything as wanted, and the status that says so stored. */
    static Observations settled(Offers draft) {
        Observations done = fresh(draft).served().childrenInPlace().accepted();
        ServiceOfferStatus status = done.status();
        return done.offer(draft.status(status).build());
    }

    Plan<ServiceOfferStatus> plan() {
        return OfferPlanner.plan(observation(), memory, now);
    }

    List<String> steps() {
        return plan().steps().stream().map(Step::summary).toList();
    }

    ServiceOfferStatus status() {
        ServiceOfferStatus status = plan().status();
        if (status == null) {
            throw new AssertionError("the plan has no status");
        }
        return status;
    }

    Condition condition(ConditionType type) {
        return Conditions.find(status().conditions(), type).orElseThrow();
    }

    boolean has(ConditionType type) {
        return Conditions.find(status().conditions(), type).isPresent();
    }

    Observation observation() {
        return new Observation(
                offer,
                null,
                upstream,
                gate,
                middleware,
                route,
                grant,
                acceptance,
                forwardAuth,
                null,
                List.of(),
                ControllerSettings.DEFAULTS);
    }

    Observations offer(ServiceOffer other) {
        return new Observations(other, upstream, gate, middleware, route, grant, acceptance, forwardAuth, memory, now);
    }

    /** The same world after an edit of the offer: next generation, status kept. */
    Observations edited(Offers draft) {
        return offer(draft.generation(offer.metadata().generation() + 1)
                .status(offer.status())
                .build());
    }

    Observations upstream(UpstreamView view) {
        return new Observations(offer, view, gate, middleware, route, grant, acceptance, forwardAuth, memory, now);
    }

    Observations upstream(UpstreamView.State state) {
        return upstream(new UpstreamView(state, "shop/backend:8080", null));
    }

    Observations upstreamAnswers(int code) {
        return upstream(new UpstreamView(
                UpstreamView.State.Probed, "shop/backend:8080", new Probe("GET", "/health", code, null)));
    }

    Observations gate(GateReplica... replicas) {
        return new Observations(
                offer, upstream, List.of(replicas), middleware, route, grant, acceptance, forwardAuth, memory, now);
    }

    Observations withoutGate() {
        return gate(new GateReplica[0]);
    }

    /** One replica that serves the offer as it is now. */
    Observations served() {
        return gate(serving("gate-0"));
    }

    GateReplica serving(String replica) {
        RouteDecision decision = Routes.decide(offer, now);
        if (decision instanceof RouteDecision.Served served) {
            return report(replica, State.Served, served.route().digest(), null);
        }
        return report(replica, State.Quarantined, null, "as decided");
    }

    GateReplica report(String replica, State state, @Nullable String digest, @Nullable String message) {
        return new GateReplica(
                replica,
                new GateReport(
                        offer.metadata().namespace(),
                        offer.metadata().name(),
                        offer.metadata().uid(),
                        offer.metadata().generation(),
                        digest,
                        state,
                        null,
                        message));
    }

    Observations conflict(@Nullable String message) {
        return gate(report("gate-0", State.Conflict, null, message));
    }

    static GateReplica unreachable(String replica) {
        return new GateReplica(replica, null);
    }

    static GateReplica unknown(String replica) {
        return new GateReplica(replica, new GateReport("shop", "demo", null, 0, null, State.Unknown, null, null));
    }

    Observations middleware(ChildView view) {
        return new Observations(offer, upstream, gate, view, route, grant, acceptance, forwardAuth, memory, now);
    }

    Observations route(ChildView view) {
        return new Observations(offer, upstream, gate, middleware, view, grant, acceptance, forwardAuth, memory, now);
    }

    Observations childrenInPlace() {
        List<ChildView> views = new ArrayList<>();
        OfferChildren.render(offer, ControllerSettings.DEFAULTS, OfferChildren.mode(offer, forwardAuth))
                .forEach(child -> views.add(new ChildView(true, child.hash(), true, null)));
        boolean proxied = OfferChildren.mode(offer, forwardAuth) == GateMode.Proxy;
        return (proxied ? grant(views.get(0)) : middleware(views.get(0))).route(views.get(1));
    }

    Observations grant(ChildView view) {
        return new Observations(offer, upstream, gate, middleware, route, view, acceptance, forwardAuth, memory, now);
    }

    /** On a Gateway that cannot ask the gate. */
    Observations withoutForwardAuth() {
        return new Observations(offer, upstream, gate, middleware, route, grant, acceptance, false, memory, now);
    }

    /** As found, but another manager owns some of our fields. */
    static ChildView takenBy(ChildView view, String manager) {
        return new ChildView(true, view.renderedHash(), false, manager);
    }

    Observations acceptance(RouteAcceptance word) {
        return new Observations(offer, upstream, gate, middleware, route, grant, word, forwardAuth, memory, now);
    }

    Observations accepted() {
        return acceptance(new RouteAcceptance(RouteAcceptance.State.Accepted, null, null));
    }

    Observations memory(EntityMemory other) {
        return new Observations(offer, upstream, gate, middleware, route, grant, acceptance, forwardAuth, other, now);
    }

    Observations at(Instant time) {
        return new Observations(offer, upstream, gate, middleware, route, grant, acceptance, forwardAuth, memory, time);
    }

    /** The status that the plan wants, stored: what the next pass finds. */
    Observations reported() {
        return offer(new ServiceOffer(offer.metadata(), offer.spec(), status()));
    }
}
