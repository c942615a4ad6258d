package io.offerflow.activities.identity.document;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.api.Drain;
import io.offerflow.api.Json;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.ServiceOfferSpec.Registration;
import io.offerflow.api.ServiceOfferSpec.RegistrationService;
import io.offerflow.api.oasf.Taxonomy;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The services of published offers, offer by offer: its own address, what it can do, and what its operator adds. */
final class DocumentServices {
    /** Of the document's kind of entry, where the taxonomy's paths are explained; the address that agent0-sdk writes as well. */
    private static final String OASF = "https://github.com/agntcy/oasf/";
    /** What templates leave behind: {@code {agentId}}, {@code ${HOST}}, {@code {{ url }}}. */
    private static final Pattern PLACEHOLDER = Pattern.compile("[{}]");

    private final @Nullable URI publicUrl;
    private final List<ServiceOffer> offers;
    private final Set<ObjectNode> entries = new LinkedHashSet<>();
    private final List<String> warnings = new ArrayList<>();

    /** @param offers sorted */
    DocumentServices(@Nullable URI publicUrl, List<ServiceOffer> offers) {
        this.publicUrl = publicUrl;
        this.offers = offers;
        offers.forEach(this::add);
    }

    /** Two offers may name the same address of their operator; it is told once. */
    ArrayNode array() {
        return Json.mapper().createArrayNode().addAll(entries);
    }

    List<String> warnings() {
        if (publicUrl == null && !offers.isEmpty()) {
            warnings.addFirst("no public URL is set, so that no address of an offer can be told");
        }
        return warnings;
    }

    private void add(ServiceOffer offer) {
        Registration says = DocumentContent.registration(offer);
        if (publicUrl != null) {
            ObjectNode web = entry("web", DocumentContent.address(publicUrl, offer.effectivePath()), null);
            Drain drain = Drain.of(offer.spec());
            if (drain != null && !drain.endsAt().equals(Instant.MAX)) {
                web.put(
                        "drainEndsAt",
                        drain.endsAt().truncatedTo(ChronoUnit.SECONDS).toString());
            }
            entries.add(web);
        }
        if (!says.skills().isEmpty() || !says.domains().isEmpty()) {
            ObjectNode able = entry("OASF", OASF, Taxonomy.VERSION);
            DocumentContent.putTexts(able, "skills", new TreeSet<>(says.skills()));
            DocumentContent.putTexts(able, "domains", new TreeSet<>(says.domains()));
            entries.add(able);
        }
        says.services().forEach(service -> add(offer, service));
    }

    private void add(ServiceOffer offer, RegistrationService service) {
        String endpoint = service.endpoint();
        if (endpoint == null || endpoint.isBlank()) {
            warnings.add(leftOut(offer, service) + " it has no endpoint");
        } else if (PLACEHOLDER.matcher(endpoint).find()) {
            warnings.add(leftOut(offer, service) + " its endpoint " + endpoint
                    + " has a placeholder that nobody fills; write the address out");
        } else {
            entries.add(entry(service.name(), endpoint, service.version()));
        }
    }

    private static String leftOut(ServiceOffer offer, RegistrationService service) {
        return "service " + service.name() + " of ServiceOffer " + offer.ref() + " is left out:";
    }

    private static ObjectNode entry(String name, String endpoint, @Nullable String version) {
        ObjectNode entry = Json.mapper().createObjectNode().put("name", name).put("endpoint", endpoint);
        DocumentContent.filled(version).ifPresent(v -> entry.put("version", v));
        return entry;
    }
}
