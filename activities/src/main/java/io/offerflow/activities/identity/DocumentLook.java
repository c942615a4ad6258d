package io.offerflow.activities.identity;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.offerflow.activities.identity.document.Serving;
import io.offerflow.activities.object.ChildObjects;
import io.offerflow.api.Json;
import io.offerflow.workflows.agent.Rollout;
import io.offerflow.workflows.entity.ChildKind;
import io.offerflow.workflows.entity.Rendered;
import io.offerflow.workflows.identity.DocumentView;
import io.offerflow.workflows.identity.DocumentView.Uri;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Compares the papers of an identity with what the cluster has. */
final class DocumentLook {
    private static final int SHOWN = 200;

    private final ChildObjects children;

    DocumentLook(ChildObjects children) {
        this.children = children;
    }

    DocumentView view(String namespace, Papers papers) {
        Map<String, String> metadata = new TreeMap<>();
        papers.metadata().forEach((key, value) -> metadata.put(key, Papers.hex(value)));
        Found found =
                switch (papers.serving()) {
                    case Serving.Possible possible -> found(namespace, possible.children());
                    // Nothing that could be applied would help.
                    case Serving.TooLarge large -> new Found(true, large.sentence());
                };
        return new DocumentView(
                found.current(),
                found.current() && found.waitsFor().isEmpty(),
                found.waitsFor(),
                papers.document().contentHash().substring(0, 16),
                papers.url(),
                papers.live().map(DocumentLook::uri).orElse(null),
                uri(papers.tombstone()),
                metadata);
    }

    /** @param waitsFor empty when it is served */
    private record Found(boolean current, String waitsFor) {}

    private Found found(String namespace, List<Rendered> wanted) {
        boolean current = true;
        String missing = "";
        for (Rendered child : wanted) {
            GenericKubernetesResource stored = children.get(child.kind(), namespace, child.name());
            if (!child.matches(ChildObjects.view(stored, child.manifest()))) {
                current = false;
                missing = child.kind().kind() + " " + child.name() + " is not as rendered.";
            } else if (child.kind() == ChildKind.DEPLOYMENT && !ready(stored)) {
                missing = "Deployment " + child.name() + " is not ready.";
            }
        }
        return new Found(current, missing);
    }

    private static boolean ready(@Nullable GenericKubernetesResource deployment) {
        JsonNode json = Json.mapper().valueToTree(Objects.requireNonNull(deployment, "it matches what is rendered"));
        return Rollout.of(json).state() == Rollout.State.Ready;
    }

    static Uri uri(String text) {
        return new Uri(Rendered.digest(text), text.length() <= SHOWN ? text : text.substring(0, SHOWN - 1) + "…");
    }
}
