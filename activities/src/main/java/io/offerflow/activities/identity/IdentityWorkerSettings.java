package io.offerflow.activities.identity;

import io.offerflow.activities.identity.document.ServingSettings;
import io.offerflow.api.Ref;
import io.offerflow.cluster.SettingException;
import io.offerflow.cluster.Settings;
import io.offerflow.workflows.identity.IdentitySettings;
import io.offerflow.workflows.offer.ControllerSettings;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * The worker's settings about identities.
 *
 * @param plans what plans depend on
 * @param serving how documents are served
 * @param publicUrl where people reach the Gateway; without it the reference's ConfigMap is asked
 */
public record IdentityWorkerSettings(IdentitySettings plans, ServingSettings serving, Optional<URI> publicUrl) {
    public static final String PUBLIC_URL = "OFFERFLOW_PUBLIC_URL";

    /** @throws IllegalArgumentException naming the setting that cannot be used */
    public static IdentityWorkerSettings from(Settings settings, ControllerSettings controller) {
        List<URI> urls = settings.uris(PUBLIC_URL, List.of());
        if (urls.size() > 1) {
            throw new SettingException(PUBLIC_URL, String.valueOf(urls), "one address is needed");
        }
        return new IdentityWorkerSettings(
                IdentitySettings.from(settings::text)
                        .timed(
                                settings.duration(IdentitySettings.DEBOUNCE, IdentitySettings.DEFAULTS.debounce()),
                                settings.duration(
                                        IdentitySettings.DELETION_LIMIT, IdentitySettings.DEFAULTS.deletionLimit())),
                ServingSettings.from(settings::text, Ref.parse(controller.gateway()), controller.gatewaySection()),
                urls.stream().findFirst());
    }

    /** The same once it is known what Temporal offers. */
    public IdentityWorkerSettings within(boolean searchable, int historyLimit) {
        return new IdentityWorkerSettings(plans.within(searchable, historyLimit), serving, publicUrl);
    }
}
