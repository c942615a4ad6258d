package io.offerflow.workflows.entity;

import static io.offerflow.workflows.ObolSearchAttributes.GENERATION;
import static io.offerflow.workflows.ObolSearchAttributes.KIND;
import static io.offerflow.workflows.ObolSearchAttributes.NAME;
import static io.offerflow.workflows.ObolSearchAttributes.NAMESPACE;
import static io.offerflow.workflows.ObolSearchAttributes.NETWORK;
import static io.offerflow.workflows.ObolSearchAttributes.PHASE;
import static io.offerflow.workflows.ObolSearchAttributes.READY;
import static io.offerflow.workflows.ObolSearchAttributes.REASON;

import io.offerflow.api.ObjectStatus;
import io.offerflow.api.Ref;
import io.offerflow.api.ResourceKind;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Conditions;
import io.temporal.common.SearchAttributeKey;
import io.temporal.common.SearchAttributeUpdate;
import io.temporal.workflow.Workflow;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What people see of an object in Temporal: current details, search attributes, headline. Written only when it changes. */
public final class EntityFacade {
    private final ResourceKind kind;
    private final Ref ref;
    private @Nullable ObjectStatus shown;
    private String about = "";
    private List<Attribute<?>> attributes = List.of();

    /**
     * What differs from kind to kind.
     *
     * @param about a line of Markdown, or empty
     * @param network that the object is sold on, where it is sold and the network known
     */
    public record Look(String about, Optional<String> network) {}

    public EntityFacade(ResourceKind kind, Ref ref) {
        this.kind = kind;
        this.ref = ref;
    }

    /** @param index whether to write the search attributes */
    void show(ObjectStatus status, Look look, boolean index) {
        about = look.about();
        if (!status.equals(shown)) {
            shown = status;
            Workflow.setCurrentDetails(markdown());
        }
        if (index) {
            attributes = wanted(status, look);
            Workflow.upsertTypedSearchAttributes(
                    attributes.stream().map(Attribute::update).toArray(SearchAttributeUpdate[]::new));
        }
    }

    /** Whether the search attributes are others than those that were last written. */
    boolean differs(ObjectStatus status, Look look) {
        return !wanted(status, look).equals(attributes);
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

    private List<Attribute<?>> wanted(ObjectStatus status, Look look) {
        Optional<Condition> ready = Conditions.find(status.conditions(), ConditionType.READY);
        return List.of(
                Attribute.of(KIND, kind.kind()),
                Attribute.of(NAMESPACE, ref.namespace()),
                Attribute.of(NAME, ref.name()),
                Attribute.of(PHASE, status.phaseName()),
                Attribute.of(REASON, ready.map(Condition::reason).orElse("")),
                Attribute.of(READY, ready.map(Condition::holds).orElse(false)),
                Attribute.of(GENERATION, status.observedGeneration()),
                new Attribute<>(NETWORK, look.network()));
    }

    public List<Condition> conditions() {
        ObjectStatus status = shown;
        return status == null ? List.of() : status.conditions();
    }

    /** One line: phase and the Ready condition's sentence. */
    public String headline() {
        ObjectStatus status = shown;
        return status == null
                ? "not observed yet"
                : Conditions.find(status.conditions(), ConditionType.READY)
                        .map(ready -> status.phaseName() + ": " + ready.message())
                        .orElse("not observed yet");
    }

    /** The condition table, as the Temporal UI and {@code describe} show it. */
    public String markdown() {
        StringBuilder text = new StringBuilder("**" + kind.kind() + " " + ref + "** " + headline() + "\n\n");
        if (!about.isEmpty()) {
            text.append(about).append("\n\n");
        }
        text.append("| condition | status | reason | message |\n|---|---|---|---|\n");
        for (Condition c : conditions()) {
            text.append("| ")
                    .append(String.join(" | ", c.type(), c.status().name(), cell(c.reason()), cell(c.message())))
                    .append(" |\n");
        }
        text.append("\nkubectl describe ")
                .append(kind.singular())
                .append(" -n ")
                .append(ref.namespace())
                .append(" ")
                .append(ref.name());
        return text.toString();
    }

    private static String cell(@Nullable String text) {
        return text == null ? "" : text.replace("|", "\\|").replace('\n', ' ');
    }
}
