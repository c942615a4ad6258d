package io.offerflow.verifier.pay;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.offerflow.verifier.Payments;
import io.offerflow.verifier.TestClock;
import io.offerflow.verifier.ledger.Change;
import io.offerflow.verifier.ledger.LedgerSettings;
import io.offerflow.verifier.ledger.PaymentRecord;
import io.offerflow.verifier.ledger.SqlLedger;
import io.offerflow.verifier.ledger.State;
import io.offerflow.verifier.pay.ChainModel.Checks;
import io.offerflow.verifier.pay.ChainModel.Settles;
import io.offerflow.verifier.pay.FaultyLedger.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.awaitility.Awaitility;
import org.slf4j.LoggerFactory;

/** Whatever fails, in whatever order: a payment buys at most once, is settled at most once, and what is unknown is never let go. */
class PaymentFlowProperties {
    private static final Logger LOGS = (Logger) LoggerFactory.getLogger("io.offerflow.verifier");

    enum Act {
        PAY,
        COPIES,
        RESEND,
        REPORT,
        RESTART
    }

    /** @param write at which the ledger fails, counted from the start of the act */
    record Step(Act act, int payment, Checks checks, Settles settles, int write, Fault fault) {}

    @BeforeContainer
    static void quiet() {
        LOGS.setLevel(Level.OFF);
    }

    @AfterContainer
    static void loud() {
        LOGS.setLevel(null);
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Act> act = Arbitraries.frequency(
                Tuple.of(6, Act.PAY),
                Tuple.of(3, Act.COPIES),
                Tuple.of(2, Act.RESEND),
                Tuple.of(2, Act.REPORT),
                Tuple.of(1, Act.RESTART));
        Arbitrary<Checks> checks = Arbitraries.frequency(
                Tuple.of(8, Checks.VALID),
                Tuple.of(1, Checks.INVALID),
                Tuple.of(1, Checks.AWAY),
                Tuple.of(1, Checks.DEFECT));
        return Combinators.combine(
                        act,
                        Arbitraries.integers().between(0, 1),
                        checks,
                        Arbitraries.of(Settles.class),
                        Arbitraries.integers().between(0, 4),
                        Arbitraries.of(Fault.class))
                .as(Step::new)
                .list()
                .ofMinSize(2)
                .ofMaxSize(10);
    }

    @Property(tries = 60)
    void aPaymentBuysAtMostOnceAndIsSettledAtMostOnceAndWhatIsUnknownIsNeverReleased(@ForAll("steps") List<Step> steps)
            throws IOException {
        Path folder = Files.createTempDirectory("flow");
        try (World world = new World(folder)) {
            steps.forEach(world::run);
            world.endWell(steps.stream().noneMatch(step -> step.fault().name().startsWith("DEATH")));
        } finally {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    private static final class World implements AutoCloseable {
        private final TestClock clock = new TestClock();
        private final ChainModel chain = new ChainModel();
        private final List<String> payments;
        private final List<String> nonces;
        private final int[] deliveries = new int[2];
        private final Set<String> unknown = new HashSet<>();
        private final LedgerSettings settings;
        private SqlLedger real;
        private FaultyLedger ledger;
        private Shop shop;

        World(Path folder) {
            var first = Payments.v2();
            var second = Payments.v2();
            payments = List.of(Payments.header(first), Payments.header(second));
            nonces = Stream.of(first, second)
                    .map(payment ->
                            Payments.authorization(payment).path("nonce").asText())
                    .toList();
            settings = new LedgerSettings("jdbc:sqlite:" + folder.resolve("ledger.db"), "", null, 100);
            open();
            // Somebody else's payment, whose transaction a facilitator may name a second time.
            assertThat(shop.pay(Shop.payment())).isInstanceOf(Verdict.Passed.class);
        }

        private void open() {
            real = Shop.ledger(settings, clock);
            ledger = new FaultyLedger(real);
            shop = new Shop(ledger, chain, clock, Shop.LIMITS);
        }

        private void restart() {
            close();
            open();
        }

        void run(Step step) {
            chain.script(step.checks(), step.settles());
            ledger.failAt(step.write(), step.fault());
            switch (step.act()) {
                case PAY -> pay(step.payment(), 1);
                case COPIES -> pay(step.payment(), 4);
                case RESEND -> real.list(State.UNKNOWN, 10).forEach(row -> quietly(() -> shop.flow.resend(row.id())));
                case REPORT -> report();
                case RESTART -> restart();
            }
            Awaitility.await()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> shop.flow.running() == 0);
            if (ledger.dead()) {
                restart();
            }
            check();
        }

        private void pay(int payment, int copies) {
            List<CompletableFuture<Optional<Verdict>>> answers = Stream.generate(
                            () -> CompletableFuture.supplyAsync(() -> quietly(() -> shop.pay(payments.get(payment)))))
                    .limit(copies)
                    .toList();
            for (CompletableFuture<Optional<Verdict>> answer : answers) {
                if (answer.join().filter(Verdict.Passed.class::isInstance).isPresent()) {
                    deliveries[payment]++;
                    assertThat(chain.moved(nonces.get(payment)))
                            .as("delivered only what is paid")
                            .isTrue();
                }
            }
        }

        /** The truth, as somebody reads it from the chain. */
        private void report() {
            for (PaymentRecord row : real.list(State.UNKNOWN, 10)) {
                String nonce = row.key().nonce();
                quietly(() -> ledger.write(
                        chain.moved(nonce)
                                ? new Change.Settled(row.id(), ChainModel.transaction(nonce), "", null)
                                : new Change.Resolved(row.id(), State.EXPIRED, "")));
            }
        }

        private void check() {
            assertThat(chain.wrongs()).isEmpty();
            assertThat(Arrays.stream(deliveries).max().orElseThrow()).isLessThanOrEqualTo(1);
            for (String id : unknown) {
                assertThat(real.find(id).map(PaymentRecord::state).orElse(State.RELEASED))
                        .as("what was unknown")
                        .isIn(State.UNKNOWN, State.SETTLED, State.EXPIRED);
            }
            real.list(State.UNKNOWN, 10).forEach(row -> unknown.add(row.id()));
        }

        /** When all faults are over, what was paid for is delivered; only a death may have swallowed an answer on its way. */
        void endWell(boolean nobodyDied) {
            restart();
            report();
            chain.script(Checks.VALID, Settles.REJECTED);
            for (int payment = 0; payment < 2; payment++) {
                pay(payment, 1);
                if (nobodyDied && chain.moved(nonces.get(payment))) {
                    assertThat(deliveries[payment]).as("paid and delivered").isEqualTo(1);
                }
            }
            check();
        }

        private static <T> Optional<T> quietly(Supplier<T> act) {
            try {
                return Optional.of(act.get());
            } catch (FaultyLedger.DeadException | IllegalStateException | CompletionException nobodyHears) {
                return Optional.empty();
            }
        }

        @Override
        public void close() {
            shop.close();
            real.close();
        }
    }
}
