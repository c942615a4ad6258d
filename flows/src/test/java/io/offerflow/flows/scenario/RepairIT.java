package io.offerflow.flows.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Reason;
import io.offerflow.api.name.Labels;
import io.offerflow.workflows.entity.ChildKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Children stay as rendered, whoever touches them. */
class RepairIT extends OnEachStack {
    private static final Duration PROMISED = Duration.ofSeconds(5);
    private static final String MEDDLER = "meddler";

    /** What somebody does to a child by hand: a name and a JSON merge patch. */
    record Damage(String name, ChildKind child, String patch) {
        @Override
        public String toString() {
            return child.kind() + " " + name;
        }
    }

    static Stream<Damage> damages() {
        return Stream.of(
                new Damage(
                        "address changed",
                        ChildKind.MIDDLEWARE,
                        "{\"spec\":{\"forwardAuth\":{\"address\":\"http://127.0.0.1:1/free\"}}}"),
                new Damage(
                        "identity headers removed",
                        ChildKind.MIDDLEWARE,
                        "{\"spec\":{\"forwardAuth\":{\"authResponseHeaders\":null}}}"),
                new Damage("spec removed", ChildKind.MIDDLEWARE, "{\"spec\":null}"),
                new Damage("rules removed", ChildKind.HTTP_ROUTE, "{\"spec\":{\"rules\":[]}}"),
                new Damage("parents removed", ChildKind.HTTP_ROUTE, "{\"spec\":{\"parentRefs\":null}}"),
                metadata("label removed", "labels", Labels.MANAGED_BY, "null"),
                metadata("label changed", "labels", Labels.OFFER_NAME, "\"other\""),
                metadata("annotation removed", "annotations", Labels.RENDERED_HASH, "null"),
                metadata("annotation changed", "annotations", Labels.RENDERED_HASH, "\"0000000000000000\""),
                new Damage("owner removed", ChildKind.HTTP_ROUTE, "{\"metadata\":{\"ownerReferences\":null}}"));
    }

    private static Damage metadata(String name, String field, String key, String value) {
        return new Damage(
                name, ChildKind.HTTP_ROUTE, "{\"metadata\":{\"%s\":{\"%s\":%s}}}".formatted(field, key, value));
    }

    @ParameterizedTest
    @EnumSource(
            value = ChildKind.class,
            names = {"MIDDLEWARE", "HTTP_ROUTE"})
    void a_deleted_child_is_back_within_5_seconds(ChildKind child) {
        Shop shop = shop("deleted-child");
        shop.sell("tea", "0.001");
        GenericKubernetesResource before = shop.child(child, "tea").get();

        shop.child(child, "tea").delete();

        repaired(shop, child, before);
        assertThat(shop.child(child, "tea").get().getMetadata().getUid())
                .isNotEqualTo(before.getMetadata().getUid());
        shop.awaitReady("tea");
    }

    @ParameterizedTest
    @MethodSource("damages")
    void a_child_edited_by_another_manager_is_as_rendered_within_5_seconds(Damage damage) {
        Shop shop = shop("edited-child");
        shop.sell("tea", "0.001");
        GenericKubernetesResource before = shop.child(damage.child(), "tea").get();

        Shop.patch(shop.child(damage.child(), "tea"), MEDDLER, damage.patch());

        repaired(shop, damage.child(), before);
        shop.awaitReady("tea");
    }

    @Test
    void what_others_add_beside_ours_is_left_alone() {
        Shop shop = shop("added-beside");
        shop.sell("tea", "0.001");
        Shop.patch(shop.route("tea"), MEDDLER, "{\"metadata\":{\"labels\":{\"team\":\"tea\"}}}");
        String version = version(shop.route("tea"));

        new Story(shop.stack(), shop.ref("tea")).workflow().reconcileNow();

        assertThat(version(shop.route("tea"))).isEqualTo(version);
        assertThat(shop.route("tea").get().getMetadata().getLabels()).containsEntry("team", "tea");
    }

    @Test
    void a_manager_that_undoes_us_three_times_is_named_and_not_fought() throws Exception {
        Shop shop = shop("fight");
        Till till = new Till(shop.stack());
        shop.sell("tea", "0.001");
        GenericKubernetesResource rendered = shop.middleware("tea").get();
        for (int round = 0; round < 3; round++) {
            meddle(shop);
            repaired(shop, ChildKind.MIDDLEWARE, rendered);
        }

        meddle(shop);

        Condition conflict = shop.await("tea", ConditionType.ROUTE_PUBLISHED, Reason.FieldConflict);
        assertThat(conflict.message()).contains(MEDDLER).contains("Middleware x402-tea");
        String version = version(shop.middleware("tea"));
        Patience.during(Duration.ofSeconds(5), "no fight", () -> version(shop.middleware("tea"))
                .equals(version));
        assertThat(till.get(shop.path("tea")).statusCode())
                .as("a route behind somebody else's Middleware")
                .isEqualTo(404);
        shop.offers("tea").delete();
        shop.awaitGone("tea");
    }

    private static void meddle(Shop shop) {
        Shop.patch(
                shop.middleware("tea"),
                MEDDLER,
                "{\"spec\":{\"forwardAuth\":{\"address\":\"http://127.0.0.1:1/free\"}}}");
    }

    private static void repaired(Shop shop, ChildKind child, GenericKubernetesResource before) {
        long start = System.nanoTime();
        Patience.within(PROMISED, child.kind() + " as rendered")
                .until(() -> sameIntent(shop.child(child, "tea").get(), before));
        LOG.info("repaired {} after {} ms", child.kind(), (System.nanoTime() - start) / 1_000_000);
    }

    private static boolean sameIntent(GenericKubernetesResource now, GenericKubernetesResource before) {
        return now != null && intent(now).equals(intent(before));
    }

    private static List<Object> intent(GenericKubernetesResource child) {
        Map<String, String> labels =
                Objects.requireNonNullElse(child.getMetadata().getLabels(), Map.of());
        Map<String, String> annotations =
                Objects.requireNonNullElse(child.getMetadata().getAnnotations(), Map.of());
        return List.of(
                Objects.requireNonNullElse(child.getAdditionalProperties().get("spec"), ""),
                labels,
                annotations,
                child.getMetadata().getOwnerReferences());
    }

    private static String version(Resource<GenericKubernetesResource> object) {
        return object.get().getMetadata().getResourceVersion();
    }
}
