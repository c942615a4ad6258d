package io.offerflow.dev.fault;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** A rule at work in a proxy. Closing it takes it out. */
public final class ActiveRule implements AutoCloseable {
    private final FaultRule rule;
    private final Consumer<ActiveRule> remove;
    private final AtomicLong matched = new AtomicLong();
    private final AtomicLong hit = new AtomicLong();

    ActiveRule(FaultRule rule, Consumer<ActiveRule> remove) {
        this.rule = rule;
        this.remove = remove;
    }

    /** How many calls or events matched, hit or not. */
    public long matched() {
        return matched.get();
    }

    /** How many calls or events the fault befell. */
    public long hits() {
        return hit.get();
    }

    @Override
    public void close() {
        remove.accept(this);
    }

    Fault fault() {
        return rule.fault();
    }

    /** Counts the occurrence when it matches, and says whether it is one to be hit. */
    boolean counts(ProxiedCall call, String text) {
        return rule.matches(call, text) && rule.hits(matched.incrementAndGet());
    }

    Fault strike() {
        hit.incrementAndGet();
        return rule.fault();
    }
}
