package io.offerflow.dev.watcher;

import static io.offerflow.dev.watcher.WatchedCluster.MIDDLEWARES;
import static io.offerflow.dev.watcher.WatchedCluster.OFFERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.offerflow.dev.fault.Call;
import io.offerflow.dev.fault.Fault;
import io.offerflow.dev.fault.FaultRule;
import io.offerflow.watcher.nudge.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the watcher misses, doubles or holds up when objects, watches and kinds are broken: nothing. */
class WatcherFaultsIT extends OnEachWatchedCluster {
    @Test
    void oneObjectThatDoesNotParseHarmsNoOther() {
        CustomResourceDefinition strict = offersDefinition();
        try {
            permissive(strict);
            await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> {
                cluster.offer("broken", "upstream: {service: web, port: many}");
                return true;
            });
            expect("broken", Cause.ADDED);
            cluster.offer("fine");
            expect("fine", Cause.ADDED);
            cluster.merge(OFFERS, "broken", "{\"spec\":{\"upstream\":{\"port\":80}}}");
            expect("broken", Cause.SPEC);
            assertThat(watcher.notReady()).isEmpty();
            cluster.delete(OFFERS, "broken");
        } finally {
            replace(strict);
        }
    }

    @Test
    void whatChangesWhileWatchesAreCutIsNudgedWhenTheyAreBack() {
        cluster.offer("edited");
        cluster.offer("deleted");
        expect("edited", Cause.ADDED);
        expect("deleted", Cause.ADDED);
        cluster.proxy.journal().clear();
        cluster.proxy.add(FaultRule.on("*", "**", new Fault.Drop()));
        cluster.proxy.cutConnections();
        cluster.merge(OFFERS, "edited", "{\"spec\":{\"payment\":{\"price\":{\"perRequest\":\"0.002\"}}}}");
        cluster.delete(OFFERS, "deleted");
        cluster.offer("added");
        // Long enough for the pauses between two tries to have grown.
        await().atMost(Duration.ofSeconds(20))
                .until(() -> cluster.proxy.journal().count(WatcherFaultsIT::failedWatchOfOffers) >= 4);
        cluster.proxy.clearRules();
        Instant back = Instant.now();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> nudges.has("edited", Cause.SPEC)
                        && nudges.has("deleted", Cause.GONE)
                        && nudges.has("added", Cause.ADDED));
        assertThat(Duration.between(back, Instant.now())).isLessThan(Duration.ofSeconds(10));
        assertThat(watcher.notReady()).isEmpty();
    }

    private static boolean failedWatchOfOffers(Call call) {
        return call.verb().equals("WATCH") && call.path().endsWith("/serviceoffers") && call.answered() == 0;
    }

    @Test
    void aWatchThatIsGoneListsAnewAndNudgesOnlyWhatChanged() {
        cluster.offer("edited");
        cluster.offer("same");
        expect("edited", Cause.ADDED);
        expect("same", Cause.ADDED);
        nudges.clear();
        cluster.proxy.add(
                FaultRule.on("WATCH", "**/serviceoffers", new Fault.Gone()).nth(1));
        cluster.merge(OFFERS, "edited", "{\"spec\":{\"payment\":{\"price\":{\"perRequest\":\"0.002\"}}}}");
        expect("edited", Cause.SPEC);
        assertThat(nudges.of("same")).isEmpty();
        cluster.merge(OFFERS, "same", "{\"spec\":{\"payment\":{\"price\":{\"perRequest\":\"0.003\"}}}}");
        expect("same", Cause.SPEC);
    }

    @Test
    void anEventThatComesTwiceIsOneNudge() {
        cluster.proxy.add(FaultRule.on("WATCH", "**/serviceoffers", new Fault.DoubleEvent()));
        cluster.offer("demo");
        expect("demo", Cause.ADDED);
        await().during(QUIET)
                .atMost(QUIET.multipliedBy(2))
                .until(() -> nudges.of("demo").size() == 1);
    }

    @Test
    void aKindThatIsNotServedStopsNothingAndIsWatchedWhenItComes() {
        watcher.close();
        cluster.proxy.add(FaultRule.on("*", "**/middlewares", new Fault.Status(404, Map.of(), "404 page not found")));
        watcher = start(nudges, Map.of());
        await().until(watcher::leading);
        cluster.offer("demo");
        expect("demo", Cause.ADDED);
        assertThat(watcher.notReady()).hasValue("middlewares: the API server does not serve this kind");
        cluster.applyChildren("demo");
        cluster.proxy.clearRules();
        await().atMost(Duration.ofSeconds(20)).until(() -> watcher.notReady().isEmpty());
        cluster.delete(MIDDLEWARES, "x402-demo");
        expect("demo", Cause.CHILD_GONE);
    }

    private static CustomResourceDefinition offersDefinition() {
        return cluster.people
                .apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName("serviceoffers.obol.org")
                .get();
    }

    private static void permissive(CustomResourceDefinition strict) {
        cluster.people
                .resource(new CustomResourceDefinitionBuilder(strict)
                        .editSpec()
                        .editFirstVersion()
                        .withNewSchema()
                        .withNewOpenAPIV3Schema()
                        .withType("object")
                        .withXKubernetesPreserveUnknownFields(true)
                        .endOpenAPIV3Schema()
                        .endSchema()
                        .endVersion()
                        .endSpec()
                        .build())
                .update();
    }

    private static void replace(CustomResourceDefinition strict) {
        strict.getMetadata().setResourceVersion(null);
        cluster.people.resource(strict).update();
    }
}
