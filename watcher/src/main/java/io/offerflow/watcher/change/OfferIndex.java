package io.offerflow.watcher.change;

import io.offerflow.api.Ref;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Every offer as last seen. Thread-safe; readers see each offer whole. */
public final class OfferIndex {
    private final Map<Ref, OfferFacts> offers = new ConcurrentHashMap<>();

    /** Stores the new version and returns the one before, null when it is new. */
    public @Nullable OfferFacts put(OfferFacts offer) {
        return offers.put(offer.ref(), offer);
    }

    public @Nullable OfferFacts remove(Ref ref) {
        return offers.remove(ref);
    }

    public @Nullable OfferFacts get(Ref ref) {
        return offers.get(ref);
    }

    public Collection<OfferFacts> all() {
        return offers.values();
    }

    /** Offers whose upstream this Service is. */
    public List<OfferFacts> ofUpstream(Ref service) {
        return where(offer -> offer.upstream().filter(service::equals).isPresent());
    }

    /** Offers that sell a Service of this namespace from another one, and so depend on its consent. */
    public List<OfferFacts> needingGrant(String namespace) {
        return where(offer -> offer.upstream()
                .filter(service -> service.namespace().equals(namespace))
                .filter(service -> !offer.metadata().namespace().equals(namespace))
                .isPresent());
    }

    public List<OfferFacts> ofAgent(Ref agent) {
        return where(offer -> offer.agent().filter(agent::equals).isPresent());
    }

    private List<OfferFacts> where(Predicate<OfferFacts> condition) {
        return offers.values().stream().filter(condition).toList();
    }
}
