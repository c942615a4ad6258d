package io.offerflow.flows.chain;

import static io.offerflow.flows.chain.ChainStack.CHAIN;
import static io.offerflow.flows.chain.ChainStack.uri;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.offerflow.activities.registry.Registries.Registered;
import io.offerflow.activities.registry.RegistryCalls;
import io.offerflow.dev.fault.Fault;
import io.offerflow.dev.fault.FaultRule;
import io.offerflow.dev.temporal.RealTemporal;
import io.offerflow.workflows.chain.Call;
import io.offerflow.workflows.chain.Intent;
import io.offerflow.workflows.chain.IntentReport;
import io.offerflow.workflows.chain.IntentReport.State;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** One account on a real chain, with one thing going wrong at a time. Needs anvil on the path; without it, it says so. */
class ChainAccountIT {
    private static final String SEND = "eth_sendRawTransaction";

    @TempDir
    Path folder;

    private ChainStack stack;

    @BeforeEach
    void start() throws Exception {
        if (Anvil.program().isEmpty()) {
            leaveOut("no anvil on the path");
        }
        stack = new ChainStack(folder, Optional.empty());
    }

    private static void leaveOut(String why) {
        LoggerFactory.getLogger(ChainAccountIT.class).warn("left out: {}", why);
        Assumptions.abort("left out: " + why);
    }

    @AfterEach
    void stop() throws Exception {
        if (stack != null) {
            stack.stop();
        }
    }

    private void mintedOnce(String id) {
        stack.awaitState(id, State.DONE);
        assertThat(stack.anvil.mints(stack.account)).isEqualTo(1);
    }

    @Test
    void a_registration_is_minted_once_read_back_and_its_uri_updated() {
        stack.submit(stack.mint("a"));
        IntentReport done = stack.awaitState("a", State.DONE);
        BigInteger id = done.agentId(stack.anvil.registry).orElseThrow();
        assertThat(id).isZero();
        assertThat(stack.submit(stack.mint("a")).state()).isEqualTo(State.DONE);

        String other = "https://other.example/agent.json";
        Call update = Call.of(stack.anvil.registry, RegistryCalls.setAgentUri(id, other));
        stack.submit(new Intent("w", "set the URI", update, null, null));
        stack.awaitState("w", State.DONE);

        Registered read = stack.registries()
                .read(CHAIN, stack.anvil.registry, id, List.of("x402.supported"))
                .orElseThrow();
        assertThat(read.uri()).isEqualTo(other);
        assertThat(read.owner()).isEqualTo(stack.account);
        assertThat(read.wallet()).isEqualTo(stack.account);
        assertThat(read.metadata().get("x402.supported")).containsExactly(1);
        assertThat(stack.registries().read(CHAIN, stack.anvil.registry, BigInteger.TEN, List.of()))
                .isEmpty();
        assertThat(stack.anvil.mints(stack.account)).isEqualTo(1);
        assertThat(stack.history()).doesNotContain(ChainStack.secrets());
    }

    @Test
    void a_call_that_the_contract_refuses_fails_with_its_reason_and_uses_no_nonce() {
        String data = RegistryCalls.register(uri("a"), Map.of("agentWallet", new byte[20]));
        stack.submit(new Intent("a", "register", Call.of(stack.anvil.registry, data), null, null));
        assertThat(stack.awaitState("a", State.FAILED).sentence()).contains("reserved key");
        assertThat(stack.anvil.nonce(stack.account)).isZero();
    }

    @Test
    void a_registration_that_is_there_is_adopted() {
        stack.anvil.receipt(stack.anvil.sendAs(stack.anvil.rich, stack.anvil.registry, ChainStack.register("b")));
        stack.anvil.receipt(stack.anvil.sendAs(stack.account, stack.anvil.registry, ChainStack.register("a")));
        stack.submit(stack.mint("a"));
        IntentReport adopted = stack.awaitState("a", State.ADOPTED);
        assertThat(adopted.agentId(stack.anvil.registry)).contains(BigInteger.ONE);
        assertThat(stack.anvil.mints(stack.account)).isEqualTo(1);
    }

    @Test
    void a_lost_reply_to_sending_mints_once() {
        stack.proxy.add(FaultRule.on("POST", "/**", new Fault.DropAfter())
                .containing(SEND)
                .times(2));
        stack.submit(stack.mint("a"));
        mintedOnce("a");
    }

    @Test
    void a_transaction_that_the_pool_dropped_is_sent_again() {
        stack.anvil.blocksEvery(0);
        stack.submit(stack.mint("a"));
        String hash = stack.awaitReason("a", "SUBMITTED").hash();
        await().until(() -> stack.anvil.call("eth_getTransactionByHash", hash).isObject());
        stack.anvil.call("anvil_dropTransaction", hash);
        stack.anvil.blocksEvery(1);
        mintedOnce("a");
    }

