package io.offerflow.workflows.identity;

import io.offerflow.api.Metadata;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Conditions;
import io.offerflow.api.condition.Reason;
import io.offerflow.api.identity.AgentIdentity.Registration;
import io.offerflow.api.identity.RegistrationPhase;
import io.offerflow.api.identity.RegistrationRequest;
import io.offerflow.api.identity.RegistrationRequest.LastError;
import io.offerflow.workflows.identity.ChainPlan.Told;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The status of a request, in the reference's fields and ours. */
final class RequestStatus {
    private static final int MAX_MESSAGE = 1_024;

    private RequestStatus() {}

    /** Of a request whose chain nobody has looked at. */
    static RegistrationRequest.Status of(RequestObservation seen, Metadata metadata, Told told, Instant now) {
        return of(seen, metadata, told, nothing(), now);
    }

    static RegistrationRequest.Status of(
            RequestObservation seen, Metadata metadata, Told told, Registration entry, Instant now) {
        RegistrationRequest.Status stored = seen.stored();
        String message = cut(told.sentence());
        boolean bad = told.phase() == RegistrationPhase.Failed || told.reason().stalls();
        return new RegistrationRequest.Status(
                metadata.generation(),
                told.phase().name(),
                message,
                url(seen),
                entry.agentId().isEmpty() ? null : entry.agentId(),
                entry.mintTxHash() == null ? kept(stored, entry) : entry.mintTxHash(),
                entry.agentId().isEmpty() ? null : entry.owner(),
                entry.agentUri(),
                stored.registrationSearchFromBlock(),
                entry.metadataSynced(),
                entry.chainId(),
                entry.registry(),
                entry.signer(),
                entry.txHash(),
                entry.explorer(),
                entry.attempts(),
                entry.blockNumber(),
                entry.blockHash(),
                entry.confirmations(),
                bad || entry.lastError() != null ? message : null,
                bad && entry.lastError() == null
                        ? new LastError(told.reason().name(), message, null)
                        : entry.lastError(),
                Conditions.merge(stored.conditions(), conditions(seen, metadata, told, entry), now));
    }

    /** The mint of an id that was adopted is known only from before. */
    private static @Nullable String kept(RegistrationRequest.Status stored, Registration entry) {
        boolean same = !entry.agentId().isEmpty() && entry.agentId().equals(stored.agentId());
        return same ? stored.registrationTxHash() : null;
    }

    private static @Nullable String url(RequestObservation seen) {
        return seen.shared() == null
                ? seen.facts().document().url()
                : seen.shared().publishedUrl();
    }

    private static List<Condition> conditions(
            RequestObservation seen, Metadata metadata, Told told, Registration entry) {
        long generation = metadata.generation();
        Condition.Status good = IdentityPlanner.holds(told) ? Condition.Status.True : Condition.Status.False;
        List<Condition> wanted = new ArrayList<>();
        wanted.add(document(seen, generation));
        wanted.add(confirmed(told, entry, generation));
        wanted.add(IdentityPlanner.condition(ConditionType.REGISTERED, good, told, generation));
        wanted.add(IdentityPlanner.condition(ConditionType.READY, good, told, generation));
        IdentityPlanner.progress(told, generation).ifPresent(wanted::add);
        return wanted;
    }

    private static Condition document(RequestObservation seen, long generation) {
        RequestObservation.Shared shared = seen.shared();
        if (shared == null) {
            return IdentityPlanner.published(seen.facts().document(), generation);
        }
        boolean served = shared.exists() && shared.documentWaits().isEmpty();
        return new Condition(
                ConditionType.DOCUMENT_PUBLISHED.text(),
                served ? Condition.Status.True : Condition.Status.False,
                served ? Reason.DocumentPublished.name() : Reason.WaitingForDocument.name(),
                served
                        ? Objects.requireNonNullElse(shared.publishedUrl(), "there is no public address")
                        : Reason.WaitingForDocument.meaning() + " " + shared.documentWaits(),
                null,
                generation);
    }

    private static Condition confirmed(Told told, Registration entry, long generation) {
        boolean is = !entry.agentId().isEmpty() && told.reason() != Reason.OwnershipLost;
        return new Condition(
                ConditionType.CONFIRMED.text(),
                is ? Condition.Status.True : Condition.Status.False,
                is ? Reason.Registered.name() : told.reason().name(),
                is ? "id " + entry.agentId() : told.sentence(),
                null,
                generation);
    }

    private static String cut(String message) {
        return message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE - 1) + "…";
    }

    private static Registration nothing() {
        return new Registration(
                "", "", null, null, null, null, null, null, null, null, null, null, null, null, List.of(), null, null,
                null, null);
    }
}
