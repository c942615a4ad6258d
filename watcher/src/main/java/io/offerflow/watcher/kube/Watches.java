package io.offerflow.watcher.kube;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.offerflow.api.Ref;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** All informers of the watcher, and what they hold. Thread-safe. */
public final class Watches implements AutoCloseable {
    private static final String INFORMER = "offerflow.watcher.informer.";

    private final Map<WatchedKind, ResourceWatch> watches = new EnumMap<>(WatchedKind.class);

    /** Watches nothing before {@link #start}. */
    public Watches(KubernetesClient client, MeterRegistry metrics) {
        for (WatchedKind kind : WatchedKind.values()) {
            ResourceWatch watch = new ResourceWatch(client, kind);
            watches.put(kind, watch);
            gauge(metrics, kind, INFORMER + "stopped", "1 when an informer gave up; never in health", watch::stopped);
            gauge(metrics, kind, INFORMER + "synced", "1 once the first list has arrived", watch::synced);
            gauge(metrics, kind, INFORMER + "trouble", "1 while a kind cannot be watched", watch::troubled);
        }
    }

    /** Starts all; returns without waiting for any. */
    public void start(ResourceEvents events) {
        watches.values().forEach(watch -> watch.start(events));
    }

    /** What keeps the watcher from seeing what it must see; empty when nothing does. */
    public Optional<String> missing() {
        List<String> sentences = new ArrayList<>();
        watches.forEach((kind, watch) -> {
            if (watch.stopped() || (kind.essential() && (!watch.synced() || watch.troubled()))) {
                sentences.add(kind.plural() + ": " + watch.trouble().orElse("not listed yet"));
            }
        });
        return sentences.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", sentences));
    }

    /** Every kind is listed, or known to be unavailable; the offers are listed. */
    public boolean synced() {
        return watches.get(WatchedKind.OFFERS).synced()
                && watches.values().stream().allMatch(watch -> watch.synced() || watch.troubled());
    }

    /** Whether this kind was listed, so that an object that is not held does not exist. */
    public boolean synced(WatchedKind kind) {
        return watch(kind).synced();
    }

    public List<GenericKubernetesResource> items(WatchedKind kind) {
        return watch(kind).items();
    }

    public @Nullable GenericKubernetesResource get(WatchedKind kind, Ref ref) {
        return watch(kind).get(ref);
    }

    @Override
    public void close() {
        watches.values().forEach(ResourceWatch::close);
    }

    private ResourceWatch watch(WatchedKind kind) {
        ResourceWatch watch = watches.get(kind);
        if (watch == null) {
            throw new IllegalStateException("every kind is watched");
        }
        return watch;
    }

    private static void gauge(
            MeterRegistry metrics, WatchedKind kind, String name, String description, BooleanSupplier value) {
        Gauge.builder(name, () -> value.getAsBoolean() ? 1 : 0)
                .description(description)
                .tag("resource", kind.plural())
                .register(metrics);
    }
}
