package io.offerflow.flows.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.offerflow.api.Json;
import io.offerflow.api.ServiceOfferStatus;
import io.offerflow.api.ServiceOfferStatus.Phase;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Conditions;
import io.offerflow.api.condition.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Objects that slipped past admission, because they were stored before the rules were: they stall alone and can be corrected. */
class BadOfferIT extends OnEachStack {
    private static final String PRICE = "0.003";

    /** An offer, what is wrong with it, why it stalls, and a word of the sentence. */
    private record Bad(String name, String patch, Reason reason, String word) {}

    private static final List<Bad> ALL = List.of(
            new Bad("price-abc", "{\"payment\":{\"price\":{\"perRequest\":\"abc\"}}}", Reason.InvalidPrice, "price"),
            new Bad(
                    "price-negative",
                    "{\"payment\":{\"price\":{\"perRequest\":\"-0.001\"}}}",
                    Reason.InvalidPrice,
                    "price"),
            new Bad(
                    "price-too-fine",
                    "{\"payment\":{\"price\":{\"perRequest\":\"0.0000001\"}}}",
                    Reason.InvalidPrice,
                    "price"),
            new Bad("price-none", "{\"payment\":{\"price\":{\"perRequest\":null}}}", Reason.InvalidPrice, "price"),
            new Bad("network", "{\"payment\":{\"network\":\"atlantis\"}}", Reason.UnknownNetwork, "atlantis"),
            new Bad("pay-to", "{\"payment\":{\"payTo\":\"somebody\"}}", Reason.InvalidPayTo, "payTo"),
            new Bad("path-dots", "{\"path\":\"/a/../b\"}", Reason.InvalidPath, "/a/../b"),
            new Bad("path-reserved", "{\"path\":\"/api/tea\"}", Reason.ReservedPath, "/api/tea"),
            new Bad("upstream-text", "{\"upstream\":\"upstream:80\"}", Reason.InvalidSpec, "spec.upstream"),
            new Bad("port-text", "{\"upstream\":{\"port\":\"eighty\"}}", Reason.InvalidSpec, "spec.upstream.port"),
            new Bad("payment-list", "{\"payment\":[]}", Reason.InvalidSpec, "spec.payment"),
            new Bad("drain-text", "{\"drainAt\":\"tomorrow\"}", Reason.InvalidSpec, "spec.drainAt"));

    @Test
    void bad_objects_stall_with_a_reason_harm_no_other_offer_and_heal_when_corrected() throws Exception {
        Shop shop = shop("bad");
        Till till = new Till(shop.stack());
        shop.sell("tea", "0.001");
        String before = shop.offers("tea").get().getMetadata().getResourceVersion();
        LaxSchema.during(shop.kube(), () -> {
            ALL.forEach(bad -> shop.create(shop.object(bad.name(), badSpec(shop, bad))));
            ALL.forEach(bad -> assertStalled(shop, bad));
        });
        for (Bad bad : ALL) {
            assertThat(till.ask(shop.ref(bad.name())).statusCode())
                    .as(bad.name())
                    .isEqualTo(403);
            assertThat(shop.route(bad.name()).get()).as(bad.name()).isNull();
        }
        assertThat(till.buyer().get(till.url(shop.path("tea"))).statusCode()).isEqualTo(200);
        assertThat(shop.offers("tea").get().getMetadata().getResourceVersion())
                .as("the version of the good offer beside them")
                .isEqualTo(before);

        ALL.forEach(bad -> shop.edit(bad.name(), correction(shop, bad.name())));

        for (Bad bad : ALL) {
            shop.awaitReady(bad.name());
            assertThat(till.asked(shop.ref(bad.name()))).contains("3000");
        }
    }

    @Test
    void a_bad_object_costs_nothing_while_nobody_corrects_it_and_can_be_deleted() {
        Shop shop = shop("bad-idle");
        Bad bad = ALL.getFirst();
        Bad unreadable = ALL.getLast();
        LaxSchema.during(shop.kube(), () -> {
            shop.create(shop.object(bad.name(), badSpec(shop, bad)));
            shop.create(shop.object(unreadable.name(), badSpec(shop, unreadable)));
            assertStalled(shop, bad);
            assertStalled(shop, unreadable);
        });
        for (Bad one : List.of(bad, unreadable)) {
            Story story = new Story(shop.stack(), shop.ref(one.name()));
            story.workflow().reconcileNow();
            int events = story.events();
            Patience.during(Duration.ofSeconds(5), "no history is written", () -> story.events() == events);

            shop.offers(one.name()).delete();
            shop.awaitGone(one.name());
        }
    }

    @Test
    void an_edit_that_breaks_a_sold_offer_keeps_it_guarded_and_its_correction_restores_it() throws Exception {
        Shop shop = shop("broken-later");
        Till till = new Till(shop.stack());
        shop.sell("tea", PRICE);
        LaxSchema.during(shop.kube(), () -> {
            shop.edit("tea", "{\"spec\":{\"payment\":{\"price\":{\"perRequest\":\"abc\"}}}}");
            shop.await("tea", ConditionType.READY, Reason.InvalidPrice);
        });
        assertThat(till.get(shop.path("tea")).statusCode()).isEqualTo(403);
        assertThat(shop.get("tea").statusOrEmpty().phase()).isEqualTo(Phase.Stalled);

        shop.edit("tea", correction(shop, "tea"));

        shop.awaitReady("tea");
        assertThat(till.asked(shop.ref("tea"))).contains("3000");
    }

    private static void assertStalled(Shop shop, Bad bad) {
        ServiceOfferStatus stalled = Patience.until(
                bad.name() + ": Stalled",
                () -> status(shop.offers(bad.name()).get()),
                status -> status.phase() == Phase.Stalled);
        Condition why =
                Conditions.find(stalled.conditions(), ConditionType.STALLED).orElseThrow();
        assertThat(why.reason()).as(bad.name()).isEqualTo(bad.reason().name());
        assertThat(why.message()).as(bad.name()).contains(bad.word());
        assertThat(Conditions.find(stalled.conditions(), ConditionType.READY))
                .map(Condition::status)
                .contains(Condition.Status.False);
    }

    /** Alone, because the spec beside it may not be readable. */
    private static ServiceOfferStatus status(GenericKubernetesResource object) {
        Object status = object.getAdditionalProperties().get("status");
        return status == null ? ServiceOfferStatus.EMPTY : Json.mapper().convertValue(status, ServiceOfferStatus.class);
    }

    private static Map<String, Object> badSpec(Shop shop, Bad bad) {
        return JsonText.merged(shop.spec(bad.name(), PRICE), bad.patch());
    }

    /** What a person would write: the whole spec, right this time. */
    private static String correction(Shop shop, String name) {
        Map<String, Object> spec = shop.spec(name, PRICE);
        spec.put("drainAt", null);
        return JsonText.of(Map.of("spec", spec));
    }
}
