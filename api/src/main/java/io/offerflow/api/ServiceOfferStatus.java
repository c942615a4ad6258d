package io.offerflow.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.offerflow.api.condition.Condition;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was observed. {@code endpoint} is the public path; {@code price} the effective price as people read it. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ServiceOfferStatus(
        @Nullable Phase phase,
        long observedGeneration,
        List<Condition> conditions,
        @Nullable String endpoint,
        @Nullable String price,
        @Nullable Instant drainEndsAt,
        @Nullable String agentId,
        @Nullable String registrationTxHash,
        @Nullable AgentResolution agentResolution,
        @Nullable String lastHandledReconcileAt)
        implements ObjectStatus {

    public static final ServiceOfferStatus EMPTY =
            new ServiceOfferStatus(null, 0, List.of(), null, null, null, null, null, null, null);

    public ServiceOfferStatus {
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
    }

    @Override
    public String phaseName() {
        return String.valueOf(phase);
    }

    /** The same with another agent behind it; null for none. */
    public ServiceOfferStatus resolvedTo(@Nullable AgentResolution agent) {
        return new ServiceOfferStatus(
                phase,
                observedGeneration,
                conditions,
                endpoint,
                price,
                drainEndsAt,
                agentId,
                registrationTxHash,
                agent,
                lastHandledReconcileAt);
    }

    /** The same with another id, and the transaction that made it; null for none. */
    public ServiceOfferStatus registeredAs(@Nullable String id, @Nullable String transaction) {
        return new ServiceOfferStatus(
                phase,
                observedGeneration,
                conditions,
                endpoint,
                price,
                drainEndsAt,
                id,
                transaction,
                agentResolution,
                lastHandledReconcileAt);
    }

    /** One word for people; the conditions hold the truth. Serialised by its name. */
    public enum Phase {
        Pending,
        Reconciling,
        Ready,
        Draining,
        Paused,
        Stalled,
        Deleting
    }

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record AgentResolution(
            @Nullable String model, List<String> skills, @Nullable String runtime, @Nullable String endpoint) {
        public AgentResolution {
            skills = skills == null ? List.of() : List.copyOf(skills);
        }
    }
}
