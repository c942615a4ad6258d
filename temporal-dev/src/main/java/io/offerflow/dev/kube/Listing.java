package io.offerflow.dev.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Predicate;

/** One page of a collection, at one resourceVersion. */
record Listing(List<ObjectNode> items, long revision, String continueToken, long remaining) {

    /** Selects by namespace, labels and fields; names are matched on the stored form. */
    record Selection(Predicate<JsonNode> labels, Predicate<JsonNode> fields) {

        static Selection of(Target target, Query query) {
            Predicate<JsonNode> fields = FieldSelector.parse(query.text("fieldSelector"), target.type());
            Predicate<JsonNode> named = target.name().isEmpty()
                    ? fields
                    : fields.and(object -> Metadata.name(object).equals(target.name()));
            return new Selection(LabelSelector.parse(query.text("labelSelector")), named);
        }

        boolean matches(JsonNode stored) {
            return labels.test(stored) && fields.test(stored);
        }
    }

    static Listing of(Cluster cluster, Target target, Query query) {
        Selection selection = Selection.of(target, query);
        Position from = Position.parse(query.text("continue"));
        return cluster.store().exclusively(() -> {
            long now = cluster.store().revision();
            if (now - from.revision() > ObjectStore.WINDOW && from.revision() > 0) {
                throw ApiFailure.continueExpired();
            }
            List<ObjectNode> all = cluster.store().list(target.type().storage(), target.namespace()).stream()
                    .filter(selection::matches)
                    .filter(from::precedes)
                    .toList();
            long revision = from.revision() > 0 ? from.revision() : now;
            int limit = (int) Math.min(query.number("limit"), Integer.MAX_VALUE);
            if (limit <= 0 || all.size() <= limit) {
                return new Listing(all, revision, "", 0);
            }
            List<ObjectNode> page = all.subList(0, limit);
            String token = new Position(revision, key(page.getLast())).token();
            return new Listing(page, revision, token, all.size() - limit);
        });
    }

    private static ObjectKey key(JsonNode object) {
        return new ObjectKey(Metadata.namespace(object), Metadata.name(object));
    }

    ObjectNode toJson(ResourceType type) {
        ObjectNode out = Json.object();
        out.put("apiVersion", type.apiVersion());
        out.put("kind", type.kind() + "List");
        out.set("metadata", metadata());
        var list = out.putArray("items");
        items.forEach(item -> list.add(type.fromStored(item)));
        return out;
    }

    ObjectNode metadata() {
        ObjectNode out = Json.object().put("resourceVersion", Long.toString(revision));
        if (!continueToken.isEmpty()) {
            out.put("continue", continueToken);
            out.set("remainingItemCount", Json.number(remaining));
        }
        return out;
    }

    /**
     * Where a page ended. Later pages show the present state under the first page's revision: a watch from there repeats what was
     * missed, so an informer still converges.
     */
    private record Position(long revision, ObjectKey last) {

        static Position parse(String token) {
            if (token.isEmpty()) {
                return new Position(0, new ObjectKey("", ""));
            }
            try {
                String[] parts =
                        new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8).split("\n", -1);
                return new Position(Long.parseLong(parts[0]), new ObjectKey(parts[1], parts[2]));
            } catch (RuntimeException e) {
                throw ApiFailure.badRequest("continue key is not valid: " + e.getMessage());
            }
        }

        String token() {
            String text = revision + "\n" + last.namespace() + "\n" + last.name();
            return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        }

        boolean precedes(JsonNode object) {
            return revision == 0 || last.compareTo(key(object)) < 0;
        }
    }
}
