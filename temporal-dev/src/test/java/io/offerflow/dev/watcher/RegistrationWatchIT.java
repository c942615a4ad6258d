package io.offerflow.dev.watcher;

import static io.offerflow.dev.watcher.WatchedCluster.OFFERS;
import static io.offerflow.dev.watcher.WatchedCluster.REGISTRATIONS;
import static org.awaitility.Awaitility.await;

import io.offerflow.watcher.nudge.Cause;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is woken when something of a registration changes in a cluster. */
class RegistrationWatchIT extends OnEachWatchedCluster {
    private static final String IDENTITY = "default";
    private static final String REQUEST = "so-demo-registration";

    @Test
    void aRegisteredOfferWakesTheIdentityWhenItAppearsAndWhenItIsPublished() {
        registered();
        expect(IDENTITY, Cause.LISTING);
        nudges.clear();
        cluster.status(OFFERS, "demo", conditions());
        expect(IDENTITY, Cause.LISTING);
        nudges.clear();
        cluster.delete(OFFERS, "demo");
        expect(IDENTITY, Cause.LISTING);
    }

    @Test
    void whatARequestSaysWakesItsOfferAndBlocksThatGoByDoNot() {
        registered();
        request();
        expect(REQUEST, Cause.ADDED);
        expect(IDENTITY, Cause.REGISTRATION);
        expect("demo", Cause.ADDED);
        settle();
        cluster.status(REGISTRATIONS, REQUEST, answer("Confirming", 1));
        expect("demo", Cause.REGISTRATION);
        settle();
        cluster.status(REGISTRATIONS, REQUEST, answer("Confirming", 2));
        expectQuiet();
        cluster.status(REGISTRATIONS, REQUEST, answer("Registered", 12));
        expect("demo", Cause.REGISTRATION);
    }

    @Test
    void aRequestThatSomebodyDeletesIsMissedByItsOffer() {
        registered();
        request();
        expect(REQUEST, Cause.ADDED);
        settle();
        cluster.delete(REGISTRATIONS, REQUEST);
        expect("demo", Cause.CHILD_GONE);
        expect(IDENTITY, Cause.REGISTRATION);
    }

    /** Until nothing comes any more. */
    private void settle() {
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            int before = nudges.all().size();
            await().pollDelay(Duration.ofMillis(500)).until(() -> true);
            return nudges.all().size() == before;
        });
        nudges.clear();
    }

    private static void registered() {
        cluster.offer("demo", "upstream: {service: demo, port: 80}\n  registration: {enabled: true}");
    }

    private static void request() {
        cluster.create(
                """
                apiVersion: obol.org/v1alpha1
                kind: RegistrationRequest
                metadata: {namespace: shop, name: so-demo-registration,
                  labels: {obol.org/serviceoffer-namespace: shop, obol.org/serviceoffer-name: demo}}
                spec: {serviceOfferName: demo, serviceOfferNamespace: shop, chain: base-sepolia}
                """);
    }

    private static String answer(String phase, int confirmations) {
        return """
                {observedGeneration: 1, phase: %s, confirmations: %d, conditions: [{type: Registered, status: "False",
                  reason: %s, message: m, lastTransitionTime: "2026-01-01T00:00:00Z"}]}
                """
                .formatted(phase, confirmations, phase);
    }

    private static String conditions() {
        String all = List.of("ModelReady", "UpstreamHealthy", "PaymentGateReady", "RoutePublished").stream()
                .map(type ->
                        "{type: %s, status: \"True\", reason: Reconciled, lastTransitionTime: \"2026-01-01T00:00:00Z\"}"
                                .formatted(type))
                .reduce((a, b) -> a + ", " + b)
                .orElseThrow();
        return "{observedGeneration: 1, conditions: [" + all + "]}";
    }
}
