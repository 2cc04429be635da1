package com.datafly.signal.dr.k8s.testing.internal.merge;

import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** JSON merge patch (RFC 7396). */
public final class MergePatch {

    private MergePatch() {}

    /** Returns a patched copy. */
    public static ObjectNode apply(ObjectNode object, JsonNode patch) {
        ObjectNode patched = object.deepCopy();
        merge(patched, patch);
        return patched;
    }

    private static void merge(ObjectNode into, JsonNode patch) {
        for (Map.Entry<String, JsonNode> field : Json.fields(patch)) {
            JsonNode value = field.getValue();
            if (value.isNull()) {
                into.remove(field.getKey());
            } else if (value.isObject()) {
                merge(Json.child(into, field.getKey()), value);
            } else {
                into.set(field.getKey(), value.deepCopy());
            }
        }
    }
}
