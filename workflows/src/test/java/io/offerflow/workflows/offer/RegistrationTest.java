package io.offerflow.workflows.offer;

import static io.offerflow.workflows.offer.Observations.settled;
import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.ServiceOfferStatus;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Conditions;
import io.offerflow.api.condition.Reason;
import io.offerflow.workflows.entity.ChildView;
import io.offerflow.workflows.entity.EntityMemory;
import io.offerflow.workflows.entity.Plan;
import io.offerflow.workflows.entity.Rendered;
import io.offerflow.workflows.entity.Step;
import io.offerflow.workflows.entity.StepOutcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** An offer asks for its registration and repeats the answer; it sells meanwhile. */
class RegistrationTest {
    private static final Offers ENABLED = Offers.demo().registration(true, false);
    private static final Offers REQUIRED = Offers.demo().registration(true, true);
    private static final Offers DISABLED = Offers.demo().registration(false, false);
    private static final RegistrationWord REGISTERED =
            new RegistrationWord(true, false, Reason.Registered, "id 7 on base-sepolia", "7", "0xabc");
    private static final RegistrationWord CONFIRMING =
            new RegistrationWord(false, false, Reason.Confirming, "in a block", null, "0xabc");
    private static final RegistrationWord OFF_CHAIN =
            new RegistrationWord(true, true, Reason.NoSigner, "nobody signs", null, null);

    @Test
    void anEnabledRegistrationIsAskedForOnce() {
        Plan<ServiceOfferStatus> plan = plan(ENABLED, RegistrationView.ABSENT);
        assertThat(plan.steps()).singleElement().isInstanceOf(Step.ApplyChild.class);
        Step.ApplyChild apply = (Step.ApplyChild) plan.steps().getFirst();
        assertThat(apply.summary()).isEqualTo("apply RegistrationRequest so-demo-registration");
        assertThat(apply.manifest().get("spec"))
                .isEqualTo(Map.of(
                        "serviceOfferName",
                        "demo",
                        "serviceOfferNamespace",
                        "shop",
                        "desiredState",
                        "Active",
                        "chain",
                        "base-sepolia"));
        assertThat(registered(plan).reason()).isEqualTo("Pending");
        assertThat(plan(ENABLED, asked(ENABLED, CONFIRMING)).steps()).isEmpty();
    }

    @Test
    void anOfferIsReadyWhateverBecomesOfItsRegistration() {
        for (RegistrationView view : List.of(RegistrationView.ABSENT, asked(ENABLED, CONFIRMING))) {
            assertThat(ready(plan(ENABLED, view)).holds()).isTrue();
            assertThat(registered(plan(ENABLED, view)).holds()).isFalse();
        }
    }

    @Test
    void theAnswerIsRepeated() {
        ServiceOfferStatus status = status(plan(ENABLED, asked(ENABLED, REGISTERED)));
        assertThat(status.agentId()).isEqualTo("7");
        assertThat(status.registrationTxHash()).isEqualTo("0xabc");
        Condition registered = registered(plan(ENABLED, asked(ENABLED, REGISTERED)));
        assertThat(registered.holds()).isTrue();
        assertThat(registered.reason()).isEqualTo("Registered");
        assertThat(registered.message()).isEqualTo("RegistrationRequest so-demo-registration: id 7 on base-sepolia");
        assertThat(registered(plan(ENABLED, asked(ENABLED, OFF_CHAIN))).holds()).isTrue();
    }

    @Test
    void anAnswerToAnotherQuestionIsNotRepeated() {
        RegistrationView older = asked(Offers.demo().network("base").registration(true, false), REGISTERED);
        ServiceOfferStatus status = status(plan(ENABLED, older));
        assertThat(status.agentId()).isNull();
        assertThat(status.registrationTxHash()).isNull();
        assertThat(registered(plan(ENABLED, older)).holds()).isFalse();
    }

