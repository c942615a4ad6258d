package io.offerflow.watcher.change;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.offerflow.api.Json;
import io.offerflow.api.Ref;
import io.offerflow.api.ResourceKind;
import io.offerflow.api.name.Labels;
import io.offerflow.watcher.nudge.Cause;
import io.offerflow.watcher.nudge.Key;
import io.offerflow.workflows.agent.Rollout;
import io.offerflow.workflows.entity.ChildKind;
import io.offerflow.workflows.entity.Rendered;
import io.offerflow.workflows.offer.ControllerSettings;
import io.offerflow.workflows.offer.RouteAcceptance;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A child of what serves a document, as the watcher compares it. What should be in it only the worker knows, who renders documents; but the worker's
 * writes change the annotation together with the content, and an edit by others changes the content alone.
 *
 * @param hash the annotation that tells what was rendered
 * @param content digest of the part that we render
 * @param standing whether the newest pod serves, or what our Gateway says; empty for other kinds
 */
public record IdentityChild(String name, @Nullable String uid, @Nullable String hash, String content, String standing) {

    /** Whose child it is; empty for anybody else's. */
    public static Optional<Key> owner(GenericKubernetesResource child) {
        ObjectMeta metadata = child.getMetadata();
        Map<String, String> labels = metadata.getLabels() == null ? Map.of() : metadata.getLabels();
        return owner(ResourceKind.AGENT_IDENTITY, Labels.IDENTITY, metadata, labels)
                .or(() -> owner(ResourceKind.REGISTRATION_REQUEST, Labels.REGISTRATION, metadata, labels));
    }

    /** By owner reference, since a label holds only the beginning of a long name. */
    private static Optional<Key> owner(
            ResourceKind kind, String label, ObjectMeta metadata, Map<String, String> labels) {
        String labelled = labels.get(label);
        if (labelled == null) {
            return Optional.empty();
        }
        String name = metadata.getOwnerReferences() == null
                ? labelled
                : metadata.getOwnerReferences().stream()
                        .filter(owner -> kind.kind().equals(owner.getKind()))
                        .map(owner -> owner.getName())
                        .findFirst()
                        .orElse(labelled);
        return Optional.of(new Key(kind, new Ref(metadata.getNamespace(), name)));
    }

    public static IdentityChild of(ChildKind kind, GenericKubernetesResource child, ControllerSettings settings) {
        JsonNode live = Json.mapper().valueToTree(child);
        Map<String, String> annotations = child.getMetadata().getAnnotations();
        String standing =
                switch (kind) {
                    case DEPLOYMENT -> Rollout.of(live).state().name();
                    case HTTP_ROUTE ->
                        RouteAcceptance.of(live, settings).state().name();
                    default -> "";
                };
        return new IdentityChild(
                kind.kind() + " " + child.getMetadata().getName(),
                child.getMetadata().getUid(),
                annotations == null ? null : annotations.get(Labels.RENDERED_HASH),
                Rendered.digest(live.path(kind == ChildKind.CONFIG_MAP ? "data" : "spec")),
                standing);
    }

    /** Between two versions; either is null where there is none. One that appeared was made by us, or is found by the look that follows. */
    public static Optional<Change> between(@Nullable IdentityChild before, @Nullable IdentityChild after) {
        if (before == null || after == null) {
            return before == null
                    ? Optional.empty()
                    : Optional.of(new Change(Cause.CHILD_GONE, before.name() + " is gone"));
        }
        if (!Objects.equals(before.uid(), after.uid())) {
            return Optional.of(new Change(Cause.CHILD_REPLACED, after.name() + " was replaced"));
        }
        if (!before.content().equals(after.content()) && Objects.equals(before.hash(), after.hash())) {
            return Optional.of(new Change(Cause.CHILD_DRIFTED, after.name() + " is not as rendered"));
        }
        return before.standing().equals(after.standing())
                ? Optional.empty()
                : Optional.of(new Change(Cause.ROLLOUT, after.name() + " is " + after.standing()));
    }
}
