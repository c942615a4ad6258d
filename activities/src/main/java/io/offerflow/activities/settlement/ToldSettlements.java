package io.offerflow.activities.settlement;

import io.offerflow.activities.object.EventWriter;
import io.offerflow.api.Ref;
import io.offerflow.api.settlement.GateWord;
import io.offerflow.api.settlement.OpenSettlement;
import io.offerflow.api.settlement.Outcome;
import io.offerflow.cluster.gate.GateUnavailableException;
import io.offerflow.cluster.gate.SettlementClient;
import io.offerflow.workflows.entity.EntityEvent;
import io.offerflow.workflows.settlement.GateActivities;
import io.temporal.activity.Activity;
import io.temporal.failure.ApplicationErrorCategory;
import io.temporal.failure.ApplicationFailure;

/** {@link GateActivities} against the gate's admin listeners and the API server. */
public final class ToldSettlements implements GateActivities {
    private final SettlementClient gate;
    private final EventWriter events;

    /** The caller closes the client. */
    public ToldSettlements(SettlementClient gate, EventWriter events) {
        this.gate = gate;
        this.events = events;
    }

    @Override
    public GateWord retryAtGate(String settlementId) {
        return reaching(() -> gate.retry(settlementId));
    }

    @Override
    public GateWord reportOutcome(String settlementId, Outcome outcome) {
        return reaching(() -> gate.report(settlementId, outcome));
    }

    @Override
    public void announce(OpenSettlement open, EntityEvent news) {
        Ref offer = open.offer();
        if (offer != null) {
            events.write(offer, open.offerUid(), news);
        }
    }

    private interface Call {
        GateWord make() throws GateUnavailableException, InterruptedException;
    }

    private static GateWord reaching(Call call) {
        try {
            return call.make();
        } catch (GateUnavailableException away) {
            throw ApplicationFailure.newBuilder()
                    .setType(GATE_UNAVAILABLE)
                    .setMessage(away.getMessage())
                    .setCategory(ApplicationErrorCategory.BENIGN)
                    .build();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw Activity.wrap(stopping);
        }
    }
}
