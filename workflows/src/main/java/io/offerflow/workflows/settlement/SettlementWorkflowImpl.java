package io.offerflow.workflows.settlement;

import io.offerflow.api.settlement.GateWord;
import io.offerflow.api.settlement.OpenSettlement;
import io.offerflow.api.settlement.Outcome;
import io.offerflow.workflows.entity.EntityEvent;
import io.offerflow.workflows.entity.TimelineEntry;
import io.offerflow.workflows.settlement.ChainActivities.Asked;
import io.offerflow.workflows.settlement.SettlementFacade.Phase;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Promise;
import io.temporal.workflow.TimerOptions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@link SettlementWorkflow}: ask the chain, plan, act, pause. The gate's ledger has the last word. */
public final class SettlementWorkflowImpl implements SettlementWorkflow {
    /** A month of slow looking stays below; only an endpoint that flaps gets there. */
    private static final int HISTORY_LIMIT = 2_000;

    private static final String TAKEN = "the ledger credits this transaction to another payment";

    private final OpenSettlement open;
    private final SettlementCalls calls;
    private final SettlementFacade facade;
    private Progress progress;
    private @Nullable Ending ending;

    @WorkflowInit
    public SettlementWorkflowImpl(SettlementInput input) {
        open = input.open();
        calls = new SettlementCalls(open);
        facade = new SettlementFacade(open);
        progress = input.progress() == null ? Progress.starting(now()) : input.progress();
    }

    @Override
    public Ending run(SettlementInput input) {
        if (progress.unresolvedSince() != null) {
            facade.show(Phase.Unresolved, "looking goes on");
        }
        Ending reached = ending;
        while (reached == null) {
            round();
            reached = ending;
            if (reached == null && longHistory() && Workflow.isEveryHandlerFinished()) {
                Workflow.continueAsNew(new SettlementInput(open, progress));
            }
        }
        Workflow.await(Workflow::isEveryHandlerFinished);
        return reached;
    }

    private static boolean longHistory() {
        return Workflow.getInfo().isContinueAsNewSuggested()
                || Workflow.getInfo().getHistoryLength() > HISTORY_LIMIT;
    }

    private void round() {
        ChainAnswer answer = ask();
        progress = progress.round();
        if (ending != null) {
            return;
        }
        switch (SettlementPlanner.plan(open, answer, progress, now())) {
            case NextStep.Report report -> {
                note("the chain says " + report.outcome().state().word() + ": "
                        + report.outcome().detail());
                report(report.outcome());
            }
            case NextStep.Resend resend -> resend(resend.why());
            case NextStep.Pause pause -> note(pause.why());
            case NextStep.GiveUp giveUp -> giveUp(giveUp.why());
            case NextStep.Abandon abandoned ->
                throw ApplicationFailure.newNonRetryableFailure("nobody stated the outcome for a month", UNRESOLVED);
        }
        pause();
    }

    private ChainAnswer ask() {
        try {
            Optional<Asked> asked = unlessEnded(calls.askChain());
            asked.filter(Asked::searchAttributes).ifPresent(known -> facade.searchable());
            return asked.map(Asked::answer).orElseGet(() -> new ChainAnswer.Unreachable("not asked any more"));
        } catch (ActivityFailure away) {
            return new ChainAnswer.Unreachable(
                    "no RPC endpoint of " + open.key().network() + " gives a usable answer");
        }
    }

    private void resend(String why) {
        try {
            unlessEnded(calls.retryAtGate(why)).ifPresent(word -> heard(word, "sent again"));
        } catch (ActivityFailure away) {
            note("the gate could not be asked to send it again");
        }
        if (ending == null) {
            note(why);
        }
    }

    private void report(Outcome outcome) {
        try {
            Optional<GateWord> word = unlessEnded(calls.report(outcome));
            word.ifPresent(said -> heard(said, outcome.detail()));
            if (word.filter(GateWord.TransactionTaken.class::isInstance).isPresent()) {
                giveUp(TAKEN);
            }
        } catch (ActivityFailure refused) {
            giveUp("the gate does not take the outcome");
        }
    }

