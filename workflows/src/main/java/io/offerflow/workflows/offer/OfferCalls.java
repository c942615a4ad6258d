package io.offerflow.workflows.offer;

import io.offerflow.api.Ref;
import io.offerflow.workflows.TaskQueues;
import io.offerflow.workflows.offer.OfferActivities.Applied;
import io.offerflow.workflows.offer.OfferActivities.Report;
import io.offerflow.workflows.offer.OfferActivities.Steps;
import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.activity.LocalActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How the workflow calls its activities: with summaries that read like a story, and with retries that neither fill the history nor hold
 * up news. While the cluster is away the server retries for us, which writes no events.
 */
final class OfferCalls {
    /** Short enough that work goes on within seconds of the API server's return, long enough not to hammer it. */
    private static final RetryOptions PATIENT = RetryOptions.newBuilder()
            .setInitialInterval(Duration.ofMillis(500))
            .setBackoffCoefficient(2)
            .setMaximumInterval(Duration.ofSeconds(5))
            .build();

    private static final LocalActivityOptions QUICK = LocalActivityOptions.newBuilder()
            .setStartToCloseTimeout(Duration.ofSeconds(15))
            .setScheduleToCloseTimeout(Duration.ofSeconds(20))
            .setRetryOptions(RetryOptions.newBuilder()
                    .setInitialInterval(Duration.ofMillis(100))
                    .setMaximumAttempts(2)
                    .build())
            .build();

    private static final Duration ATTEMPT = Duration.ofSeconds(30);
    /**
     * Ends an apply that was given up, should the cluster stay away. It is abandoned, not cancelled: its steps stop by themselves at the
     * newer generation, and the in-process server refuses the cancellation of an activity that ends in the same moment.
     */
    private static final Duration APPLY_LIMIT = Duration.ofMinutes(5);
    /** The worker gives a sign every second; one that was killed is noticed after this. */
    private static final Duration SILENCE = Duration.ofSeconds(4);

    Observation observe(Ref ref) {
        return quickly("observe " + ref, activities -> activities.observe(ref));
    }

    /** Runs the steps; when {@code overtaken} becomes true meanwhile, gives up on them and says superseded. */
    Applied apply(Steps steps, BooleanSupplier overtaken) {
        String story = steps.steps().stream().map(Step::summary).collect(Collectors.joining(", "));
        OfferActivities activities = Workflow.newActivityStub(
                OfferActivities.class,
                options("gen " + steps.generation() + ": " + story)
                        .setScheduleToCloseTimeout(APPLY_LIMIT)
                        .setCancellationType(ActivityCancellationType.ABANDON)
                        .build());
        AtomicReference<Promise<Applied>> running = new AtomicReference<>();
        CancellationScope scope =
                Workflow.newCancellationScope(() -> running.set(Async.function(activities::apply, steps)));
        scope.run();
        Promise<Applied> result = running.get();
        Workflow.await(() -> result.isCompleted() || overtaken.getAsBoolean());
        if (result.isCompleted()) {
            return result.get();
        }
        scope.cancel("a newer generation arrived");
        result.exceptionally(abandoned -> Applied.SUPERSEDED);
        return Applied.SUPERSEDED;
    }

    void report(Report report) {
        String summary = "report " + report.status().phase() + " at gen "
                + report.status().observedGeneration();
        quickly(summary, activities -> {
            activities.report(report);
            return true;
        });
    }

    void setPaused(Ref ref, boolean paused) {
        patient((paused ? "pause " : "resume ") + ref).setPaused(ref, paused);
    }

    /** A local activity; if the cluster is away, an ordinary one that the server retries until it is back. */
    private static <T> T quickly(String summary, Function<OfferActivities, T> call) {
        OfferActivities quick = Workflow.newLocalActivityStub(
                OfferActivities.class,
                LocalActivityOptions.newBuilder(QUICK).setSummary(summary).build());
        try {
            return call.apply(quick);
        } catch (ActivityFailure away) {
            if (away.getCause() instanceof CanceledFailure) {
                throw away;
            }
            return call.apply(patient(summary + " when the cluster is back"));
        }
    }

    private static OfferActivities patient(String summary) {
        return Workflow.newActivityStub(OfferActivities.class, options(summary).build());
    }

    private static ActivityOptions.Builder options(String summary) {
        return ActivityOptions.newBuilder()
                .setTaskQueue(TaskQueues.CONTROL)
                .setStartToCloseTimeout(ATTEMPT)
                .setHeartbeatTimeout(SILENCE)
                .setRetryOptions(PATIENT)
                .setSummary(bounded(summary));
    }

    /** Temporal limits summaries to 200 bytes. */
    private static String bounded(String summary) {
        return summary.length() <= 190 ? summary : summary.substring(0, 187) + "...";
    }
}