    @Test
    void whereItIsRequiredOnlyAnIdMakesReady() {
        assertThat(ready(plan(REQUIRED, asked(REQUIRED, CONFIRMING))).holds()).isFalse();
        assertThat(ready(plan(REQUIRED, asked(REQUIRED, REGISTERED))).holds()).isTrue();
        Plan<ServiceOfferStatus> offChain = plan(REQUIRED, asked(REQUIRED, OFF_CHAIN));
        assertThat(ready(offChain).holds()).isFalse();
        assertThat(ready(offChain).message()).contains("spec.registration.required demands an id");
        assertThat(registered(offChain).holds()).isTrue();
    }

    @Test
    void disablingTakesTheRequestBackAndClearsTheId() {
        Plan<ServiceOfferStatus> disabling = plan(DISABLED, asked(ENABLED, REGISTERED));
        assertThat(disabling.steps()).singleElement().isInstanceOf(Step.ApplyChild.class);
        Step.ApplyChild apply = (Step.ApplyChild) disabling.steps().getFirst();
        assertThat(apply.manifest().get("spec").toString()).contains("desiredState=Tombstoned");
        assertThat(registered(disabling).reason()).isEqualTo("Tombstoning");
        assertThat(status(disabling).agentId()).isNull();
        Plan<ServiceOfferStatus> disabled = plan(DISABLED, asked(DISABLED, REGISTERED));
        assertThat(disabled.steps()).isEmpty();
        assertThat(registered(disabled).reason()).isEqualTo("Disabled");
        assertThat(registered(disabled).holds()).isTrue();
    }

    @Test
    void whatWasNeverAskedForIsNotTakenBack() {
        assertThat(plan(DISABLED, RegistrationView.ABSENT).steps()).isEmpty();
    }

    @Test
    void aRequestThatCannotBeMadeSaysWhy() {
        Rendered request = OfferRegistration.render(ENABLED.build());
        Step apply = new Step.ApplyChild(request.kind(), request.name(), request.manifest());
        EntityMemory failed = settled(ENABLED)
                .memory()
                .afterSteps(List.of(StepOutcome.failed(apply, "this cluster does not serve RegistrationRequest")));
        Plan<ServiceOfferStatus> plan =
                OfferPlanner.plan(settled(ENABLED).observation().with(RegistrationView.ABSENT), failed, Offers.NOW);
        assertThat(registered(plan).reason()).isEqualTo("ApplyFailed");
        assertThat(registered(plan).message()).contains("does not serve RegistrationRequest");
        assertThat(ready(plan).holds()).isTrue();
        assertThat(plan.wakeAt()).isEqualTo(Offers.NOW.plusSeconds(1));
    }

    @Test
    void whoeverUndoesARequestDoesNotEndTheSale() {
        EntityMemory fought = settled(ENABLED).memory();
        for (int i = 0; i < 3; i++) {
            fought = fought.withRepair(new EntityMemory.Repair(
                    "RegistrationRequest so-demo-registration", "intruder", Offers.NOW.minusSeconds(i)));
        }
        ChildView taken = Observations.takenBy(asked(ENABLED, CONFIRMING).request(), "intruder");
        Plan<ServiceOfferStatus> plan = OfferPlanner.plan(
                settled(ENABLED).observation().with(new RegistrationView(taken, CONFIRMING)), fought, Offers.NOW);
        assertThat(plan.steps()).isEmpty();
        assertThat(registered(plan).reason()).isEqualTo("FieldConflict");
        assertThat(ready(plan).holds()).isTrue();
    }

    @Test
    void anUnknownSkillIsToldAndStopsNothing() {
        Offers odd = Offers.demo().registration(true, false, List.of("agent_orchestration/task_decompositon"));
        Plan<ServiceOfferStatus> plan = plan(odd, asked(odd, REGISTERED));
        Condition told = Conditions.find(status(plan).conditions(), ConditionType.UNKNOWN_SKILLS)
                .orElseThrow();
        assertThat(told.message()).contains("did you mean agent_orchestration/task_decomposition?");
        assertThat(ready(plan).holds()).isTrue();
        assertThat(Conditions.find(
                        status(plan(ENABLED, asked(ENABLED, REGISTERED))).conditions(), ConditionType.UNKNOWN_SKILLS))
                .isEmpty();
    }