    @Test
    void a_reorg_takes_the_told_id_back_and_the_new_one_is_told() {
        stack.anvil.blocksEvery(0);
        stack.submit(stack.mint("a"));
        String hash = stack.awaitReason("a", "SUBMITTED").hash();
        await().until(() -> stack.anvil.call("eth_getTransactionByHash", hash).isObject());
        stack.anvil.mine(2);
        assertThat(stack.awaitState("a", State.CONFIRMED).agentId(stack.anvil.registry))
                .contains(BigInteger.ZERO);
        stack.proxy.add(FaultRule.on("POST", "/**", new Fault.Drop()).containing(SEND));
        stack.anvil.call("anvil_reorg", 2, List.of());
        String rival = stack.anvil.sendAs(stack.anvil.rich, stack.anvil.registry, ChainStack.register("b"));
        stack.anvil.mine(1);
        assertThat(stack.anvil.receipt(rival).path("status").asText()).isEqualTo("0x1");
        assertThat(stack.awaitState("a", State.WAITING).agentId(stack.anvil.registry))
                .isEmpty();
        stack.proxy.clearRules();
        stack.anvil.blocksEvery(1);
        assertThat(stack.awaitState("a", State.DONE).agentId(stack.anvil.registry))
                .contains(BigInteger.ONE);
        assertThat(stack.registries().read(CHAIN, stack.anvil.registry, BigInteger.ONE, List.of()))
                .hasValueSatisfying(read -> assertThat(read.uri()).isEqualTo(uri("a")));
        assertThat(stack.anvil.mints(stack.account)).isEqualTo(1);
    }

    @Test
    void a_nonce_that_others_used_is_replaced_once_that_is_final() {
        stack.proxy.add(FaultRule.on("POST", "/**", new Fault.Drop()).containing(SEND));
        stack.submit(stack.mint("a"));
        stack.awaitReason("a", "SUBMITTED");
        String foreign = stack.anvil.sendAs(stack.account, stack.anvil.rich, "0x");
        assertThat(stack.awaitReason("a", "NONCE_CONFLICT").nonce()).isZero();
        stack.proxy.clearRules();
        mintedOnce("a");
        assertThat(stack.anvil.nonce(stack.account)).isEqualTo(2);
        assertThat(stack.anvil.receipt(foreign).path("status").asText()).isEqualTo("0x1");
    }

    @Test
    void a_worker_that_stops_while_it_sends_mints_once() throws Exception {
        if (RealTemporal.binary().isEmpty()) {
            leaveOut("no temporal on the path");
        }
        stack.stop();
        stack = new ChainStack(Files.createDirectories(folder.resolve("real")), RealTemporal.binary());
        Fault late = new Fault.DelayAfter(Duration.ofSeconds(3));
        stack.proxy.add(FaultRule.on("POST", "/**", late).containing(SEND));
        stack.submit(stack.mint("a"));
        await().atMost(Duration.ofSeconds(20)).until(() -> stack.anvil.nonce(stack.account) == 1);
        stack.restartWorker();
        stack.proxy.clearRules();
        mintedOnce("a");
    }

    @Test
    void an_account_without_gas_money_waits_for_it() {
        stack.anvil.fund(stack.account, BigInteger.ZERO);
        stack.submit(stack.mint("a"));
        assertThat(stack.awaitReason("a", "INSUFFICIENT_FUNDS").sentence()).contains("has 0");
        stack.anvil.fund(stack.account, BigInteger.TEN.pow(18));
        mintedOnce("a");
    }

    @Test
    void two_intents_of_one_signer_take_two_nonces() {
        stack.submit(stack.mint("a"));
        stack.submit(stack.mint("b"));
        stack.awaitState("a", State.DONE);
        stack.awaitState("b", State.DONE);
        assertThat(stack.report("a").agentId(stack.anvil.registry)).contains(BigInteger.ZERO);
        assertThat(stack.report("b").agentId(stack.anvil.registry)).contains(BigInteger.ONE);
        assertThat(stack.anvil.nonce(stack.account)).isEqualTo(2);
    }

    @Test
    void a_chain_that_was_away_is_used_when_it_is_back() {
        stack.proxy.add(FaultRule.on("POST", "/**", new Fault.Drop()));
        stack.submit(stack.mint("a"));
        stack.awaitReason("a", "RPC_UNAVAILABLE");
        stack.proxy.clearRules();
        mintedOnce("a");
    }

    @Test
    void a_cancelled_intent_loses_its_nonce_to_an_empty_transaction() {
        stack.anvil.blocksEvery(0);
        stack.submit(stack.mint("a"));
        stack.awaitReason("a", "SUBMITTED");
        stack.accounts.cancel(CHAIN, stack.account, "a");
        stack.awaitReport(
                "a", report -> report.attempts().stream().anyMatch(one -> one.cancels() && one.sent() != null));
        stack.anvil.blocksEvery(1);
        stack.awaitState("a", State.CANCELLED);
        assertThat(stack.anvil.mints(stack.account)).isZero();
        assertThat(stack.anvil.nonce(stack.account)).isEqualTo(1);
    }
}
