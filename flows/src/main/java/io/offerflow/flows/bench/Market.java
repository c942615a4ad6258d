package io.offerflow.flows.bench;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.offerflow.api.Ref;
import io.offerflow.dev.stack.OfferObjects;
import io.offerflow.dev.stack.SampleOffer;
import io.offerflow.flows.real.RealStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** Offers of one namespace that all sell one Service. Instants are {@link System#nanoTime()}. Safe for many threads. */
final class Market implements AutoCloseable {
    private static final String NAMESPACE = "bench";
    private static final String SERVICE = "upstream";
    private static final String PRICE = "0.001";
    private static final Duration POLL = Duration.ofMillis(3);
    private static final int PAYMENT_REQUIRED = 402;

    private final RealStack real;
    private final KubernetesClient kube;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<Ref, CompletableFuture<Long>> ready = new ConcurrentHashMap<>();
    private final SharedIndexInformer<GenericKubernetesResource> watch;

    Market(RealStack real) {
        this.real = real;
        this.kube = real.stack().client();
        for (HasMetadata object : SampleOffer.objects(
                        new Ref(NAMESPACE, SERVICE), real.stack().upstreamPort(), PRICE)
                .subList(0, 2)) {
            kube.resource(object).create();
        }
        this.watch = kube.genericKubernetesResources(SampleOffer.KIND)
                .inNamespace(NAMESPACE)
                .inform(new Readiness());
    }

    static Ref offer(String name) {
        return new Ref(NAMESPACE, name);
    }

    /** When the API server had answered. */
    long create(Ref offer) {
        kube.resource(SampleOffer.offer(offer, SERVICE, real.stack().upstreamPort(), PRICE))
                .create();
        return System.nanoTime();
    }

    /** Blocks until the gate asks for money for this offer; when it did first. */
    long awaitPriced(Ref offer, Duration limit) throws InterruptedException, TimeoutException {
        HttpRequest question = HttpRequest.newBuilder(real.verify(offer)).build();
        long end = System.nanoTime() + limit.toNanos();
        try {
            while (http.send(question, BodyHandlers.discarding()).statusCode() != PAYMENT_REQUIRED) {
                if (System.nanoTime() > end) {
                    throw new TimeoutException("the gate never asked for money for " + offer);
                }
                LockSupport.parkNanos(POLL.toNanos());
            }
            return System.nanoTime();
        } catch (IOException e) {
            throw new UncheckedIOException("the gate did not answer", e);
        }
    }

    /** Blocks until the offer is Ready; when the watch told of it. */
    long awaitReady(Ref offer, Duration limit) throws InterruptedException, TimeoutException {
        try {
            return readiness(offer).get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException("a time never fails", e);
        } catch (TimeoutException e) {
            throw new TimeoutException(offer + " was not Ready after " + limit.toSeconds() + " s");
        }
    }

    @Override
    public void close() {
        watch.close();
        http.shutdownNow();
    }

    private CompletableFuture<Long> readiness(Ref offer) {
        return ready.computeIfAbsent(offer, ref -> new CompletableFuture<>());
    }

    private final class Readiness implements ResourceEventHandler<GenericKubernetesResource> {
        @Override
        public void onAdd(GenericKubernetesResource offer) {
            look(offer);
        }

        @Override
        public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource offer) {
            look(offer);
        }

        @Override
        public void onDelete(GenericKubernetesResource offer, boolean unknown) {}

        private void look(GenericKubernetesResource object) {
            long now = System.nanoTime();
            // Reading objects into records costs what is measured here; only those that claim to be Ready are looked
            // at.
            if ("Ready".equals(object.get("status", "phase")) && OfferObjects.ready(OfferObjects.read(object))) {
                readiness(new Ref(
                                object.getMetadata().getNamespace(),
                                object.getMetadata().getName()))
                        .complete(now);
            }
        }
    }
}
