package io.offerflow.watcher.kube;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.offerflow.api.Ref;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One informer. Its handler is called for one event after the other. */
final class ResourceWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ResourceWatch.class);

    private final WatchedKind kind;
    private final SharedIndexInformer<GenericKubernetesResource> informer;
    private volatile boolean listed;
    private volatile boolean stopped;
    private volatile boolean closed;
    private volatile @Nullable String trouble;

    ResourceWatch(KubernetesClient client, WatchedKind kind) {
        this.kind = kind;
        this.informer = scope(client, kind)
                .withLabels(kind.labels())
                .runnableInformer(0)
                .exceptionHandler(this::retry);
    }

    private static FilterWatchListDeletable<
                    GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>>
            scope(KubernetesClient client, WatchedKind kind) {
        var resources = client.genericKubernetesResources(kind.context());
        return kind.namespace() == null ? resources.inAnyNamespace() : resources.inNamespace(kind.namespace());
    }

    void start(ResourceEvents events) {
        informer.addEventHandler(new Handler(events));
        informer.stopped().whenComplete((nothing, failure) -> {
            stopped = true;
            if (!closed) {
                LOG.error("informer stopped for good kind={}", kind.plural(), failure);
            }
        });
        informer.start();
    }

    /** The first list has arrived and the handler has seen all of it. */
    boolean synced() {
        return listed;
    }

    boolean stopped() {
        return stopped;
    }

    /** Why nothing arrives at present, in words that do not change from try to try. */
    Optional<String> trouble() {
        return stopped ? Optional.of("its informer stopped") : Optional.ofNullable(trouble);
    }

    boolean troubled() {
        return stopped || trouble != null;
    }

    List<GenericKubernetesResource> items() {
        return informer.getStore().list();
    }

    @Nullable
    GenericKubernetesResource get(Ref ref) {
        return informer.getStore().getByKey(ref.toString());
    }

    @Override
    public void close() {
        closed = true;
        informer.stop();
    }

    private boolean retry(boolean started, Throwable failure) {
        String phrase = phrase(failure);
        if (!phrase.equals(trouble)) {
            trouble = phrase;
            LOG.warn("cannot watch kind={}, and keep trying: {}", kind.plural(), phrase);
        }
        return !closed;
    }

    private void working() {
        listed = true;
        if (trouble != null) {
            trouble = null;
            LOG.info("watching again kind={}", kind.plural());
        }
    }

    private static String phrase(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof KubernetesClientException refused && refused.getCode() != 0) {
                return refused.getCode() == HttpURLConnection.HTTP_NOT_FOUND
                        ? "the API server does not serve this kind"
                        : "the API server answered " + refused.getCode();
            }
        }
        return "the API server does not answer";
    }

    /** A handler that throws must not cost the informer's next events. */
    private void guarded(Runnable handling) {
        try {
            handling.run();
        } catch (RuntimeException | Error bug) {
            LOG.error("event not handled kind={}", kind.plural(), bug);
        }
    }

    private final class Handler implements ResourceEventHandler<GenericKubernetesResource> {
        private final ResourceEvents events;

        private Handler(ResourceEvents events) {
            this.events = events;
        }

        @Override
        public void onList(String resourceVersion, boolean remainedEmpty) {
            working();
        }

        @Override
        public void onAdd(GenericKubernetesResource added) {
            guarded(() -> events.changed(kind, null, added));
        }

        @Override
        public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource after) {
            guarded(() -> events.changed(kind, before, after));
        }

        @Override
        public void onDelete(GenericKubernetesResource gone, boolean stale) {
            guarded(() -> events.changed(kind, gone, null));
        }
    }
}
