package io.offerflow.dev.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A Kubernetes API server in one JVM, in memory, on 127.0.0.1 without TLS or users: for tests, demos and local runs only.
 *
 * <p>It behaves as kube-apiserver does wherever kubectl, the fabric8 client and Offerflow look; {@code package-info} says what it
 * serves and what it leaves out. Nothing survives {@link #close}.
 */
public final class KubeServer implements AutoCloseable {

    private static final String CONTEXT = "offerflow-embedded";

    private final Undertow undertow;
    private final ExecutorService executor;
    private final Watches watches;

    private KubeServer(KubeServerOptions options) {
        this.executor = Executors.newCachedThreadPool(
                Thread.ofPlatform().daemon().name("kube-", 0).factory());
        Cluster cluster = new Cluster(new ObjectStore(), new ResourceTypes(), options.clock());
        Verbs verbs = new Verbs(cluster);
        this.watches = new Watches(cluster, verbs, executor);
        executor.execute(new GarbageCollector(cluster));
        bootstrap(cluster, verbs.writer());
        this.undertow = Undertow.builder()
                .addHttpListener(options.port(), "127.0.0.1")
                .setIoThreads(2)
                .setWorkerThreads(1)
                .setServerOption(UndertowOptions.ENABLE_HTTP2, false)
                .setHandler(new ApiHandler(cluster, verbs, watches, executor))
                .build();
        undertow.start();
    }

    /**
     * Starts listening; returns when requests are answered.
     *
     * @throws RuntimeException when the port is taken
     */
    public static KubeServer start(KubeServerOptions options) {
        return new KubeServer(options);
    }

    /** For example {@code http://127.0.0.1:39541}. */
    public URI address() {
        InetSocketAddress bound =
                (InetSocketAddress) undertow.getListenerInfo().getFirst().getAddress();
        return URI.create("http://127.0.0.1:" + bound.getPort());
    }

    /** A kubeconfig in YAML whose current context, {@code offerflow-embedded}, points here. */
    public String kubeconfig() {
        ObjectNode out = Json.object().put("apiVersion", "v1").put("kind", "Config");
        out.put("current-context", CONTEXT);
        out.putArray("clusters")
                .addObject()
                .put("name", CONTEXT)
                .putObject("cluster")
                .put("server", address().toString());
        out.putArray("users").addObject().put("name", CONTEXT).putObject("user");
        out.putArray("contexts")
                .addObject()
                .put("name", CONTEXT)
                .putObject("context")
                .put("cluster", CONTEXT)
                .put("user", CONTEXT)
                .put("namespace", "default");
        return Json.yaml(out);
    }

    /** Ends all watches and stops. */
    @Override
    public void close() {
        watches.stopAll();
        executor.shutdownNow();
        undertow.stop();
    }

    private static void bootstrap(Cluster cluster, ObjectWriter writer) {
        ResourceType namespaces = cluster.types().builtIn("", "namespaces");
        for (String name : List.of("default", "kube-system", "kube-public", "kube-node-lease")) {
            ObjectNode namespace = Json.object();
            Metadata.of(namespace).put("name", name);
            writer.create(new Target(namespaces, "", "", ""), namespace, Write.internal());
        }
    }
}
