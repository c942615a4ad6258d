package io.offerflow.workflows.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.Agent;
import io.offerflow.api.Ref;
import io.offerflow.api.condition.Condition;
import io.offerflow.workflows.entity.ChildKind;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.BeforeTry;

/** Eventually stable, whatever happened to an agent and its children, and whichever events were lost. */
class AgentConvergenceProperties {
    enum Happening {
        MODEL_A,
        MODEL_B,
        NO_MODEL,
        BAD_SKILL,
        DEPLOYMENT_LOST,
        SECRET_LOST,
        CLAIM_LOST,
        SERVICE_TAKEN,
        CONFIG_TAKEN,
        CONFIG_EDITED,
        SOUL_LOST,
        SKILLS_TAKEN,
        SOUL_ASKED,
        KEY_ROTATED,
        UNWELL,
        WELL,
        CONFIG_OCCUPIED,
        CONFIG_FREED,
        PODS_FAIL,
        PODS_START,
        REFUSED,
        ALLOWED,
        RIVAL,
        RIVAL_GONE,
        DELETED,
        TORN_OFF,
        CREATED
    }

    private AgentModel model = new AgentModel();
    private AgentPasses passes = new AgentPasses(model);

    @BeforeTry
    void newWorld() {
        model = new AgentModel();
        passes = new AgentPasses(model);
        model.create(AgentModel.spec("a"));
    }

    private void live(List<Happening> happenings, List<Boolean> heard) {
        for (int i = 0; i < happenings.size(); i++) {
            happen(happenings.get(i));
            if (heard.get(i % heard.size())) {
                passes.pass();
            }
        }
    }

    private void happen(Happening happening) {
        switch (happening) {
            case MODEL_A -> model.edit(AgentModel.spec("a"));
            case MODEL_B -> model.edit(AgentModel.spec("b"));
            case NO_MODEL -> model.edit(AgentModel.spec(null));
            case BAD_SKILL ->
                model.edit(new Agent.Spec(null, "a", null, List.of("Not A Skill"), null, null, null, null, null));
            case DEPLOYMENT_LOST -> model.lose(ChildKind.DEPLOYMENT);
            case SECRET_LOST -> model.lose(ChildKind.SECRET);
            case CLAIM_LOST -> model.lose(ChildKind.VOLUME_CLAIM);
            case SERVICE_TAKEN -> model.take(ChildKind.SERVICE, "kubectl");
            case CONFIG_TAKEN -> model.take(ChildKind.CONFIG_MAP, "argocd");
            case CONFIG_EDITED -> model.editConfiguration("mine");
            case SOUL_LOST -> model.lose(ChildKind.SOUL);
            case SKILLS_TAKEN -> model.take(ChildKind.SKILLS, "kubectl");
            case SOUL_ASKED -> model.annotate(AgentSeed.RENDER_SOUL, "again");
            case KEY_ROTATED -> model.environment("hermes-model-key=2");
            case UNWELL -> model.health(HermesView.Health.unwell("no"));
            case WELL -> model.health(HermesView.Health.WELL);
            case CONFIG_OCCUPIED -> model.occupy(ChildKind.CONFIG_MAP);
            case CONFIG_FREED -> {
                if (model.foreign().contains(ChildKind.CONFIG_MAP)) {
                    model.lose(ChildKind.CONFIG_MAP);
                }
            }
            case PODS_FAIL -> model.pods(false);
            case PODS_START -> model.pods(true);
            case REFUSED -> model.refuse(true);
            case ALLOWED -> model.refuse(false);
            case RIVAL -> model.ownedBy(new Ref("demo", "older"));
            case RIVAL_GONE -> model.ownedBy(null);
            case DELETED -> model.delete();
            case TORN_OFF -> model.tearOff();
            case CREATED -> model.create(AgentModel.spec("a"));
        }
    }

    private void quiet() {
        List.of(Happening.WELL, Happening.ALLOWED, Happening.PODS_START, Happening.RIVAL_GONE, Happening.CONFIG_FREED)
                .forEach(this::happen);
        passes.wait(Duration.ofMinutes(11));
        passes.settle();
    }

    @Property(tries = 1000)
    void onceQuietAnAgentWithAModelIsReadyWithAllItsChildren(
            @ForAll @Size(max = 25) List<Happening> happenings, @ForAll @Size(min = 1, max = 8) List<Boolean> heard) {
        live(happenings, heard);
        happen(Happening.MODEL_B);
        quiet();

        Agent agent = model.agent();
        if (agent == null || agent.metadata().deleting()) {
            assertThat(model.kinds()).isEmpty();
            return;
        }
        assertThat(agent.statusOrEmpty().phase()).isEqualTo("Ready");
        assertThat(agent.statusOrEmpty().pinnedModel()).isEqualTo("b");
        assertThat(model.kinds()).containsExactlyInAnyOrderElementsOf(ChildKind.OF_AGENTS);
        assertThat(passes.plan().steps()).isEmpty();
        assertThat(Objects.requireNonNull(passes.plan().status())).isEqualTo(agent.statusOrEmpty());
        assertThat(agent.statusOrEmpty().conditions())
                .filteredOn(condition -> !AgentDrift.TOLD.contains(condition.type()))
                .allMatch(Condition::holds);
    }

    @Property(tries = 1000)
    void deletionLeavesNothingButWhatOthersMade(
            @ForAll @Size(max = 25) List<Happening> happenings,
            @ForAll @Size(min = 1, max = 8) List<Boolean> heard,
            @ForAll boolean torn) {
        live(happenings, heard);
        Set<ChildKind> others = model.foreign();
        happen(torn ? Happening.TORN_OFF : Happening.DELETED);
        passes.settle();

        assertThat(model.agent()).isNull();
        assertThat(model.kinds()).isEqualTo(others);
        assertThat(passes.plan().gone()).isTrue();
    }
}
