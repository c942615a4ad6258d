package io.offerflow.workflows.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.Agent;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Conditions;
import io.offerflow.workflows.entity.ChildKind;
import io.offerflow.workflows.entity.Step;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a configuration that differs from the spec, and of an objective that came too late. */
class AgentDriftTest {
    private final AgentModel model = new AgentModel();
    private final AgentPasses passes = new AgentPasses(model);
    private String desired = "";

    @BeforeEach
    void settled() {
        model.create(spec("one"));
        passes.settle();
        desired = Objects.requireNonNull(model.configuration());
    }

    private static Agent.Spec spec(@Nullable String objective) {
        return new Agent.Spec(null, "a", null, List.of("gas"), objective, null, null, null, null, List.of());
    }

    private Condition told(ConditionType type) {
        return Conditions.find(
                        Objects.requireNonNull(model.agent()).statusOrEmpty().conditions(), type)
                .orElseThrow();
    }

    private List<String> steps() {
        return passes.plan().steps().stream().map(Step::summary).toList();
    }

    private void is(Condition.Status status, String reason) {
        assertThat(told(ConditionType.CONFIG_DRIFT).status()).isEqualTo(status);
        assertThat(told(ConditionType.CONFIG_DRIFT).reason()).isEqualTo(reason);
        assertThat(told(ConditionType.READY).holds()).isTrue();
    }

    @Test
    void aConfigurationThatIsGoneIsMadeAnew() {
        model.lose(ChildKind.CONFIG_MAP);
        passes.settle();
        assertThat(model.configuration()).isEqualTo(desired);
        is(Condition.Status.False, "InSync");
    }

    @Test
    void aConfigurationAsRenderedIsNotWritten() {
        assertThat(steps()).isEmpty();
        is(Condition.Status.False, "InSync");
    }

    @Test
    void aConfigurationThatWasEditedIsKeptAndTold() {
        model.editConfiguration("by hand");
        passes.settle();
        assertThat(model.configuration()).isEqualTo("by hand");
        assertThat(steps()).isEmpty();
        is(Condition.Status.True, "OutOfBandEdit");
    }

    @Test
    void aConfigurationThatLostItsEntryIsKeptAndTold() {
        model.editConfiguration(HermesView.digest(Map.of()));
        passes.settle();
        assertThat(steps()).isEmpty();
        is(Condition.Status.True, "OutOfBandEdit");
    }

    @Test
    void anEditThatIsTakenBackIsInSyncAgain() {
        model.editConfiguration("by hand");
        passes.settle();
        model.editConfiguration(desired);
        passes.settle();
        is(Condition.Status.False, "InSync");
    }

    @Test
    void aConfigurationOfAnotherSpecIsWrittenThoughItWasEdited() {
        model.editConfiguration("by hand");
        passes.settle();
        model.edit(new Agent.Spec(null, "b", null, List.of("gas"), "one", null, null, null, null, List.of()));
        passes.settle();
        assertThat(model.configuration()).isNotEqualTo("by hand").isNotEqualTo(desired);
        is(Condition.Status.False, "InSync");
    }

    @Test
    void aConfigurationWithoutOurAnnotationIsWritten() {
        model.lose(ChildKind.CONFIG_MAP);
        model.occupy(ChildKind.CONFIG_MAP);
        model.foreign(ChildKind.CONFIG_MAP, false);
        passes.settle();
        assertThat(model.configuration()).isEqualTo(desired);
        is(Condition.Status.False, "InSync");
    }

    @Test
    void toolsThatReachBeyondAConversationAreOffAndToldWhereASpecHasThemOn() {
        assertThat(told(ConditionType.BUYERS_ISOLATED).holds()).isTrue();
        model.edit(new Agent.Spec(
                null, "a", null, List.of("gas"), "one", null, List.of("web", "memory"), null, null, List.of()));
        passes.settle();
        assertThat(told(ConditionType.BUYERS_ISOLATED).reason()).isEqualTo("ToolsOn");
        assertThat(told(ConditionType.BUYERS_ISOLATED).message())
                .contains("terminal, file, code_execution")
                .doesNotContain("web,", "memory");
        assertThat(told(ConditionType.READY).holds()).isTrue();
    }

    @Test
    void anotherObjectiveChangesNothingButIsToldUntilItIsAskedFor() {
        assertThat(told(ConditionType.OBJECTIVE_DELIVERED).holds()).isTrue();
        model.edit(spec("two"));
        passes.settle();
        assertThat(told(ConditionType.OBJECTIVE_DELIVERED).reason()).isEqualTo("ObjectiveChanged");
        assertThat(told(ConditionType.READY).holds()).isTrue();
        assertThat(model.rollouts()).isEqualTo(1);

        model.annotate(AgentSeed.RENDER_SOUL, "please");
        assertThat(steps()).containsExactly("apply ConfigMap hermes-soul", "apply Deployment hermes");
        passes.settle();
        assertThat(told(ConditionType.OBJECTIVE_DELIVERED).reason()).isEqualTo("SoulRendered");
        assertThat(model.rollouts()).isEqualTo(2);
        assertThat(steps()).isEmpty();
    }
}
