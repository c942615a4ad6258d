package io.offerflow.workflows.settlement;

import io.offerflow.api.settlement.OpenSettlement;
import io.offerflow.api.settlement.Outcome;
import java.time.Duration;
import java.time.Instant;

/** Decides everything about an unknown outcome and touches nothing. */
final class SettlementPlanner {
    /** Facilitators refuse what ends sooner than this. */
    private static final Duration MARGIN = Duration.ofSeconds(6);
    /** What was sent may still be on its way; sent again it would cost the facilitator a transaction that fails. */
    private static final Duration ON_ITS_WAY = Duration.ofSeconds(6);
    /** Where the end is nearer than this, waiting costs more than a failed transaction. */
    private static final Duration HURRY = Duration.ofSeconds(30);
    /** Without a chain nothing is learnt after the end of the authorization. */
    private static final Duration WITHOUT_CHAIN = Duration.ofSeconds(30);
    /** Indexes of logs lag behind state by seconds, not more. */
    private static final Duration WITHOUT_PROOF = Duration.ofMinutes(5);
    /** An endpoint that is away, or a chain that stands still, may come back. */
    private static final Duration OUTAGE = Duration.ofHours(1);

    private static final Duration MONTH = Duration.ofDays(30);

    private SettlementPlanner() {}

    static NextStep plan(OpenSettlement open, ChainAnswer answer, Progress progress, Instant now) {
        NextStep step = step(open, answer, progress, now);
        Instant told = progress.unresolvedSince();
        if (told == null || step instanceof NextStep.Report) {
            return step;
        }
        if (now.isAfter(told.plus(MONTH))) {
            return new NextStep.Abandon();
        }
        return step instanceof NextStep.GiveUp again ? again(answer, again.why()) : step;
    }

    /** After people were told, a resend asks the gate for its word: an operator may have told it the outcome. */
    private static NextStep again(ChainAnswer answer, String why) {
        return answer instanceof ChainAnswer.Unused ? new NextStep.Pause(why) : new NextStep.Resend(why);
    }

    private static NextStep step(OpenSettlement open, ChainAnswer answer, Progress progress, Instant now) {
        return switch (answer) {
            case ChainAnswer.Moved moved ->
                new NextStep.Report(Outcome.settled(
                        moved.transaction(), moved.credit(), "the chain shows it in block " + moved.block()));
            case ChainAnswer.UsedOtherwise used -> new NextStep.Report(Outcome.of(Outcome.State.FAILED, used.detail()));
            case ChainAnswer.Confirming confirming ->
                until(limit(open, progress, OUTAGE), now, new NextStep.Pause(confirming.detail()), confirming.detail());
            case ChainAnswer.Unused unused -> unused(open, unused.finalTime(), progress, now);
            case ChainAnswer.Unproven unproven -> resend(limit(open, progress, WITHOUT_PROOF), now, unproven.detail());
            case ChainAnswer.NoEndpoint none ->
                resend(
                        limit(open, progress, WITHOUT_CHAIN),
                        now,
                        "no RPC endpoint is set for " + open.key().network());
            case ChainAnswer.Unreachable away -> resend(limit(open, progress, OUTAGE), now, away.detail());
        };
    }

    private static NextStep unused(OpenSettlement open, Instant finalTime, Progress progress, Instant now) {
        if (finalTime.isAfter(open.validBefore())) {
            return new NextStep.Report(
                    Outcome.of(Outcome.State.EXPIRED, "unused when the authorization ended, says the chain"));
        }
        boolean early = now.isBefore(progress.startedAt().plus(ON_ITS_WAY));
        if (early && now.isBefore(open.validBefore().minus(HURRY))) {
            return new NextStep.Pause("the chain has not seen it yet");
        }
        if (now.isBefore(open.validBefore().minus(MARGIN))) {
            return new NextStep.Resend("the chain has not seen it");
        }
        String why = "unused, and the chain's final block is not later than the end of the authorization";
        return until(limit(open, progress, OUTAGE), now, new NextStep.Pause(why), why);
    }

    private static NextStep resend(Instant limit, Instant now, String why) {
        return until(limit, now, new NextStep.Resend(why), why);
    }

    private static NextStep until(Instant limit, Instant now, NextStep before, String why) {
        return now.isAfter(limit) ? new NextStep.GiveUp(why) : before;
    }

    private static Instant limit(OpenSettlement open, Progress progress, Duration patience) {
        Instant from = open.validBefore().isAfter(progress.startedAt()) ? open.validBefore() : progress.startedAt();
        return from.plus(patience);
    }

    /** Before the next question: 2 s to a minute, and 10 minutes to 6 hours once people were told. */
    static Duration pause(Progress progress) {
        boolean told = progress.unresolvedSince() != null;
        Duration first = told ? Duration.ofMinutes(10) : Duration.ofSeconds(2);
        Duration cap = told ? Duration.ofHours(6) : Duration.ofMinutes(1);
        int doublings = Math.min(Math.max(progress.rounds() - 1, 0), 10);
        Duration pause = first.multipliedBy(1L << doublings);
        return pause.compareTo(cap) > 0 ? cap : pause;
    }
}
