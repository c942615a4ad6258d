package io.offerflow.activities.offer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.offerflow.activities.offer.StubApi.Answer;
import io.offerflow.activities.offer.StubApi.Asked;
import io.offerflow.api.Json;
import io.offerflow.api.Ref;
import io.offerflow.api.ServiceOfferStatus;
import io.offerflow.api.gate.GateReport;
import io.offerflow.cluster.gate.GateClient;
import io.offerflow.cluster.gate.ReplicaSource;
import io.offerflow.cluster.upstream.UpstreamPolicy;
import io.offerflow.cluster.upstream.UpstreamProbe;
import io.offerflow.workflows.entity.Applied;
import io.offerflow.workflows.entity.ChildKind;
import io.offerflow.workflows.entity.Step;
import io.offerflow.workflows.entity.StepOutcome;
import io.offerflow.workflows.entity.StepOutcome.Result;
import io.offerflow.workflows.entity.Steps;
import io.offerflow.workflows.offer.ControllerSettings;
import io.offerflow.workflows.offer.Observation;
import io.offerflow.workflows.offer.OfferActivities;
import io.temporal.failure.ApplicationFailure;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Steps against an API server and a gate that answer as scripted. */
class StepRunnerTest {
    private static final Ref OFFER = new Ref("shop", "a");
    private static final String STORED = offer("u-1", 3);
    private static final Step APPLY = new Step.ApplyChild(
            ChildKind.HTTP_ROUTE,
            "so-a",
            Map.of(
                    "apiVersion",
                    "gateway.networking.k8s.io/v1",
                    "kind",
                    "HTTPRoute",
                    "metadata",
                    Map.of("namespace", "shop", "name", "so-a")));
    private static final Step FIRST = new Step.FirstStatus(ServiceOfferStatus.EMPTY);
    private static final Step AWAIT_GATE = new Step.AwaitGate("u-1", "d-1", Duration.ofSeconds(2));

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private Function<Asked, Answer> gateScript = asked -> report("u-1", "d-1", GateReport.State.Served);
    private StubApi api = new StubApi(asked -> new Answer(200, STORED));
    private final StubApi gate = new StubApi(asked -> gateScript.apply(asked));

    @AfterEach
    void close() {
        api.close();
        gate.close();
    }

    @Test
    void nothingIsDoneForAnOlderGenerationOrAnotherObject() {
        assertThat(run(new Steps(OFFER, "u-1", "7", 2, List.of(APPLY))).superseded())
                .isTrue();
        assertThat(run(new Steps(OFFER, "u-0", "7", 3, List.of(APPLY))).superseded())
                .isTrue();
        assertThat(api.asked()).allMatch(asked -> asked.method().equals("GET"));
    }

    @Test
    void childrenAreAppliedServerSideByOurManagerWithForce() {
        assertThat(run(steps(APPLY)).outcomes()).containsExactly(StepOutcome.done(APPLY));
        assertThat(api.asked())
                .filteredOn(asked -> asked.is("PATCH", "/namespaces/shop/httproutes/so-a"))
                .singleElement()
                .satisfies(asked -> assertThat(asked.query()).contains("fieldManager=offerflow", "force=true"));
    }

    @Test
    void aRefusedStepIsAnOutcomeAndTheOthersGoOn() {
        Step other = new Step.DeleteChild(ChildKind.MIDDLEWARE, "x402-a");
        api(asked -> {
            if (asked.method().equals("PATCH")) {
                return Answer.status(422, "spec.rules: Invalid value at 2026-11-21T07:09:09Z");
            }
            return asked.path().contains("middlewares") ? Answer.status(404, "not found") : new Answer(200, STORED);
        });
        assertThat(run(steps(APPLY, other)).outcomes())
                .containsExactly(StepOutcome.failed(APPLY, "spec.rules: Invalid value"), StepOutcome.done(other));
    }

    @Test
    void aKindThatTheClusterLacksIsNamedWithItsDefinition() {
        api(asked -> asked.method().equals("PATCH")
                ? Answer.status(404, "the server could not find the requested resource")
                : new Answer(200, STORED));
        assertThat(run(steps(APPLY)).outcomes().getFirst().message())
                .isEqualTo("this cluster does not serve HTTPRoute of gateway.networking.k8s.io/v1: install the"
                        + " CustomResourceDefinition httproutes.gateway.networking.k8s.io");
    }

