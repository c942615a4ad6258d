package io.offerflow.workflows.offer;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.ServiceOffer;
import io.offerflow.api.ServiceOfferStatus;
import io.offerflow.api.ServiceOfferStatus.AgentResolution;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Conditions;
import io.offerflow.api.gate.GateReplica;
import io.offerflow.api.gate.GateReport;
import io.offerflow.api.upstream.UpstreamView;
import io.offerflow.workflows.entity.ChildView;
import io.offerflow.workflows.entity.EntityMemory;
import io.offerflow.workflows.entity.Plan;
import io.offerflow.workflows.entity.Step;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AgentOfferTest {
    private static final AgentResolution READY =
            new AgentResolution("qwen3:8b", List.of("gas"), "hermes", "http://hermes.shop.svc.cluster.local:8642");
    private static final GateReplica UNAWARE = new GateReplica(
            "gate-0",
            new GateReport(
                    "shop",
                    "demo",
                    Offers.UID,
                    1,
                    null,
                    GateReport.State.Withdrawn,
                    "WaitingForAgent",
                    "not resolved"));

    /** An offer that was looked at before; {@code stored} is what its status says of the agent. */
    private static Plan<ServiceOfferStatus> plan(
            @Nullable AgentResolution stored, @Nullable AgentView agent, ChildView route) {
        ServiceOfferStatus status =
                new ServiceOfferStatus(null, 1, List.of(), null, null, null, null, null, stored, null);
        ServiceOffer offer = Offers.demo().agent("quant", "shop").status(status).build();
        Observation seen = new Observation(
                offer,
                null,
                UpstreamView.NONE,
                List.of(UNAWARE),
                ChildView.ABSENT,
                route,
                ChildView.ABSENT,
                RouteAcceptance.PENDING,
                true,
                agent,
                List.of(),
                ControllerSettings.DEFAULTS);
        return OfferPlanner.plan(seen, EntityMemory.EMPTY, Offers.NOW);
    }

    private static Condition ready(Plan<ServiceOfferStatus> plan) {
        return Conditions.find(Objects.requireNonNull(plan.status()).conditions(), ConditionType.READY)
                .orElseThrow();
    }

    @Test
    void theGateIsToldOfTheAgentBeforeItIsWaitedFor() {
        Plan<ServiceOfferStatus> plan = plan(null, new AgentView(READY, "is ready"), ChildView.ABSENT);
        List<Class<?>> kinds =
                plan.steps().stream().<Class<?>>map(Step::getClass).toList();
        assertThat(kinds.indexOf(Step.ResolveAgent.class)).isNotNegative();
        assertThat(kinds.indexOf(Step.AwaitGate.class)).isGreaterThan(kinds.indexOf(Step.ResolveAgent.class));
        assertThat(Objects.requireNonNull(plan.status()).agentResolution()).isEqualTo(READY);
    }

    @Test
    void whatIsToldAlreadyIsNotToldAgain() {
        Plan<ServiceOfferStatus> plan = plan(READY, new AgentView(READY, "is ready"), ChildView.ABSENT);
        assertThat(plan.steps()).noneMatch(Step.ResolveAgent.class::isInstance);
    }

    @Test
    void withoutItsAgentTheOfferIsWithdrawnAndSaysWhatItWaitsFor() {
        Plan<ServiceOfferStatus> plan =
                plan(READY, new AgentView(null, "is being deleted"), new ChildView(true, "0", true, null));
        assertThat(plan.steps()).anyMatch(Step.DeleteChild.class::isInstance);
        assertThat(Objects.requireNonNull(plan.status()).agentResolution()).isNull();
        assertThat(ready(plan).reason()).isEqualTo("WaitingForAgent");
        assertThat(ready(plan).message()).contains("Agent quant is being deleted");
    }
}
