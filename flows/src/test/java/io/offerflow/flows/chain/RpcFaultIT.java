package io.offerflow.flows.chain;

import static io.offerflow.flows.chain.ChainStack.CHAIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.offerflow.activities.registry.RegistryCalls;
import io.offerflow.dev.fault.rpc.LogLimit;
import io.offerflow.dev.fault.rpc.RpcFaults;
import io.offerflow.workflows.chain.Call;
import io.offerflow.workflows.chain.Intent;
import io.offerflow.workflows.chain.IntentReport;
import io.offerflow.workflows.chain.IntentReport.State;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** One account on a real chain behind an endpoint that lies, lags, limits or refuses. Needs anvil on the path; without it, it says so. */
class RpcFaultIT {
    private static final String SEND = "eth_sendRawTransaction";

    @TempDir
    Path folder;

    private ChainStack stack;

    @BeforeEach
    void start() throws Exception {
        if (Anvil.program().isEmpty()) {
            LoggerFactory.getLogger(RpcFaultIT.class).warn("left out: no anvil on the path");
            Assumptions.abort("left out: no anvil on the path");
        }
        stack = new ChainStack(folder, Optional.empty());
    }

    @AfterEach
    void stop() throws Exception {
        if (stack != null) {
            stack.stop();
        }
    }

    private void mintedOnce(String id, long nonces) {
        stack.awaitState(id, State.DONE);
        assertThat(stack.anvil.mints(stack.account)).isEqualTo(1);
        assertThat(stack.anvil.nonce(stack.account)).isEqualTo(nonces);
    }

    private void known(String hash) {
        await().until(() -> stack.anvil.call("eth_getTransactionByHash", hash).isObject());
    }

    @Test
    void a_nonce_count_that_is_too_low_costs_time_and_no_second_registration() {
        stack.anvil.receipt(stack.anvil.sendAs(stack.account, stack.anvil.rich, "0x"));
        stack.proxy.add(RpcFaults.nonces(-1));
        stack.submit(stack.mint("a"));
        IntentReport told = stack.awaitReport("a", report -> report.sentence().contains("says that nonce 0 is used"));
        assertThat(told.attempts()).hasSize(1);
        assertThat(stack.anvil.mints(stack.account)).isZero();
        stack.proxy.clearRules();
        mintedOnce("a", 2);
    }

    @Test
    void a_nonce_count_that_is_too_high_is_told_as_a_gap_and_never_taken_as_a_reason_to_send_again() {
        stack.proxy.add(RpcFaults.nonces(1));
        stack.submit(stack.mint("a"));
        known(stack.awaitReason("a", "SUBMITTED").hash());
        stack.proxy.clearRules();
        IntentReport told = stack.awaitReason("a", "NONCE_GAP");
        assertThat(told.nonce()).isOne();
        assertThat(told.sentence()).contains("nonce 0");
        assertThat(stack.anvil.mints(stack.account)).isZero();
        stack.anvil.sendAs(stack.account, stack.anvil.rich, "0x");
        mintedOnce("a", 2);
    }

    @Test
    void a_replacement_is_dear_enough_for_a_pool_that_wants_a_tenth_more() {
        stack.proxy.add(RpcFaults.replacementRule(10));
        stack.anvil.blocksEvery(0);
        stack.submit(stack.mint("a"));
        known(stack.awaitReason("a", "SUBMITTED").hash());
        stack.accounts.cancel(CHAIN, stack.account, "a");
        IntentReport told = stack.awaitReport("a", report -> report.attempts().size() == 2);
        known(told.attempts().getLast().hash());
        stack.anvil.blocksEvery(1);
        stack.awaitState("a", State.CANCELLED);
        assertThat(stack.anvil.mints(stack.account)).isZero();
    }

    @Test
    void a_pool_that_wants_more_than_is_usual_gets_it_on_the_same_nonce() {
        stack.proxy.add(RpcFaults.replacementRule(30));
        stack.anvil.blocksEvery(0);
        stack.submit(stack.mint("a"));
        String first = stack.awaitReason("a", "SUBMITTED").hash();
        known(first);
        IntentReport told = stack.awaitReport("a", report -> report.attempts().size() == 4);
        assertThat(told.nonce()).isZero();
        known(told.attempts().getLast().hash());
        assertThat(stack.anvil.call("eth_getTransactionByHash", first).isNull()).isTrue();
        stack.anvil.blocksEvery(1);
        mintedOnce("a", 1);
    }

    @Test
    void an_old_registration_is_found_though_logs_are_rationed_and_limited() {
        stack.anvil.receipt(stack.anvil.sendAs(stack.account, stack.anvil.registry, ChainStack.register("a")));
        stack.anvil.mine(3_000);
        stack.proxy.add(RpcFaults.tooManyRequests("eth_getLogs").times(2));
        stack.proxy.add(RpcFaults.logLimit(500, 10, LogLimit.Provider.INFURA));
        stack.submit(stack.mint("a"));
        assertThat(stack.awaitState("a", State.ADOPTED).agentId(stack.anvil.registry))
                .contains(BigInteger.ZERO);
        assertThat(stack.anvil.mints(stack.account)).isEqualTo(1);
    }

    @Test
    void another_chains_endpoint_is_told_and_gets_nothing() {
        stack.proxy.add(RpcFaults.chainId(1));
        stack.submit(stack.mint("a"));
        IntentReport told = stack.awaitReason("a", "WRONG_CHAIN");
        assertThat(told.nonce()).isNull();
        assertThat(told.attempts()).isEmpty();
        stack.proxy.clearRules();
        mintedOnce("a", 1);
    }

    @Test
    void a_node_that_falls_behind_takes_nothing_back_and_is_waited_for() {
        stack.submit(stack.mint("a"));
        BigInteger id = stack.awaitState("a", State.CONFIRMED)
                .agentId(stack.anvil.registry)
                .orElseThrow();
        stack.proxy.add(RpcFaults.lagging(20));
        Call update = Call.of(stack.anvil.registry, RegistryCalls.setAgentUri(id, "https://other.example/"));
        stack.submit(new Intent("w", "set the URI", update, null, null));
        await().during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(5))
                .until(() -> stack.report("a").state() != State.WAITING);
        assertThat(stack.report("w").state()).isEqualTo(State.WAITING);
        stack.proxy.clearRules();
        stack.awaitState("w", State.DONE);
        mintedOnce("a", 2);
    }

    @Test
    void a_taken_transaction_that_the_provider_calls_too_low_is_found_in_its_block() {
        stack.proxy.add(RpcFaults.errorAfter(SEND, -32_603, "nonce too low"));
        stack.submit(stack.mint("a"));
        mintedOnce("a", 1);
    }

    @Test
    void a_transaction_that_the_provider_has_no_room_for_is_sent_again() {
        stack.proxy.add(RpcFaults.tooManyRequests(SEND).times(1));
        stack.submit(stack.mint("a"));
        mintedOnce("a", 1);
    }
}
