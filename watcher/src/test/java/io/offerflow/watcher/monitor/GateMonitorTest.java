package io.offerflow.watcher.monitor;

import static io.offerflow.watcher.monitor.Story.is;
import static io.offerflow.watcher.monitor.Story.not;
import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Reason;
import io.offerflow.api.gate.GateReport;
import io.offerflow.api.gate.GateReport.State;
import io.offerflow.api.route.Route;
import io.offerflow.api.route.RouteDecision;
import io.offerflow.api.route.Routes;
import io.offerflow.cluster.gate.RouteListing;
import io.offerflow.watcher.change.OfferFacts;
import io.offerflow.watcher.nudge.Cause;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GateMonitorTest {
    private static final URI A = URI.create("http://10.0.0.1:8082");
    private static final URI B = URI.create("http://10.0.0.2:8082");
    private static final Condition READY = is(ConditionType.PAYMENT_GATE_READY, Reason.Reconciled);
    private static final Condition WAITING = not(ConditionType.PAYMENT_GATE_READY, Reason.WaitingForPaymentGate);

    private final Story story = new Story();
    private final Gate gate = new Gate();
    private final GateMonitor monitor = new GateMonitor(GateSettings.DEFAULTS, gate, story.around);

    /** Replicas as the test wants them; an absent list is a replica that does not answer. */
    private static final class Gate implements GateAsker {
        private @Nullable List<URI> ready = List.of(A);
        private final Map<URI, List<GateReport>> words = new HashMap<>(Map.of(A, List.of()));
        private int asked;
        private int unchanged;

        @Override
        public Optional<List<URI>> replicas() {
            return Optional.ofNullable(ready);
        }

        @Override
        public void list(URI replica, @Nullable String etag, Consumer<RouteListing> answer) {
            asked++;
            List<GateReport> reports = words.get(replica);
            if (reports == null) {
                answer.accept(new RouteListing.Unreachable("does not answer"));
                return;
            }
            String current = Integer.toString(reports.hashCode());
            unchanged += current.equals(etag) ? 1 : 0;
            answer.accept(
                    current.equals(etag) ? new RouteListing.Unchanged() : new RouteListing.Listed(current, reports));
        }
    }

    private OfferFacts demo;

    @BeforeEach
    void anOfferThatIsServed() {
        demo = story.offer("demo", READY);
        gate.words.put(A, List.of(served(demo)));
    }

    @Test
    void agreementCausesNoNudgeAndIsAskedOnceASecondWithEmptyAnswers() {
        story.pass(Duration.ofMinutes(10), monitor);
        assertThat(story.nudges).isEmpty();
        assertThat(gate.asked).isBetween(500, 620);
        assertThat(gate.unchanged).isEqualTo(gate.asked - 1);
    }

    @Test
    void aReplicaThatLosesTheRouteIsTold() {
        story.pass(Duration.ofSeconds(5), monitor);
        gate.words.put(A, List.of());
        story.pass(Duration.ofSeconds(4), monitor);
        assertThat(story.nudges).singleElement().satisfies(told -> {
            assertThat(told.cause()).isEqualTo(Cause.GATE);
            assertThat(told.sentence()).isEqualTo("gate: WaitingForPaymentGate");
        });
    }

    @Test
    void aGateThatLoadsAtLastIsToldWithinTwoSecondsBecauseItIsAskedMoreOften() {
        demo = story.offer("demo", WAITING);
        gate.words.put(A, List.of());
        story.pass(Duration.ofSeconds(10), monitor);
        assertThat(story.nudges).isEmpty();
        assertThat(gate.asked).isGreaterThan(30);
        gate.words.put(A, List.of(served(demo)));
        story.pass(Duration.ofSeconds(2), monitor);
        assertThat(story.nudges).singleElement().satisfies(told -> assertThat(told.sentence())
                .isEqualTo("gate: Reconciled"));
    }

    @Test
    void aDifferenceThatTheWorkflowSettlesWithinASecondCausesNoNudge() {
        story.pass(Duration.ofSeconds(3), monitor);
        gate.words.put(A, List.of());
        story.pass(Duration.ofMillis(600), monitor);
        gate.words.put(A, List.of(served(demo)));
        story.pass(Duration.ofSeconds(20), monitor);
        assertThat(story.nudges).isEmpty();
    }

    @Test
    void anotherPriceAtTheGateIsNotThisOffer() {
        GateReport right = served(demo);
        gate.words.put(
                A,
                List.of(new GateReport("llm", "demo", right.uid(), 1, "0123456789abcdef", State.Served, null, null)));
        story.pass(Duration.ofSeconds(5), monitor);
        assertThat(story.nudges).hasSize(1);
    }

    @Test
    void anotherUidAtTheGateIsNotThisOffer() {
        gate.words.put(
                A,
                List.of(new GateReport("llm", "demo", "older", 1, served(demo).digest(), State.Served, null, null)));
        story.pass(Duration.ofSeconds(5), monitor);
        assertThat(story.nudges).hasSize(1);
    }

    @Test
    void everyReplicaMustServe() {
        gate.ready = List.of(A, B);
        gate.words.put(B, List.of());
        story.pass(Duration.ofSeconds(5), monitor);
        assertThat(story.nudges).hasSize(1);
    }

    @Test
    void aGateThatDoesNotAnswerTakesNothingBack() {
        story.pass(Duration.ofSeconds(5), monitor);
        gate.words.remove(A);
        story.pass(Duration.ofMinutes(5), monitor);
        assertThat(story.nudges).isEmpty();
        assertThat(story.metrics
                        .get("offerflow.watcher.gate.unreachable")
                        .gauge()
                        .value())
                .isEqualTo(1);
    }

    /** The workflow asked a gate that was just dying; the word that we kept of it must not use up the nudge that helps later. */
    @Test
    void anOfferThatAskedInVainIsToldWithinTwoSecondsAfterTheGateIsBack() {
        story.offer("demo", WAITING);
        story.pass(Duration.ofSeconds(2), monitor);
        assertThat(story.nudges).hasSize(1);
        List<GateReport> words = gate.words.remove(A);
        story.pass(Duration.ofSeconds(4), monitor);
        assertThat(story.nudges).hasSize(1);
        gate.words.put(A, words);
        story.pass(Duration.ofSeconds(2), monitor);
        assertThat(story.nudges).hasSize(2);
    }

    @Test
    void aSilentReplicaDoesNotHoldUpWhatAllOthersServe() {
        gate.ready = List.of(A, B);
        gate.words.put(B, List.of());
        story.offer("demo", WAITING);
        story.pass(Duration.ofSeconds(5), monitor);
        assertThat(story.nudges).isEmpty();
        gate.words.remove(B);
        story.pass(Duration.ofSeconds(4), monitor);
        assertThat(story.nudges).singleElement().satisfies(told -> assertThat(told.sentence())
                .isEqualTo("gate: Reconciled"));
    }

    @Test
    void aReplicaThatWasNeverReachedSaysNothing() {
        gate.words.remove(A);
        story.pass(Duration.ofMinutes(5), monitor);
        assertThat(story.nudges).isEmpty();
    }

    @Test
    void noReplicaIsNotReady() {
        gate.ready = List.of();
        story.pass(Duration.ofSeconds(5), monitor);
        assertThat(story.nudges).singleElement().satisfies(told -> assertThat(told.sentence())
                .isEqualTo("gate: WaitingForGateway"));
    }

    @Test
    void notKnowingTheReplicasSaysNothing() {
        gate.ready = null;
        story.pass(Duration.ofMinutes(1), monitor);
        assertThat(story.nudges).isEmpty();
    }

    @Test
    void aConflictIsToldUntilTheStatusNamesIt() {
        gate.words.put(A, List.of(new GateReport("llm", "demo", "uid-demo", 1, null, State.Conflict, null, "taken")));
        story.offer("demo", not(ConditionType.PAYMENT_GATE_READY, Reason.PathConflict));
        story.pass(Duration.ofMinutes(1), monitor);
        assertThat(story.nudges).isEmpty();
        story.offer("demo", WAITING);
        story.pass(Duration.ofSeconds(3), monitor);
        assertThat(story.nudges).singleElement().satisfies(told -> assertThat(told.sentence())
                .isEqualTo("gate: PathConflict"));
    }

    @Test
    void aDifferenceThatStaysBacksOff() {
        gate.words.put(A, List.of());
        story.pass(Duration.ofHours(1), monitor);
        assertThat(story.nudges).hasSizeBetween(8, 13);
    }

    @Test
    void beforeTheFirstStatusTheWorkflowMeasuresByItself() {
        gate.words.put(A, List.of());
        List<OfferFacts> fresh = new ArrayList<>();
        fresh.add(story.offer("demo"));
        story.pass(Duration.ofMinutes(1), monitor);
        assertThat(story.nudges).isEmpty();
    }

    @Test
    void duringTheFirstPassTheWorkflowMeasuresByItselfAndTheGateIsNotAskedMoreOften() {
        story.offer("demo", Story.unknown(ConditionType.PAYMENT_GATE_READY));
        story.pass(Duration.ofMinutes(1), monitor);
        assertThat(story.nudges).isEmpty();
        assertThat(gate.asked).isLessThan(65);
    }

    @Test
    void aBrokenOfferMustNotBeCalledReady() {
        OfferFacts broken = new OfferFacts(
                demo.metadata(),
                new io.offerflow.api.ServiceOffer(
                        demo.metadata(),
                        io.offerflow.api.ServiceOfferSpec.EMPTY,
                        Objects.requireNonNull(demo.offer()).status()));
        story.offers.put(broken);
        story.pass(Duration.ofSeconds(5), monitor);
        assertThat(story.nudges).hasSize(1);
    }

    private static GateReport served(OfferFacts offer) {
        RouteDecision decision = Routes.decide(Objects.requireNonNull(offer.offer()), Story.START);
        Route route = ((RouteDecision.Served) decision).route();
        return new GateReport(
                route.offer().namespace(),
                route.offer().name(),
                route.uid(),
                1,
                route.digest(),
                State.Served,
                null,
                null);
    }
}
