package io.offerflow.flows.mint;

import static org.awaitility.Awaitility.await;

import io.grpc.StatusRuntimeException;
import io.offerflow.activities.chain.AccountSettings;
import io.offerflow.activities.chain.ChainSettings;
import io.offerflow.activities.chain.RpcAccountActivities;
import io.offerflow.activities.chain.TemporalChainAccounts;
import io.offerflow.activities.identity.IdentityWork;
import io.offerflow.activities.identity.IdentityWorkerSettings;
import io.offerflow.cluster.Settings;
import io.offerflow.dev.fault.FaultProxy;
import io.offerflow.dev.fault.Upstream;
import io.offerflow.ethereum.PrivateKey;
import io.offerflow.flows.chain.Anvil;
import io.offerflow.flows.chain.LocalSigner;
import io.offerflow.signer.SignerApp;
import io.offerflow.workflows.TaskQueues;
import io.offerflow.workflows.chain.ChainAccountWorkflow;
import io.offerflow.workflows.chain.ChainAccountWorkflowImpl;
import io.offerflow.workflows.chain.ChainAccounts;
import io.offerflow.workflows.identity.IdentitySettings;
import io.offerflow.workflows.identity.RegistrationWorkflowImpl;
import io.offerflow.workflows.offer.ControllerSettings;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A signer with a key of this run's own, a worker, and a proxy between it and the chain. */
final class MintStack implements AutoCloseable {
    static final BigInteger CHAIN = BigInteger.valueOf(31_337);
    private static final String TOKEN = "token-0123456789abcdef";
    final Anvil anvil;
    final FaultProxy proxy;
    final String account;
    private final WorkflowClient client;
    final ChainAccounts accounts;
    final Outage outage;
    final Claim claim;
    private final List<String> addresses = new ArrayList<>();
    private final List<SignerApp> signers = new ArrayList<>();
    private final IdentityWork identities;
    private final RpcAccountActivities chain;
    private final Recorded activities;
    private WorkerFactory worker;

    /** @param keys the first one signs at first; with another one, the other signer */
    MintStack(Bench bench, Mishap.Layer layer, List<byte[]> keys) throws Exception {
        anvil = bench.anvil();
        client = bench.client();
        outage = bench.outage();
        accounts = new TemporalChainAccounts(client);
        proxy = FaultProxy.start(0, Upstream.of(anvil.rpc()), InstantSource.system());
        List<String> table = new ArrayList<>();
        for (byte[] key : keys) {
            table.add(signer(bench.folder(), key));
        }
        account = addresses.getFirst();
        // A reorg must not take the money back.
        anvil.mine(4);
        Settings settings = settings(table);
        AccountSettings own = AccountSettings.from(settings);
        chain = new RpcAccountActivities(
                ChainSettings.from(settings),
                own,
                new RpcAccountActivities.Shared(2_000, false),
                InstantSource.system());
        activities = new Recorded(chain);
        identities = IdentityWork.of(
                bench.kube(), new IdentityWork.Chains(chain, accounts, own), plans(), InstantSource.system());
        worker = startWorker();
        claim = layer == Mishap.Layer.ACCOUNT
                ? new IntentClaim(this)
                : new RequestClaim(this, bench, "request-" + account.substring(2, 14));
    }

    private Settings settings(List<String> table) {
        return Settings.of(Map.of(
                ChainSettings.RPC,
                "eip155:31337=" + proxy.address(),
                AccountSettings.SIGNERS,
                String.join(";", table)));
    }

    /** @return its entry of the worker's table */
    private String signer(Path parent, byte[] key) throws Exception {
        String address;
        try (PrivateKey own = PrivateKey.of(key)) {
            address = own.address().hex();
        }
        addresses.add(address);
        anvil.fund(address, BigInteger.TEN.pow(19));
        Path folder = Files.createDirectories(parent.resolve(address));
        Path token = Files.writeString(folder.resolve("token"), TOKEN);
        SignerApp signer = LocalSigner.start(folder, HexFormat.of().formatHex(key), TOKEN, policy(address));
        signers.add(signer);
        return address + "=http://127.0.0.1:" + signer.address().getPort() + "," + token;
    }

    private String policy(String address) {
        return """
                chains:
                  31337:
                    native: {perTransaction: "10000000000000000000", perDay: "100000000000000000000"}
                    transactions:
                      - to: "%s"
                        functions: ["register(string,(string,bytes)[])", "setAgentURI(uint256,string)"]
                      - to: "%s"
                """
                .formatted(anvil.registry, address);
    }

    /** As by default, in less time. */
    private IdentityWorkerSettings plans() {
        IdentitySettings plans = new IdentitySettings(
                Map.of(),
                "",
                IdentitySettings.DEFAULTS.tombstone(),
                Duration.ofMillis(500),
                IdentitySettings.DEFAULTS.recheck(),
                Duration.ofSeconds(5),
                false,
                IdentitySettings.DEFAULTS.historyLimit());
        IdentityWorkerSettings settings =
                IdentityWorkerSettings.from(Settings.of(Map.of()), ControllerSettings.DEFAULTS);
        return new IdentityWorkerSettings(plans, settings.serving(), Optional.of(URI.create("https://agent.example")));
    }

    /** Who is to sign after a change. */
    String other() {
        return addresses.getLast();
    }

    /** As an orchestrator does, while Temporal is away. */
    private WorkerFactory startWorker() {
        return await().atMost(Duration.ofSeconds(60))
                .ignoreException(StatusRuntimeException.class)
                .until(this::launchWorker, Objects::nonNull);
    }

    private WorkerFactory launchWorker() {
        WorkerFactory factory = WorkerFactory.newInstance(
                client,
                WorkerFactoryOptions.newBuilder()
                        .setUsingVirtualWorkflowThreads(true)
                        .build());
        Worker control = factory.newWorker(TaskQueues.CONTROL);
        control.registerWorkflowImplementationTypes(ChainAccountWorkflowImpl.class, RegistrationWorkflowImpl.class);
        control.registerActivitiesImplementations(identities.identities(), identities.requests());
        factory.newWorker(TaskQueues.CHAIN).registerActivitiesImplementations(activities, identities.chains());
        try {
            factory.start();
            return factory;
        } catch (StatusRuntimeException away) {
            factory.shutdownNow();
            throw away;
        }
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

    /** All accounts of this run end, with what they know. */
    void forget() {
        for (String address : addresses) {
            try {
                client.newUntypedWorkflowStub(ChainAccountWorkflow.id(CHAIN, address))
                        .terminate("a mishap");
            } catch (WorkflowNotFoundException none) {
                // Never used, or another mishap was first.
            }
        }
    }

    List<String> addresses() {
        return List.copyOf(addresses);
    }

    /** Bytes that were ever handed to a node. */
    Set<String> left() {
        return activities.left();
    }

    @Override
    public synchronized void close() {
        claim.close();
        forget();
        stopWorker();
        chain.close();
        signers.forEach(SignerApp::close);
        proxy.close();
    }
}
