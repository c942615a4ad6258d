package io.offerflow.workflows.chain;

import io.offerflow.workflows.chain.AccountActivities.Account;
import io.offerflow.workflows.chain.AccountActivities.Look;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Promise;
import io.temporal.workflow.TimerOptions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@link ChainAccountWorkflow}: {@link ChainAccount} decides, this takes the steps. News changes the state at any time. */
public final class ChainAccountWorkflowImpl implements ChainAccountWorkflow {
    private final Account account;
    private final AccountCalls calls;
    private final AccountFacade facade;
    private final Submitters submitters;
    private AccountState state;
    private AccountRules rules;
    private boolean news;

    @WorkflowInit
    public ChainAccountWorkflowImpl(AccountInput input) {
        account = input.account();
        calls = new AccountCalls(account);
        facade = new AccountFacade(account);
        submitters = new Submitters(input.told());
        state = input.state() == null ? AccountState.empty() : input.state();
        rules = input.rules() == null ? AccountRules.unknown() : input.rules();
    }

    @Override
    public void run(AccountInput input) {
        Observation seen = new Observation.Tick();
        while (true) {
            news = false;
            Decision decision = new ChainAccount(policy()).decide(state, seen, now());
            state = decision.state();
            show();
            seen = take(decision.step());
        }
    }

    private Observation take(Step step) {
        return switch (step) {
            case Step.Look look -> look(look);
            case Step.Prepare prepare -> calls.prepare(prepare, policy());
            case Step.Sign sign -> calls.sign(sign);
            case Step.Send send -> calls.send(send);
            case Step.Pause pause -> {
                pause(pause.until());
                handOverWhenLong();
                yield new Observation.Tick();
            }
        };
    }

    private Observation look(Step.Look look) {
        Waiting trouble = state.trouble();
        try {
            Look seen = calls.look(look, trouble != null && trouble.reason() == Reason.RPC_UNAVAILABLE);
            rules = seen.rules();
            return new Observation.Looked(seen.view());
        } catch (ActivityFailure away) {
            return calls.notLooked(away);
        }
    }

    /** After a pause, since the next run begins with a look: a limit that is too small must not spin. */
    private void handOverWhenLong() {
        boolean overlong = Workflow.getInfo().isContinueAsNewSuggested()
                || Workflow.getInfo().getHistoryLength() > rules.historyLimit();
        if (overlong && Workflow.isEveryHandlerFinished()) {
            Workflow.continueAsNew(new AccountInput(account, state, rules, submitters.handOver()));
        }
    }

    private void pause(@Nullable Instant until) {
        if (until == null) {
            Workflow.await(() -> news);
            return;
        }
        Duration left = Duration.between(now(), until);
        if (news || left.isNegative() || left.isZero()) {
            return;
        }
        AtomicReference<Promise<Void>> timer = new AtomicReference<>();
        TimerOptions story =
                TimerOptions.newBuilder().setSummary("then look again").build();
        CancellationScope scope = Workflow.newCancellationScope(() -> timer.set(Workflow.newTimer(left, story)));
        scope.run();
        // Looked at, so that the SDK does not warn of each cancelled timer.
        timer.get().exceptionally(cancelled -> null);
        Workflow.await(() -> news || timer.get().isCompleted());
        if (!timer.get().isCompleted()) {
            scope.cancel();
        }
    }

    private void show() {
        Reports reports = reports();
        facade.show(state, reports.all(), rules.searchAttributes());
        submitters.tell(state, reports.all());
    }

    private Reports reports() {
        return new Reports(account.chainId(), state, policy());
    }

    private Policy policy() {
        return Policy.of(account.chainId(), rules.maxFee());
    }

    private AccountNews news() {
        return new AccountNews(policy(), now());
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Workflow.currentTimeMillis());
    }

    @Override
    public void validateSubmit(Intent intent) {
        IntentForm.flaw(intent).ifPresent(flaw -> {
            throw new IllegalArgumentException(flaw);
        });
        if (news().submit(state, intent).answer() == AccountNews.Answer.FULL) {
            throw new IllegalStateException("too many transactions wait already");
        }
    }

    @Override
    public IntentReport submit(Intent intent) {
        return change(intent.id(), news -> news.submit(state, intent));
    }

    @Override
    public void validateCancel(String intentId) {
        known(intentId);
    }

    @Override
    public IntentReport cancel(String intentId) {
        return change(intentId, news -> news.cancel(state, intentId));
    }

    @Override
    public void validateRetry(String intentId) {
        known(intentId);
    }

    @Override
    public IntentReport retry(String intentId) {
        return change(intentId, news -> news.retry(state, intentId));
    }

    private void known(String intentId) {
        if (state.intent(intentId) == null) {
            throw new IllegalArgumentException("no intent of this id is known");
        }
    }

    /** The first submission is told by the answer; later changes by others wake the submitter. */
    private IntentReport change(String intentId, Function<AccountNews, AccountNews.Told> change) {
        boolean first = state.intent(intentId) == null;
        hear(change.apply(news()));
        IntentReport report = Objects.requireNonNull(reports().find(intentId));
        if (first) {
            submitters.answered(report);
        }
        return report;
    }

    private void hear(AccountNews.Told told) {
        news |= !told.state().equals(state);
        state = told.state();
    }

    @Override
    public void validateForeign(ForeignUse use) {
        if (!IntentForm.isHash(use.hash())) {
            throw new IllegalArgumentException("hash is 0x and 64 hex digits");
        }
        refuse(news().acceptForeign(state, use.nonce(), use.hash()).answer());
    }

    private static void refuse(AccountNews.Answer answer) {
        if (answer == AccountNews.Answer.UNKNOWN) {
            throw new IllegalArgumentException("no open intent has this nonce");
        }
        if (answer == AccountNews.Answer.REFUSED) {
            throw new IllegalStateException("the chain does not say that others used this nonce");
        }
    }

    @Override
    public String acceptForeign(ForeignUse use) {
        AccountNews.Told told = news().acceptForeign(state, use.nonce(), use.hash());
        if (told.answer() != AccountNews.Answer.ACCEPTED) {
            throw ApplicationFailure.newFailure("the chain has moved on; ask again", "Refused");
        }
        hear(told);
        return "accepted: the intent gets another nonce";
    }

    @Override
    public String resume() {
        AccountNews.Told told = news().resume(state);
        hear(told);
        return told.answer() == AccountNews.Answer.ACCEPTED ? "resumed" : "nothing to resume";
    }

    @Override
    public void look() {
        news = true;
    }

    @Override
    public String describe() {
        return facade.markdown(state, reports().all(), true);
    }

    @Override
    public @Nullable IntentReport standing(String intentId) {
        return reports().find(intentId);
    }
}
