package io.offerflow.verifier.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The file as written. Field names are its keys; every other key is an error. */
record SettingsDocument(
        @Nullable String wallet,
        @Nullable String chain,
        @Nullable String facilitatorURL,
        @Nullable Boolean verifyOnly,
        @Nullable List<RouteEntry> routes) {
    static final SettingsDocument EMPTY = new SettingsDocument(null, null, null, null, null);

    /** {@code price}: whole tokens a request, as text; {@code gate}: free or paid. {@code payTo} and {@code network} override the file's. */
    record RouteEntry(
            @Nullable String pattern,
            @Nullable String gate,
            @Nullable String price,
            @Nullable String description,
            @Nullable String payTo,
            @Nullable String network,
            @Nullable Long maxTimeoutSeconds,
            @Nullable String assetAddress,
            @Nullable String assetSymbol,
            @Nullable Integer assetDecimals,
            @Nullable String assetTransferMethod,
            @Nullable String eip712Name,
            @Nullable String eip712Version,
            @Nullable String offerNamespace,
            @Nullable String offerName) {}
}
