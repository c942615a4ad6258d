package io.offerflow.workflows.offer;

import io.offerflow.api.Metadata;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.ServiceOfferSpec;
import io.offerflow.api.ServiceOfferSpec.AgentRef;
import io.offerflow.api.ServiceOfferSpec.AgentSelector;
import io.offerflow.api.ServiceOfferSpec.Model;
import io.offerflow.api.ServiceOfferSpec.Payment;
import io.offerflow.api.ServiceOfferSpec.Price;
import io.offerflow.api.ServiceOfferSpec.Registration;
import io.offerflow.api.ServiceOfferSpec.Upstream;
import io.offerflow.api.ServiceOfferStatus;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds offers: {@code Offers.demo().priced("0.002").build()}. Each call gives a new builder, so that drafts can be shared. */
record Offers(Metadata metadata, ServiceOfferSpec spec, @Nullable ServiceOfferStatus status) {
    static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    static final String PAY_TO = "0x1111111111111111111111111111111111111111";
    static final String UID = "uid-1";

    /** A healthy HTTP offer {@code shop/demo} at generation 1 with our finalizer and no status. */
    static Offers demo() {
        Metadata metadata = new Metadata(
                "shop", "demo", UID, "100", 1, NOW, null, List.of(ServiceOffer.FINALIZER), Map.of(), Map.of());
        ServiceOfferSpec spec = new ServiceOfferSpec(
                "http",
                null,
                null,
                new Upstream("backend", null, 8080, "/health"),
                new Payment("exact", "base-sepolia", PAY_TO, 300L, null, new Price("0.001", null, null)),
                List.of(),
                List.of(),
                null,
                null,
                null,
                Map.of(),
                null,
                null,
                null,
                null);
        return new Offers(metadata, spec, null);
    }

    ServiceOffer build() {
        return new ServiceOffer(metadata, spec, status);
    }

    Offers named(String namespace, String name) {
        Metadata m = metadata;
        return with(new Metadata(
                namespace,
                name,
                m.uid(),
                m.resourceVersion(),
                m.generation(),
                m.creationTimestamp(),
                m.deletionTimestamp(),
                m.finalizers(),
                m.labels(),
                m.annotations()));
    }

    Offers uid(String uid) {
        return meta(uid, metadata.generation(), metadata.deletionTimestamp(), metadata.finalizers());
    }

    Offers generation(long generation) {
        return meta(metadata.uid(), generation, metadata.deletionTimestamp(), metadata.finalizers());
    }

    Offers deleting() {
        return meta(metadata.uid(), metadata.generation() + 1, NOW, metadata.finalizers());
    }

    Offers finalizers(String... finalizers) {
        return meta(metadata.uid(), metadata.generation(), metadata.deletionTimestamp(), List.of(finalizers));
    }

    Offers annotated(String key, String value) {
        Map<String, String> annotations = new HashMap<>(metadata.annotations());
        annotations.put(key, value);
        Metadata m = metadata;
        return with(new Metadata(
                m.namespace(),
                m.name(),
                m.uid(),
                m.resourceVersion(),
                m.generation(),
                m.creationTimestamp(),
                m.deletionTimestamp(),
                m.finalizers(),
                m.labels(),
                annotations));
    }

    Offers status(@Nullable ServiceOfferStatus stored) {
        return new Offers(metadata, spec, stored);
    }

    Offers type(String type) {
        return spec(type, spec.agent(), spec.model(), spec.upstream(), spec.payment(), spec.path());
    }

    Offers model(String name) {
        return spec(spec.type(), spec.agent(), new Model(name, "ollama"), spec.upstream(), spec.payment(), spec.path());
    }

    Offers agent(@Nullable String name, @Nullable String namespace) {
        AgentSelector agent = new AgentSelector(new AgentRef(name, namespace));
        return spec("agent", agent, spec.model(), null, spec.payment(), spec.path());
    }

