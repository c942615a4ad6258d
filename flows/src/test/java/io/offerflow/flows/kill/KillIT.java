package io.offerflow.flows.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.offerflow.api.Ref;
import io.offerflow.flows.real.RealStack;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kills each process and server of a real stack at several points of the life of several offers. Every round opens some offers, edits those
 * that the round before opened, and closes those that it edited, so that one kill meets offers at all stages; buyers go on all the time.
 */
@TestMethodOrder(OrderAnnotation.class)
class KillIT {
    private static final Logger LOG = LoggerFactory.getLogger(KillIT.class);
    /** The promise, on two cores that do nothing else. */
    private static final Duration CONVERGES_WITHIN = Duration.ofSeconds(10);
    /** What a round without any kill takes on such a machine, generously; where it takes longer, the limit is stretched alike. */
    private static final Duration UNDISTURBED = Duration.ofSeconds(2);
    /** A machine that is slower than this tells nothing about the promise, and the product may not hide behind it. */
    private static final double LARGEST_STRETCH = 3;

    private static final Duration FIRST = Duration.ofSeconds(60);

    private static final int OFFERS_A_ROUND = 4;
    private static final Ref STEADY = new Ref(Inventory.NAMESPACE, "steady");
    private static final long STEADY_PRICE = 1_000;

    @RegisterExtension
    static final TestExecutionExceptionHandler WHAT_THEY_SAID = (context, failure) -> {
        if (KillIT.real != null) {
            LOG.error(
                    "{} failed; what the processes said last:\n{}", context.getDisplayName(), KillIT.real.lastWords());
        }
        throw failure;
    };

    private static SlowFacilitator facilitator;
    private static RealStack real;
    private static Inventory inventory;
    private static SteadyBuyers buyers;
    private static Duration limit = CONVERGES_WITHIN;
    private static int round;
    private static List<Ref> opened = List.of();
    private static List<Ref> edited = List.of();

