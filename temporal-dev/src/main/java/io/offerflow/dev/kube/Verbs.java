package io.offerflow.dev.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.dev.kube.patch.JsonPatch;
import io.offerflow.dev.kube.patch.MergePatch;
import io.offerflow.dev.kube.patch.PatchFailure;
import io.offerflow.dev.kube.patch.StrategicMergePatch;
import io.offerflow.dev.kube.schema.Violation;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The verbs of the resource API, except watch. */
final class Verbs {

    private static final Logger LOG = LoggerFactory.getLogger(Verbs.class);

    private final Cluster cluster;
    private final ObjectWriter writer;
    private final Deletion deletion;
    private final Tables tables;

    Verbs(Cluster cluster) {
        this.cluster = cluster;
        this.writer = new ObjectWriter(cluster);
        this.deletion = new Deletion(cluster);
        this.tables = new Tables(cluster.clock());
    }

    ObjectWriter writer() {
        return writer;
    }

    Reply serve(Target target, Request request) {
        boolean collection = target.name().isEmpty();
        return switch (request.method()) {
            case "GET" -> collection ? list(target, request) : object(target, request, 200, cluster.get(target));
            case "POST" -> {
                requireThat(collection && inItsScope(target));
                yield create(target, request);
            }
            case "PUT" -> {
                requireThat(!collection);
                yield put(target, request);
            }
            case "PATCH" -> {
                requireThat(!collection);
                yield patch(target, request);
            }
            case "DELETE" -> {
                requireThat(inItsScope(target));
                yield collection ? deleteAll(target, request) : delete(target, request);
            }
            default -> throw ApiFailure.methodNotAllowed();
        };
    }

    /** All namespaces together can be read, not written. */
    private static boolean inItsScope(Target target) {
        return !target.type().namespaced() || !target.namespace().isEmpty();
    }

    private static void requireThat(boolean allowed) {
        if (!allowed) {
            throw ApiFailure.methodNotAllowed();
        }
    }

    private Reply list(Target target, Request request) {
        Listing page = Listing.of(cluster, target, request.query());
        if (!request.wantsTable()) {
            return Reply.ok(page.toJson(target.type()));
        }
        List<ObjectNode> shown =
                page.items().stream().map(target.type()::fromStored).toList();
        return Reply.ok(tables.table(
                target.type(), shown, page.metadata(), request.query().text("includeObject"), true));
    }

    private Reply object(Target target, Request request, int code, ObjectNode object) {
        return Reply.of(code, request.wantsTable() ? row(target, request, object, true) : object);
    }

    /** A table of one object. */
    ObjectNode row(Target target, Request request, ObjectNode object, boolean headers) {
        ObjectNode metadata = Json.object().put("resourceVersion", Metadata.resourceVersion(object));
        return tables.table(
                target.type(), List.of(object), metadata, request.query().text("includeObject"), headers);
    }

    private Reply create(Target target, Request request) {
        Write write = Write.of(request);
        ObjectNode made = writer.create(target, request.object(target.type()), write);
        return object(target, request, 201, made).warning(write.warnings());
    }

    private Reply put(Target target, Request request) {
        Write write = Write.of(request);
        ObjectNode sent = request.object(target.type());
        ObjectNode put = writer.update(target, write, live -> {
            Preconditions.checkReplace(target, live, sent);
            return sent;
        });
        return object(target, request, 200, put).warning(write.warnings());
    }

    private Reply patch(Target target, Request request) {
        Write write = Write.of(request);
        if (request.contentType().equals("application/apply-patch+yaml")) {
            return apply(target, request, write);
        }
        JsonNode patch = request.tree();
        ObjectNode patched = writer.update(target, write, live -> patched(target, request.contentType(), live, patch));
        return object(target, request, 200, patched).warning(write.warnings());
    }

    private static ObjectNode patched(Target target, String contentType, ObjectNode live, JsonNode patch) {
        try {
            JsonNode out =
                    switch (contentType) {
                        case "application/merge-patch+json" -> MergePatch.apply(live, patch);
                        case "application/json-patch+json" -> JsonPatch.apply(live, patch);
                        case "application/strategic-merge-patch+json" -> strategic(target, live, patch);
                        default -> throw unknownPatch(target);
                    };
            if (!(out instanceof ObjectNode object)) {
                throw ApiFailure.badRequest("the patch does not make an object");
            }
            return object;
        } catch (PatchFailure failure) {
            LOG.debug("patch of {} refused: {}", target.name(), failure.getMessage());
            throw ApiFailure.rejectedPatch();
        }
    }

    private static JsonNode strategic(Target target, ObjectNode live, JsonNode patch) throws PatchFailure {
        if (target.type().traits().custom() || !(patch instanceof ObjectNode object)) {
            throw unknownPatch(target);
        }
        return StrategicMergePatch.apply(live, object, target.type().schema());
    }

    private static ApiFailure unknownPatch(Target target) {
        String strategic = target.type().traits().custom() ? "" : "application/strategic-merge-patch+json, ";
        return ApiFailure.unsupportedMediaType(
                "the body of the request was in an unknown format - accepted media types include: "
                        + "application/json-patch+json, application/merge-patch+json, " + strategic
                        + "application/apply-patch+yaml");
    }

    private Reply apply(Target target, Request request, Write write) {
        if (request.query().text("fieldManager").isEmpty()) {
            throw ApiFailure.invalidOptions(
                    "PatchOptions", Violation.required("fieldManager", "is required for apply patch"));
        }
        ObjectWriter.Result result =
                writer.apply(target, request.object(), request.query().flag("force"), write);
        return object(target, request, result.created() ? 201 : 200, result.object())
                .warning(write.warnings());
    }

    private Reply delete(Target target, Request request) {
        return Reply.ok(
                deletion.delete(target, options(request), request.query().dryRun()));
    }

    private Reply deleteAll(Target target, Request request) {
        Listing all = Listing.of(cluster, target, request.query());
        for (ObjectNode item : List.copyOf(all.items())) {
            Target each = cluster.targetOf(target.type(), item);
            deletion.delete(each, options(request), request.query().dryRun());
        }
        return Reply.ok(all.toJson(target.type()));
    }

    /** Delete options come in the body or, from some clients, as query parameters. */
    private static JsonNode options(Request request) {
        ObjectNode out = request.object();
        String policy = request.query().text("propagationPolicy");
        if (!policy.isEmpty()) {
            out.put("propagationPolicy", policy);
        }
        return out;
    }
}
