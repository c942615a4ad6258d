package io.offerflow.workflows.offer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import io.offerflow.api.Agent;
import io.offerflow.api.ServiceOfferStatus;
import io.offerflow.api.ServiceOfferStatus.AgentResolution;
import io.offerflow.workflows.Payloads;
import io.offerflow.workflows.entity.Applied;
import io.offerflow.workflows.entity.ChildKind;
import io.offerflow.workflows.entity.EntityEvent;
import io.offerflow.workflows.entity.EntityMemory;
import io.offerflow.workflows.entity.Nudge;
import io.offerflow.workflows.entity.Step;
import io.offerflow.workflows.entity.StepOutcome;
import io.offerflow.workflows.entity.Steps;
import io.temporal.common.converter.DataConverter;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What crosses the wire comes back equal. */
class PayloadsTest {
    static Stream<Object> values() {
        Observations settled = Observations.settled(Offers.demo()
                .draining(Offers.NOW, "1h")
                .registration(true, true)
                .annotated("a", "b"));
        EntityMemory memory = settled.memory()
                .withRepair(new EntityMemory.Repair("HTTPRoute so-demo", "kubectl", Offers.NOW))
                .noted(Offers.NOW, "line");
        return Stream.of(
                settled.observation(),
                Observation.gone(
                        List.of(new Observation.ChildName(ChildKind.MIDDLEWARE, "x402-demo")),
                        ControllerSettings.DEFAULTS),
                new Observation.Unreadable(settled.offer().metadata(), "no", settled.status()),
                new Observation.Unreadable(settled.offer().metadata(), "no"),
                new Steps(OfferWorld.REF, "uid-1", "77", 3, everyStep()),
                new Applied<>(false, List.of(StepOutcome.failed(everyStep().get(0), "no")), settled.observation()),
                Applied.overtaken(),
                new OfferInput(OfferWorld.REF, memory),
                OfferInput.of(OfferWorld.REF),
                new Nudge("uid-1", 4, "edited"),
                new Nudge(null, 0, "gone"),
                new OfferActivities.Report(
                        OfferWorld.REF,
                        "uid-1",
                        "77",
                        settled.status(),
                        List.of(new EntityEvent(EntityEvent.Type.Warning, "Unhealthy", "GET /health answered 503"))));
    }

    private static List<Step> everyStep() {
        Observations fresh = Observations.fresh(Offers.demo().finalizers());
        List<Step> steps = Stream.concat(
                        fresh.plan().steps().stream(),
                        Stream.of(
                                new Step.FirstAgentStatus(new Agent.Status(1, "Pending", null, null, null, List.of())),
                                new Step.ResolveAgent(ServiceOfferStatus.EMPTY.resolvedTo(
                                        new AgentResolution("a", List.of("gas"), "hermes", "http://agent"))),
                                new Step.EnsureWallet(Map.of("app.kubernetes.io/name", "remote-signer"), "1"),
                                new Step.EnsureSignerToken("1"),
                                new Step.ClaimWallet(),
                                new Step.RetainWallet(),
                                new Step.DestroyWallet(),
                                new Step.EnsureKey("hermes-api-server", "API_SERVER_KEY", Map.of("kind", "Secret")),
                                new Step.AwaitRefusal("uid-1", Duration.ofSeconds(5)),
                                new Step.DeleteChild(ChildKind.HTTP_ROUTE, "so-demo"),
                                new Step.RemoveFinalizer()))
                .toList();
        assertThat(steps.stream().map(Object::getClass).distinct())
                .as("every kind of step")
                .containsAll(Stream.of(Step.class, Step.OfWallet.class)
                        .flatMap(kind -> Stream.of(kind.getPermittedSubclasses()))
                        .filter(kind -> !kind.isInterface())
                        .toList());
        return steps;
    }

    /** As the activity's signature says it. */
    private static Type type(Object value) {
        return value instanceof Applied<?> ? new TypeReference<Applied<Observation>>() {}.getType() : value.getClass();
    }

    @ParameterizedTest
    @MethodSource("values")
    void comesBackEqual(Object value) {
        DataConverter converter = Payloads.converter();

        Object back = converter.fromPayload(converter.toPayload(value).orElseThrow(), value.getClass(), type(value));

        assertThat(back).isEqualTo(value);
    }
}
