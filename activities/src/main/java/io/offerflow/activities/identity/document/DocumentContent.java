package io.offerflow.activities.identity.document;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.activities.identity.document.DocumentFacts.Listed;
import io.offerflow.api.Json;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.ServiceOfferSpec;
import io.offerflow.api.ServiceOfferSpec.Registration;
import java.net.URI;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Puts a document together. The oldest registered offer speaks for the identity: name, description, image, trust, metadata and
 * provenance are its own. Keys stand in the order of the standard's example.
 */
final class DocumentContent {
    private static final String TYPE = "https://eips.ethereum.org/EIPS/eip-8004#registration-v1";
    private static final Registration UNREGISTERED =
            new Registration(null, null, null, null, null, null, List.of(), List.of(), List.of(), List.of(), Map.of());

    private final DocumentFacts facts;
    private final List<Listed> registered;
    private final @Nullable ServiceOffer speaker;
    private final DocumentServices services;

    DocumentContent(DocumentFacts facts) {
        this.facts = facts;
        this.registered =
                facts.offers().stream().filter(DocumentContent::counts).toList();
        this.speaker = registered.stream()
                .map(Listed::offer)
                .min(Comparator.comparing(DocumentContent::created).thenComparing(ServiceOffer::ref))
                .orElse(null);
        this.services = new DocumentServices(facts.publicUrl(), published());
    }

    RegistrationDocument document() {
        boolean active = !published().isEmpty();
        Registration says = speaker == null ? UNREGISTERED : registration(speaker);
        ObjectNode document = begun(name(), active ? description(says) : silence(name()));
        image(says).ifPresent(url -> document.put("image", url));
        document.set("services", services.array());
        document.put("x402Support", active);
        document.put("active", active);
        putRegistrations(document, facts.registrations());
        putTexts(document, "supportedTrust", says.supportedTrust());
        putMap(document, "metadata", says.metadata());
        putMap(
                document,
                "provenance",
                speaker == null ? Map.of() : speaker.spec().provenance());
        return new RegistrationDocument(document, active, services.warnings());
    }

    /** The document of an endpoint that is no offer's. */
    static RegistrationDocument of(DocumentFacts.Endpoint facts) {
        ObjectNode document =
                begun(facts.name(), facts.active() ? filled(facts.description()).orElse("") : silence(facts.name()));
        ArrayNode services = document.putArray("services");
        if (facts.active()) {
            services.addObject().put("name", "web").put("endpoint", facts.endpoint());
        }
        document.put("x402Support", false);
        document.put("active", facts.active());
        putRegistrations(document, facts.registrations());
        return new RegistrationDocument(document, facts.active(), List.of());
    }

    private static ObjectNode begun(String name, String description) {
        return Json.mapper()
                .createObjectNode()
                .put("type", TYPE)
                .put("name", name)
                .put("description", description);
    }

    /** A tombstone's description. */
    private static String silence(String name) {
        return "Agent " + name + " sells nothing at present.";
    }

    private static boolean counts(Listed listed) {
        return listed.offer().spec().registrationEnabled()
                && !listed.offer().metadata().deleting();
    }

    private List<ServiceOffer> published() {
        return registered.stream()
                .filter(Listed::published)
                .map(Listed::offer)
                .sorted(Comparator.comparing(ServiceOffer::ref))
                .toList();
    }

    /** An object that the API server did not date, as tests and tools make them, is younger than all. */
    private static Instant created(ServiceOffer offer) {
        Instant at = offer.metadata().creationTimestamp();
        return at == null ? Instant.MAX : at;
    }

    private String name() {
        if (speaker == null) {
            return facts.name();
        }
        return filled(registration(speaker).name()).orElse(speaker.metadata().name());
    }

    private String description(Registration says) {
        return filled(says.description()).orElseGet(() -> defaultDescription(speaker));
    }

    private static String defaultDescription(@Nullable ServiceOffer offer) {
        if (offer == null) {
            return "";
        }
        ServiceOfferSpec spec = offer.spec();
        String model = spec.model() == null ? null : spec.model().name();
        if (ServiceOfferSpec.TYPE_INFERENCE.equals(spec.effectiveType()) && model != null) {
            return "Inference with " + model + ", paid with x402.";
        }
        String kind = spec.effectiveType().equals(ServiceOfferSpec.TYPE_HTTP)
                ? "HTTP service"
                : spec.effectiveType().substring(0, 1).toUpperCase(Locale.ROOT)
                        + spec.effectiveType().substring(1);
        return kind + " " + offer.metadata().name() + ", paid with x402.";
    }

    private Optional<String> image(Registration says) {
        return filled(says.image())
                .or(() -> Optional.ofNullable(facts.publicUrl()).map(base -> address(base, "/agent-icon.png")));
    }

    /** Absent before the first id, as readers of the standard expect. */
    static void putRegistrations(ObjectNode document, List<DocumentFacts.Registration> registrations) {
        if (registrations.isEmpty()) {
            return;
        }
        ArrayNode array = document.putArray("registrations");
        registrations.stream()
                .distinct()
                .sorted(Comparator.comparing(
                                (DocumentFacts.Registration r) -> r.chain().id())
                        .thenComparing(DocumentFacts.Registration::registry)
                        .thenComparing(DocumentFacts.Registration::agentId))
                .forEach(r -> array.addObject().put("agentId", r.agentId()).put("agentRegistry", r.agentRegistry()));
    }

    /** The base address joined with an absolute path; a base with or without a slash at its end gives the same. */
    static String address(URI base, String path) {
        String text = base.toString();
        return (text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + path;
    }

    static void putTexts(ObjectNode node, String key, Collection<String> texts) {
        if (!texts.isEmpty()) {
            ArrayNode array = node.putArray(key);
            texts.stream().distinct().forEach(array::add);
        }
    }

    private static void putMap(ObjectNode node, String key, Map<String, String> map) {
        if (!map.isEmpty()) {
            ObjectNode object = node.putObject(key);
            new TreeMap<>(map).forEach(object::put);
        }
    }

    static Registration registration(ServiceOffer offer) {
        Registration registration = offer.spec().registration();
        return registration == null ? UNREGISTERED : registration;
    }

    static Optional<String> filled(@Nullable String text) {
        return Optional.ofNullable(text).filter(t -> !t.isBlank());
    }
}