    @Test
    void deletionMarksTheRegistrationAsGoneBeforeTheFinalizerGoes() {
        Plan<ServiceOfferStatus> begins = deletion(asked(ENABLED, REGISTERED), Offers.NOW, null);
        assertThat(begins.steps().stream().map(Step::summary))
                .containsExactly(
                        "wait for the gate to refuse",
                        "delete HTTPRoute so-demo",
                        "delete Middleware x402-demo",
                        "apply RegistrationRequest so-demo-registration");
        RegistrationView tombstoning = asked(ENABLED.deleting(), CONFIRMING);
        Plan<ServiceOfferStatus> waits = withdrawn(tombstoning, Offers.NOW, null);
        assertThat(waits.steps()).isEmpty();
        assertThat(waits.gone()).isFalse();
        assertThat(waits.wakeAt()).isEqualTo(Offers.NOW.plus(ControllerSettings.DEFAULTS.deletionLimit()));
        assertThat(registered(waits).reason()).isEqualTo("Tombstoning");
        RegistrationWord tombstoned = new RegistrationWord(false, true, Reason.Tombstoned, "gone", "7", "0xabc");
        assertThat(withdrawn(asked(ENABLED.deleting(), tombstoned), Offers.NOW, null).steps().stream()
                        .map(Step::summary))
                .contains("remove finalizer");
    }

    @Test
    void aChainThatIsAwayHoldsADeletionForFiveMinutesOnlyAndThatIsTold() {
        RegistrationView stuck = asked(ENABLED.deleting(), CONFIRMING);
        Instant late = Offers.NOW.plus(ControllerSettings.DEFAULTS.deletionLimit());
        Plan<ServiceOfferStatus> tells = withdrawn(stuck, late, null);
        assertThat(tells.steps()).isEmpty();
        assertThat(registered(tells).reason()).isEqualTo("TombstoneUnfinished");
        assertThat(tells.wakeAt()).isEqualTo(late.plusSeconds(1));
        Plan<ServiceOfferStatus> goes = withdrawn(stuck, late.plusSeconds(1), tells.status());
        assertThat(goes.steps()).last().isInstanceOf(Step.RemoveFinalizer.class);
    }

    private static Plan<ServiceOfferStatus> plan(Offers offer, RegistrationView registration) {
        Observations seen = settled(offer);
        return OfferPlanner.plan(seen.observation().with(registration), seen.memory(), Offers.NOW);
    }

    /** The offer is deleted, all children are there. */
    private static Plan<ServiceOfferStatus> deletion(
            RegistrationView registration, Instant now, @Nullable ServiceOfferStatus stored) {
        Observations seen = settled(ENABLED).edited(ENABLED.deleting());
        return leaving(seen, registration, now, stored);
    }

    /** The same with nothing left but the request. */
    private static Plan<ServiceOfferStatus> withdrawn(
            RegistrationView registration, Instant now, @Nullable ServiceOfferStatus stored) {
        Observations seen = settled(ENABLED)
                .edited(ENABLED.deleting())
                .route(ChildView.ABSENT)
                .middleware(ChildView.ABSENT);
        return leaving(seen, registration, now, stored);
    }

    private static Plan<ServiceOfferStatus> leaving(
            Observations seen, RegistrationView registration, Instant now, @Nullable ServiceOfferStatus stored) {
        Observations with = stored == null
                ? seen
                : seen.offer(ENABLED.deleting().status(stored).build());
        return OfferPlanner.plan(with.observation().with(registration), seen.memory(), now);
    }

    /** A request as it is rendered for this offer. */
    private static RegistrationView asked(Offers offer, RegistrationWord word) {
        Rendered request = OfferRegistration.render(offer.build());
        return new RegistrationView(new ChildView(true, request.hash(), true, null), word);
    }

    private static ServiceOfferStatus status(Plan<ServiceOfferStatus> plan) {
        ServiceOfferStatus status = plan.status();
        if (status == null) {
            throw new AssertionError("the plan has no status");
        }
        return status;
    }

    private static Condition registered(Plan<ServiceOfferStatus> plan) {
        return Conditions.find(status(plan).conditions(), ConditionType.REGISTERED)
                .orElseThrow();
    }

    private static Condition ready(Plan<ServiceOfferStatus> plan) {
        return Conditions.find(status(plan).conditions(), ConditionType.READY).orElseThrow();
    }
}
