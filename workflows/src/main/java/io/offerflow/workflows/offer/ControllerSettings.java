package io.offerflow.workflows.offer;

import io.offerflow.api.Ref;
import io.offerflow.workflows.identity.IdentitySettings;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The worker's settings as far as plans depend on them. They travel with every observation, so that a replay plans with the settings of
 * its time.
 *
 * @param gateway the Gateway that routes attach to, {@code namespace/name}
 * @param gatewaySection its listener
 * @param gateAddress base URL under which the gateway reaches the verifier, without trailing slash
 * @param searchAttributes whether the Temporal namespace knows ours
 * @param historyLimit events after which a run continues as new
 * @param deletionLimit after which an offer goes although the chain was not told; absent in observations of older versions
 */
public record ControllerSettings(
        String gateway,
        String gatewaySection,
        String gateAddress,
        boolean searchAttributes,
        int historyLimit,
        Duration deletionLimit) {

    public static final String GATEWAY = "OFFERFLOW_GATEWAY";
    public static final String GATEWAY_SECTION = "OFFERFLOW_GATEWAY_SECTION";
    public static final String GATE_ADDRESS = "OFFERFLOW_GATE_ADDRESS";
    public static final String HISTORY_LIMIT = "OFFERFLOW_HISTORY_LIMIT";

    /** A run needs room for a pass; Temporal itself warns at 10,240 events. */
    private static final int MIN_HISTORY = 50;

    private static final int MAX_HISTORY = 10_000;
    private static final Pattern ADDRESS = Pattern.compile("https?://[^/\\s]+(/\\S*)?");

    public static final ControllerSettings DEFAULTS = new ControllerSettings(
            "traefik/traefik-gateway", "web", "http://x402-verifier.x402.svc.cluster.local:8080", false, 2_000);

    public ControllerSettings {
        deletionLimit = deletionLimit == null ? IdentitySettings.DEFAULTS.deletionLimit() : deletionLimit;
    }

    /** With the usual limit of deletions. */
    public ControllerSettings(
            String gateway, String gatewaySection, String gateAddress, boolean searchAttributes, int historyLimit) {
        this(
                gateway,
                gatewaySection,
                gateAddress,
                searchAttributes,
                historyLimit,
                IdentitySettings.DEFAULTS.deletionLimit());
    }

    /**
     * Reads the settings that worker and watcher share, so that both render the same children. Whether search attributes can be used is
     * found out later.
     *
     * @param text looks up a setting by its full name; empty when it is missing or blank
     * @throws IllegalArgumentException naming the setting that cannot be used
     */
    public static ControllerSettings from(Function<String, Optional<String>> text) {
        return new ControllerSettings(
                gateway(text.apply(GATEWAY).orElse(DEFAULTS.gateway())),
                text.apply(GATEWAY_SECTION).orElse(DEFAULTS.gatewaySection()),
                address(text.apply(GATE_ADDRESS).orElse(DEFAULTS.gateAddress())),
                DEFAULTS.searchAttributes(),
                text.apply(HISTORY_LIMIT).map(ControllerSettings::events).orElse(DEFAULTS.historyLimit()));
    }

    /** The same once it is known whether the Temporal namespace takes our search attributes. */
    public ControllerSettings withSearchAttributes(boolean known) {
        return new ControllerSettings(gateway, gatewaySection, gateAddress, known, historyLimit, deletionLimit);
    }

    /** The same with another limit of deletions, which only the worker has a use for. */
    public ControllerSettings deletionLimit(Duration limit) {
        return new ControllerSettings(gateway, gatewaySection, gateAddress, searchAttributes, historyLimit, limit);
    }

    private static String gateway(String text) {
        try {
            return Ref.parse(text).toString();
        } catch (IllegalArgumentException malformed) {
            throw refused(GATEWAY, text, "namespace/name of a Gateway is needed");
        }
    }

    private static String address(String text) {
        if (!ADDRESS.matcher(text).matches()) {
            throw refused(GATE_ADDRESS, text, "an http or https address is needed");
        }
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    private static int events(String text) {
        int events = text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : -1;
        if (events < MIN_HISTORY || events > MAX_HISTORY) {
            throw refused(
                    HISTORY_LIMIT, text, "a whole number from " + MIN_HISTORY + " to " + MAX_HISTORY + " is needed");
        }
        return events;
    }

    private static IllegalArgumentException refused(String name, String value, String needed) {
        return new IllegalArgumentException(name + " is \"" + value + "\": " + needed);
    }
}
