package io.offerflow.cluster.fields;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.offerflow.api.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FieldOwnershipTest {
    private static final Map<String, Object> ROUTE = Map.of(
            "apiVersion",
            "gateway.networking.k8s.io/v1",
            "kind",
            "HTTPRoute",
            "metadata",
            Map.of(
                    "name",
                    "so-a",
                    "namespace",
                    "shop",
                    "labels",
                    Map.of("app.kubernetes.io/managed-by", "offerflow"),
                    "ownerReferences",
                    List.of(Map.of("uid", "u-1", "name", "a"))),
            "spec",
            Map.of("rules", List.of(Map.of("matches", List.of("x")))));

    private static final String WHOLE =
            """
            {"f:metadata":{"f:labels":{"f:app.kubernetes.io/managed-by":{}},
              "f:ownerReferences":{"k:{\\"uid\\":\\"u-1\\"}":{}}},
             "f:spec":{"f:rules":{}}}""";
    private static final String WITHOUT_RULES =
            """
            {"f:metadata":{"f:labels":{"f:app.kubernetes.io/managed-by":{}},
              "f:ownerReferences":{"k:{\\"uid\\":\\"u-1\\"}":{}}}}""";

    @Test
    void whoeverOwnsEveryRenderedFieldIsIntact() {
        assertThat(FieldOwnership.of(ROUTE, live(ours(WHOLE)))).isEqualTo(new FieldOwnership(true, null));
    }

    @Test
    void fieldsThatOthersAddDoNotMatter() {
        ObjectMeta live =
                live(ours(WHOLE), update("kubectl-edit", "{\"f:metadata\":{\"f:annotations\":{\"f:note\":{}}}}"));
        assertThat(FieldOwnership.of(ROUTE, live).intact()).isTrue();
    }

    @Test
    void aFieldTakenByAHandEditNamesItsNewOwner() {
        ObjectMeta live = live(
                update("helm", "{\"f:metadata\":{\"f:annotations\":{\"f:note\":{}}}}"),
                ours(WITHOUT_RULES),
                update("kubectl-edit", "{\"f:spec\":{\"f:rules\":{}}}"));
        assertThat(FieldOwnership.of(ROUTE, live)).isEqualTo(new FieldOwnership(false, "kubectl-edit"));
    }

    @Test
    void aFieldThatIsGoneHasNoOwner() {
        ObjectMeta live =
                live(ours(WITHOUT_RULES), update("helm", "{\"f:metadata\":{\"f:annotations\":{\"f:note\":{}}}}"));
        assertThat(FieldOwnership.of(ROUTE, live)).isEqualTo(new FieldOwnership(false, null));
    }

    @Test
    void theLatestOfSeveralOwnersIsNamed() {
        ManagedFieldsEntry early = update("early", "{\"f:spec\":{\"f:rules\":{}}}");
        early.setTime("2026-01-01T00:00:00Z");
        ManagedFieldsEntry late = update("late", "{\"f:spec\":{\"f:rules\":{}}}");
        late.setTime("2026-01-02T00:00:00Z");
        assertThat(FieldOwnership.of(ROUTE, live(late, ours(WITHOUT_RULES), early))
                        .otherManager())
                .isEqualTo("late");
    }

    @Test
    void aChildOfAnotherControllerIsNotIntactAndNamesIt() {
        ManagedFieldsEntry reference = entry("serviceoffer-controller", "Apply", WHOLE);
        assertThat(FieldOwnership.of(ROUTE, live(reference)))
                .isEqualTo(new FieldOwnership(false, "serviceoffer-controller"));
    }

    @Test
    void ownUpdatesAndStatusWritesAreNoApply() {
        ManagedFieldsEntry status = ours(WHOLE);
        status.setSubresource("status");
        assertThat(FieldOwnership.of(ROUTE, live(update("offerflow", WHOLE), status))
                        .intact())
                .isFalse();
    }

    @Test
    void everyItemOfAKeyedListCounts() {
        Map<String, Object> two =
                Map.of("spec", Map.of("ports", List.of(Map.of("port", 80), Map.of("port", 443, "name", "tls"))));
        String first = "\"k:{\\\"port\\\":80,\\\"protocol\\\":\\\"TCP\\\"}\":{\".\":{},\"f:port\":{}}";
        String second = "\"k:{\\\"port\\\":443}\":{\".\":{},\"f:port\":{},\"f:name\":{}}";
        String lame = "\"k:{\\\"port\\\":443}\":{\".\":{},\"f:port\":{}}";
        assertThat(intact(two, "{\"f:spec\":{\"f:ports\":{" + first + "," + second + "}}}"))
                .isTrue();
        assertThat(intact(two, "{\"f:spec\":{\"f:ports\":{" + first + "}}}")).isFalse();
        assertThat(intact(two, "{\"f:spec\":{\"f:ports\":{" + first + "," + lame + "}}}"))
                .isFalse();
    }

    @Test
    void everyMemberOfASetCounts() {
        Map<String, Object> set = Map.of("metadata", Map.of("finalizers", List.of("a", "b")));
        assertThat(intact(set, "{\"f:metadata\":{\"f:finalizers\":{\".\":{},\"v:\\\"a\\\"\":{},\"v:\\\"b\\\"\":{}}}}"))
                .isTrue();
        assertThat(intact(set, "{\"f:metadata\":{\"f:finalizers\":{\".\":{},\"v:\\\"a\\\"\":{}}}}"))
                .isFalse();
    }

    @Test
    void withoutManagedFieldsNothingIsOurs() {
        assertThat(FieldOwnership.of(ROUTE, new ObjectMeta())).isEqualTo(new FieldOwnership(false, null));
    }

    private static boolean intact(Map<String, Object> manifest, String fields) {
        return FieldOwnership.of(manifest, live(ours(fields))).intact();
    }

    private static ObjectMeta live(ManagedFieldsEntry... entries) {
        return new ObjectMetaBuilder().withManagedFields(entries).build();
    }

    private static ManagedFieldsEntry ours(String fields) {
        return entry("offerflow", "Apply", fields);
    }

    private static ManagedFieldsEntry update(String manager, String fields) {
        return entry(manager, "Update", fields);
    }

    private static ManagedFieldsEntry entry(String manager, String operation, String fields) {
        try {
            return new ManagedFieldsEntryBuilder()
                    .withManager(manager)
                    .withOperation(operation)
                    .withFieldsV1(Json.mapper().readValue(fields, FieldsV1.class))
                    .build();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
