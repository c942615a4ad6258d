package io.offerflow.activities.offer;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.offerflow.activities.object.Answers;
import io.offerflow.activities.object.ChildObjects;
import io.offerflow.activities.object.Known;
import io.offerflow.activities.object.StoredObjects;
import io.offerflow.api.Metadata;
import io.offerflow.api.Ref;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.ServiceOfferStatus;
import io.offerflow.api.gate.GateReplica;
import io.offerflow.api.name.Labels;
import io.offerflow.api.name.Names;
import io.offerflow.api.upstream.UpstreamView;
import io.offerflow.cluster.ServiceOfferReader;
import io.offerflow.workflows.entity.ChildKind;
import io.offerflow.workflows.entity.Rendered;
import io.offerflow.workflows.offer.AgentView;
import io.offerflow.workflows.offer.ControllerSettings;
import io.offerflow.workflows.offer.Observation;
import io.offerflow.workflows.offer.Observation.ChildName;
import io.offerflow.workflows.offer.OfferChildren;
import io.offerflow.workflows.offer.RegistrationView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Looks at everything that a plan depends on: the offer first, then all the rest at the same time. */
final class OfferObserver {
    private final StoredObjects offers;
    private final ChildObjects children;
    private final ClusterOfferActivities.Edges edges;
    private final ControllerSettings settings;
    private final ForwardAuthSupport forwardAuth;
    private final SoldAgents agents;
    private final OfferRequests requests;

    OfferObserver(
            StoredObjects offers,
            ChildObjects children,
            ClusterOfferActivities.Edges edges,
            ControllerSettings settings) {
        this.offers = offers;
        this.children = children;
        this.edges = edges;
        this.settings = settings;
        this.agents = new SoldAgents(edges.kube());
        this.requests = new OfferRequests(children);
        this.forwardAuth = new ForwardAuthSupport(edges.kube(), Ref.parse(settings.gateway()), System::nanoTime);
    }

    Observation observe(Ref ref, Known known) {
        GenericKubernetesResource stored = known.object() == null ? offers.get(ref) : known.object();
        if (stored == null) {
            return gone(ref);
        }
        return switch (ServiceOfferReader.read(stored)) {
            case ServiceOfferReader.Readable readable ->
                present(new Subject(readable.metadata(), readable.offer(), null), known);
            case ServiceOfferReader.Unreadable unreadable ->
                present(
                        new Subject(
                                unreadable.metadata(),
                                null,
                                new Observation.Unreadable(
                                        unreadable.metadata(), unreadable.message(), unreadable.status())),
                        known);
        };
    }

    /** An object that is there; exactly one of {@code offer} and {@code unreadable} is not null. */
    private record Subject(
            Metadata metadata, @Nullable ServiceOffer offer, Observation.@Nullable Unreadable unreadable) {

        ServiceOfferStatus stored() {
            ServiceOfferStatus status =
                    offer != null ? offer.status() : unreadable == null ? null : unreadable.status();
            return status == null ? ServiceOfferStatus.EMPTY : status;
        }
    }

    private Observation present(Subject subject, Known known) {
        ServiceOffer offer = subject.offer();
        // Whoever is being deleted does not wait for a dead upstream or a silent gate: no decision depends on them any
        // more.
        boolean leaving = subject.metadata().deleting();
        Ref ref = subject.metadata().ref();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<UpstreamView> upstream = threads.submit(() -> offer == null || leaving
                    ? UpstreamView.NONE
                    : edges.upstream().look(offer));
            Future<List<GateReplica>> gate =
                    threads.submit(() -> leaving ? List.of() : edges.gate().ask(ref));
            Future<Optional<GenericKubernetesResource>> middleware =
                    threads.submit(() -> child(known, ChildKind.MIDDLEWARE, ref, Names.middleware(ref.name())));
            Future<Optional<GenericKubernetesResource>> route =
                    threads.submit(() -> child(known, ChildKind.HTTP_ROUTE, ref, Names.httpRoute(ref.name())));
            // Nobody has worked on a new offer yet; what a predecessor of its name left is found at the next look.
            boolean isNew = offer != null && offer.statusOrEmpty().observedGeneration() == 0;
            Future<Optional<GenericKubernetesResource>> grant = threads.submit(() ->
                    isNew ? Optional.empty() : child(known, ChildKind.REFERENCE_GRANT, ref, Names.referenceGrant(ref)));
            Future<Optional<AgentView>> agent =
                    threads.submit(() -> offer == null || leaving ? Optional.empty() : agents.look(offer));
            Future<Optional<RegistrationView>> registration =
                    threads.submit(() -> requests.look(ref, offer, subject.stored(), known));
            boolean asks = Answers.await(threads.submit(forwardAuth::possible));
            Optional<AgentView> sold = Answers.await(agent);
            Map<ChildKind, Map<String, Object>> manifests = manifests(offer, asks);
            return new Observation(
                    offer,
                    subject.unreadable(),
                    Answers.await(upstream),
                    Answers.await(gate),
                    ChildObjects.view(Answers.await(middleware).orElse(null), manifests.get(ChildKind.MIDDLEWARE)),
                    ChildObjects.view(Answers.await(route).orElse(null), manifests.get(ChildKind.HTTP_ROUTE)),
                    ChildObjects.view(Answers.await(grant).orElse(null), manifests.get(ChildKind.REFERENCE_GRANT)),
                    Acceptance.of(Answers.await(route).orElse(null), settings),
                    asks,
                    sold.orElse(null),
                    List.of(),
                    settings,
                    Answers.await(registration).orElse(null));
        }
    }

    private Observation gone(Ref ref) {
        List<ChildName> orphans = new ArrayList<>();
        Map<String, String> labels = Labels.ofOfferChild(ref);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<String>> routes = threads.submit(() -> children.labelled(ChildKind.HTTP_ROUTE, ref, labels));
            Future<List<String>> middlewares =
                    threads.submit(() -> children.labelled(ChildKind.MIDDLEWARE, ref, labels));
            Future<List<String>> grants =
                    threads.submit(() -> children.labelled(ChildKind.REFERENCE_GRANT, ref, labels));
            // Routes first: an HTTPRoute without its Middleware would be served free.
            Answers.await(routes).forEach(name -> orphans.add(new ChildName(ChildKind.HTTP_ROUTE, name)));
            Answers.await(middlewares).forEach(name -> orphans.add(new ChildName(ChildKind.MIDDLEWARE, name)));
            Answers.await(grants).forEach(name -> orphans.add(new ChildName(ChildKind.REFERENCE_GRANT, name)));
        }
        return Observation.gone(List.copyOf(orphans), settings);
    }

    private Optional<GenericKubernetesResource> child(Known known, ChildKind kind, Ref offer, String name) {
        Optional<GenericKubernetesResource> told = known.children().get(kind);
        if (told != null) {
            return told;
        }
        return Optional.ofNullable(children.get(kind, kind.namespaceFor(offer.namespace()), name));
    }

    private Map<ChildKind, Map<String, Object>> manifests(@Nullable ServiceOffer offer, boolean asks) {
        return offer == null
                ? Map.of()
                : OfferChildren.render(offer, settings, OfferChildren.mode(offer, asks)).stream()
                        .collect(Collectors.toMap(Rendered::kind, Rendered::manifest));
    }
}
