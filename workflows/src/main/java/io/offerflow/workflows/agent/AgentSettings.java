package io.offerflow.workflows.agent;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The worker's settings as far as plans for agents depend on them. They travel with every observation, so that a replay plans with the
 * settings of its time.
 *
 * @param image of Hermes
 * @param signerImage of the signer that keeps an agent's wallet
 * @param modelUrl base URL of the model gateway, as agents reach it
 * @param rpcUrl base URL of the gateway to chains, to which a network's name is appended, as agents reach it
 * @param endpoint under which the gate reaches an agent; {@code {namespace}} stands for its namespace
 * @param privateRanges CIDRs, IPv4 and IPv6, that agents may not reach, although they reach all others
 * @param searchAttributes whether the Temporal namespace knows ours
 * @param historyLimit events after which a run continues as new
 */
public record AgentSettings(
        String image,
        String signerImage,
        String modelUrl,
        String rpcUrl,
        String endpoint,
        List<String> privateRanges,
        boolean searchAttributes,
        int historyLimit) {
    public static final String IMAGE = "OFFERFLOW_AGENT_IMAGE";
    public static final String SIGNER_IMAGE = "OFFERFLOW_SIGNER_IMAGE";
    public static final String MODEL_URL = "OFFERFLOW_AGENT_MODEL_URL";
    public static final String RPC_URL = "OFFERFLOW_AGENT_RPC_URL";
    public static final String ENDPOINT = "OFFERFLOW_AGENT_ENDPOINT";
    public static final String PRIVATE_RANGES = "OFFERFLOW_AGENT_PRIVATE_RANGES";

    private static final String NAMESPACE = "{namespace}";
    private static final Pattern URL = Pattern.compile("https?://[^/\\s]+(/\\S*)?");
    private static final Pattern RANGE =
            Pattern.compile("([0-9]{1,3}\\.){3}[0-9]{1,3}/[0-9]{1,2}|[0-9a-fA-F:]*:[0-9a-fA-F:]*/[0-9]{1,3}");

    /** Closed are private, shared and link-local networks, and so the cluster, the LAN and clouds' instance metadata. */
    public static final AgentSettings DEFAULTS = new AgentSettings(
            "nousresearch/hermes-agent:v2026.7.7.2",
            "ghcr.io/obolnetwork/remote-signer:v0.4.0",
            "http://litellm.llm.svc.cluster.local:4000/v1",
            "http://erpc.erpc.svc.cluster.local/rpc",
            "http://hermes." + NAMESPACE + ".svc.cluster.local:8642",
            List.of(
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.168.0.0/16",
                    "fc00::/7",
                    "fe80::/10"),
            false,
            2_000);

    public AgentSettings {
        privateRanges = List.copyOf(privateRanges);
    }

    /**
     * Reads the settings that worker and watcher share, so that both render the same children.
     *
     * @param text looks up a setting by its full name; empty when it is missing or blank
     * @throws IllegalArgumentException naming the setting that cannot be used
     */
    public static AgentSettings from(Function<String, Optional<String>> text) {
        return new AgentSettings(
                text.apply(IMAGE).orElse(DEFAULTS.image()),
                text.apply(SIGNER_IMAGE).orElse(DEFAULTS.signerImage()),
                url(MODEL_URL, text.apply(MODEL_URL).orElse(DEFAULTS.modelUrl())),
                url(RPC_URL, text.apply(RPC_URL).orElse(DEFAULTS.rpcUrl())),
                url(ENDPOINT, text.apply(ENDPOINT).orElse(DEFAULTS.endpoint())),
                text.apply(PRIVATE_RANGES).map(AgentSettings::ranges).orElse(DEFAULTS.privateRanges()),
                DEFAULTS.searchAttributes(),
                DEFAULTS.historyLimit());
    }

    /** The same once it is known what Temporal offers. */
    public AgentSettings within(boolean searchable, int limit) {
        return new AgentSettings(image, signerImage, modelUrl, rpcUrl, endpoint, privateRanges, searchable, limit);
    }

    /** Where the gate reaches the agent of a namespace. */
    public String endpointIn(String namespace) {
        return endpoint.replace(NAMESPACE, namespace);
    }

    private static String url(String name, String text) {
        if (!URL.matcher(text).matches()) {
            throw new IllegalArgumentException(name + " is \"" + text + "\": an http or https address is needed");
        }
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    private static List<String> ranges(String text) {
        return Stream.of(text.split(","))
                .map(String::strip)
                .map(AgentSettings::range)
                .toList();
    }

    private static String range(String text) {
        if (!RANGE.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    PRIVATE_RANGES + " has \"" + text + "\": networks like 10.0.0.0/8,fc00::/7 are needed");
        }
        return text;
    }
}
