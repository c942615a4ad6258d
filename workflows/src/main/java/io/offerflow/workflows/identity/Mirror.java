package io.offerflow.workflows.identity;

import io.offerflow.api.condition.Reason;
import io.offerflow.api.identity.AgentIdentity.Registration;
import io.offerflow.api.identity.RegistrationPhase;
import io.offerflow.api.identity.RegistrationRequest;
import io.offerflow.workflows.identity.ChainPlan.Told;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the request of an offer says: what the shared identity says of its chain, as far as it concerns this offer. */
final class Mirror {
    /** Phases of an offer that was registered once: losing its route later does not unregister it. */
    private static final Set<String> REGISTERED =
            Set.of(RegistrationPhase.Registered.name(), RegistrationPhase.Updating.name());

    private Mirror() {}

    static Told told(RequestObservation seen, RequestObservation.Shared shared, RegistrationRequest request) {
        Registration entry = shared.entry();
        if (!request.active()) {
            return farewell(shared, entry);
        }
        boolean known = REGISTERED.contains(seen.stored().phaseName());
        if (!shared.onSale() && !known && (entry == null || !offChain(entry))) {
            return new Told(RegistrationPhase.Pending, Reason.WaitingForRoute, shared.waitsFor());
        }
        return entry == null
                ? new Told(RegistrationPhase.Pending, Reason.Reconciling, "the identity has not been planned yet")
                : read(entry);
    }

    /** The document stops to name the offer by itself; only the last one has something to wait for. */
    private static Told farewell(RequestObservation.Shared shared, @Nullable Registration entry) {
        if (shared.others()) {
            return new Told(RegistrationPhase.Tombstoned, Reason.Tombstoned, "other offers keep the identity");
        }
        if (entry == null || !shared.exists()) {
            return new Told(RegistrationPhase.OffChainOnly, Reason.OffChainOnly, "there never was an id");
        }
        boolean over = offChain(entry) || RegistrationPhase.Tombstoned.name().equals(entry.phase());
        return over ? read(entry) : new Told(RegistrationPhase.Tombstoning, Reason.Tombstoning, "");
    }

    private static boolean offChain(Registration entry) {
        return RegistrationPhase.OffChainOnly.name().equals(entry.phase());
    }

    private static Told read(Registration entry) {
        Reason reason = name(Reason.values(), entry.reason(), Reason.Reconciling);
        String message = Objects.requireNonNullElse(entry.message(), "");
        String detail = message.startsWith(reason.meaning())
                ? message.substring(reason.meaning().length()).strip()
                : message;
        return new Told(name(RegistrationPhase.values(), entry.phase(), RegistrationPhase.Pending), reason, detail);
    }

    private static <E extends Enum<E>> E name(E[] values, @Nullable String name, E otherwise) {
        return Stream.of(values)
                .filter(value -> value.name().equals(Objects.requireNonNullElse(name, "")))
                .findFirst()
                .orElse(otherwise);
    }
}
