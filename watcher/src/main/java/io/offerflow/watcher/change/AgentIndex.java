package io.offerflow.watcher.change;

import io.offerflow.api.Ref;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Every agent as last seen. Thread-safe; readers see each agent whole. */
public final class AgentIndex {
    private final Map<Ref, AgentFacts> agents = new ConcurrentHashMap<>();

    /** Stores the new version and returns the one before, null when it is new. */
    public @Nullable AgentFacts put(AgentFacts agent) {
        return agents.put(agent.ref(), agent);
    }

    public void remove(Ref ref) {
        agents.remove(ref);
    }

    public @Nullable AgentFacts get(Ref ref) {
        return agents.get(ref);
    }

    public Collection<AgentFacts> all() {
        return agents.values();
    }

    public List<AgentFacts> in(String namespace) {
        return agents.values().stream()
                .filter(agent -> agent.metadata().namespace().equals(namespace))
                .toList();
    }
}
