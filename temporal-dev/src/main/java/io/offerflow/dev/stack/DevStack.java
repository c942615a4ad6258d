package io.offerflow.dev.stack;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.offerflow.api.Ref;
import io.offerflow.api.name.Labels;
import io.offerflow.cluster.KubeClients;
import io.offerflow.cluster.Settings;
import io.offerflow.dev.gateway.GatewayStandIn;
import io.offerflow.dev.hermes.HermesProgram;
import io.offerflow.dev.hermes.HermesRunner;
import io.offerflow.dev.hermes.HermesStandIn;
import io.offerflow.dev.hermes.ReadyPods;
import io.offerflow.dev.kube.real.RealKube;
import io.offerflow.dev.pay.EmbeddedFacilitator;
import io.offerflow.dev.temporal.EmbeddedTemporal;
import io.offerflow.dev.temporal.GivenTemporal;
import io.offerflow.dev.temporal.RealTemporal;
import io.offerflow.dev.temporal.TemporalBackend;
import io.offerflow.workflows.entity.ChildKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running stack: Kubernetes API, Temporal, facilitator, upstream, gateway, and the three processes (in this JVM with the in-process
 * Temporal server, otherwise on their own). Closing it stops everything in reverse.
 */
public final class DevStack implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DevStack.class);
    private static final Ref GATEWAY = new Ref("traefik", "traefik-gateway");

    /** Where the samples are sold. */
    private static final String CHAIN = "eip155:84532";

    private final DevOptions options;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Map<String, DevFile.Part> versions = new LinkedHashMap<>();

    private Optional<RealKube> realKube = Optional.empty();
    private @Nullable KubernetesClient client;
    private @Nullable TemporalBackend temporal;
    private @Nullable EmbeddedFacilitator facilitator;
    private @Nullable DemoUpstream upstream;
    private @Nullable Roles roles;
    private Optional<HermesRunner> hermes = Optional.empty();
    private String publicAddress = "";
    private String agents = "";
    private URI facilitatorAddress = URI.create("");

    private DevStack(DevOptions options) {
        this.options = options;
    }

    /**
     * Starts everything; on failure stops what already runs.
     *
     * @param progress is told each part and where it is
     */
    public static DevStack start(DevOptions options, InstantSource clock, BiConsumer<String, String> progress) {
        DevStack stack = new DevStack(options);
        try {
            stack.startParts(clock, progress);
            return stack;
        } catch (RuntimeException e) {
            stack.close();
            throw e;
        }
    }

    private void startParts(InstantSource clock, BiConsumer<String, String> progress) {
        createState();
        KubeBackend kube = own(KubeBackend.start(options, clock));
        realKube = kube.real();
        write("kubeconfig", kube.kubeconfig());
        client = own(KubeClients.create(Settings.of(Map.of(KubeClients.KUBECONFIG, kubeconfig()))));
        String version = client.getKubernetesVersion().getGitVersion();
        tell(progress, "kubernetes", kube.kind(), version, client.getMasterUrl().toString());
        boolean standIn = ClusterSetup.prepare(client, GATEWAY);

        temporal = own(startTemporal());
        tell(
                progress,
                "temporal",
                temporal.kind(),
                temporal.version(),
                temporal.address().orElse("in process"));

        startFacilitator(clock, progress);
        upstream = own(DemoUpstream.start(options.ports().upstream()));

        if (standIn) {
            startAgents(progress);
        }
        roles = own(Roles.start(options, environment(), temporal, clock));
        tell(progress, "verifier", roles.kind(), "offerflow", roles.verifyAddress());
        tell(progress, "controller", roles.kind(), "offerflow", "watcher and worker");
        if (standIn) {
            ClusterSetup.gate(client, options.ports().proxy());
            GatewayStandIn gateway =
                    own(GatewayStandIn.start(client, GATEWAY, options.ports().gateway(), clock));
            publicAddress = gateway.address().toString();
            tell(progress, "gateway", "embedded", "stand-in", publicAddress);
        }
        SampleFiles.write(options.state(), upstream.port());
        file().write(options.state().resolve("dev.json"));
    }

    private void startAgents(BiConsumer<String, String> progress) {
        Path program = options.agents() == DevOptions.Kind.EMBEDDED
                ? null
                : HermesProgram.find().orElse(null);
        if (program != null) {
            HermesRunner runner =
                    own(HermesRunner.start(program, options.state().resolve("agents"), client()));
            hermes = Optional.of(runner);
            agents = runner.endpoint();
            own(ReadyPods.ofDocuments(client()));
            tell(progress, "agents", "real", "hermes", agents);
            return;
        }
        if (options.agents() == DevOptions.Kind.REAL) {
            throw new StackException("--agents real: " + HermesProgram.whyAbsent());
        }
        HermesStandIn standIn = own(HermesStandIn.start(client()));
        agents = standIn.address().toString();
        own(ReadyPods.start(client()));
        tell(progress, "agents", "embedded", "stand-in", agents);
    }

    private void startFacilitator(InstantSource clock, BiConsumer<String, String> progress) {
        if (options.facilitator().isPresent()) {
            facilitatorAddress = options.facilitator().get();
            tell(progress, "facilitator", "given", "x402", facilitatorAddress.toString());
            return;
        }
        facilitator = own(EmbeddedFacilitator.start(options.ports().facilitator(), clock));
        facilitatorAddress = facilitator.address();
        tell(progress, "facilitator", "embedded", "play money in memory", facilitatorAddress.toString());
    }

    private TemporalBackend startTemporal() {
        if (options.temporalAddress().isPresent()) {
            return GivenTemporal.connect(options.temporalAddress().get());
        }
        Path binary = RealTemporal.binary().orElse(null);
        if (options.temporal() == DevOptions.Kind.REAL && binary == null) {
            throw new StackException(
                    "--temporal real: no program temporal on PATH or in KUBEBUILDER_ASSETS; install the Temporal CLI");
        }
        if (binary == null || options.temporal() == DevOptions.Kind.EMBEDDED) {
            return EmbeddedTemporal.start();
        }
        return RealTemporal.start(
                binary,
                options.state().resolve("temporal"),
                options.ports().temporal(),
                options.ports().temporalUi());
    }

    private Environment environment() {
        return new Environment(
                kubeconfig(),
                options.state(),
                options.ports(),
                temporal().address().orElse(""),
                facilitatorAddress,
                facilitator == null ? "" : facilitator.rpcSetting(),
                agents,
                options.settings());
    }

    /** The kubeconfig file of the stack. */
    public String kubeconfig() {
        return options.state().resolve("kubeconfig").toString();
    }

    public KubernetesClient client() {
        return present(client);
    }

    /** The control plane that this stack started, when it is a real one: to kill parts of it. */
    public Optional<RealKube> realKube() {
        return realKube;
    }

    /** What runs agents, where it is the real Hermes. */
    public Optional<HermesRunner> hermes() {
        return hermes;
    }

    public TemporalBackend temporal() {
        return present(temporal);
    }

    public EmbeddedFacilitator facilitator() {
        return present(facilitator);
    }

    public DemoUpstream upstream() {
        return present(upstream);
    }

    public Roles roles() {
        return present(roles);
    }

    public int upstreamPort() {
        return upstream().port();
    }

    /** Where buyers call. */
    public URI gatewayAddress() {
        return URI.create(publicAddress);
    }

    public Path state() {
        return options.state();
    }

    /** Manifests of the sample offer with this run's upstream port. */
    public Path sampleFile() {
        return SampleFiles.file(options.state());
    }

    /** One sentence about Temporal's web UI. */
    public String uiHint() {
        TemporalBackend temporal = temporal();
        return temporal.ui()
                .map(ui -> "Temporal UI: " + ui + "/namespaces/" + TemporalBackend.NAMESPACE + "/workflows")
                .or(() -> temporal.address().map(DevStack::uiOfGiven))
                .orElse("The embedded Temporal has no UI; for one, install the Temporal CLI and use --temporal real.");
    }

    private static String uiOfGiven(String address) {
        return "Temporal at " + address + " is yours, and so is its UI; a dev server's is on port 8233.";
    }

    /** How many children of this offer exist. */
    public long children(Ref offer) {
        long count = 0;
        for (ChildKind kind : ChildKind.OF_OFFERS) {
            count += client().genericKubernetesResources(OfferObjects.kind(kind))
                    .inNamespace(kind.namespaceFor(offer.namespace()))
                    .withLabels(Labels.ofOfferChild(offer))
                    .list()
                    .getItems()
                    .size();
        }
        return count;
    }

    public DevFile file() {
        DevPorts ports = options.ports();
        return new DevFile(
                kubeconfig(),
                new DevFile.Temporal(
                        temporal().address().orElse(null),
                        TemporalBackend.NAMESPACE,
                        temporal().ui().map(URI::toString).orElse(null)),
                new DevFile.Verifier(local(ports.verify()), publicAddress, local(ports.verifierAdmin())),
                facilitatorAddress.toString(),
                facilitator == null ? null : facilitator.rpc(CHAIN).toString(),
                local(upstream().port()),
                local(ports.watcher()),
                local(ports.worker()),
                versions);
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                LOG.warn("while stopping: {}", e.toString());
            }
        }
    }

    private static String local(int port) {
        return "http://127.0.0.1:" + port;
    }

    private void tell(BiConsumer<String, String> progress, String part, String kind, String version, String where) {
        versions.put(part, new DevFile.Part(kind, version));
        progress.accept(part, kind + " " + version + ", " + where);
    }

    private <T extends AutoCloseable> T own(T part) {
        parts.push(part);
        return part;
    }

    private static <T> T present(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("the stack is not started");
        }
        return part;
    }

    private void createState() {
        try {
            Files.createDirectories(options.state());
        } catch (IOException e) {
            throw new UncheckedIOException("--state " + options.state() + " cannot be created", e);
        }
    }

    private void write(String name, String text) {
        try {
            Files.writeString(options.state().resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + name + " in " + options.state(), e);
        }
    }
}
