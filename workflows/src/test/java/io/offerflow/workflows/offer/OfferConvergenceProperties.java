package io.offerflow.workflows.offer;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.ServiceOffer;
import io.offerflow.api.ServiceOfferStatus;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.upstream.UpstreamView;
import io.offerflow.workflows.entity.ChildKind;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.BeforeTry;

/** Eventually stable reconciliation, whatever happened and whichever events were lost, doubled or late. */
class OfferConvergenceProperties {

    /** What may happen to an offer and around it. */
    enum Happening {
        CHEAPER,
        DEARER,
        BAD_PRICE,
        MOVE,
        MOVE_BACK,
        RESERVED,
        PAUSE,
        RESUME,
        DRAIN,
        ON_SALE,
        SICK,
        WELL,
        NO_CONSENT,
        CONSENT,
        GATE_LAGS,
        GATE_FOLLOWS,
        GATE_AWAY,
        GATE_RESTARTS,
        RIVAL,
        RIVAL_GONE,
        ROUTE_EDITED,
        MIDDLEWARE_EDITED,
        ROUTE_DELETED,
        MIDDLEWARE_DELETED,
        REFUSED,
        ALLOWED,
        GATEWAY_AWAY,
        GATEWAY_BACK,
        DELETED,
        TORN_OFF,
        CREATED
    }

    /** What becomes of the event that tells of it. */
    enum News {
        LOST,
        ONCE,
        TWICE,
        LATE
    }

    private ClusterModel cluster = new ClusterModel();
    private Passes passes = new Passes(cluster);

    /** One instance of this class lives through all tries. */
    @BeforeTry
    void newWorld() {
        cluster = new ClusterModel();
        passes = new Passes(cluster);
    }

    private void live(List<Happening> happenings, List<News> news, int seconds) {
        cluster.create(Offers.demo());
        for (int i = 0; i < happenings.size(); i++) {
            Happening happening = happenings.get(i);
            switch (news.get(i % news.size())) {
                case LOST -> happen(happening);
                case ONCE -> {
                    happen(happening);
                    passes.pass();
                }
                case TWICE -> {
                    happen(happening);
                    passes.pass();
                    passes.pass();
                }
                case LATE -> passes.pass(() -> happen(happening));
            }
            cluster.pass(seconds);
        }
    }

    private void happen(Happening happening) {
        switch (happening) {
            case CHEAPER -> cluster.edit(o -> o.priced("0.0005"));
            case DEARER -> cluster.edit(o -> o.priced("2"));
            case BAD_PRICE -> cluster.edit(o -> o.priced("abc"));
            case MOVE -> cluster.edit(o -> o.path("/moved"));
            case MOVE_BACK -> cluster.edit(o -> o.path(null));
            case RESERVED -> cluster.edit(o -> o.path("/api"));
            case PAUSE -> cluster.edit(o -> o.paused(true));
            case RESUME -> cluster.edit(o -> o.paused(null));
            case DRAIN -> cluster.edit(o -> o.draining(cluster.now(), "30s"));
            case ON_SALE -> cluster.edit(Offers::onSale);
            case SICK -> cluster.upstreamAnswers(503);
            case WELL, CONSENT -> cluster.upstreamAnswers(200);
            case NO_CONSENT -> cluster.upstreamIs(UpstreamView.State.NotGranted);
            case GATE_LAGS -> cluster.gate.lagging(true);
            case GATE_FOLLOWS -> {
                cluster.gate.lagging(false);
                cluster.gate.up(true);
                cluster.gate.load(cluster.offer());
            }
            case GATE_AWAY -> cluster.gate.up(false);
            case GATE_RESTARTS -> cluster.gate.restart();
            case RIVAL -> cluster.gate.rival("/moved");
            case RIVAL_GONE -> cluster.gate.rival(null);
            case ROUTE_EDITED -> cluster.handEdit(ChildKind.HTTP_ROUTE, "kubectl");
            case MIDDLEWARE_EDITED -> cluster.handEdit(ChildKind.MIDDLEWARE, "argocd");
            case ROUTE_DELETED -> cluster.deleteChild(ChildKind.HTTP_ROUTE);
            case MIDDLEWARE_DELETED -> cluster.deleteChild(ChildKind.MIDDLEWARE);
            case REFUSED -> cluster.refuseApply(true);
            case ALLOWED -> cluster.refuseApply(false);
            case GATEWAY_AWAY -> cluster.gatewayUp(false);
            case GATEWAY_BACK -> cluster.gatewayUp(true);
            case DELETED -> cluster.delete();
            case TORN_OFF -> cluster.forceDelete();
            case CREATED -> cluster.create(Offers.demo());
        }
    }

