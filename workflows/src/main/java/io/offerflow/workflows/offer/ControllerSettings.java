package io.offerflow.workflows.offer;

/**
 * The worker's settings as far as plans depend on them. They travel with every observation, so that a replay plans with the settings of
 * its time.
 *
 * @param gateway the Gateway that routes attach to, {@code namespace/name}
 * @param gatewaySection its listener
 * @param gateAddress base URL under which the gateway reaches the verifier, without trailing slash
 * @param searchAttributes whether the Temporal namespace knows ours
 * @param historyLimit events after which a run continues as new
 */
public record ControllerSettings(
        String gateway, String gatewaySection, String gateAddress, boolean searchAttributes, int historyLimit) {

    public static final ControllerSettings DEFAULTS = new ControllerSettings(
            "traefik/traefik-gateway", "web", "http://x402-verifier.x402.svc.cluster.local:8080", false, 2_000);
}
