package io.offerflow.activities.chain;

import static io.offerflow.activities.chain.ScriptedChain.OPEN;
import static io.offerflow.activities.chain.ScriptedChain.ours;
import static io.offerflow.activities.chain.ScriptedChain.paid;
import static io.offerflow.activities.chain.ScriptedChain.transfer;
import static io.offerflow.activities.chain.ScriptedChain.used;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose a transfer is in a transaction that may hold many. */
class ProofTest {
    private static final String PAYER = OPEN.key().payer();
    private static final String OTHER = "0x15d34aaf54267db7d7c367839aaf71a00a2c6a65";
    private static final String NONCE_2 = "0x" + "22".repeat(32);

    @Test
    void aUseAndItsTransferAreCreditedWithoutAName() {
        assertThat(Proof.credit(OPEN, List.of(ours(0), paid(1)))).contains("");
    }

    @Test
    void theOrderOfTheTwoDoesNotMatterWhereThereIsOneUse() {
        assertThat(Proof.credit(OPEN, List.of(paid(0), ours(1)))).contains("");
    }

    @Test
    void amountPayeePayerAndTokenMustBeThoseOfTheSale() {
        TokenLog otherToken = new TokenLog(OTHER, paid(1).topics(), paid(1).data(), 1);
        for (TokenLog wrong : List.of(
                transfer(PAYER, OPEN.payTo(), 999, 1),
                transfer(PAYER, OTHER, 1_000, 1),
                transfer(OTHER, OPEN.payTo(), 1_000, 1),
                otherToken)) {
            assertThat(Proof.credit(OPEN, List.of(ours(0), wrong))).isEmpty();
        }
    }

    @Test
    void aTransferWithoutOurUseProvesNothing() {
        assertThat(Proof.credit(OPEN, List.of(used(PAYER, NONCE_2, 0), paid(1))))
                .isEmpty();
    }

    @Test
    void inABatchEachUseIsNamed() {
        List<TokenLog> batch =
                List.of(used(OTHER, NONCE_2, 4), transfer(OTHER, OPEN.payTo(), 1_000, 5), ours(6), paid(7));
        assertThat(Proof.credit(OPEN, batch)).contains("log:6");
    }

    @Test
    void oneTransferNeverPaysForTwoUsesOfAPayer() {
        List<TokenLog> secondGoesElsewhere =
                List.of(used(PAYER, NONCE_2, 0), paid(1), ours(2), transfer(PAYER, OTHER, 1_000, 3));
        assertThat(Proof.credit(OPEN, secondGoesElsewhere)).isEmpty();
        List<TokenLog> firstGoesElsewhere =
                List.of(ours(0), paid(1), used(PAYER, NONCE_2, 2), transfer(PAYER, OTHER, 1_000, 3));
        assertThat(Proof.credit(OPEN, firstGoesElsewhere)).contains("log:0");
    }
}
