package io.offerflow.flows.mint;

import io.offerflow.api.Ref;
import io.offerflow.api.ResourceKind;
import io.offerflow.watcher.nudge.Cause;
import io.offerflow.watcher.nudge.EntityNudger;
import io.offerflow.watcher.nudge.Key;
import io.offerflow.watcher.nudge.NudgeSink.Delivery;
import io.offerflow.watcher.nudge.Wake;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import java.time.Duration;
import java.time.Instant;

/** The workflow of one request, woken as the watcher does, and as patiently. */
final class RequestWorkflow implements AutoCloseable {
    /** The watcher's own round is rarer; runs are short. */
    private static final Duration ROUND = Duration.ofSeconds(4);

    private final WorkflowClient client;
    private final Ref ref;
    private final EntityNudger nudger;
    private boolean owed;
    private Instant last = Instant.EPOCH;

    RequestWorkflow(WorkflowClient client, Ref ref) {
        this.client = client;
        this.ref = ref;
        nudger = new EntityNudger(client);
    }

    synchronized void wake() {
        Wake wake = Wake.absent(Cause.SPEC, Cause.SPEC.sentence(), true);
        owed = nudger.deliver(Key.registration(ref), wake) != Delivery.DELIVERED;
        last = Instant.now();
    }

    synchronized void tend(boolean changed) {
        if (changed || owed || last.plus(ROUND).isBefore(Instant.now())) {
            wake();
        }
    }

    void terminate() {
        try {
            client.newUntypedWorkflowStub(ResourceKind.REGISTRATION_REQUEST.workflowId(ref))
                    .terminate("a mishap");
        } catch (WorkflowNotFoundException already) {
            // It ended with its object.
        }
    }

    @Override
    public void close() {
        terminate();
        nudger.close();
    }
}
