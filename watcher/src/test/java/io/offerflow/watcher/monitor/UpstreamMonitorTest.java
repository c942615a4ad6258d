package io.offerflow.watcher.monitor;

import static io.offerflow.watcher.monitor.Story.is;
import static io.offerflow.watcher.monitor.Story.not;
import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.Ref;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Reason;
import io.offerflow.api.upstream.Probe;
import io.offerflow.api.upstream.UpstreamView;
import io.offerflow.watcher.nudge.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class UpstreamMonitorTest {
    private static final Condition PUBLISHED = is(ConditionType.ROUTE_PUBLISHED, Reason.Reconciled);
    private static final Condition HEALTHY = is(ConditionType.UPSTREAM_HEALTHY, Reason.Healthy);
    private static final Condition UNHEALTHY = not(ConditionType.UPSTREAM_HEALTHY, Reason.Unhealthy);
    private static final UpstreamView UP = answered(200);
    private static final UpstreamView DOWN = answered(503);
    private static final Ref DEMO = new Ref("llm", "demo");

    private final Story story = new Story();
    private final List<Instant> probes = new ArrayList<>();
    private Function<Instant, Optional<UpstreamView>> upstream = now -> Optional.of(UP);
    private final UpstreamMonitor monitor = new UpstreamMonitor(UpstreamSettings.DEFAULTS, this::probe, story.around);

    private void probe(ServiceOffer offer, Consumer<Optional<UpstreamView>> answer) {
        probes.add(story.now());
        answer.accept(upstream.apply(story.now()));
    }

    @Test
    void aHealthyUpstreamIsProbedEveryFifteenSecondsAndCausesNoNudge() {
        story.offer("demo", PUBLISHED, HEALTHY);
        story.pass(Duration.ofMinutes(10), monitor);
        assertThat(story.nudges).isEmpty();
        assertThat(probes).hasSizeBetween(40, 51);
    }

    @Test
    void aDeadUpstreamIsToldOnceWithinTheIntervalAndAMoment() {
        story.offer("demo", PUBLISHED, HEALTHY);
        story.pass(Duration.ofMinutes(1), monitor);
        upstream = now -> Optional.of(DOWN);
        Instant died = story.now();
        story.pass(Duration.ofSeconds(17), monitor);
        assertThat(story.nudges).singleElement().satisfies(told -> {
            assertThat(told.ref()).isEqualTo(DEMO);
            assertThat(told.cause()).isEqualTo(Cause.UPSTREAM);
            assertThat(told.sentence()).isEqualTo("upstream: GET /health answered 503");
            assertThat(Duration.between(died, told.at())).isLessThan(Duration.ofSeconds(17));
        });
    }

    @Test
    void oneFailureAloneIsNoVerdict() {
        story.offer("demo", PUBLISHED, HEALTHY);
        boolean[] failed = {false};
        upstream = now -> {
            boolean first = !failed[0];
            failed[0] = true;
            return Optional.of(first ? DOWN : UP);
        };
        story.pass(Duration.ofMinutes(5), monitor);
        assertThat(story.nudges).isEmpty();
    }

    @Test
    void oneSuccessIsEnoughToBeHealthyAgainAndAnUnhealthyUpstreamIsAskedMoreOften() {
        story.offer("demo", PUBLISHED, UNHEALTHY);
        upstream = now -> Optional.of(DOWN);
        story.pass(Duration.ofMinutes(1), monitor);
        assertThat(story.nudges).isEmpty();
        Instant back = story.now();
        upstream = now -> Optional.of(UP);
        story.pass(Duration.ofSeconds(6), monitor);
        assertThat(story.nudges).singleElement().satisfies(told -> assertThat(Duration.between(back, told.at()))
                .isLessThanOrEqualTo(Duration.ofSeconds(5).plusMillis(200)));
    }

    @Test
    void aDifferenceThatStaysBacksOffToTenMinutes() {
        story.offer("demo", PUBLISHED, HEALTHY);
        upstream = now -> Optional.of(DOWN);
        story.pass(Duration.ofHours(2), monitor);
        assertThat(story.nudges).hasSizeBetween(10, 17);
        List<Story.Told> told = story.nudges;
        assertThat(Duration.between(
                        told.get(told.size() - 2).at(),
                        told.get(told.size() - 1).at()))
                .isBetween(Duration.ofMinutes(10), Duration.ofMinutes(10).plusSeconds(10));
    }

    @Test
    void anUpstreamThatFlapsEverySecondCostsOneNudgeAMinuteAndDirection() {
        story.offer("demo", PUBLISHED, HEALTHY);
        upstream = now -> Optional.of(now.getEpochSecond() % 2 == 0 ? UP : DOWN);
        // The workflow follows each nudge at once, which is the worst case: every flap is then a new difference.
        for (int i = 0; i < 6_000; i++) {
            int before = story.nudges.size();
            story.pass(Duration.ofMillis(100), monitor);
            if (story.nudges.size() > before) {
                boolean now = story.nudges.getLast().sentence().contains("200");
                story.offer("demo", PUBLISHED, now ? HEALTHY : UNHEALTHY);
            }
        }
        for (String direction : List.of("200", "503")) {
            List<Instant> times = story.nudges.stream()
                    .filter(told -> told.sentence().contains(direction))
                    .map(Story.Told::at)
                    .toList();
            for (int i = 1; i < times.size(); i++) {
                assertThat(Duration.between(times.get(i - 1), times.get(i)))
                        .isGreaterThanOrEqualTo(Duration.ofMinutes(1));
            }
        }
        assertThat(story.nudges).hasSizeLessThanOrEqualTo(22);
    }

    @Test
    void aServiceThatIsGoneIsAnotherTroubleThanOneThatFails() {
        story.offer("demo", PUBLISHED, UNHEALTHY);
        upstream = now -> Optional.of(new UpstreamView(UpstreamView.State.Missing, "llm/web:80", null));
        story.pass(Duration.ofSeconds(30), monitor);
        assertThat(story.nudges).isNotEmpty().allSatisfy(told -> assertThat(told.sentence())
                .isEqualTo("upstream: MissingService"));
    }

    @Test
    void whatCouldNotBeAskedSaysNothing() {
        story.offer("demo", PUBLISHED, HEALTHY);
        upstream = now -> Optional.empty();
        story.pass(Duration.ofMinutes(5), monitor);
        assertThat(story.nudges).isEmpty();
        assertThat(story.metrics
                        .counter("offerflow.watcher.probes", "result", "NotAsked")
                        .count())
                .isGreaterThan(10);
    }

    @Test
    void onlyWhatIsPublishedOrMeasuredIsProbed() {
        story.offer("new");
        story.offer("unknown", new Condition("UpstreamHealthy", Condition.Status.Unknown, "Observing", "", null, 1L));
        story.offer(new Story.Offer("llm", "leaving").deleting(), PUBLISHED, HEALTHY);
        story.offer(new Story.Offer("llm", "sold-out").drainAt(Story.START.minusSeconds(1)), PUBLISHED, HEALTHY);
        story.pass(Duration.ofMinutes(1), monitor);
        assertThat(probes).isEmpty();
        story.offer("measured", UNHEALTHY);
        story.pass(Duration.ofMinutes(1), monitor);
        assertThat(probes).isNotEmpty();
    }

    @Test
    void noMoreProbesRunAtOnceThanAllowed() {
        List<Consumer<Optional<UpstreamView>>> running = new ArrayList<>();
        UpstreamMonitor slow =
                new UpstreamMonitor(UpstreamSettings.DEFAULTS, (offer, answer) -> running.add(answer), story.around);
        for (int i = 0; i < 100; i++) {
            story.offer("o-" + i, PUBLISHED, HEALTHY);
        }
        story.pass(Duration.ofSeconds(30), slow);
        assertThat(running).hasSize(UpstreamSettings.DEFAULTS.concurrency());
        running.forEach(answer -> answer.accept(Optional.of(UP)));
        story.pass(Duration.ofMillis(200), slow);
        assertThat(running).hasSize(2 * UpstreamSettings.DEFAULTS.concurrency());
    }

    @Test
    void theFirstProbesAreSpreadOverTheInterval() {
        for (int i = 0; i < 60; i++) {
            story.offer("o-" + i, PUBLISHED, HEALTHY);
        }
        story.pass(Duration.ofSeconds(16), monitor);
        assertThat(probes.stream().map(at -> at.getEpochSecond() / 5).distinct().count())
                .isGreaterThanOrEqualTo(3);
        assertThat(probes.stream().filter(at -> at.isBefore(Story.START.plusSeconds(1))))
                .hasSizeLessThan(20);
    }

    private static UpstreamView answered(int code) {
        return new UpstreamView(UpstreamView.State.Probed, "llm/web:80", new Probe("GET", "/health", code, null));
    }
}
