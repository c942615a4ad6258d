package io.offerflow.verifier.proxy;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.offerflow.api.Ref;
import io.offerflow.api.ServiceOffer;
import io.offerflow.cluster.upstream.UpstreamPolicy;
import io.offerflow.verifier.proxy.Target.Lookup;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where offers are served, as the cluster says. A good answer serves while a newer one is fetched, once for all who ask, and for longer while
 * the API server does not answer, so that the gate serves without it; a change of the offer's spec is seen at once. Safe for many threads.
 */
public final class OfferTargets implements Function<Ref, Lookup> {
    private static final Logger LOG = LoggerFactory.getLogger(OfferTargets.class);
    private static final Duration KEPT = Duration.ofSeconds(10);
    /** How old a good answer may be to serve without a wait: requests keep a busy offer's below it. */
    private static final Duration GOOD = Duration.ofMinutes(1);
    /** After a look-up that failed; each takes as long as the client's patience. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final Function<Ref, Optional<ServiceOffer>> offers;
    private final Function<ServiceOffer, Lookup> cluster;
    private final Duration patience;
    private final InstantSource clock;
    private final Map<Ref, Known> known = new ConcurrentHashMap<>();
    private final Map<Ref, Running> running = new ConcurrentHashMap<>();

    /**
     * @param seen when the cluster said so
     * @param until when it is to be asked again
     */
    private record Known(ServiceOffer offer, Lookup answer, Instant seen, Instant until) {}

    private record Running(ServiceOffer offer, CompletableFuture<Lookup> answer) {}

    /** @param offers the offer as last seen */
    public OfferTargets(
            Function<Ref, Optional<ServiceOffer>> offers,
            KubernetesClient client,
            UpstreamPolicy policy,
            InstantSource clock) {
        this(offers, new ClusterLookup(client, policy), Duration.ofSeconds(2), clock);
    }

    /** @param patience for a look-up where an older answer could serve */
    OfferTargets(
            Function<Ref, Optional<ServiceOffer>> offers,
            Function<ServiceOffer, Lookup> cluster,
            Duration patience,
            InstantSource clock) {
        this.offers = offers;
        this.cluster = cluster;
        this.patience = patience;
        this.clock = clock;
    }

    @Override
    public Lookup apply(Ref ref) {
        ServiceOffer offer = offers.apply(ref).orElse(null);
        if (offer == null) {
            known.remove(ref);
            return new Lookup.Unavailable("there is no such offer");
        }
        Known stored = known.get(ref);
        Known last = stored != null && same(stored.offer(), offer) ? stored : null;
        Instant now = clock.instant();
        if (last != null && now.isBefore(last.until())) {
            return last.answer();
        }
        CompletableFuture<Lookup> coming = lookUp(ref, offer, last);
        boolean good = last != null
                && last.answer() instanceof Lookup.Found
                && now.isBefore(last.seen().plus(GOOD));
        return good ? last.answer() : wait(coming, last);
    }

    /** Joins the look-up that is under way, or begins one. */
    private CompletableFuture<Lookup> lookUp(Ref ref, ServiceOffer offer, @Nullable Known last) {
        CompletableFuture<Lookup> mine = new CompletableFuture<>();
        Running now = running.compute(
                ref, (key, other) -> other != null && same(other.offer(), offer) ? other : new Running(offer, mine));
        if (now.answer() == mine) {
            Thread.ofVirtual().start(() -> {
                // Nobody may join a look-up that is over: what it found is known by then.
                try {
                    Lookup answer = look(ref, offer, last);
                    running.remove(ref, now);
                    mine.complete(answer);
                } catch (RuntimeException defect) {
                    running.remove(ref, now);
                    mine.completeExceptionally(defect);
                }
            });
        }
        return now.answer();
    }

    private Lookup look(Ref ref, ServiceOffer offer, @Nullable Known last) {
        Lookup answer;
        Instant seen = Instant.MIN;
        Duration kept = PAUSE;
        try {
            answer = cluster.apply(offer);
            seen = clock.instant();
            kept = KEPT;
        } catch (KubernetesClientException away) {
            LOG.warn("the upstream of {} cannot be looked up: the API server answers {}", ref, away.getCode());
            answer = last == null ? notNow() : last.answer();
            seen = last == null ? seen : last.seen();
        }
        known.put(ref, new Known(offer, answer, seen, clock.instant().plus(kept)));
        return answer;
    }

    private Lookup wait(CompletableFuture<Lookup> coming, @Nullable Known last) {
        try {
            return last != null && last.answer() instanceof Lookup.Found
                    ? coming.get(patience.toNanos(), TimeUnit.NANOSECONDS)
                    : coming.get();
        } catch (TimeoutException hangs) {
            return last == null ? notNow() : last.answer();
        } catch (ExecutionException defect) {
            throw new CompletionException(defect.getCause());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return notNow();
        }
    }

    private static Lookup notNow() {
        return new Lookup.Unavailable("the upstream cannot be looked up now");
    }

    private static boolean same(ServiceOffer one, ServiceOffer other) {
        return one.spec().equals(other.spec())
                && Objects.equals(
                        one.statusOrEmpty().agentResolution(),
                        other.statusOrEmpty().agentResolution());
    }
}