    /** The surroundings heal, the fights are over, and the gate has followed. */
    private void quiet() {
        cluster.refuseApply(false);
        cluster.gatewayUp(true);
        happen(Happening.GATE_FOLLOWS);
        cluster.pass(Duration.ofMinutes(11).toSeconds());
    }

    @Property(tries = 1500)
    void onceQuietThreePassesReachAFixpoint(
            @ForAll @Size(max = 25) List<Happening> happenings,
            @ForAll @Size(min = 1, max = 8) List<News> news,
            @ForAll @IntRange(max = 400) int seconds) {
        live(happenings, news, seconds);
        quiet();

        passes.settle(3);
        ServiceOffer settled = cluster.offer();
        assertThat(passes.pass()).isTrue();
        assertThat(cluster.offer()).isEqualTo(settled);
    }

    @Property(tries = 1500)
    void theFixpointIsTheOneReachedFromScratch(
            @ForAll @Size(max = 25) List<Happening> happenings,
            @ForAll @Size(min = 1, max = 8) List<News> news,
            @ForAll @IntRange(max = 400) int seconds) {
        live(happenings, news, seconds);
        // Paused and mispriced offers keep what they had, so their end depends on their past.
        cluster.edit(o -> o.paused(null).priced("0.003"));
        quiet();
        passes.settle(3);
        ClusterModel scratch = cluster.fromScratch();
        new Passes(scratch).settle(3);

        ServiceOffer lived = cluster.offer();
        ServiceOffer fresh = scratch.offer();
        if (lived == null || fresh == null || lived.metadata().deleting()) {
            assertThat(cluster.empty()).isTrue();
            return;
        }
        assertThat(timeless(lived.statusOrEmpty())).isEqualTo(timeless(fresh.statusOrEmpty()));
        assertThat(cluster.children()).isEqualTo(scratch.children());
        assertThat(lived.metadata().finalizers()).isEqualTo(fresh.metadata().finalizers());
    }

    @Property(tries = 1500)
    void noRouteIsEverCreatedThatTheGateDoesNotServe(
            @ForAll @Size(max = 40) List<Happening> happenings,
            @ForAll @Size(min = 1, max = 8) List<News> news,
            @ForAll @IntRange(max = 400) int seconds) {
        live(happenings, news, seconds);
        quiet();
        passes.settle(3);

        assertThat(cluster.violations()).isEmpty();
    }

    @Property(tries = 1000)
    void deletionAlwaysEndsGone(
            @ForAll @Size(max = 25) List<Happening> happenings,
            @ForAll @Size(min = 1, max = 8) List<News> news,
            @ForAll @IntRange(max = 400) int seconds,
            @ForAll boolean torn) {
        live(happenings, news, seconds);
        happen(torn ? Happening.TORN_OFF : Happening.DELETED);

        passes.settle(3);

        assertThat(cluster.empty()).as("whatever is away or refuses meanwhile").isTrue();
        assertThat(passes.plan(cluster.observe()).gone()).isTrue();
    }

    @Property(tries = 1000)
    void theUpstreamsHealthChangesNothingButItsOwnConditionAndTheRollUp(
            @ForAll @Size(max = 20) List<Happening> happenings,
            @ForAll @Size(min = 1, max = 8) List<News> news,
            @ForAll @IntRange(max = 400) int seconds) {
        live(happenings, news, seconds);
        happen(Happening.WELL);
        quiet();
        passes.settle(3);
        ServiceOffer well = cluster.offer();
        Map<ChildKind, ClusterModel.Child> children = cluster.children();

        happen(Happening.SICK);
        passes.settle(3);

        ServiceOffer sick = cluster.offer();
        assertThat(cluster.children()).isEqualTo(children);
        if (well == null || sick == null) {
            return;
        }
        Set<String> mayChange = Set.of("UpstreamHealthy", "Ready", "Reconciling", "Stalled");
        assertThat(without(mayChange, sick)).isEqualTo(without(mayChange, well));
        assertThat(sick.metadata()).isEqualTo(well.metadata());
    }

    private static Map<String, Condition> without(Set<String> types, ServiceOffer offer) {
        Map<String, Condition> kept = new HashMap<>();
        offer.statusOrEmpty().conditions().stream()
                .filter(c -> !types.contains(c.type()))
                .forEach(c -> kept.put(c.type(), c));
        return kept;
    }

    private static ServiceOfferStatus timeless(ServiceOfferStatus s) {
        List<Condition> conditions = s.conditions().stream()
                .map(c -> new Condition(c.type(), c.status(), c.reason(), c.message(), null, c.observedGeneration()))
                .toList();
        return new ServiceOfferStatus(
                Objects.requireNonNull(s.phase()),
                s.observedGeneration(),
                conditions,
                s.endpoint(),
                s.price(),
                s.drainEndsAt(),
                s.agentId(),
                s.registrationTxHash(),
                s.agentResolution(),
                s.lastHandledReconcileAt());
    }
}
