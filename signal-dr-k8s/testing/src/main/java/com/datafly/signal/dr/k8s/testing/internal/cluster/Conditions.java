package com.datafly.signal.dr.k8s.testing.internal.cluster;

import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** The conditions in the state of an object. */
final class Conditions {

    private Conditions() {}

    static Optional<ObjectNode> find(JsonNode object, String type) {
        return Json.objects(Json.at(object, "status", "conditions")).stream()
                .filter(condition -> Json.text(condition, "type").equals(type))
                .findFirst();
    }

    static boolean isTrue(JsonNode object, String type) {
        return find(object, type)
                .filter(condition -> Json.text(condition, "status").equals("True"))
                .isPresent();
    }

    static String message(JsonNode object, String type) {
        return find(object, type)
                .map(condition -> Json.text(condition, "message"))
                .orElse("");
    }

    /** Sets a condition; its time changes only with its value. */
    static ObjectNode set(ObjectNode status, String type, String value, String now, String reason, String message) {
        ObjectNode condition = Json.objects(status.path("conditions")).stream()
                .filter(one -> Json.text(one, "type").equals(type))
                .findFirst()
                .orElseGet(() -> Json.list(status, "conditions").addObject().put("type", type));
        if (!Json.text(condition, "status").equals(value)) {
            condition.put("status", value).put("lastTransitionTime", now);
        }
        put(condition, "reason", reason);
        put(condition, "message", message);
        return condition;
    }

    /** Removes a condition. */
    static void remove(ObjectNode status, String type) {
        if (status.path("conditions") instanceof ArrayNode conditions) {
            conditions.removeIf(condition -> Json.text(condition, "type").equals(type));
        }
    }

    private static void put(ObjectNode condition, String field, String value) {
        if (value.isEmpty()) {
            condition.remove(field);
        } else {
            condition.put(field, value);
        }
    }
}
