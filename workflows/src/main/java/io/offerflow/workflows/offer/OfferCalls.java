package io.offerflow.workflows.offer;

import io.offerflow.api.Ref;
import io.offerflow.workflows.TaskQueues;
import io.offerflow.workflows.offer.OfferActivities.Applied;
import io.offerflow.workflows.offer.OfferActivities.Report;
import io.offerflow.workflows.offer.OfferActivities.Steps;
import io.temporal.activity.ActivityOptions;
import io.temporal.activity.LocalActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
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

    private static final Duration ATTEMPT = Duration.ofSeconds(30);

    private final OfferActivities quick = Workflow.newLocalActivityStub(
            OfferActivities.class,
            LocalActivityOptions.newBuilder()
                    .setStartToCloseTimeout(Duration.ofSeconds(15))
                    .setScheduleToCloseTimeout(Duration.ofSeconds(20))
                    .setRetryOptions(RetryOptions.newBuilder()
                            .setInitialInterval(Duration.ofMillis(100))
                            .setMaximumAttempts(2)
                            .build())
                    .build());

    /** A local activity; if the cluster is away, an ordinary one that the server retries until it is back. */
    Observation observe(Ref ref) {
        try {
            return quick.observe(ref);
        } catch (ActivityFailure away) {
            if (away.getCause() instanceof io.temporal.failure.CanceledFailure) {
                throw away;
            }
            return patient("observe " + ref + " when the cluster is back").observe(ref);
        }
    }

    /**
     * Runs the steps; when {@code overtaken} becomes true meanwhile, says superseded. The activity is left to itself and not cancelled: it
     * checks after each wait whether the object is still as planned, and a cancellation that crosses its completion makes the in-process
     * server lose the workflow task for good.
     */
    Applied apply(Steps steps, BooleanSupplier overtaken) {
        String story = steps.steps().stream().map(Step::summary).collect(Collectors.joining(", "));
        OfferActivities activities = patient("gen " + steps.generation() + ": " + story);
        Promise<Applied> result = Async.function(activities::apply, steps);
        Workflow.await(() -> result.isCompleted() || overtaken.getAsBoolean());
        return result.isCompleted() ? result.get() : new Applied(true, List.of());
    }

    void report(Report report) {
        patient("report " + report.status().phase() + " at gen "
                        + report.status().observedGeneration())
                .report(report);
    }

    void setPaused(Ref ref, boolean paused) {
        patient((paused ? "pause " : "resume ") + ref).setPaused(ref, paused);
    }

    private static OfferActivities patient(String summary) {
        return Workflow.newActivityStub(
                OfferActivities.class,
                ActivityOptions.newBuilder()
                        .setTaskQueue(TaskQueues.CONTROL)
                        .setStartToCloseTimeout(ATTEMPT)
                        .setRetryOptions(PATIENT)
                        .setSummary(bounded(summary))
                        .build());
    }

    /** Temporal limits summaries to 200 bytes. */
    private static String bounded(String summary) {
        return summary.length() <= 190 ? summary : summary.substring(0, 187) + "...";
    }
}
