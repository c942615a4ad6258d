package io.offerflow.activities.offer;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.offerflow.api.Ref;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether the Gateway can ask the gate before each request: it is Traefik's, and the cluster serves Middlewares. Who installs a Gateway
 * does so rarely, so an answer is good for half a minute.
 */
final class ForwardAuthSupport {
    private static final String GROUP = "gateway.networking.k8s.io";
    private static final String TRAEFIK_CONTROLLER = "traefik.io/";
    private static final String TRAEFIK_CLASS = "traefik";
    private static final long GOOD_FOR = Duration.ofSeconds(30).toNanos();

    private final KubernetesClient client;
    private final Ref gateway;
    private final LongSupplier nanos;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile @Nullable Answer last;

    private record Answer(boolean possible, long at) {}

    /** @param nanos a clock for durations */
    ForwardAuthSupport(KubernetesClient client, Ref gateway, LongSupplier nanos) {
        this.client = client;
        this.gateway = gateway;
        this.nanos = nanos;
    }

    boolean possible() {
        asking.lock();
        try {
            Answer known = last;
            if (known == null || nanos.getAsLong() - known.at > GOOD_FOR) {
                known = new Answer(middlewaresAreServed() && gatewayIsTraefiks(), nanos.getAsLong());
                last = known;
            }
            return known.possible;
        } finally {
            asking.unlock();
        }
    }

    private boolean middlewaresAreServed() {
        var resources = client.getApiResources("traefik.io/v1alpha1");
        return resources != null
                && resources.getResources().stream()
                        .anyMatch(resource -> resource.getName().equals("middlewares"));
    }

    /** A Gateway that is not there yet says nothing against it: a route with a filter that its Gateway does not know is refused. */
    private boolean gatewayIsTraefiks() {
        Optional<String> name = read("Gateway", "gateways", gateway.namespace(), gateway.name())
                .map(found -> text(found, "gatewayClassName"));
        if (name.isEmpty()) {
            return true;
        }
        return read("GatewayClass", "gatewayclasses", null, name.get())
                .map(found -> text(found, "controllerName").startsWith(TRAEFIK_CONTROLLER))
                .orElseGet(() -> name.get().startsWith(TRAEFIK_CLASS));
    }

    /** Empty when there is no such object, or it may not be read. */
    private Optional<GenericKubernetesResource> read(
            String kind, String plural, @Nullable String namespace, String name) {
        var objects = client.genericKubernetesResources(new ResourceDefinitionContext.Builder()
                .withGroup(GROUP)
                .withVersion("v1")
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(namespace != null)
                .build());
        try {
            return Optional.ofNullable(
                    namespace == null
                            ? objects.withName(name).get()
                            : objects.inNamespace(namespace).withName(name).get());
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static String text(GenericKubernetesResource object, String field) {
        Object value = object.get("spec", field);
        return value instanceof String text ? text : "";
    }
}
