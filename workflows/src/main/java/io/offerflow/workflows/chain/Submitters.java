package io.offerflow.workflows.chain;

import io.offerflow.workflows.entity.Nudge;
import io.temporal.workflow.Async;
import io.temporal.workflow.ExternalWorkflowStub;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Wakes the workflows that submitted intents when these stand anew. One that is gone is no trouble. */
final class Submitters {
    private final Map<String, String> told = new LinkedHashMap<>();
    private final List<Promise<Void>> calls = new ArrayList<>();

    Submitters(@Nullable Map<String, String> before) {
        if (before != null) {
            told.putAll(before);
        }
    }

    /** The submitter of this intent hears it as the answer to an update. */
    void answered(IntentReport report) {
        told.put(report.id(), key(report));
    }

    void tell(AccountState state, List<IntentReport> reports) {
        told.keySet().removeIf(id -> state.intent(id) == null);
        for (IntentReport report : reports) {
            String now = key(report);
            Tracked tracked = state.intent(report.id());
            String submitter = tracked == null ? null : tracked.intent().submitter();
            if (!now.equals(told.put(report.id(), now)) && submitter != null) {
                wake(submitter, report);
            }
        }
    }

    private void wake(String submitter, IntentReport report) {
        ExternalWorkflowStub stub = Workflow.newUntypedExternalWorkflowStub(submitter);
        String why = report.reason() == null ? report.state().name() : report.reason();
        Nudge nudge = new Nudge(null, 0, "transaction: " + why);
        calls.removeIf(Promise::isCompleted);
        // Looked at, so that a workflow that is not there is not a warning.
        calls.add(Async.procedure(() -> stub.signal("nudge", nudge)).exceptionally(gone -> null));
    }

    /** How it stands, without what changes with every block. */
    private static String key(IntentReport report) {
        String block = report.inclusion() == null ? "" : report.inclusion().blockHash();
        return String.join("/", report.state().name(), report.reason() == null ? "" : report.reason(), block);
    }

    /** For the next run; waits for signals under way. */
    Map<String, String> handOver() {
        Promise.allOf(calls).get();
        return Map.copyOf(told);
    }
}
