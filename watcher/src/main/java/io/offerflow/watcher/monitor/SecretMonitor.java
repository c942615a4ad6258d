package io.offerflow.watcher.monitor;

import io.offerflow.api.Ref;
import io.offerflow.watcher.change.AgentFacts;
import io.offerflow.watcher.change.AgentIndex;
import io.offerflow.watcher.nudge.Cause;
import io.offerflow.watcher.nudge.Wake;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Notices that a Secret of an agent appeared, changed or is gone, by its version. Secrets are not watched, because a watch would bring what is
 * in them; one list of metadata for all agents, from time to time, is enough. Without agents nothing is asked.
 */
public final class SecretMonitor implements Monitor {
    private final Duration interval;
    private final Consumer<Consumer<Optional<Map<Ref, String>>>> versions;
    private final AgentIndex agents;
    private final BiConsumer<Ref, Wake> nudges;
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile @Nullable Map<Ref, String> latest;
    private @Nullable Map<Ref, String> known;
    private Instant next = Instant.MIN;

    /** @param versions asks for them, and answers on any thread; empty when they cannot be known now */
    public SecretMonitor(
            Duration interval,
            Consumer<Consumer<Optional<Map<Ref, String>>>> versions,
            AgentIndex agents,
            BiConsumer<Ref, Wake> nudges) {
        this.interval = interval;
        this.versions = versions;
        this.agents = agents;
        this.nudges = nudges;
    }

    @Override
    public void tick(Instant now) {
        Map<Ref, String> news = latest;
        if (news != null) {
            latest = null;
            compare(news);
        }
        if (!now.isBefore(next) && !agents.all().isEmpty() && asking.compareAndSet(false, true)) {
            next = now.plus(interval);
            versions.accept(answer -> {
                answer.ifPresent(map -> latest = map);
                asking.set(false);
            });
        }
    }

    /** What agents were nudged for before is known to whoever led; the first look after that only remembers. */
    @Override
    public void reset() {
        known = null;
        latest = null;
        next = Instant.MIN;
    }

    private void compare(Map<Ref, String> news) {
        Map<Ref, String> before = known;
        known = news;
        if (before == null) {
            return;
        }
        Set<Ref> all = new HashSet<>(before.keySet());
        all.addAll(news.keySet());
        for (Ref secret : all) {
            if (!Objects.equals(before.get(secret), news.get(secret))) {
                String how =
                        !news.containsKey(secret) ? " is gone" : before.containsKey(secret) ? " changed" : " appeared";
                agents.in(secret.namespace()).forEach(agent -> tell(agent, "Secret " + secret.name() + how));
            }
        }
    }

    private void tell(AgentFacts agent, String sentence) {
        if (!agent.deleting()) {
            nudges.accept(agent.ref(), Wake.of(agent.metadata(), Cause.SECRET, sentence));
        }
    }
}
