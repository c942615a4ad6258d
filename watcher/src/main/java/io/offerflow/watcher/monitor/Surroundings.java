package io.offerflow.watcher.monitor;

import io.micrometer.core.instrument.MeterRegistry;
import io.offerflow.api.Ref;
import io.offerflow.watcher.change.OfferIndex;
import io.offerflow.watcher.nudge.Wake;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;

/** What every monitor works with: the offers as last seen, where nudges go, chance, and metrics. */
public record Surroundings(
        OfferIndex offers, BiConsumer<Ref, Wake> nudges, RandomGenerator random, MeterRegistry metrics) {}
