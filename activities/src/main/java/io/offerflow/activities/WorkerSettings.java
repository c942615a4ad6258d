package io.offerflow.activities;

import io.offerflow.api.Ref;
import io.offerflow.cluster.SettingException;
import io.offerflow.cluster.Settings;
import io.offerflow.cluster.upstream.UpstreamPolicy;
import io.offerflow.workflows.offer.ControllerSettings;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;

/**
 * The worker's settings.
 *
 * @param controller what plans depend on; whether search attributes can be used is found out at start
 * @param upstreams which upstreams may be sold
 * @param ops where health and metrics are served
 * @param cachedWorkflows how many idle workflows stay in memory; the others are replayed from their history when they wake
 */
public record WorkerSettings(
        ControllerSettings controller, UpstreamPolicy upstreams, InetSocketAddress ops, int cachedWorkflows) {
    public static final String GATEWAY = "OFFERFLOW_GATEWAY";
    public static final String GATEWAY_SECTION = "OFFERFLOW_GATEWAY_SECTION";
    public static final String GATE_ADDRESS = "OFFERFLOW_GATE_ADDRESS";
    public static final String HISTORY_LIMIT = "OFFERFLOW_HISTORY_LIMIT";
    public static final String LISTEN = "OFFERFLOW_WORKER_LISTEN";
    public static final String CACHED_WORKFLOWS = "OFFERFLOW_WORKER_CACHED_WORKFLOWS";

    /** A run needs room for a pass; Temporal itself warns at 10,240 events. */
    private static final int MIN_HISTORY = 50;

    private static final int MAX_HISTORY = 10_000;
    /** Keeps the worker within 512 MiB. */
    private static final int DEFAULT_CACHED = 1_000;

    private static final int MAX_CACHED = 100_000;

    /** @throws SettingException when a setting cannot be used */
    public static WorkerSettings from(Settings settings) {
        ControllerSettings defaults = ControllerSettings.DEFAULTS;
        ControllerSettings controller = new ControllerSettings(
                gateway(settings, defaults.gateway()),
                settings.string(GATEWAY_SECTION, defaults.gatewaySection()),
                gateAddress(settings, defaults.gateAddress()),
                defaults.searchAttributes(),
                settings.integer(HISTORY_LIMIT, defaults.historyLimit(), MIN_HISTORY, MAX_HISTORY));
        return new WorkerSettings(
                controller,
                UpstreamPolicy.from(settings),
                settings.address(LISTEN, "0.0.0.0:8091"),
                settings.integer(CACHED_WORKFLOWS, DEFAULT_CACHED, 1, MAX_CACHED));
    }

    private static String gateway(Settings settings, String fallback) {
        String gateway = settings.string(GATEWAY, fallback);
        try {
            return Ref.parse(gateway).toString();
        } catch (IllegalArgumentException malformed) {
            throw new SettingException(GATEWAY, gateway, "namespace/name of a Gateway is needed");
        }
    }

    private static String gateAddress(Settings settings, String fallback) {
        String address = settings.uris(GATE_ADDRESS, List.of(URI.create(fallback)))
                .getFirst()
                .toString();
        return address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
    }
}
