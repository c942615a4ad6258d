package io.offerflow.workflows.offer;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Conditions;
import io.offerflow.api.condition.Reason;
import io.offerflow.api.identity.RegistrationPhase;
import io.offerflow.api.identity.RegistrationRequest;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a RegistrationRequest says that concerns its offer. It stays equal while blocks, confirmations and prices go by: two that are equal are no
 * news, so that a registration under way does not rewrite its offer with each block.
 *
 * @param done registered, or off the chain by choice
 * @param cleanedUp nothing is left to do for a request that is no longer wanted
 * @param agentId decimal; null while none is confirmed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RegistrationWord(
        boolean done,
        boolean cleanedUp,
        Reason reason,
        String message,
        @Nullable String agentId,
        @Nullable String txHash) {
    public static final RegistrationWord NONE =
            new RegistrationWord(false, false, Reason.Pending, Reason.Pending.meaning(), null, null);

    /** Their messages count blocks or name amounts that move with the market: their meaning is told instead. */
    private static final Set<Reason> MOVING = EnumSet.of(
            Reason.Submitted,
            Reason.Confirming,
            Reason.Updating,
            Reason.Tombstoning,
            Reason.RpcUnavailable,
            Reason.InsufficientFunds,
            Reason.FeesTooHigh,
            Reason.ReorgDetected);

    /** What a request says; a status about an older spec says nothing. */
    public static RegistrationWord of(RegistrationRequest request) {
        RegistrationRequest.Status status = request.statusOrEmpty();
        if (status.observedGeneration() < request.metadata().generation() && !ofReference(status)) {
            return NONE;
        }
        RegistrationPhase phase = phase(status);
        Condition registered =
                Conditions.find(status.conditions(), ConditionType.REGISTERED).orElse(null);
        boolean ended = phase == RegistrationPhase.Registered || phase == RegistrationPhase.OffChainOnly;
        Reason reason = registered == null ? reason(phase) : known(registered.reason());
        return new RegistrationWord(
                registered == null ? ended : registered.holds() && ended,
                phase != null && phase.cleanedUp(),
                reason,
                sentence(reason, registered),
                filled(status.agentId()),
                filled(status.registrationTxHash()));
    }

    /** The reference controller writes a phase and neither generation nor conditions. */
    private static boolean ofReference(RegistrationRequest.Status status) {
        return status.observedGeneration() == 0
                && status.phase() != null
                && status.conditions().isEmpty();
    }

    private static @Nullable RegistrationPhase phase(RegistrationRequest.Status status) {
        return Stream.of(RegistrationPhase.values())
                .filter(phase -> phase.name().equals(status.phase()))
                .findFirst()
                .orElse(null);
    }

    private static Reason reason(@Nullable RegistrationPhase phase) {
        return phase == null ? Reason.Pending : known(phase.name());
    }

    private static Reason known(@Nullable String name) {
        return Stream.of(Reason.values())
                .filter(reason -> reason.name().equals(name))
                .findFirst()
                .orElse(Reason.Pending);
    }

    private static String sentence(Reason reason, @Nullable Condition registered) {
        String told = registered == null ? null : filled(registered.message());
        return MOVING.contains(reason) ? reason.meaning() : Objects.requireNonNullElse(told, reason.meaning());
    }

    private static @Nullable String filled(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }
}
