package io.offerflow.flows.chain;

import static org.awaitility.Awaitility.await;

import io.offerflow.activities.chain.AccountSettings;
import io.offerflow.activities.chain.ChainSettings;
import io.offerflow.activities.chain.RpcAccountActivities;
import io.offerflow.activities.chain.TemporalChainAccounts;
import io.offerflow.activities.registry.RegistryCalls;
import io.offerflow.cluster.Settings;
import io.offerflow.dev.fault.FaultProxy;
import io.offerflow.dev.fault.Upstream;
import io.offerflow.dev.process.FreePorts;
import io.offerflow.dev.temporal.EmbeddedTemporal;
import io.offerflow.dev.temporal.RealTemporal;
import io.offerflow.dev.temporal.TemporalBackend;
import io.offerflow.ethereum.PrivateKey;
import io.offerflow.signer.SignerApp;
import io.offerflow.workflows.Payloads;
import io.offerflow.workflows.TaskQueues;
import io.offerflow.workflows.chain.Adoption;
import io.offerflow.workflows.chain.Call;
import io.offerflow.workflows.chain.ChainAccountWorkflow;
import io.offerflow.workflows.chain.ChainAccountWorkflowImpl;
import io.offerflow.workflows.chain.ChainAccounts;
import io.offerflow.workflows.chain.Intent;
import io.offerflow.workflows.chain.IntentReport;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.core.ConditionTimeoutException;

/** Chain, signer, Temporal and a worker around one account; the worker reaches the chain through a proxy that can break every call. */
final class ChainStack {
    static final BigInteger CHAIN = BigInteger.valueOf(31_337);
    static final String URI_ONE = "https://agent.example/.well-known/agent-registration.json";
    private static final BigInteger TEN_ETHER = BigInteger.TEN.pow(19);
    private static final String TOKEN = "token-0123456789abcdef";
    private static final String KEY = "4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318";
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    final Anvil anvil;
    final FaultProxy proxy;
    final String account;
    final ChainAccounts accounts;
    private final SignerApp signer;
    private final TemporalBackend temporal;
    private final WorkflowClient client;
    private final RpcAccountActivities activities;
    private WorkerFactory worker;

    /** @param program Temporal's own server; empty for the embedded one, which goes on handing tasks to a worker that was killed */
    ChainStack(Path folder, Optional<Path> program) throws Exception {
        anvil = Anvil.start(folder);
        proxy = FaultProxy.start(0, Upstream.of(anvil.rpc()), InstantSource.system());
        try (PrivateKey key = PrivateKey.of(HexFormat.of().parseHex(KEY))) {
            account = key.address().hex();
        }
        anvil.fund(account, TEN_ETHER);
        signer = LocalSigner.start(folder, KEY, TOKEN, policy());
        temporal = program.isPresent() ? real(program.get(), folder) : EmbeddedTemporal.start();
        client = WorkflowClient.newInstance(
                temporal.stubs(),
                WorkflowClientOptions.newBuilder()
                        .setNamespace(TemporalBackend.NAMESPACE)
                        .setDataConverter(Payloads.converter())
                        .build());
        accounts = new TemporalChainAccounts(client);
        Settings settings = Settings.of(workerSettings(folder));
        activities = new RpcAccountActivities(
                ChainSettings.from(settings),
                AccountSettings.from(settings),
                new RpcAccountActivities.Shared(2_000, false),
                InstantSource.system());
        worker = startWorker();
    }

    private static TemporalBackend real(Path program, Path folder) throws IOException {
        List<Integer> ports = FreePorts.take(2);
        return RealTemporal.start(
                program, Files.createDirectories(folder.resolve("temporal")), ports.getFirst(), ports.getLast());
    }

    private String policy() {
        return """
                chains:
                  31337:
                    native: {perTransaction: "10000000000000000000", perDay: "100000000000000000000"}
                    transactions:
                      - to: "%s"
                        functions: ["register(string,(string,bytes)[])", "setAgentURI(uint256,string)"]
                      - to: "%s"
                """
                .formatted(anvil.registry, account);
    }

    private Map<String, String> workerSettings(Path folder) throws IOException {
        Path token = Files.writeString(folder.resolve("token"), TOKEN + "\n");
        Map<String, String> settings = new HashMap<>();
        settings.put(ChainSettings.RPC, "eip155:31337=" + proxy.address());
        settings.put(
                AccountSettings.SIGNERS,
                account + "=http://127.0.0.1:" + signer.address().getPort() + "," + token);
        return settings;
    }

    private WorkerFactory startWorker() {
        WorkerFactory factory = WorkerFactory.newInstance(
                client,
                WorkerFactoryOptions.newBuilder()
                        .setUsingVirtualWorkflowThreads(true)
                        .build());
        Worker control = factory.newWorker(TaskQueues.CONTROL);
        control.registerWorkflowImplementationTypes(ChainAccountWorkflowImpl.class);
        factory.newWorker(TaskQueues.CHAIN).registerActivitiesImplementations(activities);
        factory.start();
        return factory;
    }

    /** Drops whatever the worker is at, and starts another one. */
    void restartWorker() {
        worker.shutdownNow();
        worker.awaitTermination(5, TimeUnit.SECONDS);
        worker = startWorker();
    }

    Intent mint(String id) {
        return new Intent(
                id,
                "register " + id,
                Call.of(anvil.registry, register(id)),
                Adoption.ofUri(uri(id)),
                "agentidentity/x402/default");
    }

    static String uri(String id) {
        return URI_ONE + "?" + id;
    }

    static String register(String id) {
        return RegistryCalls.register(uri(id), Map.of("x402.supported", new byte[] {1}));
    }

    IntentReport submit(Intent intent) {
        return accounts.submit(CHAIN, account, intent);
    }

    IntentReport report(String id) {
        return accounts.ask(CHAIN, account, id).orElseThrow();
    }

    IntentReport awaitReport(String id, Predicate<IntentReport> wanted) {
        try {
            return await("intent " + id)
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> report(id), wanted);
        } catch (ConditionTimeoutException late) {
            throw new AssertionError(late.getMessage() + "\n" + workflow().describe(), late);
        }
    }

    IntentReport awaitState(String id, IntentReport.State state) {
        return awaitReport(id, report -> report.state() == state);
    }

    IntentReport awaitReason(String id, String reason) {
        return awaitReport(id, report -> reason.equals(report.reason()));
    }

    RpcAccountActivities registries() {
        return activities;
    }

    ChainAccountWorkflow workflow() {
        return client.newWorkflowStub(ChainAccountWorkflow.class, ChainAccountWorkflow.id(CHAIN, account));
    }

    String history() {
        return client.fetchHistory(ChainAccountWorkflow.id(CHAIN, account)).toJson(false);
    }

    /** What must never be seen in history. */
    static String[] secrets() {
        return new String[] {TOKEN, KEY};
    }

    void stop() throws Exception {
        worker.shutdownNow();
        worker.awaitTermination(5, TimeUnit.SECONDS);
        activities.close();
        temporal.close();
        signer.close();
        proxy.close();
        anvil.stop();
    }
}
