package io.offerflow.watcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.offerflow.api.Json;
import io.offerflow.watcher.change.IdentityIndex;
import io.offerflow.watcher.change.OfferFacts;
import io.offerflow.watcher.change.OfferIndex;
import io.offerflow.watcher.nudge.Key;
import io.offerflow.watcher.nudge.KeyedQueue;
import io.offerflow.watcher.nudge.NudgeSink;
import io.offerflow.watcher.nudge.QueueSettings;
import io.offerflow.watcher.nudge.Trickle;
import io.offerflow.watcher.nudge.Wake;
import io.offerflow.workflows.entity.ChildKind;
import io.offerflow.workflows.offer.ControllerSettings;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who wakes whom when something of a registration changes. */
class IdentityFeedTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final String SHARED = "agentidentity/x402/default";
    private static final String OFFER = "serviceoffer/shop/demo";
    private static final String REQUEST = "registrationrequest/shop/so-demo-registration";

    private static final String REGISTERED_OFFER =
            """
            kind: ServiceOffer
            metadata: {namespace: shop, name: demo, uid: u1, generation: 1}
            spec: {registration: {enabled: true}}
            """;
    private static final String IDENTITY =
            """
            kind: AgentIdentity
            metadata: {namespace: x402, name: default, uid: u2, generation: 1}
            """;
    private static final String ASKED =
            """
            kind: RegistrationRequest
            metadata: {namespace: shop, name: so-demo-registration, uid: u3, generation: 1}
            spec: {serviceOfferName: demo, serviceOfferNamespace: shop, desiredState: Active, chain: base-sepolia}
            """;
    private static final String ALONE =
            """
            kind: RegistrationRequest
            metadata: {namespace: shop, name: elsewhere, uid: u9, generation: 1}
            spec: {chain: base, name: Elsewhere, endpoint: "https://example.org"}
            """;
    private static final String DOCUMENT =
            """
            kind: ConfigMap
            metadata:
              namespace: x402
              name: agentidentity-default-registration
              uid: u4
              labels: {obol.org/agentidentity: default}
              annotations: {obol.org/rendered-hash: h1}
            data: {agent-registration.json: "{}"}
            """;

    private final List<String> woken = new CopyOnWriteArrayList<>();
    private final OfferIndex offers = new OfferIndex();
    private final KeyedQueue queue = new KeyedQueue(
            QueueSettings.DEFAULTS,
            new NudgeSink() {
                @Override
                public Delivery deliver(Key key, Wake wake) {
                    woken.add(key.workflowId() + (wake.starts() ? "" : " (if it runs)"));
                    return Delivery.DELIVERED;
                }

                @Override
                public boolean connected() {
                    return true;
                }
            },
            InstantSource.system(),
            new SimpleMeterRegistry());
    private final NudgeGate nudges =
            new NudgeGate(queue, new Trickle(QueueSettings.DEFAULTS.trickle(), queue::depth, queue::offer));
    private final IdentityFeed feed =
            new IdentityFeed(new IdentityIndex(), offers, ControllerSettings.DEFAULTS, nudges);

    IdentityFeedTest() {
        nudges.open();
    }

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void aRegisteredOfferThatAppearsStartsTheIdentityThoughThereIsNone() {
        feed.offer(null, offer(REGISTERED_OFFER));
        expect(SHARED);
    }

    @Test
    void anOfferWithoutRegistrationConcernsNoIdentity() {
        feed.offer(null, offer(REGISTERED_OFFER.replace("true", "false")));
        feed.offer(offer(REGISTERED_OFFER.replace("true", "false")), null);
        expect();
    }

    @Test
    void anOfferWakesItsIdentityWhenItIsPublishedAndNotWhenAnotherConditionChanges() {
        OfferFacts dark = offer(REGISTERED_OFFER + conditions("False", "one"));
        feed.offer(dark, offer(REGISTERED_OFFER + conditions("False", "another")));
        expect();
        feed.offer(dark, offer(REGISTERED_OFFER + conditions("True", "one")));
        expect(SHARED);
        feed.offer(offer(REGISTERED_OFFER + conditions("True", "one")), dark);
        expect(SHARED, SHARED);
    }

    @Test
    void anOfferThatIsPublishedWakesItsRequestToo() {
        feed.request(null, object(ASKED));
        expect(REQUEST, SHARED);
        woken.clear();
        feed.offer(
                offer(REGISTERED_OFFER + conditions("False", "one")),
                offer(REGISTERED_OFFER + conditions("True", "one")));
        expect(REQUEST, SHARED);
    }

    @Test
    void anOfferWakesItsIdentityWhenItChangesEndsOrGoes() {
        OfferFacts before = offer(REGISTERED_OFFER);
        feed.offer(before, offer(REGISTERED_OFFER.replace("generation: 1", "generation: 2")));
        expect(SHARED);
        feed.offer(before, offer(REGISTERED_OFFER.replace("true", "false")));
        expect(SHARED, SHARED);
        feed.offer(before, null);
        expect(SHARED, SHARED, SHARED);
    }

    @Test
    void aNewRequestWakesItselfAndTheIdentity() {
        feed.request(null, object(ASKED));
        expect(REQUEST, SHARED);
    }

    @Test
    void whatARequestSaysWakesItsOfferOnceAndNobodyElse() {
        offers.put(offer(REGISTERED_OFFER));
        feed.request(null, object(ASKED));
        expect(REQUEST, SHARED);
        woken.clear();
        feed.request(object(ASKED), object(ASKED + status("Confirming", 3)));
        expect(OFFER);
        feed.request(object(ASKED + status("Confirming", 3)), object(ASKED + status("Confirming", 4)));
        expect(OFFER);
        feed.request(object(ASKED + status("Confirming", 4)), object(ASKED + status("Registered", 12)));
        expect(OFFER, OFFER);
    }

    @Test
    void aRequestThatIsGoneWakesItsOfferAndTheIdentityAndStartsNothingOfItsOwn() {
        offers.put(offer(REGISTERED_OFFER));
        feed.request(object(ASKED), null);
        expect(REQUEST + " (if it runs)", SHARED, OFFER);
    }

    @Test
    void aRequestWakesNoOfferOfAnotherNamespace() {
        offers.put(offer(REGISTERED_OFFER));
        feed.request(object(ASKED.replace("namespace: shop, name: so", "namespace: evil, name: so")), null);
        expect("registrationrequest/evil/so-demo-registration (if it runs)", SHARED);
    }

    @Test
    void oneThatStandsAloneLeavesTheSharedIdentityAlone() {
        feed.request(null, object(ALONE));
        expect("registrationrequest/shop/elsewhere");
    }

    @Test
    void aDeletionThatLeftSomethingToDoIsGoneOnWithWhileNobodyHasTheName() {
        feed.unfinished(object(record("agentidentity-default-unfinished", "agentidentity/x402/default")));
        expect(SHARED);
        woken.clear();
        feed.identity(null, object(IDENTITY));
        expect(SHARED);
        feed.unfinished(object(record("agentidentity-default-unfinished", "agentidentity/x402/default")));
        expect(SHARED);
    }

    @Test
    void noOtherConfigMapIsTakenForTheRecordOfADeletion() {
        feed.unfinished(object(record("agentidentity-default-mints", "agentidentity/x402/default")));
        feed.unfinished(object(record("agentidentity-default-unfinished", "agentidentity/shop/default")));
        feed.unfinished(object(record("serviceoffer-demo-unfinished", "serviceoffer/x402/demo")));
        feed.unfinished(object("kind: ConfigMap\nmetadata: {namespace: x402, name: agentidentity-default-unfinished}"));
        expect();
    }

    private static String record(String name, String keptFor) {
        return "kind: ConfigMap\nmetadata:\n  namespace: x402\n  name: " + name
                + "\n  annotations: {obol.org/kept-for: " + keptFor + "}\n";
    }

    @Test
    void whatTheIdentitySaysWakesTheRequestsThatRepeatItAndConfirmationsDoNot() {
        feed.request(null, object(ASKED));
        feed.identity(null, object(IDENTITY));
        expect(REQUEST, SHARED, SHARED);
        woken.clear();
        feed.identity(object(IDENTITY), object(IDENTITY + chain("Confirming", 1)));
        expect(REQUEST);
        feed.identity(object(IDENTITY), object(IDENTITY + chain("Confirming", 2)));
        expect(REQUEST);
        feed.identity(object(IDENTITY), object(IDENTITY + chain("Registered", 12)));
        expect(REQUEST, REQUEST);
    }

    @Test
    void anIdentityThatOffersNeedIsMadeAgain() {
        feed.identity(object(IDENTITY), null);
        expect(SHARED + " (if it runs)");
        offers.put(offer(REGISTERED_OFFER));
        feed.identity(object(IDENTITY), null);
        expect(SHARED + " (if it runs)", SHARED);
    }

    @Test
    void childrenThatDriftWakeTheirIdentityAndOurOwnWritesDoNot() {
        feed.identity(null, object(IDENTITY));
        expect(SHARED);
        woken.clear();
        String written = DOCUMENT.replace("h1", "h2").replace("\"{}\"", "\"{1}\"");
        feed.child(ChildKind.CONFIG_MAP, null, object(DOCUMENT));
        feed.child(ChildKind.CONFIG_MAP, object(DOCUMENT), object(written));
        expect();
        feed.child(ChildKind.CONFIG_MAP, object(DOCUMENT), object(DOCUMENT.replace("\"{}\"", "\"{1}\"")));
        expect(SHARED);
        feed.child(ChildKind.CONFIG_MAP, object(DOCUMENT), object(DOCUMENT.replace("u4", "u5")));
        expect(SHARED, SHARED);
        feed.child(ChildKind.CONFIG_MAP, object(DOCUMENT), null);
        expect(SHARED, SHARED, SHARED);
    }

    @Test
    void anotherPublicAddressWakesWhoeverHasADocument() {
        feed.identity(null, object(IDENTITY));
        feed.request(null, object(ASKED));
        feed.request(null, object(ALONE));
        expect(SHARED, REQUEST, SHARED, "registrationrequest/shop/elsewhere");
        woken.clear();
        String tunnel =
                """
                kind: ConfigMap
                metadata: {namespace: obol-frontend, name: obol-stack-config, uid: u8}
                data: {tunnelURL: "https://one.example"}
                """;
        feed.configMap(object(tunnel), object(tunnel));
        feed.configMap(null, object(tunnel.replace("stack-config", "other")));
        expect();
        feed.configMap(object(tunnel), object(tunnel.replace("one.", "other.")));
        expect(SHARED, "registrationrequest/shop/elsewhere");
    }

    @Test
    void aPodThatBeginsToServeWakesItsIdentity() {
        feed.identity(null, object(IDENTITY));
        expect(SHARED);
        String deployment = DOCUMENT.replace("ConfigMap", "Deployment").replaceAll("(?m)^data:.*\n", "");
        feed.child(
                ChildKind.DEPLOYMENT,
                object(deployment),
                object(deployment
                        + "status: {replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1}\n"));
        expect(SHARED, SHARED);
    }

    @Test
    void aNewLeaderLooksAtEverything() {
        offers.put(offer(REGISTERED_OFFER));
        feed.request(null, object(ASKED));
        expect(REQUEST, SHARED);
        woken.clear();
        feed.startUp();
        expect(REQUEST, SHARED);
    }

    /** All nudges so far, in any order: keys are delivered side by side. */
    private void expect(String... workflows) {
        await().untilAsserted(() -> {
            assertThat(queue.depth()).isZero();
            assertThat(woken).containsExactlyInAnyOrder(workflows);
        });
    }

    private static String conditions(String health, String message) {
        StringBuilder status = new StringBuilder("status:\n  conditions:\n");
        for (String type : List.of("ModelReady", "PaymentGateReady", "RoutePublished")) {
            status.append("  - {type: ").append(type).append(", status: \"True\"}\n");
        }
        return status + "  - {type: UpstreamHealthy, status: \"" + health + "\", message: " + message + "}\n";
    }

    private static String status(String phase, int confirmations) {
        return "status: {observedGeneration: 1, phase: " + phase + ", confirmations: " + confirmations
                + ", conditions: [{type: Registered, status: \"False\", reason: " + phase + ", message: at "
                + (phase.equals("Confirming") ? confirmations : "last") + "}]}\n";
    }

    private static String chain(String phase, int confirmations) {
        return "status: {registrations: [{chain: base, agentId: \"1\", phase: " + phase + ", confirmations: "
                + confirmations + "}]}\n";
    }

    private static OfferFacts offer(String yaml) {
        return OfferFacts.of(object(yaml));
    }

    private static GenericKubernetesResource object(String yaml) {
        try {
            return Json.mapper()
                    .convertValue(
                            YAML.readTree("apiVersion: obol.org/v1alpha1\n" + yaml), GenericKubernetesResource.class);
        } catch (JsonProcessingException e) {
            throw new AssertionError(yaml, e);
        }
    }
}
