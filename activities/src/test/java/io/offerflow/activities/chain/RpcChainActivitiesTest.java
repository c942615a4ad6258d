package io.offerflow.activities.chain;

import static io.offerflow.activities.chain.ScriptedChain.GENESIS;
import static io.offerflow.activities.chain.ScriptedChain.OPEN;
import static io.offerflow.activities.chain.ScriptedChain.cancelled;
import static io.offerflow.activities.chain.ScriptedChain.hash;
import static io.offerflow.activities.chain.ScriptedChain.ours;
import static io.offerflow.activities.chain.ScriptedChain.paid;
import static io.offerflow.activities.chain.ScriptedChain.transfer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.offerflow.activities.chain.ChainSettings.Access;
import io.offerflow.api.settlement.OpenSettlement;
import io.offerflow.workflows.settlement.ChainActivities;
import io.offerflow.workflows.settlement.ChainAnswer;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a chain says about an authorization, over HTTP. */
class RpcChainActivitiesTest {
    private ScriptedChain chain;

    @BeforeEach
    void start() throws IOException {
        chain = new ScriptedChain();
    }

    @AfterEach
    void stop() {
        chain.close();
    }

    private ChainAnswer ask() {
        return ask(OPEN, chain.address());
    }

    private static ChainAnswer ask(OpenSettlement open, URI... endpoints) {
        ChainSettings settings = new ChainSettings(Map.of("eip155:84532", new Access(84_532, List.of(endpoints), 12)));
        try (RpcChainActivities activities = new RpcChainActivities(settings, true)) {
            ChainActivities.Asked asked = activities.askChain(open);
            assertThat(asked.searchAttributes()).isTrue();
            return asked.answer();
        }
    }

    private static OpenSettlement claiming(String transaction) {
        return new OpenSettlement(
                OPEN.id(),
                OPEN.key(),
                OPEN.payTo(),
                OPEN.value(),
                OPEN.validBefore(),
                OPEN.since(),
                transaction,
                null,
                "");
    }

    @Test
    void aTransferAtDepthIsProven() {
        chain.with(2_988, ours(3), paid(4));
        assertThat(ask()).isEqualTo(new ChainAnswer.Moved(hash(0), "", 2_988));
    }

    @Test
    void oneThatIsNotDeepEnoughIsAwaited() {
        chain.with(2_989, ours(3), paid(4));
        assertThat(ask()).isInstanceOf(ChainAnswer.Confirming.class);
    }

    @Test
    void theClaimedTransactionIsLookedAtFirstAndNotBelieved() {
        chain.with(2_950, ours(3), paid(4));
        assertThat(ask(claiming(hash(0)), chain.address())).isInstanceOf(ChainAnswer.Moved.class);
        assertThat(chain.asked).noneMatch(call -> call.startsWith("eth_getLogs"));

        assertThat(ask(claiming(hash(9)), chain.address())).isEqualTo(new ChainAnswer.Moved(hash(0), "", 2_950));
    }

    @Test
    void whatIsUnusedComesWithTheTimeOfTheFinalBlock() {
        assertThat(ask()).isEqualTo(new ChainAnswer.Unused(GENESIS.plusSeconds(2_988)));
    }

    @Test
    void aUseWithoutTheTransferToTheSellerIsSaidSo() {
        chain.with(2_950, ours(3), transfer(OPEN.key().payer(), OPEN.key().asset(), 1_000, 4));
        assertThat(ask()).isInstanceOf(ChainAnswer.UsedOtherwise.class);
    }

    @Test
    void aCancelledAuthorizationIsSaidSo() {
        chain.with(2_950, cancelled(3));
        assertThat(ask()).isEqualTo(new ChainAnswer.UsedOtherwise("the payer cancelled the authorization"));
    }

    @Test
    void aReceiptOfABlockThatIsNotCanonicalProvesNothing() {
        chain.with(2_950, ours(3), paid(4));
        chain.reorganised = true;
        assertThatThrownBy(this::ask).isInstanceOf(ApplicationFailure.class);
    }

    @Test
    void logsAreSearchedPageByPageBackToBeforeTheSale() {
        chain.head = 100_000;
        chain.with(2_950, ours(3), paid(4));

        assertThat(ask()).isInstanceOf(ChainAnswer.Moved.class);
        assertThat(chain.asked.stream().filter(call -> call.startsWith("eth_getLogs")))
                .hasSize(195);
    }

    @Test
    void aUseThatIsOlderThanTheSaleIsNotLookedForAndProvesNothing() {
        chain.head = 10_000;
        chain.with(10, ours(3), paid(4));

        assertThat(ask()).isInstanceOf(ChainAnswer.Unproven.class);
    }

    @Test
    void anotherChainIsNotBelievedAndTheNextEndpointIsAsked() throws IOException {
        chain.with(2_950, ours(3), paid(4));
        try (ScriptedChain wrong = new ScriptedChain();
                ScriptedChain broken = new ScriptedChain()) {
            wrong.chainId = 1;
            broken.status = 502;
            assertThat(ask(OPEN, wrong.address(), broken.address(), URI.create("http://127.0.0.1:9"), chain.address()))
                    .isInstanceOf(ChainAnswer.Moved.class);
            assertThat(wrong.asked).hasSize(1);
        }
    }

    @Test
    void whenNoEndpointAnswersItIsARetryableFailureThatNamesNoAddress() {
        chain.status = 500;
        assertThatThrownBy(this::ask)
                .isInstanceOfSatisfying(ApplicationFailure.class, failure -> {
                    assertThat(failure.getType()).isEqualTo(ChainActivities.CHAIN_UNAVAILABLE);
                    assertThat(failure.isNonRetryable()).isFalse();
                })
                .hasMessageNotContaining("secret-key");
    }

    @Test
    void whatCannotBeLookedUpIsSaidSo() {
        OpenSettlement.Key key = OPEN.key();
        OpenSettlement permit2 = new OpenSettlement(
                OPEN.id(),
                new OpenSettlement.Key(key.network(), key.asset(), key.payer(), "123456"),
                OPEN.payTo(),
                OPEN.value(),
                OPEN.validBefore(),
                OPEN.since(),
                "",
                null,
                "");
        assertThat(ask(permit2, chain.address())).isInstanceOf(ChainAnswer.Unproven.class);
        chain.noToken = true;
        assertThat(ask()).isInstanceOf(ChainAnswer.Unproven.class);
        OpenSettlement elsewhere = new OpenSettlement(
                OPEN.id(),
                new OpenSettlement.Key("eip155:1", key.asset(), key.payer(), key.nonce()),
                OPEN.payTo(),
                OPEN.value(),
                OPEN.validBefore(),
                OPEN.since(),
                "",
                null,
                "");
        assertThat(ask(elsewhere, chain.address())).isEqualTo(new ChainAnswer.NoEndpoint());
    }
}