    @Test
    void overloadIsARetryableFailure() {
        for (int code : new int[] {429, 503, 500}) {
            api(asked -> asked.method().equals("PATCH") ? Answer.status(code, "not now") : new Answer(200, STORED));
            assertThatThrownBy(() -> run(steps(APPLY))).isInstanceOfSatisfying(ApplicationFailure.class, failure -> {
                assertThat(failure.getType()).isEqualTo(OfferActivities.CLUSTER_UNAVAILABLE);
                assertThat(failure.isNonRetryable()).isFalse();
                assertThat(failure.getOriginalMessage()).isEqualTo("not now");
            });
        }
    }

    @Test
    void anApiServerThatIsAwayIsARetryableFailure() {
        api.close();
        assertThatThrownBy(() -> run(steps(APPLY))).isInstanceOfSatisfying(ApplicationFailure.class, failure -> {
            assertThat(failure.getType()).isEqualTo(OfferActivities.CLUSTER_UNAVAILABLE);
            assertThat(failure.getOriginalMessage()).isEqualTo("the API server cannot be reached");
        });
    }

    @Test
    void aFinalizerThatMeetsAFasterWriterIsTriedAgainOnTheNewVersion() {
        AtomicInteger patches = new AtomicInteger();
        api(asked -> asked.method().equals("PATCH") && patches.incrementAndGet() < 3
                ? Answer.status(409, "the object has been modified")
                : new Answer(200, STORED));
        Step add = new Step.AddFinalizer();
        assertThat(run(steps(add)).outcomes()).containsExactly(StepOutcome.done(add));
        assertThat(patches).hasValue(3);
        assertThat(api.asked())
                .filteredOn(asked -> asked.method().equals("PATCH"))
                .allSatisfy(
                        asked -> assertThat(Json.mapper().readTree(asked.body()).path("metadata"))
                                .isEqualTo(Json.mapper()
                                        .readTree("{\"finalizers\":[\"monetize.obol.org/finalizer\"],\"uid\":\"u-1\","
                                                + "\"resourceVersion\":\"7\"}")));
    }

    @Test
    void anObjectThatNeverStandsStillIsLeftToTheNextTry() {
        api(asked -> asked.method().equals("PATCH")
                ? Answer.status(409, "the object has been modified")
                : new Answer(200, STORED));
        assertThatThrownBy(() -> run(steps(new Step.AddFinalizer())))
                .hasMessageContaining("ServiceOffer shop/a kept changing while it was written");
    }

