package io.offerflow.activities.identity.document;

import static io.offerflow.activities.identity.document.Facts.SHOP;
import static io.offerflow.activities.identity.document.Facts.dark;
import static io.offerflow.activities.identity.document.Facts.id;
import static io.offerflow.activities.identity.document.Facts.published;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.offerflow.activities.identity.document.DocumentFacts.Registration;
import io.offerflow.api.Json;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class RegistrationDocumentTest {
    private static final Registration FIRST = id(84532, "0");
    private static final Registration HUGE =
            id(8453, BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE).toString());

    @Test
    void isByteForByteWhatTheOffersSay() {
        DocumentFacts facts =
                Facts.of(SHOP, List.of(published("weather"), published("quiet"), published("translate")), FIRST, HUGE);
        assertThat(RegistrationDocument.of(facts).json()).isEqualTo(Facts.text("published.json"));
    }

    @Test
    void isATombstoneThatKeepsItsIdsWhenNothingIsPublished() {
        DocumentFacts facts = Facts.of(SHOP, List.of(dark("translate"), published("quiet")), FIRST);
        RegistrationDocument tombstone = RegistrationDocument.of(facts);
        assertThat(tombstone.json()).isEqualTo(Facts.text("tombstone.json"));
        assertThat(tombstone.active()).isFalse();
    }

    @Test
    void keepsTheIdentitysNameWhenNoOfferIsRegistered() {
        JsonNode document = read(RegistrationDocument.of(Facts.of(SHOP, List.of(), FIRST)));
        assertThat(document.path("name").asText()).isEqualTo("default");
        assertThat(document.path("active").asBoolean(true)).isFalse();
        assertThat(document.path("services").size()).isZero();
    }

    @Test
    void idsOfAnySizeAreExactNumbers() {
        String json = RegistrationDocument.of(Facts.of(SHOP, List.of(published("weather")), FIRST, HUGE))
                .json();
        assertThat(json)
                .contains("\"agentId\": 0,")
                .contains(
                        "\"agentId\": 115792089237316195423570985008687907853269984665640564039457584007913129639935,");
        assertThatThrownBy(() -> id(1, "-1")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesNoRegistrationBeforeTheFirstId() {
        assertThat(read(RegistrationDocument.of(Facts.of(SHOP, List.of(published("weather")))))
                        .has("registrations"))
                .isFalse();
    }

    @Test
    void anEndpointWithAPlaceholderIsLeftOutAndTold() {
        RegistrationDocument document = RegistrationDocument.of(Facts.of(SHOP, List.of(published("translate"))));
        assertThat(document.json()).doesNotContain("{agentId}");
        assertThat(document.warnings())
                .singleElement()
                .asString()
                .contains("ServiceOffer shop/translate", "https://shop.example/agents/{agentId}", "placeholder");
    }

    @Test
    void withoutAPublicUrlNoAddressOfTheClusterIsTold() {
        RegistrationDocument document = RegistrationDocument.of(Facts.of(null, List.of(published("weather")), FIRST));
        assertThat(read(document).path("services").findValuesAsText("name")).containsExactly("MCP");
        assertThat(read(document).has("image")).isFalse();
        assertThat(document.warnings()).anyMatch(w -> w.contains("no public URL"));
    }

    @Test
    void aSlashAtTheEndOfThePublicUrlChangesNothing() {
        DocumentFacts slash = Facts.of(URI.create("https://shop.example/"), List.of(published("weather")));
        assertThat(RegistrationDocument.of(slash).contentHash())
                .isEqualTo(RegistrationDocument.of(Facts.of(SHOP, List.of(published("weather"))))
                        .contentHash());
    }

    @Test
    void updatedAtIsSecondsAndChangesNoHash() {
        RegistrationDocument document = RegistrationDocument.of(Facts.of(SHOP, List.of(published("weather"))));
        String hash = document.contentHash();
        assertThat(document.json(Instant.parse("2026-05-03T00:00:00.9Z"))).contains("\"updatedAt\": 1777766400\n");
        assertThat(document.contentHash()).isEqualTo(hash).hasSize(64);
        assertThat(document.json()).doesNotContain("updatedAt");
    }

    @Test
    void theDataUriHoldsTheSameDocument() throws JsonProcessingException {
        RegistrationDocument document = RegistrationDocument.of(Facts.of(null, List.of(published("translate")), HUGE));
        assertThat(document.dataUri()).isInstanceOf(DataUri.Fits.class);
        String uri = ((DataUri.Fits) document.dataUri()).uri();
        assertThat(uri).startsWith("data:application/json;base64,");
        byte[] body = Base64.getDecoder().decode(uri.substring(uri.indexOf(',') + 1));
        assertThat(Json.mapper().readTree(new String(body, StandardCharsets.UTF_8)))
                .isEqualTo(Json.mapper().readTree(document.json()));
    }

    @Test
    void aDataUriThatIsTooLongSaysHowLongAndWhatToDo() {
        Registration[] many = new Registration[300];
        for (int chain = 0; chain < many.length; chain++) {
            many[chain] = id(chain + 1, "1");
        }
        DataUri uri = RegistrationDocument.of(Facts.of(null, List.of(), many)).dataUri();
        assertThat(uri).isInstanceOf(DataUri.TooLarge.class);
        assertThat(((DataUri.TooLarge) uri).sentence()).contains("24576 is the limit", "shorten", "public URL");
    }

    @Test
    void anEndpointOfItsOwnIsToldAsItsOwnerSays() {
        RegistrationDocument document = RegistrationDocument.of(new DocumentFacts.Endpoint(
                "Elsewhere", "Runs somewhere else.", "https://example.org/agent", true, List.of(FIRST)));
        JsonNode tree = read(document);
        assertThat(tree.at("/services/0/endpoint").asText()).isEqualTo("https://example.org/agent");
        assertThat(tree.path("active").asBoolean()).isTrue();
        assertThat(tree.path("x402Support").asBoolean(true)).isFalse();
        RegistrationDocument gone = RegistrationDocument.of(
                new DocumentFacts.Endpoint("Elsewhere", null, "https://example.org/agent", false, List.of(FIRST)));
        assertThat(read(gone).path("services")).isEmpty();
        assertThat(read(gone).path("registrations")).hasSize(1);
    }

    private static JsonNode read(RegistrationDocument document) {
        try {
            return Json.mapper().readTree(document.json());
        } catch (JsonProcessingException e) {
            throw new AssertionError(document.json(), e);
        }
    }
}
