package io.offerflow.workflows.offer;

import static io.offerflow.workflows.ObolSearchAttributes.GENERATION;
import static io.offerflow.workflows.ObolSearchAttributes.KIND;
import static io.offerflow.workflows.ObolSearchAttributes.NAME;
import static io.offerflow.workflows.ObolSearchAttributes.NAMESPACE;
import static io.offerflow.workflows.ObolSearchAttributes.NETWORK;
import static io.offerflow.workflows.ObolSearchAttributes.PHASE;
import static io.offerflow.workflows.ObolSearchAttributes.READY;
import static io.offerflow.workflows.ObolSearchAttributes.REASON;

import io.offerflow.api.Ref;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.ServiceOfferSpec;
import io.offerflow.api.ServiceOfferStatus;
import io.offerflow.api.chain.Chains;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Conditions;
import io.temporal.common.SearchAttributeKey;
import io.temporal.common.SearchAttributeUpdate;
import io.temporal.workflow.Workflow;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What people see of an offer in Temporal: current details, search attributes, headline. Written only when it changes. */
final class OfferFacade {
    private final Ref ref;
    private ServiceOfferStatus shown = ServiceOfferStatus.EMPTY;
    private List<Attribute<?>> attributes = List.of();

    OfferFacade(Ref ref) {
        this.ref = ref;
    }

    void show(Observation seen, ServiceOfferStatus status) {
        if (!status.equals(shown)) {
            shown = status;
            Workflow.setCurrentDetails(markdown());
        }
        if (!seen.settings().searchAttributes()) {
            return;
        }
        List<Attribute<?>> wanted = wanted(seen, status);
        if (!wanted.equals(attributes)) {
            attributes = wanted;
            Workflow.upsertTypedSearchAttributes(
                    wanted.stream().map(Attribute::update).toArray(SearchAttributeUpdate[]::new));
        }
    }

    /** The SDK's updates do not compare by value. */
    private record Attribute<T>(SearchAttributeKey<T> key, Optional<T> value) {
        static <T> Attribute<T> of(SearchAttributeKey<T> key, T value) {
            return new Attribute<>(key, Optional.of(value));
        }

        SearchAttributeUpdate<T> update() {
            return value.map(key::valueSet).orElseGet(key::valueUnset);
        }
    }

    private List<Attribute<?>> wanted(Observation seen, ServiceOfferStatus status) {
        Optional<Condition> ready = Conditions.find(status.conditions(), ConditionType.READY);
        return List.of(
                Attribute.of(KIND, "ServiceOffer"),
                Attribute.of(NAMESPACE, ref.namespace()),
                Attribute.of(NAME, ref.name()),
                Attribute.of(PHASE, String.valueOf(status.phase())),
                Attribute.of(REASON, ready.map(Condition::reason).orElse("")),
                Attribute.of(READY, ready.map(Condition::holds).orElse(false)),
                Attribute.of(GENERATION, status.observedGeneration()),
                new Attribute<>(NETWORK, network(seen.offer())));
    }

    /** Known networks only: a keyword has a bounded length, and what a bad spec holds has none. */
    private static Optional<String> network(@Nullable ServiceOffer offer) {
        return Optional.ofNullable(offer)
                .flatMap(known -> known.spec().effectivePayments().stream().findFirst())
                .map(ServiceOfferSpec.Payment::network)
                .filter(name -> Chains.find(name).isPresent());
    }

    List<Condition> conditions() {
        return shown.conditions();
    }

    /** One line: phase and the Ready condition's sentence. */
    String headline() {
        return Conditions.find(shown.conditions(), ConditionType.READY)
                .map(ready -> shown.phase() + ": " + ready.message())
                .orElse("not observed yet");
    }

    /** The condition table, as the Temporal UI and {@code describe} show it. */
    String markdown() {
        StringBuilder text = new StringBuilder("**ServiceOffer " + ref + "** " + headline() + "\n\n");
        if (shown.endpoint() != null) {
            text.append("`")
                    .append(shown.endpoint())
                    .append("` costs ")
                    .append(shown.price())
                    .append("\n\n");
        }
        text.append("| condition | status | reason | message |\n|---|---|---|---|\n");
        for (Condition c : shown.conditions()) {
            text.append("| ")
                    .append(String.join(" | ", c.type(), c.status().name(), cell(c.reason()), cell(c.message())))
                    .append(" |\n");
        }
        text.append("\nkubectl describe serviceoffer -n ")
                .append(ref.namespace())
                .append(" ")
                .append(ref.name());
        return text.toString();
    }

    private static String cell(@Nullable String text) {
        return text == null ? "" : text.replace("|", "\\|").replace('\n', ' ');
    }
}
