package com.datafly.signal.dr.k8s.testing.internal.verbs;

import com.datafly.signal.dr.k8s.testing.internal.api.Refusal;
import com.datafly.signal.dr.k8s.testing.internal.api.Refusals;
import com.datafly.signal.dr.k8s.testing.internal.api.Target;
import com.datafly.signal.dr.k8s.testing.internal.http.Answer;
import com.datafly.signal.dr.k8s.testing.internal.http.Request;
import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.datafly.signal.dr.k8s.testing.internal.merge.JsonPatch;
import com.datafly.signal.dr.k8s.testing.internal.merge.MergePatch;
import com.datafly.signal.dr.k8s.testing.internal.merge.StrategicMerge;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The four kinds of patches. */
final class Patches {

    static final String APPLY = "application/apply-patch+yaml";

    private static final String ACCEPTED = "application/json-patch+json, application/merge-patch+json,"
            + " application/apply-patch+yaml, application/strategic-merge-patch+json";

    private final Writer writer;

    Patches(Writer writer) {
        this.writer = writer;
    }

    Answer patch(Target target, Request request) {
        JsonNode patch = Bodies.read(request);
        WriteOptions options = WriteOptions.of(request);
        return switch (request.contentType()) {
            case "application/json-patch+json" ->
                Answers.ok(writer.patch(target, live -> JsonPatch.apply(live, patch), options));
            case "application/merge-patch+json" ->
                Answers.ok(writer.patch(target, live -> MergePatch.apply(live, patch), options));
            case "application/strategic-merge-patch+json" -> strategic(target, patch, options);
            case APPLY -> apply(target, patch, request, options);
            default -> throw Refusals.unsupportedMediaType(ACCEPTED);
        };
    }

    /** Extensions have no merge keys that the server knows. */
    private Answer strategic(Target target, JsonNode patch, WriteOptions options) {
        if (target.type().isExtension()) {
            throw Refusals.unsupportedMediaType(
                    "application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml");
        }
        return Answers.ok(writer.patch(target, live -> StrategicMerge.apply(live, patch), options));
    }

    private Answer apply(Target target, JsonNode patch, Request request, WriteOptions options) {
        if (request.parameter("fieldManager").isEmpty()) {
            String message = "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for"
                    + " apply patch";
            throw Refusals.unprocessable(message)
                    .causes(List.of(Refusal.Cause.required("fieldManager", "is required for apply patch")));
        }
        if (!(patch instanceof ObjectNode wanted)) {
            throw Refusals.badRequest("error decoding YAML: not an object");
        }
        if (!Json.isEmpty(Json.at(wanted, "metadata", "managedFields"))) {
            throw Refusals.badRequest("metadata.managedFields must be nil");
        }
        Writer.Applied applied = writer.apply(target, wanted, options);
        return applied.isNew() ? Answers.created(applied.object()) : Answers.ok(applied.object());
    }
}
