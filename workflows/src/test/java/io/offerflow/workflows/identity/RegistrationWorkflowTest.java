package io.offerflow.workflows.identity;

import static io.offerflow.workflows.identity.Identities.BASE;
import static io.offerflow.workflows.identity.Identities.wish;
import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.Ref;
import io.offerflow.api.ResourceKind;
import io.offerflow.api.identity.RegistrationRequest;
import io.offerflow.workflows.GoldenHistories;
import io.offerflow.workflows.chain.IntentIds;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegistrationWorkflowTest {
    private static final String ALONE = "alone";
    private static final Ref REF = new Ref("shop", "mine");
    private static final String ID = ResourceKind.REGISTRATION_REQUEST.workflowId(REF);
    private static final RegistrationRequest.Spec SPEC =
            new RegistrationRequest.Spec(null, null, null, "base", "mine", null, "https://mine.example", null, null);

    private final IdentityWorld world = new IdentityWorld();

    @AfterEach
    void close() {
        world.close();
    }

    private void nudge(String reason) {
        world.nudge("RegistrationWorkflow", ID, REF, reason);
    }

    private void registered() {
        world.cluster.createRequest(REF, SPEC);
        world.cluster.wishes.add(wish(BASE));
        nudge("added");
        world.awaitRequest("Submitted");
        IdentityWorld.until(() -> world.registry.registerIntents() == 1);
        world.registry.advance();
        nudge("the intent stands anew");
        world.awaitRequest("Registered");
    }

    @Test
    void a_request_of_its_own_gets_an_identity_of_its_own() {
        registered();

        RegistrationRequest.Status status =
                Objects.requireNonNull(world.cluster.request).statusOrEmpty();
        assertThat(status.agentId()).isEqualTo("0");
        assertThat(status.registrationOwner()).isEqualTo(Identities.ALICE);
        assertThat(status.registrationTxHash()).startsWith("0x7a");
        assertThat(status.errorMessage()).isNull();
        assertThat(world.registry.carriedOut.stream()
                        .filter(Move.Register.class::isInstance)
                        .map(move -> ((Move.Register) move).intentId()))
                .doesNotContain(new IntentIds(BASE.id(), BASE.registry().orElseThrow(), "x402", "default").register());
    }

    @Test
    void its_deletion_waits_for_the_tombstone() {
        registered();
        world.cluster.delete(world.now());
        nudge("deleted");
        world.awaitRequest("Tombstoning");
        IdentityWorld.until(() -> world.registry.writeIntents() == 1);
        world.registry.advance();
        nudge("the intent stands anew");

        world.awaitRequest("gone");
        assertThat(world.cluster.kept).isEmpty();
    }

    @Test
    void a_deletion_that_the_chain_does_not_hear_of_is_finished_when_it_answers_again() {
        registered();
        world.registry.down.put(BASE.id(), ModelRegistry.unreachable());
        world.cluster.settings = IdentitySettings.DEFAULTS.timed(Duration.ofSeconds(30), Duration.ofSeconds(20));
        world.cluster.delete(world.now());
        nudge("deleted");
        world.temporal.sleep(Duration.ofSeconds(30));
        world.awaitRequest("gone");
        assertThat(world.cluster.kept).hasSize(1);
        world.registry.down.clear();
        world.temporal.sleep(Duration.ofMinutes(10));
        IdentityWorld.until(() -> world.registry.writeIntents() == 1);
        world.registry.advance();
        nudge("the intent stands anew");

        IdentityWorld.until(() -> world.cluster.kept.isEmpty());
        world.temporal.getWorkflowClient().newUntypedWorkflowStub(ID).getResult(Void.class);
    }

    @Test
    void a_request_of_an_offer_makes_the_shared_identity_and_asks_no_chain() {
        world.cluster.shared = new RequestObservation.Shared(false, null, null, "the identity", false, true, "");
        world.cluster.createRequest(
                REF, new RegistrationRequest.Spec("quant", "shop", null, "base", null, null, null, null, null));
        nudge("added");
        IdentityWorld.until(() -> world.cluster.identitiesMade > 0);

        world.awaitRequest("Pending");
        assertThat(world.registry.carriedOut).isEmpty();
    }

    @Test
    void a_stored_history_replays() throws Exception {
        try (GoldenHistories golden =
                new GoldenHistories("golden/registration", RegistrationWorkflowImpl.class, IdentityWorld.PATIENT)) {
            golden.assertReplays(ALONE);
        }
    }

    /** Writes the history; runs only when asked to. */
    @Test
    void record() {
        GoldenHistories.abortUnlessRecording();
        try (GoldenHistories golden =
                new GoldenHistories("golden/registration", RegistrationWorkflowImpl.class, IdentityWorld.PATIENT)) {
            its_deletion_waits_for_the_tombstone();
            golden.record(ALONE, world.temporal.getWorkflowClient().fetchHistory(ID));
        }
    }
}
