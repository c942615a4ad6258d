package io.offerflow.workflows.entity;

import io.offerflow.workflows.TaskQueues;
import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.activity.LocalActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Functions;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How entity workflows call their activities: with summaries that read like a story, and with retries that neither fill the history nor hold
 * up news. While the cluster is away the server retries for us, which writes no events.
 *
 * @param <A> the activity interface
 */
public final class ActivityCalls<A> {
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

    private final Class<A> type;

    public ActivityCalls(Class<A> type) {
        this.type = type;
    }

    /** A local activity; if the cluster is away, an ordinary one that the server retries until it is back. */
    public <T> T quickly(String summary, Function<A, T> call) {
        A quick = Workflow.newLocalActivityStub(
                type, LocalActivityOptions.newBuilder(QUICK).setSummary(summary).build());
        try {
            return call.apply(quick);
        } catch (ActivityFailure away) {
            if (away.getCause() instanceof CanceledFailure) {
                throw away;
            }
            return call.apply(patient(summary + " when the cluster is back"));
        }
    }

    /** An ordinary activity that the server retries. */
    public A patient(String summary) {
        return Workflow.newActivityStub(type, options(summary).build());
    }

    /**
     * Runs the steps; when {@code overtaken} becomes true meanwhile, gives up on them and says so.
     *
     * @param method of the stub, as a method reference
     */
    public <O> Applied<O> apply(
            Steps steps, Function<A, Functions.Func1<Steps, Applied<O>>> method, BooleanSupplier overtaken) {
        return apply(TaskQueues.CONTROL, steps, method, overtaken);
    }

    /** The same by workers of another queue. */
    public <O> Applied<O> apply(
            String queue,
            Steps steps,
            Function<A, Functions.Func1<Steps, Applied<O>>> method,
            BooleanSupplier overtaken) {
        String story = steps.steps().stream().map(Step::summary).collect(Collectors.joining(", "));
        A activities = Workflow.newActivityStub(
                type,
                options("gen " + steps.generation() + ": " + story)
                        .setTaskQueue(queue)
                        .setScheduleToCloseTimeout(APPLY_LIMIT)
                        .setCancellationType(ActivityCancellationType.ABANDON)
                        .build());
        AtomicReference<Promise<Applied<O>>> running = new AtomicReference<>();
        CancellationScope scope =
                Workflow.newCancellationScope(() -> running.set(Async.function(method.apply(activities), steps)));
        scope.run();
        Promise<Applied<O>> result = running.get();
        Workflow.await(() -> result.isCompleted() || overtaken.getAsBoolean());
        if (result.isCompleted()) {
            return result.get();
        }
        scope.cancel("a newer generation arrived");
        result.exceptionally(abandoned -> Applied.overtaken());
        return Applied.overtaken();
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
