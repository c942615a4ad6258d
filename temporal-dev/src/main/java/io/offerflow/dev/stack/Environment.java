package io.offerflow.dev.stack;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.offerflow.api.chain.Chains;
import io.offerflow.dev.temporal.TemporalBackend;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The settings of the three processes of a local run, as their environment: what runs in this JVM and what runs on its own reads the
 * same.
 */
public record Environment(String kubeconfig, Path state, DevPorts ports, String temporalAddress, URI facilitator) {

    private static final String ANY = "0x0000000000000000000000000000000000000001";

    Map<String, String> variables() {
        Map<String, String> env = new LinkedHashMap<>();
        env.put("OFFERFLOW_KUBECONFIG", kubeconfig);
        env.put("OFFERFLOW_TEMPORAL_ADDRESS", temporalAddress);
        env.put("OFFERFLOW_TEMPORAL_NAMESPACE", TemporalBackend.NAMESPACE);
        env.put("OFFERFLOW_GATE_ADDRESS", verifyAddress());
        env.put("OFFERFLOW_GATE_REPLICAS", loopback(ports.verifierAdmin()));
        env.put("OFFERFLOW_ALLOW_EXTERNAL_NAME_SERVICES", "true");
        env.put("OFFERFLOW_WORKER_OPS_ADDRESS", "127.0.0.1:" + ports.worker());
        env.put("OFFERFLOW_WATCHER_LISTEN", "127.0.0.1:" + ports.watcher());
        env.put("OFFERFLOW_WATCHER_ELECTION_NAMESPACE", "x402");
        env.put("OFFERFLOW_VERIFIER_LISTEN", "127.0.0.1:" + ports.verify());
        env.put("OFFERFLOW_VERIFIER_ADMIN_LISTEN", "127.0.0.1:" + ports.verifierAdmin());
        env.put("OFFERFLOW_VERIFIER_CONFIG", pricing().toString());
        return env;
    }

    String verifyAddress() {
        return loopback(ports.verify());
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
