package io.offerflow.workflows.identity;

import static io.offerflow.workflows.identity.Identities.BASE;
import static io.offerflow.workflows.identity.Identities.SEPOLIA;
import static io.offerflow.workflows.identity.Identities.wish;
import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Conditions;
import io.offerflow.workflows.GoldenHistories;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.WorkflowStub;
import io.temporal.common.WorkflowExecutionHistory;
import java.math.BigInteger;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AgentIdentityWorkflowTest {
    private static final String LIFE = "life";
    private final IdentityWorld world = new IdentityWorld();

    @AfterEach
    void close() {
        world.close();
    }

    private void registered() {
        world.cluster.createIdentity();
        world.cluster.wishes.add(wish(BASE));
        world.nudge("added");
        world.awaitRegistrations("base Submitted");
        IdentityWorld.until(() -> world.registry.registerIntents() == 1);
        advance();
        world.awaitRegistrations("base Registered 0");
    }

    private void advance() {
        world.registry.advance();
        world.nudge("the intent stands anew");
    }

    private WorkflowExecutionHistory life() {
        registered();
        assertThat(world.cluster.named).isEmpty();
        world.cluster.changeDocument("https://a.example/2");
        world.nudge("the public address changed");
        world.awaitRegistrations("base Updating 0");
        world.temporal.sleep(Duration.ofMinutes(1));
        IdentityWorld.until(() -> world.registry.writeIntents() == 1);
        advance();
        world.awaitRegistrations("base Registered 0");
        world.cluster.delete(world.now());
        world.nudge("deleted");
        world.awaitRegistrations("base Tombstoning 0");
        IdentityWorld.until(() -> world.registry.writeIntents() == 2);
        advance();
        world.awaitRegistrations("gone");
        IdentityWorld.until(() -> world.temporal
                        .getWorkflowClient()
                        .newUntypedWorkflowStub(IdentityWorld.ID)
                        .describe()
                        .getStatus()
                == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED);
        return world.temporal.getWorkflowClient().fetchHistory(IdentityWorld.ID);
    }

    @Test
    void an_identity_is_published_registered_kept_in_step_and_tombstoned() {
        life();

        assertThat(world.registry.mints).isEqualTo(1);
        assertThat(world.registry.on(BASE.id()).get(BigInteger.ZERO).uri.digest())
                .isEqualTo("tombstone");
        assertThat(world.cluster.kept).isEmpty();
        assertThat(world.cluster.named).extracting("agentId").containsExactly(BigInteger.ZERO);
    }

    @Test
    void a_stored_history_replays() throws Exception {
        try (GoldenHistories golden =
                new GoldenHistories("golden/identity", AgentIdentityWorkflowImpl.class, IdentityWorld.PATIENT)) {
            golden.assertReplays(LIFE);
        }
    }

    /** Writes the history; runs only when asked to. */
    @Test
    void record() {
        GoldenHistories.abortUnlessRecording();
        try (GoldenHistories golden =
                new GoldenHistories("golden/identity", AgentIdentityWorkflowImpl.class, IdentityWorld.PATIENT)) {
            golden.record(LIFE, life());
        }
    }

    @Test
    void the_first_offer_that_asks_makes_the_identity() {
        world.cluster.wishes.add(wish(BASE));
        world.nudge("an offer asks");

        world.awaitRegistrations("base Submitted");
        assertThat(world.cluster.identitiesMade).isEqualTo(1);
    }

    @Test
    void people_see_the_chains_the_transaction_and_its_link() {
        registered();

        assertThat(world.workflow().describe()).contains("base: id 0, Registered, [0x7a", "https://basescan.org/tx/");
        assertThat(world.workflow().timeline())
                .anySatisfy(line -> assertThat(line.what()).contains("transaction on base: DONE"));
        assertThat(Conditions.holds(world.workflow().conditions(), ConditionType.READY))
                .isTrue();
    }

    @Test
    void a_chain_that_hangs_holds_up_neither_the_document_nor_another_chain() {
        CountDownLatch dead = new CountDownLatch(1);
        world.registry.hanging.put(BASE.id(), dead);
        world.cluster.createIdentity();
        world.cluster.wishes.add(wish(BASE));
        world.cluster.wishes.add(wish(SEPOLIA));
        world.nudge("added");
        world.awaitRegistrations("base Submitted; base-sepolia Submitted");
        IdentityWorld.until(() -> world.registry.registerIntents() == 1);
        advance();

        world.awaitRegistrations("base Submitted; base-sepolia Registered 0");
        assertThat(world.cluster.document.served()).isTrue();
        dead.countDown();
    }

    @Test
    void a_new_run_knows_what_the_old_one_knew() {
        world.cluster.settings = IdentitySettings.DEFAULTS.within(false, 30);
        registered();
        for (int i = 0; i < 6; i++) {
            world.workflow().reconcileNow();
        }
        String first = world.temporal
                .getWorkflowClient()
                .newUntypedWorkflowStub(IdentityWorld.ID)
                .describe()
                .getExecution()
                .getRunId();
        assertThat(world.workflow().timeline()).isNotEmpty();
        advance();
        world.workflow().reconcileNow();

        assertThat(first).isNotEmpty();
        assertThat(world.registry.mints).isEqualTo(1);
        assertThat(world.registrations()).isEqualTo("base Registered 0");
        assertThat(world.registry.carriedOut.stream().filter(Move.Register.class::isInstance))
                .hasSize(1);
    }

    private void goneUnheard() {
        registered();
        world.registry.down.put(BASE.id(), ModelRegistry.unreachable());
        world.cluster.delete(world.now());
        world.nudge("deleted");
        world.temporal.sleep(Duration.ofMinutes(4));
        assertThat(world.registrations()).isEqualTo("base Tombstoning 0");
        world.temporal.sleep(Duration.ofMinutes(2));
        world.awaitRegistrations("gone");

        assertThat(world.cluster.kept).singleElement().satisfies(entry -> {
            assertThat(entry.agentId()).isEqualTo("0");
            assertThat(entry.reason()).isEqualTo("RpcUnavailable");
        });
    }

    @Test
    void a_deletion_that_the_chain_does_not_hear_of_ends_in_time_and_its_record_goes_when_the_chain_has_heard() {
        goneUnheard();
        world.registry.down.clear();
        world.temporal.sleep(Duration.ofMinutes(10));
        IdentityWorld.until(() -> world.registry.writeIntents() == 1);
        assertThat(world.cluster.kept).hasSize(1);
        advance();

        WorkflowStub.fromTyped(world.workflow()).getResult(Void.class);
        assertThat(world.cluster.kept).isEmpty();
        assertThat(world.registry.on(BASE.id()).get(BigInteger.ZERO).uri.digest())
                .isEqualTo("tombstone");
        assertThat(world.registry.mints).isEqualTo(1);
    }

    @Test
    void an_object_made_again_goes_on_with_the_id_of_the_record_and_the_record_goes() {
        goneUnheard();
        world.cluster.wishes.replaceAll(wish -> Identities.wanted(wish, true));
        world.cluster.createIdentity();
        world.nudge("added");
        world.registry.down.clear();
        world.temporal.sleep(Duration.ofMinutes(10));

        world.awaitRegistrations("base Registered 0");
        IdentityWorld.until(() -> world.cluster.kept.isEmpty());
        assertThat(world.registry.mints).isEqualTo(1);
        assertThat(world.registry.writeIntents()).isZero();
    }

    @Test
    void a_run_that_knows_nothing_tells_the_chain_what_the_record_says() {
        goneUnheard();
        WorkflowStub.fromTyped(world.workflow()).terminate("Temporal was lost");
        world.registry.down.clear();
        world.cluster.wishes.replaceAll(wish -> Identities.recalling(wish, Recalled.of(world.cluster.kept.getFirst())));
        world.nudge("somebody looks");
        IdentityWorld.until(() -> world.registry.writeIntents() == 1);
        advance();

        WorkflowStub.fromTyped(world.workflow()).getResult(Void.class);
        assertThat(world.cluster.kept).isEmpty();
        assertThat(world.registry.on(BASE.id()).get(BigInteger.ZERO).uri.digest())
                .isEqualTo("tombstone");
    }

    @Test
    void a_look_at_an_identity_at_rest_is_two_passes_and_asks_no_chain() {
        registered();
        advance();
        world.workflow().reconcileNow();
        long before = events();
        int asked = world.registry.carriedOut.size();
        world.nudge("nothing");
        IdentityWorld.until(() -> events() > before);
        world.workflow().reconcileNow();

        assertThat(world.registrations()).isEqualTo("base Registered 0");
        assertThat(events() - before).isLessThanOrEqualTo(14);
        assertThat(world.registry.carriedOut).hasSize(asked);
    }

    private long events() {
        return world.temporal
                .getWorkflowClient()
                .fetchHistory(IdentityWorld.ID)
                .getEvents()
                .size();
    }
}
