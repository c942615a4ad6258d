package io.offerflow.workflows.settlement;

import static io.offerflow.workflows.ObolSearchAttributes.KIND;
import static io.offerflow.workflows.ObolSearchAttributes.NAME;
import static io.offerflow.workflows.ObolSearchAttributes.NAMESPACE;
import static io.offerflow.workflows.ObolSearchAttributes.NETWORK;
import static io.offerflow.workflows.ObolSearchAttributes.PHASE;

import io.offerflow.api.Ref;
import io.offerflow.api.settlement.OpenSettlement;
import io.temporal.common.SearchAttributeUpdate;
import io.temporal.workflow.Workflow;
import java.util.ArrayList;
import java.util.List;

/** What people see of a settlement in Temporal: current details and search attributes. Written only when it changes. */
final class SettlementFacade {
    private final OpenSettlement open;
    private Phase phase = Phase.Resolving;
    private String known = "nobody has been asked yet";
    private String shown = "";
    private boolean searchable;
    private Phase searchedAs = Phase.None;

    /** As the search attribute spells it. */
    enum Phase {
        None,
        Resolving,
        Unresolved,
        Settled,
        Failed,
        Expired,
        /** Ended in a way that the gate chose: released, used or forgotten. */
        Closed
    }

    SettlementFacade(OpenSettlement open) {
        this.open = open;
    }

    /** The Temporal namespace takes our search attributes. */
    void searchable() {
        searchable = true;
    }

    void show(Phase reached, String sentence) {
        phase = reached;
        known = sentence;
        String text = markdown();
        if (!text.equals(shown)) {
            shown = text;
            Workflow.setCurrentDetails(text);
        }
        if (searchable && searchedAs != phase) {
            searchedAs = phase;
            Workflow.upsertTypedSearchAttributes(attributes());
        }
    }

    Phase phase() {
        return phase;
    }

    private SearchAttributeUpdate<?>[] attributes() {
        List<SearchAttributeUpdate<?>> updates = new ArrayList<>(List.of(
                KIND.valueSet("Settlement"), NETWORK.valueSet(open.key().network()), PHASE.valueSet(phase.name())));
        Ref offer = open.offer();
        if (offer != null) {
            updates.add(NAMESPACE.valueSet(offer.namespace()));
            updates.add(NAME.valueSet(offer.name()));
        }
        return updates.toArray(SearchAttributeUpdate[]::new);
    }

    /** As the Temporal UI and {@code describe} show it. */
    String markdown() {
        Ref offer = open.offer();
        String text = "**" + phase + "**: " + known.replace('\n', ' ') + "\n\n| | |\n|---|---|\n"
                + row("offer", offer == null ? "a static route" : offer.toString())
                + row(
                        "amount",
                        open.value() + " units of `" + open.key().asset() + "` on "
                                + open.key().network())
                + row("from", "`" + open.key().payer() + "`")
                + row("to", "`" + open.payTo() + "`")
                + row("nonce", "`" + open.key().nonce() + "`")
                + row("valid before", open.validBefore().toString())
                + row("unknown since", open.since().toString());
        return phase == Phase.Unresolved ? text + "\nState the outcome with the update `stateOutcome`." : text;
    }

    private static String row(String name, String value) {
        return "| " + name + " | " + value.replace("|", "\\|") + " |\n";
    }
}
