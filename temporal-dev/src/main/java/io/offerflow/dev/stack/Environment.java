package io.offerflow.dev.stack;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.offerflow.activities.WorkerSettings;
import io.offerflow.activities.chain.ChainSettings;
import io.offerflow.api.chain.Chains;
import io.offerflow.cluster.KubeClients;
import io.offerflow.cluster.gate.GateToken;
import io.offerflow.cluster.gate.ReplicaSource;
import io.offerflow.cluster.upstream.UpstreamPolicy;
import io.offerflow.dev.temporal.TemporalBackend;
import io.offerflow.verifier.VerifierSettings;
import io.offerflow.watcher.WatcherSettings;
import io.offerflow.workflows.TemporalSettings;
import io.offerflow.workflows.agent.AgentSettings;
import io.offerflow.workflows.offer.ControllerSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The settings of the three processes of a local run, as their environment: what runs in this JVM and what runs on its own reads the
 * same.
 *
 * @param agents where agents answer that run on no cluster; empty where they do
 * @param rpc where chains are asked, as the worker's setting has it; empty for none
 */
public record Environment(
        String kubeconfig,
        Path state,
        DevPorts ports,
        String temporalAddress,
        URI facilitator,
        String rpc,
        String agents,
        Map<String, String> overrides) {

    private static final int TOKEN_BYTES = 32;
    private static final String ANY = "0x0000000000000000000000000000000000000001";

    Map<String, String> variables() {
        Map<String, String> env = new LinkedHashMap<>();
        env.put(KubeClients.KUBECONFIG, kubeconfig);
        env.put(TemporalSettings.ADDRESS, temporalAddress);
        env.put(TemporalSettings.NAMESPACE, TemporalBackend.NAMESPACE);
        env.put(ControllerSettings.GATE_ADDRESS, verifyAddress());
        env.put(ReplicaSource.SETTING, loopback(ports.verifierAdmin()));
        env.put(UpstreamPolicy.EXTERNAL_NAMES, "true");
        env.put(WorkerSettings.LISTEN, "127.0.0.1:" + ports.worker());
        env.put(WatcherSettings.LISTEN, "127.0.0.1:" + ports.watcher());
        env.put(WatcherSettings.ELECTION_NAMESPACE, "x402");
        env.put(VerifierSettings.VERIFY_LISTEN, "127.0.0.1:" + ports.verify());
        env.put(VerifierSettings.PROXY_LISTEN, "127.0.0.1:" + ports.proxy());
        env.put(VerifierSettings.ADMIN_LISTEN, "127.0.0.1:" + ports.verifierAdmin());
        env.put(VerifierSettings.CONFIG, pricing().toString());
        env.put(VerifierSettings.LEDGER, "jdbc:sqlite:" + pricing().resolveSibling("ledger.db"));
        // The story is told on stdout; who wants the log sets it.
        env.put(VerifierSettings.ACCESS_LOG, "off");
        // Nobody balances load over one gate.
        env.put(VerifierSettings.STOP_DELAY, "0s");
        env.put(VerifierSettings.ADMIN_TOKEN_FILE, token().toString());
        env.put(GateToken.SETTING, token().toString());
        env.put(ChainSettings.RPC, rpc);
        // Nobody reorganises a chain of one machine; a block more shows that depth counts.
        env.put(ChainSettings.FINALITY, "base-sepolia=1;eip155:31337=1");
        if (!agents.isEmpty()) {
            env.put(AgentSettings.ENDPOINT, agents);
        }
        env.putAll(overrides);
        return env;
    }

    String verifyAddress() {
        return loopback(ports.verify());
    }

    /** The token with which the worker tells the verifier; a new one for each start. */
    void writeToken(RandomGenerator random) {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        try {
            Files.deleteIfExists(token());
            Files.createFile(
                    token(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(token(), HexFormat.of().formatHex(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + token(), e);
        }
    }

    private Path token() {
        return state.resolve("gate-token");
    }

    /** The verifier's static settings; they name the local facilitator. */
    void writePricing() {
        Map<String, Object> pricing = Map.of(
                "wallet", ANY,
                "chain", Chains.find("base-sepolia").orElseThrow().legacyName(),
                "facilitatorURL", facilitator.toString());
        try {
            YAMLMapper.builder().build().writeValue(pricing().toFile(), pricing);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + pricing(), e);
        }
    }

    private Path pricing() {
        return state.resolve("pricing.yaml");
    }

    private static String loopback(int port) {
        return "http://127.0.0.1:" + port;
    }
}
