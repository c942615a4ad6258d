package io.offerflow.cluster.upstream;

import io.offerflow.cluster.Settings;

/**
 * What the operator allows beyond the safe defaults.
 *
 * @param externalNameServices follow Services of type ExternalName
 * @param crossNamespace sell Services of any namespace without a ReferenceGrant there
 */
public record UpstreamPolicy(boolean externalNameServices, boolean crossNamespace) {
    public static final String EXTERNAL_NAMES = "OFFERFLOW_ALLOW_EXTERNAL_NAME_SERVICES";
    public static final String CROSS_NAMESPACE = "OFFERFLOW_ALLOW_CROSS_NAMESPACE_UPSTREAMS";

    public static final UpstreamPolicy STRICT = new UpstreamPolicy(false, false);

    /** Worker and watcher must read the same, or they would disagree about an upstream for ever. */
    public static UpstreamPolicy from(Settings settings) {
        return new UpstreamPolicy(settings.bool(EXTERNAL_NAMES, false), settings.bool(CROSS_NAMESPACE, false));
    }
}
