package io.offerflow.verifier.route;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.offerflow.api.Json;
import io.offerflow.api.Ref;
import io.offerflow.api.ServiceOffer;
import io.offerflow.cluster.ServiceOfferReader;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds the book from the ServiceOffers of all namespaces. It reads generic objects and retries for ever: one bad object or a long outage
 * must not stop the watch. While the API server is away the book keeps what it has.
 */
public final class OfferInformer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OfferInformer.class);
    private static final ResourceDefinitionContext OFFERS = new ResourceDefinitionContext.Builder()
            .withGroup("obol.org")
            .withVersion("v1alpha1")
            .withKind("ServiceOffer")
            .withPlural("serviceoffers")
            .withNamespaced(true)
            .build();

    private final OfferBook book;
    private final SharedIndexInformer<GenericKubernetesResource> informer;
    private final AtomicLong failures = new AtomicLong();
    private volatile @Nullable String trouble;
    private volatile boolean closed;
    private volatile boolean stopped;
    private volatile boolean listed;

    private OfferInformer(KubernetesClient client, OfferBook book) {
        this.book = book;
        this.informer =
                client.genericKubernetesResources(OFFERS).inAnyNamespace().runnableInformer(0);
    }

    /** Starts watching and returns at once; the book is completed when the first list is in. */
    public static OfferInformer start(KubernetesClient client, OfferBook book) {
        OfferInformer offers = new OfferInformer(client, book);
        offers.informer.exceptionHandler((started, failure) -> offers.retried(failure));
        offers.informer.addEventHandler(offers.new Changes());
        offers.informer.stopped().whenComplete(offers::ended);
        offers.informer.start().thenRun(offers::firstList);
        return offers;
    }

    /** The first list is in. */
    public boolean listed() {
        return listed;
    }

    /** Every object as the watch holds it. */
    public List<JsonNode> objects() {
        return informer.getStore().list().stream()
                .map(offer -> Json.mapper().<JsonNode>valueToTree(offer))
                .toList();
    }

    /** One offer as the watch holds it; empty when there is none that can be read. */
    public Optional<ServiceOffer> offer(Ref ref) {
        GenericKubernetesResource held = informer.getStore().getByKey(ref.namespace() + "/" + ref.name());
        return held != null && ServiceOfferReader.read(held) instanceof ServiceOfferReader.Readable readable
                ? Optional.of(readable.offer())
                : Optional.empty();
    }

    /** The watch is established right now. */
    public boolean watching() {
        return informer.isWatching();
    }

    /** The watch ended for good although nobody asked for it. */
    public boolean stoppedUnexpectedly() {
        return stopped;
    }

    public long failures() {
        return failures.get();
    }

    @Override
    public void close() {
        closed = true;
        informer.close();
    }

    /** Always again; a trouble that lasts is told once. */
    private boolean retried(Throwable failure) {
        failures.incrementAndGet();
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        String told = cause.toString();
        if (!closed && !told.equals(trouble)) {
            trouble = told;
            LOG.warn("watching ServiceOffers failed and is retried: {}", told);
        }
        return !closed;
    }

    private void firstList() {
        Set<Ref> names = new HashSet<>();
        informer.getStore().list().forEach(offer -> {
            book.put(ServiceOfferReader.read(offer));
            names.add(new Ref(
                    offer.getMetadata().getNamespace(), offer.getMetadata().getName()));
        });
        book.completed(names);
        listed = true;
    }

    private void ended(Void nothing, @Nullable Throwable cause) {
        if (!closed) {
            stopped = true;
            LOG.error("the watch on ServiceOffers stopped: routes no longer change until a restart", cause);
        }
    }

    /** Events only name an object; what is put is what the cache holds by then, so late events never bring back an older state. */
    private void refresh(GenericKubernetesResource changed) {
        trouble = null;
        GenericKubernetesResource current = informer.getStore().getByKey(Cache.metaNamespaceKeyFunc(changed));
        if (current == null) {
            book.remove(new Ref(
                    changed.getMetadata().getNamespace(), changed.getMetadata().getName()));
        } else {
            book.put(ServiceOfferReader.read(current));
        }
    }

    private final class Changes implements ResourceEventHandler<GenericKubernetesResource> {
        @Override
        public void onAdd(GenericKubernetesResource offer) {
            refresh(offer);
        }

        @Override
        public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource offer) {
            refresh(offer);
        }

        @Override
        public void onDelete(GenericKubernetesResource offer, boolean unknownFinalState) {
            refresh(offer);
        }
    }
}
