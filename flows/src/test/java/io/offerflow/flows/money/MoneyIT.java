package io.offerflow.flows.money;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.offerflow.dev.pay.TokenTransfer;
import io.offerflow.dev.stack.SampleOffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/**
 * Requests of all kinds over both listeners while calls to the facilitator fail in all ways; {@code flows/08-money.sh} runs very many. System
 * properties: {@code offerflow.money.requests}, {@code offerflow.money.chain.requests}, {@code offerflow.money.seed}. The seed decides what
 * happens in each story; in which order stories meet is the machine's.
 */
class MoneyIT {
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(MoneyIT.class);
    private static final int REQUESTS = Integer.getInteger("offerflow.money.requests", 2_000);
    private static final int CHAIN_REQUESTS = Integer.getInteger("offerflow.money.chain.requests", 60);
    private static final long SEED = Long.getLong("offerflow.money.seed", System.nanoTime());
    /** So many that some of every kind are among them. */
    private static final int ENOUGH = 1_000;
    /** Longer than any authorization is valid. */
    private static final Duration VALIDITY = Duration.ofHours(2);

    private final Logger quiet = (Logger) LoggerFactory.getLogger("io.offerflow.verifier.pay");

    @TempDir
    Path folder;

    /** The gate complains of every outcome that is unknown; here they are wanted. */
    @BeforeEach
    void quiet() {
        quiet.setLevel(Level.OFF);
    }

    @AfterEach
    void loud() {
        quiet.setLevel(null);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whateverTheFacilitatorDoesNobodyPaysTwiceOrRidesFreeAndTheLedgerIsTheTokensLog(boolean answersRepeats)
            throws Exception {
        MovableClock clock = new MovableClock();
        try (TokenChain chain = new MemoryChain(clock, answersRepeats)) {
            run(chain, clock, Pace.FAST, REQUESTS / 2);
        }
    }

    @Test
    void onARealChainWithTheOfficialFacilitatorToo() throws Exception {
        AnvilChain.absence().ifPresent(why -> {
            LOG.warn("the run against anvil is left out: {}", why);
            Assumptions.abort(why);
        });
        MovableClock clock = new MovableClock();
        try (TokenChain chain = AnvilChain.start(folder, clock)) {
            run(chain, clock, Pace.CHAIN, CHAIN_REQUESTS);
        }
    }

    private void run(TokenChain chain, MovableClock clock, Pace pace, int requests) throws Exception {
        LOG.info("{} requests, -Dofferflow.money.seed={}", requests, SEED);
        long began = System.nanoTime();
        try (World world = new World(folder, chain, clock, pace);
                Presenter presenter = new Presenter(world, clock);
                Stories stories = new Stories(world, presenter, pace, SEED);
                Resolution resolution = new Resolution(world.admin())) {
            Queue<Purchase> purchases = buy(stories, presenter, pace, requests);
            everythingEnds(world);

            Audit meanwhile =
                    new Audit(LedgerFile.read(world.ledger()), chain.transfers()).payments(purchases, Audit.MEANWHILE);
            LOG.info("{} requests in {} s: {}", presenter.requests(), seconds(began), lines(meanwhile.counts()));
            assertThat(meanwhile.mistakes()).isEmpty();
            if (requests >= ENOUGH) {
                assertThat(meanwhile.counts())
                        .as("the troubles were real")
                        .containsKeys("WAITS x UNKNOWN x 0", "WAITS x UNKNOWN x 1");
            }

            resolution.resendSome();
            chain.forward(VALIDITY);
            Resolution.Told told = resolution.report(byNonce(chain.transfers()));
            for (Purchase purchase : purchases) {
                stories.finish(purchase);
            }
            everythingEnds(world);

            Audit end = new Audit(LedgerFile.read(world.ledger()), chain.transfers())
                    .payments(purchases, Audit.AT_THE_END)
                    .purchases(purchases)
                    .books(SampleOffer.PAY_TO);
            LOG.info(
                    "{} purchases, {}; all done in {} s: {}",
                    purchases.size(),
                    told,
                    seconds(began),
                    lines(end.counts()));
            assertThat(end.mistakes()).isEmpty();
        }
    }

    /** Stories side by side until there were enough requests. */
    private static Queue<Purchase> buy(Stories stories, Presenter presenter, Pace pace, int requests) throws Exception {
        Queue<Purchase> purchases = new ConcurrentLinkedQueue<>();
        AtomicLong numbers = new AtomicLong();
        Callable<Boolean> buyer = () -> {
            while (presenter.requests() < requests) {
                Optional<Purchase> purchase = stories.tell(numbers.getAndIncrement());
                purchase.ifPresent(purchases::add);
            }
            return true;
        };
        try (ExecutorService buyers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> done : buyers.invokeAll(
                    Stream.generate(() -> buyer).limit(pace.buyers()).toList())) {
                done.get();
            }
        }
        return purchases;
    }

    /** No call is under way, and no payment of the ledger is being worked on. */
    private static void everythingEnds(World world) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> world.faults().underWay() == 0 && LedgerFile.underWay(world.ledger()) == 0);
    }

    private static Map<String, TokenTransfer> byNonce(List<TokenTransfer> transfers) {
        return transfers.stream().collect(Collectors.toMap(TokenTransfer::nonce, Function.identity()));
    }

    private static String lines(Map<String, Integer> counts) {
        return counts.entrySet().stream()
                .map(entry -> "\n    " + entry.getKey() + ": " + entry.getValue())
                .collect(Collectors.joining());
    }

    private static long seconds(long began) {
        return Duration.ofNanos(System.nanoTime() - began).toSeconds();
    }
}