    @Test
    void withoutAReplicaTheGateIsNotWaitedFor() {
        Applied<Observation> applied = run(List.of(), steps(AWAIT_GATE, APPLY));
        assertThat(applied.outcomes())
                .containsExactly(
                        StepOutcome.failed(AWAIT_GATE, "no verifier replica is ready"), StepOutcome.skipped(APPLY));
        assertThat(now.get()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void theRouteIsAppliedOnlyOnceTheGateServesIt() {
        AtomicInteger questions = new AtomicInteger();
        gateScript = asked -> questions.incrementAndGet() < 4
                ? report("u-1", "d-0", GateReport.State.Served)
                : report("u-1", "d-1", GateReport.State.Served);
        assertThat(run(steps(AWAIT_GATE, APPLY)).outcomes())
                .extracting(StepOutcome::result)
                .containsExactly(Result.DONE, Result.DONE);
        assertThat(questions).as("and once to see what there is then").hasValue(5);
    }

    @Test
    void aGateThatNeverLoadsTheRouteEndsAtTheLimitAndSkipsTheRest() {
        gateScript = asked -> report("u-0", "d-1", GateReport.State.Served);
        assertThat(run(steps(AWAIT_GATE, APPLY)).outcomes())
                .extracting(StepOutcome::result)
                .containsExactly(Result.FAILED, Result.SKIPPED);
        assertThat(Duration.between(Instant.EPOCH, now.get()))
                .isBetween(Duration.ofMillis(1_990), Duration.ofSeconds(2));
    }

    @Test
    void aQuarantineOfThisGenerationIsNotWaitedOut() {
        gateScript = asked -> report("u-1", null, GateReport.State.Quarantined);
        assertThat(run(steps(AWAIT_GATE)).outcomes().getFirst().message())
                .isEqualTo("1 of 1 verifier replicas do not serve this route (Quarantined, InvalidPrice: bad)");
        assertThat(now.get()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void aGenerationThatComesWhileTheGateIsAwaitedSupersedesTheRest() {
        AtomicInteger questions = new AtomicInteger();
        gateScript = asked -> report("u-1", questions.incrementAndGet() < 3 ? "d-0" : "d-1", GateReport.State.Served);
        AtomicInteger reads = new AtomicInteger();
        api(asked -> new Answer(200, reads.incrementAndGet() == 1 ? STORED : offer("u-1", 4)));
        assertThat(run(steps(AWAIT_GATE, APPLY))).isEqualTo(Applied.overtaken());
        assertThat(api.asked()).noneMatch(asked -> asked.method().equals("PATCH"));
    }

    @Test
    void aFirstStatusIsWrittenWithoutAnotherLookAndWhatIsKnownAfterwardsIsNotReadAgain() {
        assertThat(run(steps(FIRST, AWAIT_GATE, APPLY)).outcomes())
                .extracting(StepOutcome::result)
                .containsOnly(Result.DONE);
        assertThat(api.asked())
                .filteredOn(asked -> asked.method().equals("GET"))
                .noneMatch(asked ->
                        asked.path().contains("/serviceoffers/") || asked.path().contains("/httproutes/"));
    }

    @Test
    void aGenerationThatComesBeforeTheFirstStatusSupersedesThePlan() {
        api(asked -> asked.method().equals("PATCH") && asked.body().contains("\"resourceVersion\":\"7\"")
                ? Answer.status(409, "the object has been modified")
                : new Answer(200, offer("u-1", 4).replace("\"7\"", "\"8\"")));
        assertThat(run(steps(FIRST, APPLY))).isEqualTo(Applied.overtaken());
        assertThat(api.asked()).noneMatch(asked -> asked.path().contains("/httproutes/"));
    }

    @Test
    void refusalIsAwaitedUntilNobodyServesTheUid() {
        AtomicInteger questions = new AtomicInteger();
        gateScript = asked -> report(
                "u-1", "d-1", questions.incrementAndGet() < 3 ? GateReport.State.Served : GateReport.State.Withdrawn);
        Step refusal = new Step.AwaitRefusal("u-1", Duration.ofSeconds(5));
        assertThat(run(steps(refusal)).outcomes()).containsExactly(StepOutcome.done(refusal));
        assertThat(questions).as("and once to see what there is then").hasValue(4);
    }

    @Test
    void aGateThatGoesOnServingDoesNotHoldUpADeletionForEver() {
        Step refusal = new Step.AwaitRefusal("u-1", Duration.ofSeconds(5));
        assertThat(run(steps(refusal)).outcomes()).containsExactly(StepOutcome.done(refusal));
        assertThat(Duration.between(Instant.EPOCH, now.get())).isGreaterThan(Duration.ofMillis(4_900));
    }

    private Applied<Observation> run(Steps plan) {
        URI replica = URI.create(gate.client().getMasterUrl().toString());
        return run(List.of(replica), plan);
    }

    private Applied<Observation> run(List<URI> replicas, Steps plan) {
        Patience patience = new Patience(now::get, pause -> now.updateAndGet(at -> at.plus(pause)), () -> {});
        try (KubernetesClient kube = api.client();
                UpstreamProbe probe = new UpstreamProbe(kube, UpstreamPolicy.STRICT);
                GateClient asking = new GateClient(ReplicaSource.fixed(replicas))) {
            return new ClusterOfferActivities(
                            new ClusterOfferActivities.Edges(kube, probe, asking),
                            ControllerSettings.DEFAULTS,
                            patience)
                    .apply(plan);
        }
    }

    private void api(Function<Asked, Answer> script) {
        api.close();
        api = new StubApi(script);
    }

    private static Steps steps(Step... steps) {
        return new Steps(OFFER, "u-1", "7", 3, List.of(steps));
    }

    private static Answer report(String uid, String digest, GateReport.State state) {
        boolean bad = state == GateReport.State.Quarantined;
        GateReport report =
                new GateReport("shop", "a", uid, 3, digest, state, bad ? "InvalidPrice" : null, bad ? "bad" : null);
        return new Answer(200, Json.mapper().valueToTree(report).toString());
    }

    private static String offer(String uid, long generation) {
        return "{\"apiVersion\":\"obol.org/v1alpha1\",\"kind\":\"ServiceOffer\",\"metadata\":{\"namespace\":\"shop\","
                + "\"name\":\"a\",\"uid\":\"" + uid + "\",\"resourceVersion\":\"7\",\"generation\":" + generation
                + "}}";
    }
}
