package io.offerflow.workflows.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.Agent;
import io.offerflow.api.Ref;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Conditions;
import io.offerflow.workflows.entity.ChildKind;
import io.offerflow.workflows.entity.Step;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class AgentPlannerTest {
    private final AgentModel model = new AgentModel();
    private final AgentPasses passes = new AgentPasses(model);

    private Agent.Status settled(Agent.Spec spec) {
        model.create(spec);
        passes.settle();
        return Objects.requireNonNull(model.agent()).statusOrEmpty();
    }

    private static String reason(Agent.Status status, ConditionType type) {
        return Conditions.find(status.conditions(), type).map(Condition::reason).orElse("absent");
    }

    @Test
    void aServerOfToolsThatCannotBeReachedStopsTheAgentBeforeAnythingIsMade() {
        Agent.McpServer nowhere = new Agent.McpServer("search", null, List.of(), Map.of(), null, null, null);
        Agent.Status status =
                settled(new Agent.Spec(null, "a", null, List.of(), null, null, null, null, null, List.of(nowhere)));
        assertThat(reason(status, ConditionType.VALIDATED)).isEqualTo("InvalidSpec");
        assertThat(Conditions.find(status.conditions(), ConditionType.VALIDATED)
                        .orElseThrow()
                        .message())
                .contains("spec.mcpServers", "\"search\"");
    }

    @Test
    void theFirstPassSaysThatItLooksFencesThePodBeforeItIsMadeAndTellsOfTheServiceLast() {
        model.create(AgentModel.spec("a"));
        assertThat(passes.plan().steps())
                .extracting(Step::summary)
                .containsExactly(
                        "write first status",
                        "add finalizer",
                        "apply ServiceAccount hermes",
                        "apply PersistentVolumeClaim hermes-data",
                        "apply ConfigMap hermes-config",
                        "apply ConfigMap hermes-soul",
                        "apply ConfigMap hermes-skills",
                        "apply Secret hermes-api-server",
                        "apply NetworkPolicy agent-isolation",
                        "apply Deployment hermes",
                        "apply Service hermes");
    }

    @Test
    void aNewAgentAndItsKeyCostOneRolloutAndANewModelNone() {
        settled(AgentModel.spec("a"));
        assertThat(model.rollouts()).isEqualTo(1);
        model.edit(AgentModel.spec("b"));
        passes.settle();
        assertThat(model.rollouts()).isEqualTo(1);
        assertThat(Objects.requireNonNull(model.agent()).statusOrEmpty().pinnedModel())
                .isEqualTo("b");
    }

    @Test
    void aLostKeyIsDrawnAnewAndThePodRestartsOnce() {
        settled(AgentModel.spec("a"));
        model.lose(ChildKind.SECRET);
        passes.settle();
        assertThat(model.rollouts()).isEqualTo(2);
    }

    @Test
    void anAgentWithoutAModelWaitsForOneAndMakesNothing() {
        Agent.Status status = settled(AgentModel.spec(null));
        assertThat(reason(status, ConditionType.PROVISIONED)).isEqualTo("ModelUnpinned");
        assertThat(status.phase()).isEqualTo("Provisioning");
        assertThat(model.kinds()).isEmpty();
    }

    @Test
    void anotherRuntimeIsRefused() {
        Agent.Status status =
                settled(new Agent.Spec("openclaw", "a", null, List.of(), null, null, null, null, null, List.of()));
        assertThat(reason(status, ConditionType.VALIDATED)).isEqualTo("UnsupportedRuntime");
        assertThat(status.phase()).isEqualTo("Failed");
    }

    @Test
    void aPodThatIsNotReadyIsNotSold() {
        settled(AgentModel.spec("a"));
        model.pods(false);
        passes.pass();
        Agent.Status status = Objects.requireNonNull(model.agent()).statusOrEmpty();
        assertThat(reason(status, ConditionType.READY)).isEqualTo("WaitingForDeployment");
        assertThat(status.phase()).isEqualTo("Provisioning");
    }

    @Test
    void aHermesThatIsNotWellIsNotSoldAndAskedAgain() {
        settled(AgentModel.spec("a"));
        model.health(HermesView.Health.unwell("model is degraded"));
        passes.pass();
        Agent.Status status = Objects.requireNonNull(model.agent()).statusOrEmpty();
        assertThat(reason(status, ConditionType.READY)).isEqualTo("HermesUnwell");
        assertThat(passes.plan().wakeAt()).isNotNull();
        model.health(HermesView.Health.WELL);
        passes.pass();
        assertThat(reason(Objects.requireNonNull(model.agent()).statusOrEmpty(), ConditionType.READY))
                .isEqualTo("Reconciled");
        assertThat(passes.plan().wakeAt()).isNull();
    }

    @Test
    void anotherModelKeyRestartsThePodOnce() {
        settled(AgentModel.spec("a"));
        model.environment("hermes-model-key=2");
        passes.settle();
        passes.settle();
        assertThat(model.rollouts()).isEqualTo(2);
    }

    @Test
    void anUnknownSkillIsRefusedBeforeAnythingIsMadeAndTheKnownOnesAreNamed() {
        Agent.Status status = settled(
                new Agent.Spec(null, "a", null, List.of("gas", "gaz"), null, null, null, null, null, List.of()));
        assertThat(reason(status, ConditionType.VALIDATED)).isEqualTo("InvalidSkillEntry");
        assertThat(Conditions.find(status.conditions(), ConditionType.VALIDATED)
                        .orElseThrow()
                        .message())
                .contains("gaz", "did you mean gas?", "ethereum-networks");
        assertThat(model.kinds()).isEmpty();
    }

    @Test
    void otherSkillsRestartThePodOnceAndAnotherModelWithThemToo() {
        settled(AgentModel.spec("a"));
        model.edit(new Agent.Spec(null, "b", null, List.of("+l2s", "-gas"), null, null, null, null, null, List.of()));
        passes.settle();
        assertThat(model.rollouts()).isEqualTo(2);
    }

    @Test
    void theNamespaceBelongsToTheOldest() {
        model.ownedBy(new Ref("demo", "older"));
        Agent.Status status = settled(AgentModel.spec("a"));
        assertThat(reason(status, ConditionType.VALIDATED)).isEqualTo("NamespaceTaken");
        assertThat(status.endpoint()).isNull();
        assertThat(model.kinds()).isEmpty();
    }

    @Test
    void aRefusalIsToldInTheApiServersWords() {
        model.refuse(true);
        Agent.Status status = settled(AgentModel.spec("a"));
        assertThat(reason(status, ConditionType.PROVISIONED)).isEqualTo("ProvisionError");
        assertThat(passes.plan().wakeAt()).isNotNull();
    }
}
