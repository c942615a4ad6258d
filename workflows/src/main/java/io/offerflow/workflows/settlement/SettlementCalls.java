package io.offerflow.workflows.settlement;

import io.offerflow.api.settlement.GateWord;
import io.offerflow.api.settlement.OpenSettlement;
import io.offerflow.api.settlement.Outcome;
import io.offerflow.workflows.TaskQueues;
import io.offerflow.workflows.entity.EntityEvent;
import io.offerflow.workflows.settlement.ChainActivities.Asked;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Async;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.time.Duration;

/** How the workflow calls its activities. Retries are the server's, which writes no events for them. */
final class SettlementCalls {
    /** The worker gives a sign every second; one that was killed is noticed after this. */
    private static final Duration SILENCE = Duration.ofSeconds(4);
    /** Several endpoints, several pages of logs. */
    private static final Duration CHAIN_ATTEMPT = Duration.ofSeconds(60);

    private static final Duration CHAIN_LIMIT = Duration.ofMinutes(2);
    /** The gate waits for its facilitator a minute at most. */
    private static final Duration RESEND_ATTEMPT = Duration.ofSeconds(80);

    private static final Duration RESEND_LIMIT = Duration.ofMinutes(3);
    private static final Duration REPORT_ATTEMPT = Duration.ofSeconds(20);
    private static final Duration COURTESY_LIMIT = Duration.ofMinutes(5);

    private final OpenSettlement open;

    SettlementCalls(OpenSettlement open) {
        this.open = open;
    }

    Promise<Asked> askChain() {
        ChainActivities chain = Workflow.newActivityStub(
                ChainActivities.class,
                options(TaskQueues.CHAIN, CHAIN_ATTEMPT, "ask " + open.key().network() + " for the authorization")
                        .setScheduleToCloseTimeout(CHAIN_LIMIT)
                        .build());
        return Async.function(chain::askChain, open);
    }

    Promise<GateWord> retryAtGate(String why) {
        GateActivities gate = gate(options(TaskQueues.CONTROL, RESEND_ATTEMPT, "send again: " + why)
                .setScheduleToCloseTimeout(RESEND_LIMIT));
        return Async.function(gate::retryAtGate, open.id());
    }

    /** Until the gate has heard it, however long it is away. */
    Promise<GateWord> report(Outcome outcome) {
        GateActivities gate = gate(options(TaskQueues.CONTROL, REPORT_ATTEMPT, summary(outcome)));
        return Async.function(gate::reportOutcome, open.id(), outcome);
    }

    /** Tells the gate that nobody knows, which changes little: so not for ever. */
    Promise<GateWord> reportUnresolved(Outcome outcome) {
        GateActivities gate = gate(options(TaskQueues.CONTROL, REPORT_ATTEMPT, summary(outcome))
                .setScheduleToCloseTimeout(COURTESY_LIMIT));
        return Async.function(gate::reportOutcome, open.id(), outcome);
    }

    Promise<Void> announce(EntityEvent news) {
        GateActivities gate = gate(options(TaskQueues.CONTROL, REPORT_ATTEMPT, "event " + news.reason())
                .setScheduleToCloseTimeout(COURTESY_LIMIT));
        return Async.procedure(gate::announce, open, news);
    }

    private static String summary(Outcome outcome) {
        return "report " + outcome.state().word() + ": " + outcome.detail();
    }

    private static GateActivities gate(ActivityOptions.Builder options) {
        return Workflow.newActivityStub(GateActivities.class, options.build());
    }

    private static ActivityOptions.Builder options(String queue, Duration attempt, String summary) {
        return ActivityOptions.newBuilder()
                .setTaskQueue(queue)
                .setStartToCloseTimeout(attempt)
                .setHeartbeatTimeout(SILENCE)
                .setRetryOptions(RetryOptions.newBuilder()
                        .setInitialInterval(Duration.ofSeconds(1))
                        .setBackoffCoefficient(2)
                        .setMaximumInterval(Duration.ofSeconds(30))
                        .build())
                .setSummary(bounded(summary));
    }

    /** Temporal limits summaries to 200 bytes. */
    private static String bounded(String summary) {
        return summary.length() <= 190 ? summary : summary.substring(0, 187) + "...";
    }
}
