package io.offerflow.verifier.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.offerflow.api.ServiceOfferSpec.Asset;
import io.offerflow.api.ServiceOfferSpec.Payment;
import io.offerflow.api.ServiceOfferSpec.Price;
import io.offerflow.api.chain.Chains;
import io.offerflow.api.route.RefusedException;
import io.offerflow.api.route.Requirement;
import io.offerflow.api.route.Routes;
import io.offerflow.verifier.config.SettingsDocument.RouteEntry;
import io.offerflow.verifier.route.Access;
import io.offerflow.verifier.route.PathPattern;
import io.offerflow.verifier.route.Rule;
import io.offerflow.verifier.route.SeriesLabels;
import io.offerflow.verifier.route.StaticRules;
import io.offerflow.verifier.route.Terms;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the YAML of the settings file. Pure, and strict: a key that does nothing here is refused by name. */
public final class SettingsParser {
    private static final String DEFAULT_CHAIN = "base";
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final List<URI> defaultFacilitators;

    /** @param defaultFacilitators used where the file names none */
    public SettingsParser(List<URI> defaultFacilitators) {
        this.defaultFacilitators = defaultFacilitators;
    }

    /** @throws IllegalArgumentException with a sentence that names the key */
    public StaticSettings parse(byte[] yaml) {
        SettingsDocument document = read(yaml);
        String chain = document.chain() == null ? DEFAULT_CHAIN : document.chain();
        if (Chains.find(chain).isEmpty()) {
            throw new IllegalArgumentException(
                    "chain: unsupported chain \"" + chain + "\": use one of " + String.join(", ", Chains.names()));
        }
        List<URI> facilitators = document.facilitatorURL() == null
                ? defaultFacilitators
                : FacilitatorUrl.parseAll(document.facilitatorURL());
        boolean verifyOnly = Boolean.TRUE.equals(document.verifyOnly());
        List<RouteEntry> routes = document.routes() == null ? List.of() : document.routes();
        List<StaticRules.Entry> entries = new ArrayList<>();
        for (int i = 0; i < routes.size(); i++) {
            try {
                entries.add(entry(routes.get(i), document.wallet(), chain, !verifyOnly));
            } catch (IllegalArgumentException wrong) {
                throw new IllegalArgumentException("routes[" + i + "]." + wrong.getMessage(), wrong);
            }
        }
        return new StaticSettings(facilitators, verifyOnly, new StaticRules(entries));
    }

    private static SettingsDocument read(byte[] yaml) {
        try {
            JsonNode tree = YAML.readTree(yaml);
            // An empty document, or one of comments only, is no mistake.
            boolean empty = tree == null || tree.isMissingNode() || tree.isNull();
            // Not from the tree: there an unquoted 0x address has already become a number.
            return empty ? SettingsDocument.EMPTY : YAML.readValue(yaml, SettingsDocument.class);
        } catch (UnrecognizedPropertyException unknown) {
            throw new IllegalArgumentException("unknown key " + path(unknown), unknown);
        } catch (JsonMappingException mapping) {
            String field = path(mapping);
            throw new IllegalArgumentException(
                    (field.isEmpty() ? "the file" : field) + " has a form that cannot be read", mapping);
        } catch (JsonProcessingException syntax) {
            int line = syntax.getLocation() == null ? 0 : syntax.getLocation().getLineNr();
            throw new IllegalArgumentException("line " + line + " is not YAML", syntax);
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory", e);
        }
    }

    private static String path(JsonMappingException mapping) {
        return mapping.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                .collect(Collectors.joining())
                .replaceFirst("^\\.", "");
    }

    private static StaticRules.Entry entry(RouteEntry route, @Nullable String wallet, String chain, boolean settles) {
        if (route.pattern() == null) {
            throw new IllegalArgumentException("pattern is missing");
        }
        PathPattern pattern;
        try {
            pattern = PathPattern.of(route.pattern());
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("pattern " + wrong.getMessage(), wrong);
        }
        Access access =
                switch (route.gate() == null ? "paid" : route.gate()) {
                    case "free" -> new Access.Free();
                    case "paid" -> new Access.Paid(terms(route, pattern, wallet, chain, settles));
                    default ->
                        throw new IllegalArgumentException("gate \"" + route.gate() + "\" is neither free nor paid");
                };
        return new StaticRules.Entry(pattern, new Rule(labels(route), access, null));
    }

    private static SeriesLabels labels(RouteEntry route) {
        return new SeriesLabels(
                text(route.offerNamespace()),
                text(route.offerName()),
                text(route.network()),
                text(route.assetSymbol()));
    }

    private static Terms terms(
            RouteEntry route, PathPattern pattern, @Nullable String wallet, String chain, boolean settles) {
        boolean ownAsset = route.assetAddress() != null || route.assetSymbol() != null || route.assetDecimals() != null;
        Asset asset = ownAsset || route.eip712Name() != null || route.eip712Version() != null
                ? new Asset(
                        route.assetAddress(),
                        route.assetSymbol(),
                        route.assetDecimals(),
                        route.assetTransferMethod(),
                        route.eip712Name(),
                        route.eip712Version())
                : null;
        Payment payment = new Payment(
                "exact",
                route.network() == null ? chain : route.network(),
                route.payTo() == null ? wallet : route.payTo(),
                route.maxTimeoutSeconds(),
                asset,
                new Price(text(route.price()), null, null));
        try {
            Requirement requirement = Routes.requirement(payment, new TreeMap<>());
            String description = route.description() == null ? "Request to " + pattern : route.description();
            return new Terms(pattern.directory(), description, List.of(requirement), settles, false);
        } catch (RefusedException refused) {
            throw new IllegalArgumentException(inFileTerms(refused.sentence()), refused);
        }
    }

    /** The shared rules speak of a spec's fields; the file has the same ones under flat names. */
    private static String inFileTerms(String sentence) {
        return sentence.replace("spec.payment.price.perRequest", "price")
                .replace("spec.payment.asset.eip712", "eip712")
                .replace("spec.payment.asset.address", "assetAddress")
                .replace("spec.payment.asset.symbol", "assetSymbol")
                .replace("spec.payment.asset.decimals", "assetDecimals")
                .replace("spec.payment.asset.transferMethod", "assetTransferMethod")
                .replace("spec.payment.", "");
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
