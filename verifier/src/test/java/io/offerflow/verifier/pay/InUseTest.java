package io.offerflow.verifier.pay;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.verifier.TestClock;
import io.offerflow.verifier.ledger.LedgerSettings;
import io.offerflow.verifier.ledger.SqlLedger;
import io.offerflow.verifier.x402.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nobody is asked for a new payment while money may be moving for his own. */
class InUseTest {
    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();
    private final ScriptedFacilitator facilitator = new ScriptedFacilitator();
    private SqlLedger ledger;
    private Shop shop;

    @BeforeEach
    void open() {
        ledger = Shop.ledger(new LedgerSettings("jdbc:sqlite:" + folder.resolve("ledger.db"), "", null, 1_000), clock);
        shop = new Shop(ledger, facilitator, clock, Shop.LIMITS);
    }

    @AfterEach
    void close() {
        shop.close();
        ledger.close();
    }

    private static Problem problem(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Denied.class);
        return ((Verdict.Denied) verdict).problem();
    }

    private CompletableFuture<Verdict> settling(String header) {
        CompletableFuture<Verdict> first = CompletableFuture.supplyAsync(() -> shop.pay(header));
        Awaitility.await().until(() -> !facilitator.settled.isEmpty());
        return first;
    }

    private static void assertInUse(Verdict verdict) {
        assertThat(problem(verdict)).isEqualTo(Problem.PAYMENT_IN_USE);
        assertThat(Problem.PAYMENT_IN_USE.status()).isEqualTo(503);
        assertThat(Problem.PAYMENT_IN_USE.challenges()).isFalse();
        assertThat(((Verdict.Denied) verdict).settlement()).isPresent();
    }

    @Test
    void anotherReplicaSendsTheBuyerToTheStatusAddress() {
        String header = Shop.payment();
        CountDownLatch settle = facilitator.holdSettlements();
        CompletableFuture<Verdict> first = settling(header);
        try (Shop replica = new Shop(ledger, facilitator, clock, Shop.LIMITS)) {
            assertInUse(replica.pay(header));
        }
        settle.countDown();
        assertThat(first.join()).isInstanceOf(Verdict.Passed.class);
    }

    @Test
    void soDoesACopyThatFindsTooManyWaiting() {
        String header = Shop.payment();
        CountDownLatch settle = facilitator.holdSettlements();
        CompletableFuture<Verdict> first = settling(header);
        List<CompletableFuture<Verdict>> copies;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            copies = IntStream.range(0, 40)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> shop.pay(header), threads))
                    .toList();
            Awaitility.await().until(() -> copies.stream().anyMatch(CompletableFuture::isDone));
            copies.stream().filter(CompletableFuture::isDone).forEach(copy -> assertInUse(copy.join()));
            settle.countDown();
        }
        assertThat(first.join()).isInstanceOf(Verdict.Passed.class);
        assertThat(facilitator.settled).hasSize(1);
    }
}
