package io.offerflow.dev.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.offerflow.api.Json;
import io.offerflow.api.Ref;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Watches HTTPRoutes and Middlewares, accepts the routes that name its Gateway, and serves them. */
public final class GatewayStandIn implements AutoCloseable {
    private static final ResourceDefinitionContext ROUTES =
            context("gateway.networking.k8s.io", "v1", "HTTPRoute", "httproutes");
    private static final ResourceDefinitionContext MIDDLEWARES =
            context("traefik.io", "v1alpha1", "Middleware", "middlewares");

    private static final long RETRY_MILLIS = 250;

    private final KubernetesClient client;
    private final Ref gateway;
    private final Map<Ref, ServedRoute> routes = new ConcurrentHashMap<>();
    private final Map<Ref, ForwardAuth> middlewares = new ConcurrentHashMap<>();
    /** Several, as real controllers have: a burst of routes would wait in line for one. */
    private final ScheduledExecutorService statusWriters = Executors.newScheduledThreadPool(
            4, Thread.ofPlatform().name("gateway-status-", 0).daemon().factory());

    private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
    private final RouteStatusWriter status;
    private final HttpServer server;
    private @Nullable SharedIndexInformer<GenericKubernetesResource> routeInformer;
    private @Nullable SharedIndexInformer<GenericKubernetesResource> middlewareInformer;

    private GatewayStandIn(KubernetesClient client, Ref gateway, int port, InstantSource clock) {
        this.client = client;
        this.gateway = gateway;
        this.status = new RouteStatusWriter(client, ROUTES, gateway, clock);
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 128);
        } catch (IOException e) {
            throw new UncheckedIOException("gateway: cannot listen on port " + port + ": " + e.getMessage(), e);
        }
        server.setExecutor(requests);
        server.createContext("/", new RouteHandler(this::find, middlewares::get, client));
    }

    /**
     * @param port on loopback; 0 for any
     */
    public static GatewayStandIn start(KubernetesClient client, Ref gateway, int port, InstantSource clock) {
        GatewayStandIn standIn = new GatewayStandIn(client, gateway, port, clock);
        standIn.server.start();
        standIn.middlewareInformer =
                standIn.informer(MIDDLEWARES, standIn::middlewareChanged, standIn.middlewares::remove);
        standIn.routeInformer = standIn.informer(ROUTES, standIn::routeChanged, standIn.routes::remove);
        return standIn;
    }

    /** Where buyers call. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
        if (routeInformer != null) {
            routeInformer.close();
        }
        if (middlewareInformer != null) {
            middlewareInformer.close();
        }
        statusWriters.shutdownNow();
        server.stop(0);
        requests.shutdownNow();
    }

    private void routeChanged(Ref ref, GenericKubernetesResource object) {
        JsonNode route = Json.mapper().valueToTree(object);
        if (!ServedRoute.attachedTo(route, gateway)) {
            routes.remove(ref);
            return;
        }
        routes.put(ref, ServedRoute.of(ref, route));
        if (!RouteStatusWriter.upToDate(route)) {
            statusWriters.execute(() -> accept(ref, () -> status.accept(object)));
        }
    }

    /** While the API server is away, no event will tell to try again. */
    private void accept(Ref ref, BooleanSupplier attempt) {
        if (routes.containsKey(ref) && !attempt.getAsBoolean()) {
            statusWriters.schedule(() -> accept(ref, () -> status.accept(ref)), RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void middlewareChanged(Ref ref, GenericKubernetesResource object) {
        JsonNode auth = Json.mapper().valueToTree(object).at("/spec/forwardAuth");
        middlewares.put(ref, ForwardAuth.of(auth));
    }

    /** The route with the longest matching prefix; null when none matches. */
    private @Nullable ServedRoute find(String path) {
        ServedRoute best = null;
        for (ServedRoute route : routes.values()) {
            if (route.matches(path)
                    && (best == null || route.prefix().length() > best.prefix().length())) {
                best = route;
            }
        }
        return best;
    }

    private SharedIndexInformer<GenericKubernetesResource> informer(
            ResourceDefinitionContext context, Changed changed, java.util.function.Consumer<Ref> gone) {
        MixedOperation<GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>>
                resources = client.genericKubernetesResources(context);
        return resources.inAnyNamespace().inform(new ResourceEventHandler<>() {
            @Override
            public void onAdd(GenericKubernetesResource object) {
                changed.accept(ref(object), object);
            }

            @Override
            public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource object) {
                changed.accept(ref(object), object);
            }

            @Override
            public void onDelete(GenericKubernetesResource object, boolean unknown) {
                gone.accept(ref(object));
            }
        });
    }

    private static Ref ref(GenericKubernetesResource object) {
        return new Ref(object.getMetadata().getNamespace(), object.getMetadata().getName());
    }

    private static ResourceDefinitionContext context(String group, String version, String kind, String plural) {
        return new ResourceDefinitionContext.Builder()
                .withGroup(group)
                .withVersion(version)
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(true)
                .build();
    }

    @FunctionalInterface
    private interface Changed {
        void accept(Ref ref, GenericKubernetesResource object);
    }
}
