package io.offerflow.activities.identity;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.offerflow.activities.identity.document.DocumentFacts;
import io.offerflow.activities.identity.document.DocumentServer;
import io.offerflow.activities.identity.document.RegistrationDocument;
import io.offerflow.activities.object.ChildObjects;
import io.offerflow.api.Metadata;
import io.offerflow.api.Ref;
import io.offerflow.api.ResourceKind;
import io.offerflow.api.identity.AgentIdentity;
import io.offerflow.api.identity.ConfirmedId;
import io.offerflow.api.identity.RegistrationRequest;
import io.offerflow.workflows.entity.ChildKind;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Renders the papers of an identity from what the cluster says now. */
final class Cabinet {
    private final Offers offers;
    private final ChildObjects children;
    private final IdentityWorkerSettings settings;

    Cabinet(Offers offers, ChildObjects children, IdentityWorkerSettings settings) {
        this.offers = offers;
        this.children = children;
        this.settings = settings;
    }

    /** Of the identity that offers share. */
    Papers shared(Metadata owner, List<Offers.Asking> asking, List<ConfirmedId> ids) {
        URI base = publicUrl().orElse(null);
        List<DocumentFacts.Listed> listed = owner.deleting()
                ? List.of()
                : asking.stream()
                        .map(one -> new DocumentFacts.Listed(one.offer(), one.onSale()))
                        .toList();
        RegistrationDocument document =
                RegistrationDocument.of(new DocumentFacts(owner.name(), base, listed, named(ids)));
        RegistrationDocument end =
                RegistrationDocument.of(new DocumentFacts(owner.name(), base, List.of(), named(ids)));
        return papers(ResourceKind.AGENT_IDENTITY, owner, RegistrationDocument.PATH, base, document, end);
    }

    /** Of a request that stands alone. */
    Papers alone(RegistrationRequest request, List<ConfirmedId> ids) {
        Metadata owner = request.metadata();
        String path = "/.well-known/agent-registrations/" + owner.namespace() + "/" + owner.name() + ".json";
        return papers(
                ResourceKind.REGISTRATION_REQUEST,
                owner,
                path,
                publicUrl().orElse(null),
                endpoint(request, request.active(), ids),
                endpoint(request, false, ids));
    }

    private static RegistrationDocument endpoint(RegistrationRequest request, boolean active, List<ConfirmedId> ids) {
        RegistrationRequest.Spec spec = request.spec();
        return RegistrationDocument.of(new DocumentFacts.Endpoint(
                Objects.requireNonNullElse(spec.name(), request.metadata().name()),
                spec.description(),
                Objects.requireNonNullElse(spec.endpoint(), ""),
                active,
                named(ids)));
    }

    /** Anew, for who has only a name; empty when the object is gone. */
    Optional<Papers> anew(ResourceKind kind, Ref ref, List<ConfirmedId> ids) {
        return kind == ResourceKind.AGENT_IDENTITY
                ? offers.identity(ref).map(identity -> shared(identity.metadata(), offers.asking(), ids))
                : offers.request(ref).map(request -> alone(request, ids));
    }

    /** Also of an object that is gone, if its deletion left it. */
    Optional<String> tombstone(ResourceKind kind, Ref ref, List<ConfirmedId> ids) {
        return anew(kind, ref, ids)
                .map(Papers::tombstone)
                .or(() -> new Ledger(children, kind).find(ref).map(Ledger.Kept::tombstone));
    }

    private Papers papers(
            ResourceKind kind,
            Metadata owner,
            String path,
            @Nullable URI base,
            RegistrationDocument document,
            RegistrationDocument end) {
        DocumentServer server = new DocumentServer(
                new DocumentServer.Owner(kind, owner.ref(), String.valueOf(owner.uid())), path, settings.serving());
        return new Papers(
                document,
                end,
                server.serve(document.json()),
                base == null ? null : joined(base, path),
                kind == ResourceKind.AGENT_IDENTITY && document.active());
    }

    private static String joined(URI base, String path) {
        String text = base.toString();
        return (text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + path;
    }

    private static List<DocumentFacts.Registration> named(List<ConfirmedId> ids) {
        return ids.stream()
                .map(id -> new DocumentFacts.Registration(id.chain(), id.registry(), id.agentId()))
                .toList();
    }

    private Optional<URI> publicUrl() {
        return settings.publicUrl().or(this::tunnel);
    }

    /** What is no address there counts as none: it is written by others. */
    private Optional<URI> tunnel() {
        GenericKubernetesResource map =
                children.get(ChildKind.CONFIG_MAP, AgentIdentity.TUNNEL.namespace(), AgentIdentity.TUNNEL.name());
        return map != null && map.<Object>get("data") instanceof Map<?, ?> data
                ? Optional.ofNullable(data.get("tunnelURL"))
                        .map(String::valueOf)
                        .flatMap(Cabinet::address)
                : Optional.empty();
    }

    private static Optional<URI> address(String text) {
        try {
            URI uri = URI.create(text.strip());
            boolean http = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            return http && uri.getHost() != null ? Optional.of(uri) : Optional.empty();
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }
}
