package com.datafly.signal.dr.k8s.testing.internal.merge;

import com.datafly.signal.dr.k8s.testing.internal.api.Refusal;
import com.datafly.signal.dr.k8s.testing.internal.api.Refusals;
import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON patch (RFC 6902): one operation after the other, all or none. */
public final class JsonPatch {

    private final ObjectNode patched;

    private JsonPatch(ObjectNode object) {
        this.patched = object.deepCopy();
    }

    /**
     * Returns a patched copy.
     *
     * @throws Refusal with 422 if an operation cannot be done or a test fails
     */
    public static ObjectNode apply(ObjectNode object, JsonNode patch) {
        if (!patch.isArray()) {
            throw Refusals.badRequest(
                    "error decoding patch: json: cannot unmarshal object into Go value of type jsonpatch.Patch");
        }
        JsonPatch work = new JsonPatch(object);
        patch.forEach(work::operation);
        return work.patched;
    }

    private void operation(JsonNode operation) {
        JsonPointer path = pointer(Json.text(operation, "path"));
        switch (Json.text(operation, "op")) {
            case "add" -> add(path, operation.path("value"));
            case "remove" -> remove(path);
            case "replace" -> {
                existing(path);
                replace(path, operation.path("value"));
            }
            case "test" -> test(path, operation.path("value"));
            case "copy" -> add(path, existing(pointer(Json.text(operation, "from"))));
            case "move" -> {
                JsonNode moved = existing(pointer(Json.text(operation, "from")));
                remove(pointer(Json.text(operation, "from")));
                add(path, moved);
            }
            default -> throw refused();
        }
    }

    private void test(JsonPointer path, JsonNode wanted) {
        JsonNode here = patched.at(path);
        boolean bothAbsent = here.isMissingNode() && wanted.isNull();
        if (!bothAbsent && !here.equals(wanted)) {
            throw refused();
        }
    }

    private JsonNode existing(JsonPointer path) {
        JsonNode here = patched.at(path);
        if (here.isMissingNode()) {
            throw refused();
        }
        return here.deepCopy();
    }

    private void add(JsonPointer path, JsonNode value) {
        JsonNode parent = parent(path);
        String last = path.last().getMatchingProperty();
        if (parent instanceof ObjectNode object) {
            object.set(last, value.deepCopy());
        } else if (parent instanceof ArrayNode array) {
            int index = last.equals("-") ? array.size() : index(path, array.size());
            array.insert(index, value.deepCopy());
        } else {
            throw refused();
        }
    }

    private void replace(JsonPointer path, JsonNode value) {
        JsonNode parent = parent(path);
        if (parent instanceof ArrayNode array) {
            array.set(index(path, array.size() - 1), value.deepCopy());
        } else {
            add(path, value);
        }
    }

    private void remove(JsonPointer path) {
        existing(path);
        JsonNode parent = parent(path);
        if (parent instanceof ObjectNode object) {
            object.remove(path.last().getMatchingProperty());
        } else if (parent instanceof ArrayNode array) {
            array.remove(index(path, array.size() - 1));
        }
    }

    private JsonNode parent(JsonPointer path) {
        if (path.matches()) {
            throw refused();
        }
        JsonPointer head = path.head();
        return patched.at(head == null ? JsonPointer.empty() : head);
    }

    private static int index(JsonPointer path, int most) {
        int index = path.last().getMatchingIndex();
        if (index < 0 || index > most) {
            throw refused();
        }
        return index;
    }

    private static JsonPointer pointer(String text) {
        try {
            return JsonPointer.compile(text);
        } catch (IllegalArgumentException e) {
            throw refused();
        }
    }

    private static Refusal refused() {
        return Refusals.unprocessable("the server rejected our request due to an error in our request");
    }
}
