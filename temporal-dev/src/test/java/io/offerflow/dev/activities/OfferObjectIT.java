package io.offerflow.dev.activities;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.offerflow.api.Ref;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.ServiceOfferStatus;
import io.offerflow.api.condition.Condition;
import io.offerflow.workflows.entity.Applied;
import io.offerflow.workflows.entity.EntityEvent;
import io.offerflow.workflows.entity.Step;
import io.offerflow.workflows.entity.StepOutcome;
import io.offerflow.workflows.entity.Steps;
import io.offerflow.workflows.offer.OfferActivities.Report;
import io.temporal.failure.ApplicationFailure;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is written into the offer itself and told about it: finalizer, status, Events, pause. */
class OfferObjectIT extends OnEachCluster {
    @Test
    void theFinalizerComesAndGoesBesideOthers() {
        GenericKubernetesResource offer = offer("final", "service: api, port: 80");
        patch(offers("final"), "somebody", "{\"metadata\":{\"finalizers\":[\"example.org/keep\"]}}");
        run("final", new Step.AddFinalizer(), new Step.AddFinalizer());
        assertThat(offers("final").get().getMetadata().getFinalizers())
                .containsExactly("example.org/keep", ServiceOffer.FINALIZER);
        assertThat(offers("final").get().getMetadata().getGeneration())
                .isEqualTo(offer.getMetadata().getGeneration());
        run("final", new Step.RemoveFinalizer());
        assertThat(offers("final").get().getMetadata().getFinalizers()).containsExactly("example.org/keep");
    }

    @Test
    void theLastStepOfADeletionLetsTheObjectGo() {
        offer("leaving", "service: api, port: 80");
        run("leaving", new Step.AddFinalizer());
        offers("leaving").delete();
        assertThat(observe("leaving").metadata().deleting()).isTrue();
        Steps plan = plan("leaving", new Step.RemoveFinalizer());
        assertThat(activities().apply(plan).outcomes())
                .extracting(StepOutcome::result)
                .containsExactly(StepOutcome.Result.DONE);
        assertThat(offers("leaving").get()).isNull();
        assertThat(activities().apply(plan).superseded()).isTrue();
    }

    @Test
    void aPlanForAnotherObjectOfTheNameTouchesNothing() {
        offer("reborn", "service: api, port: 80");
        Steps plan = plan("reborn", new Step.AddFinalizer(), new Step.FirstStatus(status("/old")));
        offers("reborn").delete();
        offer("reborn", "service: api, port: 80");
        assertThat(activities().apply(plan)).isEqualTo(Applied.overtaken());
        activities().report(new Report(plan.ref(), plan.uid(), plan.resourceVersion(), status("/old"), List.of()));
        assertThat(offers("reborn").get().getMetadata().getFinalizers()).isEmpty();
        assertThat(observe("reborn").offer().statusOrEmpty()).isEqualTo(ServiceOfferStatus.EMPTY);
    }

    @Test
    void aPlanForAnOlderGenerationTouchesNothing() {
        offer("edited-offer", "service: api, port: 80");
        Steps plan = plan("edited-offer", new Step.AddFinalizer());
        patch(offers("edited-offer"), "kubectl-edit", "{\"spec\":{\"path\":\"/moved\"}}");
        assertThat(activities().apply(plan).superseded()).isTrue();
        assertThat(offers("edited-offer").get().getMetadata().getFinalizers()).isEmpty();
    }

    @Test
    void theStatusIsWrittenWholeAndReadBackEqual() {
        offer("told", "service: api, port: 80");
        ServiceOfferStatus full = status("/services/told");
        report("told", full);
        assertThat(observe("told").offer().status()).isEqualTo(full);
        ServiceOfferStatus less = new ServiceOfferStatus(
                ServiceOfferStatus.Phase.Stalled, 1, full.conditions(), null, null, null, null, null, null, null);
        report("told", less);
        assertThat(observe("told").offer().status()).isEqualTo(less);
        assertThat(offers("told").get().getMetadata().getGeneration()).isEqualTo(1);
    }

    @Test
    void reportingAboutAVanishedOfferIsNoError() {
        activities()
                .report(new Report(
                        new Ref(NAMESPACE, "nobody"),
                        "00000000-0000-0000-0000-000000000000",
                        "1",
                        status("/x"),
                        List.of(new EntityEvent(EntityEvent.Type.Normal, "Gone", "it went"))));
        assertThat(offers("nobody").get()).isNull();
    }

    @Test
    void theSameNewsIsOneEventWithACount() {
        offer("noisy", "service: api, port: 80");
        EntityEvent news = new EntityEvent(EntityEvent.Type.Warning, "Unhealthy", "GET /health answered 503");
        ObjectMeta read = offers("noisy").get().getMetadata();
        String uid = read.getUid();
        for (int i = 0; i < 3; i++) {
            activities()
                    .report(new Report(
                            new Ref(NAMESPACE, "noisy"), uid, read.getResourceVersion(), status("/n"), List.of(news)));
        }
        List<Event> events = kube.v1().events().inNamespace(NAMESPACE).list().getItems().stream()
                .filter(event -> uid.equals(event.getInvolvedObject().getUid()))
                .toList();
        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.getCount()).isEqualTo(3);
            assertThat(event.getType()).isEqualTo("Warning");
            assertThat(event.getMessage()).isEqualTo("GET /health answered 503");
            assertThat(event.getSource().getComponent()).isEqualTo("offerflow");
            assertThat(event.getMetadata().getAnnotations())
                    .containsEntry("obol.org/workflow-id", "serviceoffer/shop/noisy");
        });
    }

    @Test
    void pausingIsWrittenIntoTheObjectAndResumingTakesItOut() {
        offer("paused", "service: api, port: 80");
        Ref ref = new Ref(NAMESPACE, "paused");
        activities().setPaused(ref, true);
        assertThat(observe("paused").offer().pausedBySpec()).isTrue();
        activities().setPaused(ref, false);
        assertThat(observe("paused").offer().spec().paused()).isNotEqualTo(true);
        assertThatThrownBy(() -> activities().setPaused(new Ref(NAMESPACE, "nobody"), true))
                .isInstanceOfSatisfying(ApplicationFailure.class, failure -> assertThat(failure.isNonRetryable())
                        .isTrue())
                .hasMessageContaining("there is no ServiceOffer shop/nobody");
    }

    private static void report(String name, ServiceOfferStatus status) {
        ObjectMeta read = offers(name).get().getMetadata();
        activities()
                .report(new Report(
                        new Ref(NAMESPACE, name), read.getUid(), read.getResourceVersion(), status, List.of()));
    }

    private static ServiceOfferStatus status(String endpoint) {
        Condition ready = new Condition(
                "Ready", Condition.Status.True, "Reconciled", "fine", Instant.parse("2026-01-01T00:00:00Z"), 1L);
        return new ServiceOfferStatus(
                ServiceOfferStatus.Phase.Ready,
                1,
                List.of(ready),
                endpoint,
                "0.001 USDC/request",
                null,
                null,
                null,
                null,
                "2026-01-01T00:00:00Z");
    }
}
