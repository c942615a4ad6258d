package io.offerflow.activities;

import io.offerflow.activities.chain.AccountSettings;
import io.offerflow.activities.chain.ChainSettings;
import io.offerflow.activities.identity.IdentityWorkerSettings;
import io.offerflow.cluster.Settings;
import io.offerflow.cluster.gate.GateToken;
import io.offerflow.cluster.upstream.UpstreamPolicy;
import io.offerflow.workflows.agent.AgentSettings;
import io.offerflow.workflows.offer.ControllerSettings;
import java.net.InetSocketAddress;

/**
 * The worker's settings.
 *
 * @param controller what plans depend on; whether search attributes can be used is found out at start
 * @param agents the same for agents
 * @param upstreams which upstreams may be sold
 * @param chains which chains can be asked
 * @param accounts who signs transactions, and what they may cost
 * @param identities what is registered by whom, and where its document is served
 * @param gateToken with which the gate is told
 * @param ops where health and metrics are served
 * @param cachedWorkflows how many idle workflows stay in memory; the others are replayed from their history when they wake
 */
public record WorkerSettings(
        ControllerSettings controller,
        AgentSettings agents,
        UpstreamPolicy upstreams,
        ChainSettings chains,
        AccountSettings accounts,
        IdentityWorkerSettings identities,
        GateToken gateToken,
        InetSocketAddress ops,
        int cachedWorkflows) {
    public static final String LISTEN = "OFFERFLOW_WORKER_LISTEN";
    public static final String CACHED_WORKFLOWS = "OFFERFLOW_WORKER_CACHED_WORKFLOWS";

    /** Keeps the worker within 512 MiB. */
    private static final int DEFAULT_CACHED = 1_000;

    private static final int MAX_CACHED = 100_000;

    /** @throws IllegalArgumentException naming the setting that cannot be used */
    public static WorkerSettings from(Settings settings) {
        ControllerSettings controller = ControllerSettings.from(settings::text);
        IdentityWorkerSettings identities = IdentityWorkerSettings.from(settings, controller);
        return new WorkerSettings(
                controller.deletionLimit(identities.plans().deletionLimit()),
                AgentSettings.from(settings::text),
                UpstreamPolicy.from(settings),
                ChainSettings.from(settings),
                AccountSettings.from(settings),
                identities,
                GateToken.from(settings),
                settings.address(LISTEN, "0.0.0.0:8091"),
                settings.integer(CACHED_WORKFLOWS, DEFAULT_CACHED, 1, MAX_CACHED));
    }
}
