package io.offerflow.flows.mint;

import io.offerflow.workflows.chain.IntentReport;
import io.offerflow.workflows.chain.IntentReport.State;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What was said of the intent, in its order. */
final class Told {
    private static final int ENOUGH_SILENCE = 60;

    private final String registry;
    private final List<String> story = new ArrayList<>();
    private @Nullable IntentReport last;
    private @Nullable BigInteger forGood;
    private boolean anything;
    private int silence;
    private @Nullable String flaw;

    Told(String registry) {
        this.registry = registry;
    }

    synchronized void hear(IntentReport report) {
        silence = 0;
        BigInteger id = report.agentId(registry).orElse(null);
        anything |= id != null;
        String line = report.state()
                + (report.reason() == null ? "" : " " + report.reason())
                + (id == null ? "" : " id " + id);
        if (story.isEmpty() || !story.getLast().equals(line)) {
            story.add(line);
        }
        if (forGood != null && id != null && !forGood.equals(id)) {
            flaw = "what was told for good changed";
        }
        forGood = report.state() == State.DONE ? id : forGood;
        last = report;
    }

    /** No account knows of the intent. */
    synchronized void hearNothing() {
        silence++;
    }

    /** So many times in a row that whoever still needed an account has found one by now. */
    synchronized boolean silent() {
        return silence >= ENOUGH_SILENCE;
    }

    synchronized List<String> hashes() {
        return last == null
                ? List.of()
                : last.attempts().stream().map(IntentReport.Attempted::hash).toList();
    }

    /** Whether an id was ever told. */
    synchronized boolean anything() {
        return anything;
    }

    synchronized boolean ended() {
        return silence == 0 && last != null && last.state().ended();
    }

    synchronized Optional<BigInteger> id() {
        return Optional.ofNullable(last).flatMap(report -> report.agentId(registry));
    }

    synchronized Optional<String> flaw() {
        return Optional.ofNullable(flaw);
    }

    synchronized String story() {
        return String.join(" > ", story);
    }
}
