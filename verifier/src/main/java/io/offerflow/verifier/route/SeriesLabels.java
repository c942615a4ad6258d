package io.offerflow.verifier.route;

/**
 * The labels of a rule's metrics, as the reference's dashboards read them. {@code chain} is the network as configured, empty where it is
 * inherited.
 */
public record SeriesLabels(String offerNamespace, String offerName, String chain, String assetSymbol) {
    public static final String UNKNOWN_ASSET = "unknown";

    public SeriesLabels {
        assetSymbol = assetSymbol.isEmpty() ? UNKNOWN_ASSET : assetSymbol;
    }
}
