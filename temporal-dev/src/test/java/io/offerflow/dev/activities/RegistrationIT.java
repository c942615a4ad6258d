package io.offerflow.dev.activities;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.offerflow.activities.identity.document.DocumentServer;
import io.offerflow.activities.identity.document.RegistrationDocument;
import io.offerflow.activities.identity.document.Serving;
import io.offerflow.activities.identity.document.ServingSettings;
import io.offerflow.activities.object.ChildObjects;
import io.offerflow.api.Ref;
import io.offerflow.api.ResourceKind;
import io.offerflow.api.condition.Reason;
import io.offerflow.workflows.entity.Applied;
import io.offerflow.workflows.entity.ChildView;
import io.offerflow.workflows.entity.Rendered;
import io.offerflow.workflows.entity.Step;
import io.offerflow.workflows.entity.StepOutcome;
import io.offerflow.workflows.offer.Observation;
import io.offerflow.workflows.offer.OfferRegistration;
import io.offerflow.workflows.offer.RegistrationView;
import io.offerflow.workflows.offer.RegistrationWord;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Registrations of offers as they are asked for and seen, and what serves documents, on an API server. */
class RegistrationIT extends OnEachCluster {

    @Test
    void anOfferWithoutRegistrationIsNotAskedAbout() {
        offer("plain", "service: api, port: 80");
        assertThat(observe("plain").registration()).isNull();
    }

    @Test
    void aRequestIsMadeSeenAndItsAnswerRead() {
        registered("asking");
        assertThat(observe("asking").registration()).isEqualTo(RegistrationView.ABSENT);
        RegistrationView made = apply("asking");
        assertThat(made.word()).isEqualTo(RegistrationWord.NONE);
        GenericKubernetesResource request = request("asking").get();
        assertThat(request.getMetadata().getOwnerReferences()).singleElement().satisfies(owner -> assertThat(
                        owner.getUid())
                .isEqualTo(offers("asking").get().getMetadata().getUid()));
        request("asking")
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        """
                        {"status":{"observedGeneration":1,"phase":"Registered","agentId":"0","registrationTxHash":"0xabc",
                        "chainId":"84532","confirmations":12,"attempts":["0xabc"],"conditions":[{"type":"Registered",
                        "status":"True","reason":"Registered","message":"id 0","lastTransitionTime":"2026-01-01T00:00:00Z"}]}}""");
        RegistrationWord word = view("asking").word();
        assertThat(word.done()).isTrue();
        assertThat(word.reason()).isEqualTo(Reason.Registered);
        assertThat(word.agentId()).isEqualTo("0");
        assertThat(word.txHash()).isEqualTo("0xabc");
    }

    @Test
    void aHandEditOfARequestIsSeenAndMended() {
        registered("edited");
        apply("edited");
        patch(request("edited"), "kubectl-edit", "{\"spec\":{\"chain\":\"base\"}}");
        assertThat(view("edited").request().otherManager()).isEqualTo("kubectl-edit");
        assertThat(apply("edited").request().intact()).isTrue();
    }

    @Test
    void aRequestIsTakenBackWhenTheOfferNoLongerAsks() {
        registered("leaving");
        apply("leaving");
        patch(offers("leaving"), "kubectl-edit", "{\"spec\":{\"registration\":{\"enabled\":false}}}");
        assertThat(OfferRegistration.render(
                                Objects.requireNonNull(observe("leaving").offer()))
                        .matches(view("leaving").request()))
                .isFalse();
        apply("leaving");
        assertThat(request("leaving").get().<String>get("spec", "desiredState")).isEqualTo("Tombstoned");
    }

    @Test
    void whatServesADocumentIsTakenAsRendered() {
        ChildObjects children = new ChildObjects(kube);
        // One that does not exist would have its children collected at once.
        GenericKubernetesResource identity = create(
                """
                apiVersion: obol.org/v1alpha1
                kind: AgentIdentity
                metadata: {namespace: shop, name: default}
                spec: {}
                """);
        DocumentServer.Owner owner = new DocumentServer.Owner(
                ResourceKind.AGENT_IDENTITY,
                new Ref(NAMESPACE, "default"),
                identity.getMetadata().getUid());
        ServingSettings settings =
                new ServingSettings(ServingSettings.DEFAULT_IMAGE, Ref.parse("traefik/traefik-gateway"), "web");
        Serving serving = new DocumentServer(owner, RegistrationDocument.PATH, settings).serve("{}\n");
        assertThat(serving).isInstanceOf(Serving.Possible.class);
        for (Rendered child : ((Serving.Possible) serving).children()) {
            children.apply(child.kind(), NAMESPACE, child.manifest());
            ChildView view = ChildObjects.view(children.get(child.kind(), NAMESPACE, child.name()), child.manifest());
            assertThat(child.matches(view)).as(child.kind() + " " + view).isTrue();
        }
    }

    private static RegistrationView apply(String name) {
        Rendered wanted =
                OfferRegistration.render(Objects.requireNonNull(observe(name).offer()));
        Step step = new Step.ApplyChild(wanted.kind(), wanted.name(), wanted.manifest());
        Applied<Observation> applied = run(name, step);
        assertThat(applied.outcomes()).containsExactly(StepOutcome.done(step));
        Observation seen = Objects.requireNonNull(applied.seen());
        RegistrationView view = Objects.requireNonNull(seen.registration());
        assertThat(wanted.matches(view.request())).isTrue();
        return view;
    }

    private static RegistrationView view(String name) {
        return Objects.requireNonNull(observe(name).registration());
    }

    private static Resource<GenericKubernetesResource> request(String offer) {
        return objects(
                "obol.org", "v1alpha1", "RegistrationRequest", "registrationrequests", "so-" + offer + "-registration");
    }

    private static void registered(String name) {
        create(
                """
                apiVersion: obol.org/v1alpha1
                kind: ServiceOffer
                metadata: {namespace: shop, name: %s}
                spec:
                  upstream: {service: api, port: 80}
                  registration: {enabled: true}
                  payment:
                    network: base-sepolia
                    payTo: "0x1111111111111111111111111111111111111111"
                    price: {perRequest: "0.001"}
                """
                        .formatted(name));
    }
}
