package io.offerflow.flows.mint;

import io.offerflow.activities.chain.AccountSettings;
import io.offerflow.activities.chain.ChainSettings;
import io.offerflow.activities.chain.RpcAccountActivities;
import io.offerflow.activities.chain.TemporalChainAccounts;
import io.offerflow.activities.registry.RegistryCalls;
import io.offerflow.cluster.Settings;
import io.offerflow.dev.fault.FaultProxy;
import io.offerflow.dev.fault.Upstream;
import io.offerflow.ethereum.PrivateKey;
import io.offerflow.flows.chain.Anvil;
import io.offerflow.flows.chain.LocalSigner;
import io.offerflow.signer.SignerApp;
import io.offerflow.workflows.TaskQueues;
import io.offerflow.workflows.chain.Adoption;
import io.offerflow.workflows.chain.Call;
import io.offerflow.workflows.chain.ChainAccountWorkflow;
import io.offerflow.workflows.chain.ChainAccountWorkflowImpl;
import io.offerflow.workflows.chain.ChainAccounts;
import io.offerflow.workflows.chain.Intent;
import io.offerflow.workflows.chain.IntentReport;
import io.temporal.client.WorkflowClient;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A signer with a key of this run's own, a worker, and a proxy between it and the chain. */
final class MintStack implements AutoCloseable {
    static final BigInteger CHAIN = BigInteger.valueOf(31_337);
    private static final String TOKEN = "token-0123456789abcdef";
    private static final String ID = "mint";
    private static final String URI = "https://agent.example/agent-registration.json";

    final Anvil anvil;
    final FaultProxy proxy;
    final String account;
    private final WorkflowClient client;
    private final ChainAccounts accounts;
    private final SignerApp signer;
    private final RpcAccountActivities chain;
    private final Recorded activities;
    private WorkerFactory worker;

    MintStack(Bench bench, byte[] key) throws Exception {
        anvil = bench.anvil();
        client = bench.client();
        accounts = new TemporalChainAccounts(client);
        try (PrivateKey own = PrivateKey.of(key)) {
            account = own.address().hex();
        }
        anvil.fund(account, BigInteger.TEN.pow(19));
        // A reorg must not take the money back.
        anvil.mine(4);
        proxy = FaultProxy.start(0, Upstream.of(anvil.rpc()), InstantSource.system());
        Path folder = Files.createDirectories(bench.folder().resolve(account));
        Path token = Files.writeString(folder.resolve("token"), TOKEN);
        signer = LocalSigner.start(folder, HexFormat.of().formatHex(key), TOKEN, policy());
        Settings settings = Settings.of(Map.of(
                ChainSettings.RPC,
                "eip155:31337=" + proxy.address(),
                AccountSettings.SIGNERS,
                account + "=http://127.0.0.1:" + signer.address().getPort() + "," + token));
        chain = new RpcAccountActivities(
                ChainSettings.from(settings),
                AccountSettings.from(settings),
                new RpcAccountActivities.Shared(2_000, false),
                InstantSource.system());
        activities = new Recorded(chain);
        worker = startWorker();
    }

    private String policy() {
        return """
                chains:
                  31337:
                    native: {perTransaction: "10000000000000000000", perDay: "100000000000000000000"}
                    transactions:
                      - to: "%s"
                        functions: ["register(string,(string,bytes)[])"]
                      - to: "%s"
                """
                .formatted(anvil.registry, account);
    }

    private WorkerFactory startWorker() {
        WorkerFactory factory = WorkerFactory.newInstance(
                client,
                WorkerFactoryOptions.newBuilder()
                        .setUsingVirtualWorkflowThreads(true)
                        .build());
        factory.newWorker(TaskQueues.CONTROL).registerWorkflowImplementationTypes(ChainAccountWorkflowImpl.class);
        factory.newWorker(TaskQueues.CHAIN).registerActivitiesImplementations(activities);
        factory.start();
        return factory;
    }

    /** Drops whatever the worker is at, and starts another one. */
    synchronized void restartWorker() {
        stopWorker();
        worker = startWorker();
    }

    private void stopWorker() {
        worker.shutdownNow();
        worker.awaitTermination(5, TimeUnit.SECONDS);
    }

    /** @param edited with another URI, as after an edit between two passes */
    IntentReport submit(boolean edited) {
        String uri = edited ? URI + "?edited" : URI;
        Call call = Call.of(anvil.registry, RegistryCalls.register(uri, Map.of("x402.supported", new byte[] {1})));
        Adoption adoption = new Adoption(List.of(), List.of(URI, URI + "?edited"), List.of());
        return accounts.submit(CHAIN, account, new Intent(ID, "register", call, adoption, null));
    }

    IntentReport report() {
        return accounts.ask(CHAIN, account, ID).orElseThrow();
    }

    void forget() {
        client.newUntypedWorkflowStub(workflowId()).terminate("a mishap");
    }

    private String workflowId() {
        return ChainAccountWorkflow.id(CHAIN, account);
    }

    /** Bytes that were ever handed to a node. */
    Set<String> left() {
        return activities.left();
    }

    @Override
    public synchronized void close() {
        forget();
        stopWorker();
        chain.close();
        signer.close();
        proxy.close();
    }
}
