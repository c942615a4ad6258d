package io.offerflow.watcher.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.offerflow.api.settlement.OpenSettlement;
import io.offerflow.cluster.gate.SettlementListing;
import io.offerflow.watcher.settlement.SettlementSink.Result;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every settlement that is listed gets one workflow, whatever is away meanwhile. */
class SettlementMonitorTest implements OutboxAsker {
    private static final URI ONE = URI.create("http://one");
    private static final URI TWO = URI.create("http://two");

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final Deque<Question> questions = new ArrayDeque<>();
    private final List<OpenSettlement> started = new ArrayList<>();
    private final List<Consumer<Result>> pending = new ArrayList<>();
    private List<URI> replicas = List.of(ONE);
    private @Nullable Result result = Result.STARTED;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final SettlementMonitor monitor = new SettlementMonitor(this, this::start, metrics);

    private record Question(URI replica, @Nullable String etag, Consumer<SettlementListing> answer) {}

    private void start(OpenSettlement open, Consumer<Result> answer) {
        started.add(open);
        if (result == null) {
            pending.add(answer);
        } else {
            answer.accept(result);
        }
    }

    @Override
    public Optional<List<URI>> replicas() {
        return Optional.of(replicas);
    }

    @Override
    public void unknown(URI replica, @Nullable String etag, Consumer<SettlementListing> answer) {
        questions.add(new Question(replica, etag, answer));
    }

    private void pass(Duration time) {
        Instant end = now.plus(time);
        while (now.isBefore(end)) {
            now = now.plusMillis(100);
            monitor.tick(now);
        }
    }

    private void answer(SettlementListing listing) {
        questions.removeFirst().answer().accept(listing);
        pass(Duration.ofMillis(200));
    }

    private static SettlementListing listed(String etag, String... nonces) {
        List<OpenSettlement> open = new ArrayList<>();
        for (String nonce : nonces) {
            open.add(new OpenSettlement(
                    nonce,
                    new OpenSettlement.Key("eip155:84532", "0xa", "0xb", nonce),
                    "0xd",
                    BigInteger.ONE,
                    Instant.EPOCH,
                    Instant.EPOCH,
                    "",
                    null,
                    ""));
        }
        return new SettlementListing.Listed(etag, open);
    }

    private double count(Result wanted) {
        return metrics.get("offerflow.watcher.settlements")
                .tag("result", wanted.name().toLowerCase(Locale.ROOT))
                .counter()
                .count();
    }

    @Test
    void whatIsListedIsStartedOnceAndTheNextQuestionCarriesTheTag() {
        pass(Duration.ofMillis(100));
        assertThat(questions).hasSize(1);
        answer(listed("t1", "1", "2"));
        pass(Duration.ofSeconds(10));

        assertThat(started).extracting(OpenSettlement::id).containsExactly("1", "2");
        assertThat(questions).hasSize(1);
        assertThat(questions.getFirst().etag()).isEqualTo("t1");
        answer(listed("t2", "2", "3"));
        assertThat(started).extracting(OpenSettlement::id).containsExactly("1", "2", "3");
        assertThat(count(Result.STARTED)).isEqualTo(3);
        assertThat(metrics.get("offerflow.watcher.settlements.unknown").gauge().value())
                .isEqualTo(2);
    }

    @Test
    void replicasThatShareALedgerStartItOnce() {
        replicas = List.of(ONE, TWO);
        pass(Duration.ofMillis(100));
        answer(listed("t", "1"));
        answer(listed("t", "1"));

        assertThat(started).hasSize(1);
    }

    @Test
    void whileTemporalIsAwayOneCallLooksWhetherItIsBackLessAndLess() {
        result = Result.AWAY;
        pass(Duration.ofMillis(100));
        answer(listed("t", "1", "2", "3"));
        int first = started.size();
        pass(Duration.ofMinutes(2));
        int later = started.size();
        assertThat(first).isLessThanOrEqualTo(3);
        assertThat(later - first).isBetween(4, 14);

        result = Result.STARTED;
        pass(Duration.ofSeconds(31));

        assertThat(count(Result.STARTED)).isEqualTo(3);
    }

    @Test
    void whatStaysListedIsOfferedAgainSoThatALostWorkflowComesBack() {
        result = Result.KNOWN;
        pass(Duration.ofMillis(100));
        answer(listed("t", "1"));
        pass(Duration.ofMinutes(11));

        assertThat(started).hasSize(3);
    }

    @Test
    void noSettlementIsStartedTwiceAtATimeAndNotTooManyAtOnce() {
        result = null;
        pass(Duration.ofMillis(100));
        answer(listed("t", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"));
        pass(Duration.ofMinutes(20));

        assertThat(started).hasSize(8);
        pending.forEach(answer -> answer.accept(Result.STARTED));
        pass(Duration.ofSeconds(1));
        assertThat(started).hasSize(10);
    }

    @Test
    void aReplicaThatDoesNotAnswerIsAskedAgainLater() {
        pass(Duration.ofMillis(100));
        answer(new SettlementListing.Unreachable("does not answer"));
        assertThat(metrics.get("offerflow.watcher.settlements.unreachable")
                        .gauge()
                        .value())
                .isEqualTo(1);
        assertThat(questions).isEmpty();
        pass(Duration.ofSeconds(1));
        assertThat(questions).hasSize(1);
        answer(new SettlementListing.Unchanged());
        assertThat(metrics.get("offerflow.watcher.settlements.unreachable")
                        .gauge()
                        .value())
                .isZero();
    }

    @Test
    void answersOfAnEarlierTermCountNoMore() {
        pass(Duration.ofMillis(100));
        Question old = questions.removeFirst();
        monitor.reset();
        pass(Duration.ofMillis(100));
        old.answer().accept(listed("t", "1"));
        pass(Duration.ofSeconds(1));

        assertThat(started).isEmpty();
        assertThat(questions).hasSize(1);
    }
}
