package io.offerflow.dev.crds;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.offerflow.api.ServiceOfferSpec;
import io.offerflow.api.chain.Chains;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Habits that every definition keeps, checked without a server. */
class CrdSchemaTest {

    private static final Map<String, String> SHORT_NAMES =
            Map.of("ServiceOffer", "so", "Agent", "ag", "RegistrationRequest", "rr", "AgentIdentity", "aid");
    private static final Set<String> UNDESCRIBED = Set.of(".metadata");

    static Stream<JsonNode> definitions() {
        return Manifests.allOf(Manifests.DEFINITIONS).stream();
    }

    @Test
    void theFourKindsHaveTheirShortNamesAndTheCategoryObol() {
        assertThat(definitions().map(CrdSchemaTest::kind)).containsExactlyInAnyOrderElementsOf(SHORT_NAMES.keySet());
        assertThat(definitions()).allSatisfy(crd -> {
            JsonNode names = crd.at("/spec/names");
            assertThat(names.path("shortNames")).singleElement().matches(name -> name.asText()
                    .equals(SHORT_NAMES.get(kind(crd))));
            assertThat(names.path("categories")).singleElement().matches(name -> name.asText()
                    .equals("obol"));
            assertThat(crd.at("/spec/versions/0/subresources/status").isObject())
                    .isTrue();
        });
    }

    @ParameterizedTest
    @MethodSource("definitions")
    void everyStringListAndMapIsBounded(JsonNode crd) {
        List<String> unbounded = new ArrayList<>();
        walk(crd, (path, node) -> {
            String type = node.path("type").asText();
            boolean bounded =
                    switch (type) {
                        case "string" -> node.has("maxLength");
                        case "array" -> node.has("maxItems");
                        case "object" -> !node.has("additionalProperties") || node.has("maxProperties");
                        default -> true;
                    };
            if (!bounded) {
                unbounded.add(path);
            }
        });
        assertThat(unbounded).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("definitions")
    void everyFieldIsDescribed(JsonNode crd) {
        List<String> undescribed = new ArrayList<>();
        walk(crd, (path, node) -> {
            boolean element = path.endsWith("[]") || path.endsWith("{}");
            if (!element
                    && !UNDESCRIBED.contains(path)
                    && !node.path("description").asText().endsWith(".")) {
                undescribed.add(path);
            }
        });
        assertThat(undescribed).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("definitions")
    void everyRuleHasASentence(JsonNode crd) {
        walk(crd, (path, node) -> node.path("x-kubernetes-validations")
                .forEach(rule ->
                        assertThat(rule.path("message").asText()).as(path).matches("(spec|metadata)[. ].*[.]")));
    }

    @ParameterizedTest
    @MethodSource("definitions")
    void aDefaultIsNamedInItsDescription(JsonNode crd) {
        walk(crd, (path, node) -> {
            if (node.has("default")) {
                assertThat(node.path("description").asText())
                        .as(path)
                        .contains("Default " + node.path("default").asText());
            }
        });
    }

    @Test
    void theNetworksAreThoseThatCanBePriced() {
        JsonNode network = offerSpec().at("/properties/payment/properties/network/enum");
        assertThat(StreamSupport.stream(network.spliterator(), false).map(JsonNode::asText))
                .containsExactlyInAnyOrderElementsOf(Chains.names());
    }

    @Test
    void everyFieldOfAnOfferIsReadByTheTypeOfThatNameAndNoOther() {
        assertSameFields("spec", offerSpec(), ServiceOfferSpec.class);
    }

    /** Compares a schema's properties with a record's components, and what is below them. */
    private static void assertSameFields(String path, JsonNode schema, Class<?> type) {
        assertThat(schema.path("properties").properties().stream().map(Map.Entry::getKey))
                .as(path)
                .containsExactlyInAnyOrderElementsOf(Stream.of(type.getRecordComponents())
                        .map(RecordComponent::getName)
                        .toList());
        for (RecordComponent field : type.getRecordComponents()) {
            JsonNode property = schema.path("properties").path(field.getName());
            boolean list = List.class.equals(field.getType());
            Type held =
                    list ? ((ParameterizedType) field.getGenericType()).getActualTypeArguments()[0] : field.getType();
            assertThat(property.path("type").asText().equals("array"))
                    .as(path + "." + field.getName() + " is a list")
                    .isEqualTo(list);
            if (held instanceof Class<?> nested && nested.isRecord()) {
                assertSameFields(path + "." + field.getName(), list ? property.path("items") : property, nested);
            }
        }
    }

    @Test
    void eachOfSeveralPaymentsAndEachPriceIsHeldToTheSameRules() {
        JsonNode payment = offerSpec().at("/properties/payment");
        JsonNode each = offerSpec().at("/properties/payments/items");
        for (String part : List.of("properties", "required", "x-kubernetes-validations")) {
            assertThat(each.path(part).toString().replace("spec.payments[].", "spec.payment."))
                    .as(part)
                    .isEqualTo(payment.path(part).toString());
        }
        JsonNode price = offerSpec().at("/properties/routes/items/properties/price");
        for (String part : List.of("properties", "x-kubernetes-validations")) {
            assertThat(price.path(part).toString().replace("spec.routes[].", "spec.payment."))
                    .as(part)
                    .isEqualTo(payment.at("/properties/price/" + part).toString());
        }
    }

    private static JsonNode offerSpec() {
        return definitions()
                .filter(crd -> kind(crd).equals("ServiceOffer"))
                .findFirst()
                .orElseThrow()
                .at("/spec/versions/0/schema/openAPIV3Schema/properties/spec");
    }

    private static String kind(JsonNode crd) {
        return crd.at("/spec/names/kind").asText();
    }

    private static void walk(JsonNode crd, BiConsumer<String, JsonNode> visitor) {
        walk("", crd.at("/spec/versions/0/schema/openAPIV3Schema"), visitor);
    }

    private static void walk(String path, JsonNode node, BiConsumer<String, JsonNode> visitor) {
        visitor.accept(path, node);
        node.path("properties")
                .properties()
                .forEach(field -> walk(path + "." + field.getKey(), field.getValue(), visitor));
        if (node.has("items")) {
            walk(path + "[]", node.get("items"), visitor);
        }
        if (node.path("additionalProperties").isObject()) {
            walk(path + "{}", node.get("additionalProperties"), visitor);
        }
    }
}
