package io.offerflow.activities.identity.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.offerflow.activities.identity.document.DocumentFacts.Listed;
import io.offerflow.activities.identity.document.DocumentFacts.Registration;
import io.offerflow.api.Json;
import io.offerflow.api.Metadata;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.ServiceOfferSpec;
import io.offerflow.api.ServiceOfferSpec.RegistrationService;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever people write into their offers, the document is one that readers can read, and the same for the same facts. */
class RegistrationDocumentProperties {

    @Property(tries = 300)
    void isValidAndIndependentOfOrder(
            @ForAll @Size(max = 6) List<String> texts,
            @ForAll @Size(max = 4) List<@BigRange(min = "0") BigInteger> ids,
            @ForAll @IntRange(max = 1_000_000) int seed)
            throws JsonProcessingException {
        List<Listed> offers = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            offers.add(new Listed(offer(i, texts.get(i)), texts.get(i).length() % 3 != 0));
        }
        List<Registration> registrations = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            registrations.add(Facts.id(i + 1, ids.get(i).toString()));
        }
        RegistrationDocument document =
                RegistrationDocument.of(new DocumentFacts("default", Facts.SHOP, offers, registrations));
        JsonNode tree = Json.mapper().readTree(document.json());
        assertThat(tree.path("active").asBoolean()).isEqualTo(document.active());
        assertThat(document.active()).isEqualTo(offers.stream().anyMatch(Listed::published));
        assertThat(tree.path("x402Support")).isEqualTo(tree.path("active"));
        for (int i = 0; i < ids.size(); i++) {
            assertThat(tree.path("registrations").path(i).path("agentId").bigIntegerValue())
                    .isEqualTo(ids.get(i));
        }
        for (JsonNode service : tree.path("services")) {
            assertThat(service.path("endpoint").asText()).isNotBlank().doesNotContain("{", "}");
        }
        Random random = new Random(seed);
        Collections.shuffle(offers, random);
        Collections.shuffle(registrations, random);
        RegistrationDocument other =
                RegistrationDocument.of(new DocumentFacts("default", Facts.SHOP, offers, registrations));
        assertThat(other.json()).isEqualTo(document.json());
        assertThat(other.contentHash()).isEqualTo(document.contentHash());
    }

    private static ServiceOffer offer(int number, String text) {
        Map<String, String> free = new HashMap<>();
        free.put("a", text);
        free.put(text, "b");
        ServiceOfferSpec.Registration registration = new ServiceOfferSpec.Registration(
                true,
                null,
                null,
                text,
                text,
                null,
                List.of(new RegistrationService("web", text, text), new RegistrationService("x", "{" + text, null)),
                List.of(text),
                List.of(text, "a/b"),
                List.of(),
                free);
        ServiceOfferSpec spec = new ServiceOfferSpec(
                "http",
                null,
                null,
                null,
                null,
                List.of(),
                List.of(),
                null,
                null,
                null,
                free,
                registration,
                null,
                null,
                null);
        Metadata metadata = new Metadata(
                "shop",
                "offer-" + number,
                "uid-" + number,
                "1",
                1,
                Instant.EPOCH.plusSeconds(number % 2),
                null,
                List.of(),
                Map.of(),
                Map.of());
        return new ServiceOffer(metadata, spec, null);
    }
}