    /** When the victim dies, seen from the offers. */
    enum Moment {
        /** Just applied, edited or deleted; nobody may have seen it yet. */
        AT_ONCE,
        /** Some new offers have their children, others not. */
        HALF_WAY,
        /** Before: the changes are made while it is down. Nothing can be changed without the API server, which dies while all is idle. */
        BEFORE
    }

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        RealStack.absence().ifPresent(why -> {
            LOG.warn("the kill tests are left out: {}", why);
            Assumptions.abort(why);
        });
        facilitator = new SlowFacilitator();
        real = RealStack.start(Optional.of(facilitator.address()), (part, where) -> LOG.debug("{}: {}", part, where));
        inventory = new Inventory(real);
        buyers = new SteadyBuyers(real.verify(STEADY), Long.toString(STEADY_PRICE), facilitator.books());
        inventory.open(STEADY, STEADY_PRICE);
        converged(FIRST);
        buyers.start();
        calibrate();
    }

    private static void calibrate() throws IOException, InterruptedException {
        long slowest = 0;
        for (int i = 0; i < 2; i++) {
            long begin = System.nanoTime();
            changes();
            converged(FIRST);
            slowest = Math.max(slowest, System.nanoTime() - begin);
        }
        double slowness = Math.clamp((double) slowest / UNDISTURBED.toNanos(), 1, LARGEST_STRETCH);
        limit = Duration.ofMillis((long) (CONVERGES_WITHIN.toMillis() * slowness));
        LOG.warn("without a kill a round takes {} ms; the limit is {} ms", slowest / 1_000_000, limit.toMillis());
    }

    @AfterAll
    static void stop() {
        Stream.of(buyers, real, facilitator).filter(part -> part != null).forEach(KillIT::close);
    }

    static Stream<Arguments> kills() {
        return Stream.of(Victim.values())
                .flatMap(victim -> Stream.of(Moment.values()).map(moment -> Arguments.of(victim, moment)));
    }

    @ParameterizedTest
    @MethodSource("kills")
    @Order(1)
    void everything_converges_within_ten_seconds_after_a_killed_process_is_ready_again(Victim victim, Moment moment)
            throws IOException, InterruptedException {
        long paidBefore = buyers.paid();
        long pricedBefore = buyers.priced();
        if (victim == Victim.VERIFIER) {
            buyers.stop();
        }
        killed(victim, moment);
        long down = System.nanoTime();
        victim.revive(real);
        long ready = System.nanoTime();
        if (victim == Victim.VERIFIER) {
            buyers.start();
        }
        converged(limit);
        LOG.warn(
                "killed {} {}: ready after {} ms, converged {} ms later; buyers: {} priced, {} paid",
                victim,
                moment,
                (ready - down) / 1_000_000,
                (System.nanoTime() - ready) / 1_000_000,
                buyers.priced() - pricedBefore,
                buyers.paid() - paidBefore);
        assertThat(buyers.wrong()).isEmpty();
        await().atMost(limit).until(() -> buyers.paid() > paidBefore && buyers.priced() > pricedBefore);
    }

    @Test
    @Order(2)
    void after_all_kills_nothing_is_left_and_every_payment_bought_one_answer()
            throws IOException, InterruptedException {
        buyers.stop();
        inventory.onSale().forEach(inventory::close);
        converged(limit);
        assertThat(buyers.wrong()).isEmpty();
        assertThat(buyers.spent()).isEqualTo(BigInteger.valueOf(STEADY_PRICE * buyers.paid()));
    }

    private static void killed(Victim victim, Moment moment) throws IOException, InterruptedException {
        switch (moment) {
            case AT_ONCE -> {
                changes();
                victim.kill(real);
            }
            case HALF_WAY -> {
                changes();
                Ref first = opened.getFirst();
                without(
                        FIRST,
                        Duration.ofMillis(10),
                        () -> inventory.hasChild(first) ? List.of() : List.of(first + " has no HTTPRoute"));
                victim.kill(real);
            }
            case BEFORE -> {
                victim.kill(real);
                if (victim != Victim.API_SERVER) {
                    changes();
                }
            }
        }
    }

    private static void changes() {
        round++;
        List<Ref> fresh = IntStream.range(0, OFFERS_A_ROUND)
                .mapToObj(i -> new Ref(Inventory.NAMESPACE, "r" + round + "-" + i))
                .toList();
        List<Ref> leaving = edited;
        List<Ref> changing = opened;
        for (int i = 0; i < OFFERS_A_ROUND; i++) {
            inventory.open(fresh.get(i), round * 100L + i);
            if (!changing.isEmpty()) {
                inventory.edit(changing.get(i), round * 100L + 50 + i);
            }
            if (!leaving.isEmpty()) {
                inventory.close(leaving.get(i));
            }
        }
        edited = new ArrayList<>(changing);
        opened = fresh;
    }

    private static void converged(Duration patience) throws IOException, InterruptedException {
        without(patience, Duration.ofMillis(100), KillIT::complaints);
    }

    /** The failure tells all in one line: some reports of test runs show no more than that. */
    private static void without(Duration patience, Duration poll, Callable<List<String>> complaints)
            throws IOException, InterruptedException {
        AtomicReference<List<String>> last = new AtomicReference<>(List.of());
        boolean done = silent(patience, poll, complaints, last);
        if (!done && !real.temporal().answers()) {
            LOG.warn("Temporal's dev server broke by itself, which says nothing about us; it is started again");
            real.temporal().kill();
            real.temporal().restart();
            done = silent(patience, poll, complaints, last);
        }
        if (!done) {
            throw new AssertionError("after " + patience.toMillis() + " ms; " + real.health() + "; " + last.get());
        }
    }

    private static boolean silent(
            Duration patience, Duration poll, Callable<List<String>> complaints, AtomicReference<List<String>> last) {
        try {
            await().pollDelay(Duration.ZERO).pollInterval(poll).atMost(patience).until(() -> {
                last.set(complaints.call());
                return last.get().isEmpty();
            });
            return true;
        } catch (ConditionTimeoutException late) {
            return false;
        }
    }

    /** Also what cannot be asked is a complaint: it says who does not answer. */
    private static List<String> complaints() throws InterruptedException {
        try {
            return inventory.complaints();
        } catch (IOException | RuntimeException e) {
            return List.of(e.toString());
        }
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            throw new IllegalStateException("cannot stop " + part, e);
        }
    }
}