    /** Once; later rounds only look. */
    private void giveUp(String why) {
        note(why);
        if (ending != null || progress.unresolvedSince() != null) {
            return;
        }
        progress = progress.unresolved(now());
        facade.show(Phase.Unresolved, why);
        EntityEvent news = new EntityEvent(
                EntityEvent.Type.Warning,
                "SettlementUnresolved",
                "whether a payment of " + open.value() + " units of "
                        + open.key().asset() + " on "
                        + open.key().network() + " was taken is not known: " + why
                        + "; state the outcome with the update stateOutcome of workflow "
                        + Workflow.getInfo().getWorkflowId());
        try {
            unlessEnded(calls.announce(news));
            unlessEnded(calls.reportUnresolved(Outcome.of(Outcome.State.UNRESOLVED, why)))
                    .ifPresent(word -> heard(word, why));
        } catch (ActivityFailure away) {
            note("it could not be told that it is unresolved");
        }
    }

    /** Ends where the gate's word is final. */
    private void heard(GateWord word, String detail) {
        switch (word) {
            case GateWord.Stands stands -> {
                if (!List.of("unknown", "unresolved", "settling", "reserved", "verified")
                        .contains(stands.state())) {
                    end(new Ending(stands.state(), stands.transaction(), detail));
                }
            }
            case GateWord.Forgotten forgotten ->
                end(new Ending("forgotten", "", "no gate knows this payment any more"));
            case GateWord.TransactionTaken taken -> note(TAKEN);
        }
    }

    private void end(Ending reached) {
        ending = reached;
        note("the gate says " + reached.state());
        Phase phase =
                switch (reached.state()) {
                    case "settled" -> Phase.Settled;
                    case "failed" -> Phase.Failed;
                    case "expired" -> Phase.Expired;
                    default -> Phase.Closed;
                };
        facade.show(phase, reached.detail());
    }

    private void pause() {
        if (ending != null) {
            return;
        }
        Duration pause = SettlementPlanner.pause(progress);
        TimerOptions story =
                TimerOptions.newBuilder().setSummary("ask the chain again").build();
        Promise<Void> timer = Workflow.newTimer(pause, story);
        Workflow.await(() -> timer.isCompleted() || ending != null);
    }

    /** Empty when an operator ended it meanwhile. */
    private <T> Optional<T> unlessEnded(Promise<T> running) {
        Workflow.await(() -> running.isCompleted() || ending != null);
        return ending == null ? Optional.ofNullable(running.get()) : Optional.empty();
    }

    private void note(String what) {
        progress = progress.noted(now(), what);
        if (ending == null) {
            facade.show(progress.unresolvedSince() == null ? Phase.Resolving : Phase.Unresolved, what);
        }
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Workflow.currentTimeMillis());
    }

    @Override
    public void validate(StatedOutcome stated) {
        stated.flaw().ifPresent(flaw -> {
            throw new IllegalArgumentException(flaw);
        });
        if (ending != null) {
            throw new IllegalStateException("it has ended already");
        }
    }

    @Override
    public String stateOutcome(StatedOutcome stated) {
        Outcome outcome = stated.outcome();
        note("an operator says " + outcome.state().word());
        GateWord word = calls.report(outcome).get();
        Ending before = ending;
        if (before == null) {
            heard(word, outcome.detail());
        }
        return switch (word) {
            case GateWord.Stands stands -> stands.state();
            case GateWord.TransactionTaken taken -> "unchanged: " + TAKEN;
            case GateWord.Forgotten forgotten -> "forgotten: no gate knows this payment any more";
        };
    }

    @Override
    public String describe() {
        return facade.markdown();
    }

    @Override
    public List<TimelineEntry> timeline() {
        return progress.timeline();
    }
}
