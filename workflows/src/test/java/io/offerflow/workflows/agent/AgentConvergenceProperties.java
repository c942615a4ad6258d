package io.offerflow.workflows.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.Agent;
import io.offerflow.api.Ref;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Conditions;
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
        CREATED,
        WALLET,
        WALLET_TO_DESTROY,
        MINT_KILLED_EARLY,
        MINT_KILLED_LATE,
        KEYSTORE_LOST,
        PASSWORD_LOST,
        KEYSTORE_SWAPPED,
        TOKEN_LOST,
        WALLET_GIVEN_UP
    }

    private static final String SWAPPED = "0x" + "b".repeat(40);
    private int givenUp;

    private AgentModel model = new AgentModel();
    private AgentPasses passes = new AgentPasses(model);

    @BeforeTry
    void newWorld() {
        model = new AgentModel();
        passes = new AgentPasses(model);
        givenUp = 0;
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
                model.edit(new Agent.Spec(
                        null, "a", null, List.of("Not A Skill"), null, null, null, null, null, List.of()));
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
            case WALLET -> model.edit(AgentModel.rich(null));
            case WALLET_TO_DESTROY -> model.edit(AgentModel.rich("Delete"));
            case MINT_KILLED_EARLY -> model.wallet().killNext(WalletModel.Kill.AFTER_RESERVATION);
            case MINT_KILLED_LATE -> model.wallet().killNext(WalletModel.Kill.AFTER_PASSWORD);
            case KEYSTORE_LOST -> model.wallet().loseKeystore();
            case PASSWORD_LOST -> model.wallet().losePassword();
            case KEYSTORE_SWAPPED -> model.wallet().restore(SWAPPED);
            case TOKEN_LOST -> model.wallet().token(null);
            case WALLET_GIVEN_UP -> giveUp();
        }
    }

    private void giveUp() {
        Agent agent = model.agent();
        String address = agent == null ? null : agent.statusOrEmpty().walletAddress();
        if (address != null) {
            givenUp++;
            model.annotate(Agent.ANNOTATION_WALLET_LOST, address);
        }
    }

    private void quiet() {
        List.of(Happening.WELL, Happening.ALLOWED, Happening.PODS_START, Happening.RIVAL_GONE, Happening.CONFIG_FREED)
                .forEach(this::happen);
        passes.wait(Duration.ofMinutes(11));
        passes.settle();
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
    void aWalletIsMadeOnceForAllTriesAndAnotherOneOnlyWhenTheFirstWasGivenUpOrDestroyed(
            @ForAll @Size(max = 25) List<Happening> happenings, @ForAll @Size(min = 1, max = 8) List<Boolean> heard) {
        boolean destroyed = happenings.contains(Happening.WALLET_TO_DESTROY);
        boolean traceless =
                happenings.contains(Happening.KEYSTORE_LOST) && happenings.contains(Happening.PASSWORD_LOST);
        live(happenings, heard);
        happen(Happening.WALLET);
        quiet();

        Agent agent = model.agent();
        if (!destroyed && !traceless) {
            assertThat(model.wallet().minted()).hasSizeLessThanOrEqualTo(1 + givenUp);
        }
        if (agent == null || agent.metadata().deleting()) {
            return;
        }
        Agent.Status status = agent.statusOrEmpty();
        assertThat(Conditions.find(status.conditions(), ConditionType.WALLET_READY))
                .isPresent();
        if (Conditions.holds(status.conditions(), ConditionType.WALLET_READY)) {
            assertThat(status.walletAddress()).isEqualTo(model.wallet().address());
            assertThat(model.wallet().hasPassword()).isTrue();
        }
        assertThat(status.phase().equals("Ready"))
                .isEqualTo(Conditions.holds(status.conditions(), ConditionType.WALLET_READY));
        assertThat(passes.plan().steps()).isEmpty();
    }

    @Property(tries = 1000)
    void anAgentWhoseWalletNobodyTouchesGetsExactlyOne(@ForAll @Size(max = 12) List<Boolean> kills) {
        model.edit(AgentModel.rich(null));
        for (boolean late : kills) {
            happen(late ? Happening.MINT_KILLED_LATE : Happening.MINT_KILLED_EARLY);
            passes.pass();
        }
        quiet();
        assertThat(model.wallet().minted()).containsExactly(WalletModel.address(1));
        Agent agent = Objects.requireNonNull(model.agent());
        assertThat(agent.statusOrEmpty().walletAddress()).isEqualTo(WalletModel.address(1));
        assertThat(agent.statusOrEmpty().phase()).isEqualTo("Ready");
        assertThat(model.rollouts()).isEqualTo(1);
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
