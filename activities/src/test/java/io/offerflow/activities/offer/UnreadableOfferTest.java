package io.offerflow.activities.offer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.offerflow.activities.offer.StubApi.Answer;
import io.offerflow.activities.offer.StubApi.Asked;
import io.offerflow.api.Ref;
import io.offerflow.api.upstream.UpstreamView;
import io.offerflow.cluster.gate.GateClient;
import io.offerflow.cluster.gate.ReplicaSource;
import io.offerflow.cluster.upstream.UpstreamPolicy;
import io.offerflow.cluster.upstream.UpstreamProbe;
import io.offerflow.workflows.offer.ControllerSettings;
import io.offerflow.workflows.offer.Observation;
import io.offerflow.workflows.offer.OfferActivities;
import io.temporal.failure.ApplicationFailure;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Objects that slipped past admission, and an API server that may not be read. */
class UnreadableOfferTest {
    private static final String STORED =
            """
            {"apiVersion":"obol.org/v1alpha1","kind":"ServiceOffer",
             "metadata":{"namespace":"shop","name":"a","uid":"u-1","generation":2%s},
             "spec":{"upstream":{"service":"api","port":%s}}}""";

    @Test
    void aBadSpecIsAnObservationThatNamesTheFieldAndStillSeesTheChildren() {
        Observation seen = observe(asked -> {
            if (asked.path().contains("serviceoffers")) {
                return new Answer(200, STORED.formatted("", "\"many\""));
            }
            return asked.path().endsWith("so-a")
                    ? new Answer(200, "{\"apiVersion\":\"v1\",\"kind\":\"HTTPRoute\",\"metadata\":{\"name\":\"so-a\"}}")
                    : Answer.status(404, "not found");
        });
        assertThat(seen.offer()).isNull();
        assertThat(seen.unreadable().metadata().uid()).isEqualTo("u-1");
        assertThat(seen.unreadable().message()).contains("spec.upstream.port");
        assertThat(seen.upstream()).isEqualTo(UpstreamView.NONE);
        assertThat(seen.route().exists()).isTrue();
        assertThat(seen.middleware().exists()).isFalse();
    }

    @Test
    void anOfferThatIsBeingDeletedDoesNotWaitForItsUpstream() {
        Observation seen = observe(asked -> {
            assertThat(asked.path()).doesNotContain("/services/");
            return asked.path().contains("serviceoffers")
                    ? new Answer(200, STORED.formatted(",\"deletionTimestamp\":\"2026-01-01T00:00:00Z\"", "80"))
                    : Answer.status(404, "not found");
        });
        assertThat(seen.metadata().deleting()).isTrue();
        assertThat(seen.upstream()).isEqualTo(UpstreamView.NONE);
    }

    @Test
    void whatMayNotBeReadIsTriedAgainUntilItMay() {
        assertThatThrownBy(() -> observe(asked -> Answer.status(403, "serviceoffers is forbidden")))
                .isInstanceOfSatisfying(ApplicationFailure.class, failure -> {
                    assertThat(failure.getType()).isEqualTo(OfferActivities.CLUSTER_UNAVAILABLE);
                    assertThat(failure.getOriginalMessage()).isEqualTo("serviceoffers is forbidden");
                });
    }

    private static Observation observe(Function<Asked, Answer> script) {
        try (StubApi api = new StubApi(script);
                KubernetesClient kube = api.client();
                UpstreamProbe probe = new UpstreamProbe(kube, UpstreamPolicy.STRICT);
                GateClient gate = new GateClient(ReplicaSource.fixed(List.of()))) {
            Patience patience = new Patience(InstantSource.system(), Thread::sleep, () -> {});
            return new ClusterOfferActivities(
                            new ClusterOfferActivities.Edges(kube, probe, gate), ControllerSettings.DEFAULTS, patience)
                    .observe(new Ref("shop", "a"));
        }
    }
}
