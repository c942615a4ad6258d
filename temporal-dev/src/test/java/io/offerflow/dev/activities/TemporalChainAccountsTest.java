package io.offerflow.dev.activities;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.offerflow.activities.chain.TemporalChainAccounts;
import io.offerflow.dev.temporal.EmbeddedTemporal;
import io.offerflow.dev.temporal.TemporalBackend;
import io.offerflow.workflows.Payloads;
import io.offerflow.workflows.TaskQueues;
import io.offerflow.workflows.chain.Call;
import io.offerflow.workflows.chain.ChainAccountWorkflowImpl;
import io.offerflow.workflows.chain.Intent;
import io.offerflow.workflows.chain.IntentReport;
import io.offerflow.workflows.chain.IntentReport.State;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowUpdateException;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import java.math.BigInteger;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Accounts whose chain nobody asks: everything waits. */
@Timeout(60)
class TemporalChainAccountsTest {
    private static final BigInteger CHAIN = BigInteger.valueOf(84_532);
    private static final String SIGNER = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
    private static final String REGISTRY = "0x8004a818bfb912233c491871b3d84c89a494bd9e";
    /** More would not fit into one payload. */
    private static final int QUEUE = 256;

    private TemporalBackend temporal;
    private WorkerFactory worker;
    private TemporalChainAccounts accounts;

    @BeforeEach
    void start() {
        temporal = EmbeddedTemporal.start();
        WorkflowClient client = WorkflowClient.newInstance(
                temporal.stubs(),
                WorkflowClientOptions.newBuilder()
                        .setNamespace(TemporalBackend.NAMESPACE)
                        .setDataConverter(Payloads.converter())
                        .build());
        worker = WorkerFactory.newInstance(
                client,
                WorkerFactoryOptions.newBuilder()
                        .setUsingVirtualWorkflowThreads(true)
                        .build());
        worker.newWorker(TaskQueues.CONTROL).registerWorkflowImplementationTypes(ChainAccountWorkflowImpl.class);
        worker.start();
        accounts = new TemporalChainAccounts(client);
    }

    @AfterEach
    void stop() {
        worker.shutdownNow();
        temporal.close();
    }

    private static Intent intent(String id, String to) {
        return new Intent(id, "register", Call.of(to, "0xf2c298be"), null, null);
    }

    @Test
    void anAccountThatNeverWasKnowsNothingAndIsNotMade() {
        assertThat(accounts.ask(CHAIN, SIGNER, "a")).isEmpty();
        assertThat(accounts.cancel(CHAIN, SIGNER, "a")).isEmpty();
        assertThat(accounts.retry(CHAIN, SIGNER, "a")).isEmpty();
        assertThat(accounts.ask(CHAIN, SIGNER, "a")).isEmpty();
    }

    @Test
    void anIntentThatTheAccountDoesNotKnowIsEmptyToo() {
        accounts.submit(CHAIN, SIGNER, intent("a", REGISTRY));
        assertThat(accounts.ask(CHAIN, SIGNER, "b")).isEmpty();
        assertThat(accounts.cancel(CHAIN, SIGNER, "b")).isEmpty();
        assertThat(accounts.retry(CHAIN, SIGNER, "b")).isEmpty();
    }

    @Test
    void anIntentIsKnownInWhateverCaseItsSignerIsWritten() {
        accounts.submit(CHAIN, SIGNER, intent("a", REGISTRY));
        assertThat(accounts.ask(CHAIN, SIGNER.toLowerCase(Locale.ROOT), "a"))
                .map(IntentReport::state)
                .contains(State.WAITING);
        assertThat(accounts.cancel(CHAIN, SIGNER, "a")).map(IntentReport::state).contains(State.CANCELLED);
        assertThat(accounts.retry(CHAIN, SIGNER, "a")).map(IntentReport::state).contains(State.WAITING);
    }

    @Test
    void whatCanNeverBeSentIsTheCallersFaultWithTheReason() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> accounts.submit(CHAIN, SIGNER, intent("a", "0x12")))
                .withMessage("call.to is 0x and 40 hex digits");
        assertThatIllegalArgumentException().isThrownBy(() -> accounts.submit(CHAIN, "0x12", intent("a", REGISTRY)));
        assertThat(accounts.ask(CHAIN, SIGNER, "a")).isEmpty();
    }

    @Test
    void aQueueThatIsFullIsNoFaultOfTheIntent() {
        for (int i = 0; i < QUEUE; i++) {
            accounts.submit(CHAIN, SIGNER, intent("i" + i, REGISTRY));
        }
        assertThatExceptionOfType(WorkflowUpdateException.class)
                .isThrownBy(() -> accounts.submit(CHAIN, SIGNER, intent("more", REGISTRY)))
                .withStackTraceContaining("too many transactions wait already");
        assertThat(accounts.submit(CHAIN, SIGNER, intent("i0", REGISTRY)).state())
                .isEqualTo(State.WAITING);
    }
}
