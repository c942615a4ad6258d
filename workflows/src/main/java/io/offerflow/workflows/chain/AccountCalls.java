package io.offerflow.workflows.chain;

import io.offerflow.workflows.TaskQueues;
import io.offerflow.workflows.chain.AccountActivities.Account;
import io.offerflow.workflows.chain.AccountActivities.Look;
import io.offerflow.workflows.chain.AccountActivities.Order;
import io.offerflow.workflows.chain.AccountActivities.Preparation;
import io.offerflow.workflows.chain.AccountActivities.Sent;
import io.offerflow.workflows.chain.AccountActivities.SignAnswer;
import io.offerflow.workflows.chain.Observation.Trouble;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Takes steps. Retries are the server's, which writes no events for them; what fails for good becomes an observation. */
final class AccountCalls {
    /** The worker gives a sign every second; one that was killed is noticed after this. */
    private static final Duration SILENCE = Duration.ofSeconds(4);

    private static final Duration ATTEMPT = Duration.ofSeconds(60);
    /** Soon enough to tell people that a chain is away. */
    private static final Duration SHORT = Duration.ofSeconds(20);
    /** Once they know, the server goes on asking, and history does not grow. */
    private static final Duration LONG = Duration.ofMinutes(30);

    private static final Duration SENDING = Duration.ofSeconds(90);

    private final Account account;

    AccountCalls(Account account) {
        this.account = account;
    }

    /** @param known people know already that the chain is away */
    Look look(Step.Look look, boolean known) {
        AccountActivities stub = stub(
                known ? "look whether the chain is back" : "look at the chain",
                known ? LONG : SHORT,
                Integer.MAX_VALUE);
        return stub.look(account, look.probes());
    }

    Observation notLooked(ActivityFailure failure) {
        return failure.getCause() instanceof ApplicationFailure told
                        && AccountActivities.WRONG_CHAIN.equals(told.getType())
                ? new Observation.LookFailed(Trouble.WRONG_CHAIN, told.getOriginalMessage())
                : new Observation.LookFailed(Trouble.UNREACHABLE, unreachable(failure));
    }

    Observation prepare(Step.Prepare prepare, Policy policy) {
        Intent intent = prepare.intent();
        String story = intent.adoption() == null ? "simulate: " : "search for an earlier one, simulate: ";
        AccountActivities stub = stub(story + intent.summary(), ATTEMPT, 3);
        try {
            return new Observation.Prepared(
                    intent,
                    stub.prepare(
                            new Preparation(account, intent, prepare.cursor(), policy.maxGas(), policy.finalDepth())));
        } catch (ActivityFailure away) {
            return new Observation.Prepared(intent, new Readiness.NotYet(Reason.RPC_UNAVAILABLE, unreachable(away)));
        }
    }

    Observation sign(Step.Sign sign) {
        boolean call = sign.kind() == Attempt.Kind.CALL;
        String story = "sign nonce " + sign.nonce() + ": "
                + (call
                        ? sign.intent().summary()
                        : "nothing, which cancels " + sign.intent().summary());
        Call what = call ? sign.intent().call() : Call.of(account.address(), "0x");
        try {
            SignAnswer answer = stub(story, SHORT, Integer.MAX_VALUE)
                    .sign(new Order(account, what, sign.nonce(), sign.gasLimit(), sign.fees()));
            return switch (answer) {
                case SignAnswer.Signed signed -> new Observation.Signed(sign, signed.hash(), signed.raw());
                case SignAnswer.NotSigned not -> new Observation.NotSigned(sign, not.trouble(), not.detail());
            };
        } catch (ActivityFailure away) {
            return new Observation.NotSigned(sign, SignTrouble.UNAVAILABLE, detail(away, "no answer"));
        }
    }

    /** Once: what became of it is looked up, and the same bytes are sent again later. */
    Observation send(Step.Send send) {
        try {
            Sent sent = stub("send nonce " + send.nonce() + ", " + send.hash(), SENDING, 1)
                    .send(account, send.raw());
            return new Observation.Sent(send.nonce(), send.hash(), sent.answer(), sent.detail());
        } catch (ActivityFailure lost) {
            return new Observation.Sent(send.nonce(), send.hash(), SendAnswer.UNKNOWN, "");
        }
    }

    private String unreachable(ActivityFailure failure) {
        return detail(failure, "no usable answer from chain " + account.chainId());
    }

    /** Our own activities' words only; a time-out has none. */
    private static String detail(ActivityFailure failure, String otherwise) {
        @Nullable Throwable cause = failure.getCause();
        while (cause != null) {
            if (cause instanceof ApplicationFailure told) {
                return told.getOriginalMessage();
            }
            cause = cause.getCause();
        }
        return otherwise;
    }

    private static AccountActivities stub(String story, Duration limit, int attempts) {
        RetryOptions.Builder retries = RetryOptions.newBuilder()
                .setInitialInterval(Duration.ofMillis(500))
                .setBackoffCoefficient(2)
                .setMaximumInterval(Duration.ofSeconds(15));
        if (attempts < Integer.MAX_VALUE) {
            retries.setMaximumAttempts(attempts);
        }
        return Workflow.newActivityStub(
                AccountActivities.class,
                ActivityOptions.newBuilder()
                        .setTaskQueue(TaskQueues.CHAIN)
                        .setStartToCloseTimeout(ATTEMPT)
                        .setScheduleToCloseTimeout(limit)
                        .setHeartbeatTimeout(SILENCE)
                        .setRetryOptions(retries.build())
                        .setSummary(bounded(story))
                        .build());
    }

    /** Temporal limits summaries to 200 bytes. */
    private static String bounded(String summary) {
        return summary.length() <= 190 ? summary : summary.substring(0, 187) + "...";
    }
}
