package io.offerflow.watcher.change;

import io.offerflow.api.Ref;
import io.offerflow.api.identity.AgentIdentity;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Every identity and every request as last seen. Thread-safe; readers see each whole. */
public final class IdentityIndex {
    private final Map<Ref, AgentIdentity> identities = new ConcurrentHashMap<>();
    private final Map<Ref, RegistrationFacts> requests = new ConcurrentHashMap<>();

    /** Stores the new version and returns the one before, null when it is new. */
    public @Nullable AgentIdentity put(AgentIdentity identity) {
        return identities.put(identity.ref(), identity);
    }

    /** Stores the new version and returns the one before, null when it is new. */
    public @Nullable RegistrationFacts put(RegistrationFacts request) {
        return requests.put(request.ref(), request);
    }

    public void removeIdentity(Ref ref) {
        identities.remove(ref);
    }

    public void removeRequest(Ref ref) {
        requests.remove(ref);
    }

    public @Nullable AgentIdentity identity(Ref ref) {
        return identities.get(ref);
    }

    public @Nullable RegistrationFacts request(Ref ref) {
        return requests.get(ref);
    }

    public Collection<AgentIdentity> identities() {
        return identities.values();
    }

    public Collection<RegistrationFacts> requests() {
        return requests.values();
    }

    /** Those that repeat what the shared identity says. */
    public List<RegistrationFacts> mirrors() {
        return requests.values().stream().filter(RegistrationFacts::mirrors).toList();
    }
}