    Offers upstream(@Nullable Upstream upstream) {
        return spec(spec.type(), spec.agent(), spec.model(), upstream, spec.payment(), spec.path());
    }

    Offers payment(@Nullable Payment payment) {
        return spec(spec.type(), spec.agent(), spec.model(), spec.upstream(), payment, spec.path());
    }

    Offers priced(String perRequest) {
        return price(new Price(perRequest, null, null));
    }

    Offers price(@Nullable Price price) {
        return payment(new Payment("exact", "base-sepolia", PAY_TO, 300L, null, price));
    }

    Offers network(String network) {
        return payment(new Payment("exact", network, PAY_TO, 300L, null, new Price("0.001", null, null)));
    }

    Offers payTo(String payTo) {
        return payment(new Payment("exact", "base-sepolia", payTo, 300L, null, new Price("0.001", null, null)));
    }

    Offers path(@Nullable String path) {
        return spec(spec.type(), spec.agent(), spec.model(), spec.upstream(), spec.payment(), path);
    }

    Offers paused(@Nullable Boolean paused) {
        return ends(spec.drainAt(), spec.drainGracePeriod(), paused, spec.registration());
    }

    Offers draining(Instant at, String grace) {
        return ends(at, grace, spec.paused(), spec.registration());
    }

    Offers onSale() {
        return ends(null, null, spec.paused(), spec.registration());
    }

    Offers registration(boolean enabled, boolean required) {
        return registration(enabled, required, List.of());
    }

    Offers registration(boolean enabled, boolean required, List<String> skills) {
        Registration registration = new Registration(
                enabled, required, null, null, null, null, List.of(), List.of(), skills, List.of(), Map.of());
        return ends(spec.drainAt(), spec.drainGracePeriod(), spec.paused(), registration);
    }

    private Offers with(Metadata other) {
        return new Offers(other, spec, status);
    }

    private Offers meta(@Nullable String uid, long generation, @Nullable Instant deletion, List<String> finalizers) {
        Metadata m = metadata;
        return with(new Metadata(
                m.namespace(),
                m.name(),
                uid,
                m.resourceVersion(),
                generation,
                m.creationTimestamp(),
                deletion,
                finalizers,
                m.labels(),
                m.annotations()));
    }

    private Offers spec(
            @Nullable String type,
            @Nullable AgentSelector agent,
            @Nullable Model model,
            @Nullable Upstream upstream,
            @Nullable Payment payment,
            @Nullable String path) {
        ServiceOfferSpec s = spec;
        ServiceOfferSpec other = new ServiceOfferSpec(
                type,
                agent,
                model,
                upstream,
                payment,
                s.payments(),
                s.routes(),
                s.settlement(),
                s.gate(),
                path,
                s.provenance(),
                s.registration(),
                s.drainAt(),
                s.drainGracePeriod(),
                s.paused());
        return new Offers(metadata, other, status);
    }

    Offers gate(@Nullable String gate, @Nullable String settlement) {
        ServiceOfferSpec s = spec;
        ServiceOfferSpec other = new ServiceOfferSpec(
                s.type(),
                s.agent(),
                s.model(),
                s.upstream(),
                s.payment(),
                s.payments(),
                s.routes(),
                settlement,
                gate,
                s.path(),
                s.provenance(),
                s.registration(),
                s.drainAt(),
                s.drainGracePeriod(),
                s.paused());
        return new Offers(metadata, other, status);
    }

    private Offers ends(
            @Nullable Instant drainAt,
            @Nullable String grace,
            @Nullable Boolean paused,
            @Nullable Registration registration) {
        ServiceOfferSpec s = spec;
        ServiceOfferSpec other = new ServiceOfferSpec(
                s.type(),
                s.agent(),
                s.model(),
                s.upstream(),
                s.payment(),
                s.payments(),
                s.routes(),
                s.settlement(),
                s.gate(),
                s.path(),
                s.provenance(),
                registration,
                drainAt,
                grace,
                paused);
        return new Offers(metadata, other, status);
    }
}
