package com.datafly.signal.dr.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** As much of JSON Schema as our schema uses. An unknown keyword is a failure, so that nothing goes unchecked. */
final class JsonSchema {

    private static final List<String> NOTES = List.of("$schema", "$id", "title", "description", "$defs");

    private final JsonNode root;
    private final List<String> violations = new ArrayList<>();

    private JsonSchema(JsonNode root) {
        this.root = root;
    }

    static List<String> violations(JsonNode schema, JsonNode document) {
        JsonSchema check = new JsonSchema(schema);
        check.check(schema, document, "$");
        return check.violations;
    }

    private void check(JsonNode schema, JsonNode value, String path) {
        for (Map.Entry<String, JsonNode> keyword : schema.properties()) {
            if (!NOTES.contains(keyword.getKey())) {
                check(keyword.getKey(), keyword.getValue(), schema, value, path);
            }
        }
    }

    private void check(String keyword, JsonNode rule, JsonNode schema, JsonNode value, String path) {
        switch (keyword) {
            case "$ref" -> check(root.at(rule.asText().substring(1)), value, path);
            case "type" -> require(hasType(rule, value), path, "type " + rule);
            case "const" -> require(rule.equals(value), path, "const " + rule);
            case "enum" -> require(contains(rule, value), path, "enum " + rule);
            case "minimum" -> require(value.asDouble() >= rule.asDouble(), path, "minimum " + rule);
            case "format" ->
                require(value.isNull() || hasFormat(rule.asText(), value.asText()), path, "format " + rule);
            case "required" -> rule.forEach(name -> require(value.has(name.asText()), path, "required " + name));
            case "properties" -> value.properties().forEach(field -> property(rule, schema, field, path));
            case "additionalProperties" ->
                value.properties().forEach(field -> check(rule, field.getValue(), path + "." + field.getKey()));
            case "items" -> value.forEach(item -> check(rule, item, path + "[]"));
            case "anyOf" -> anyOf(rule, value, path);
            default -> require(false, path, "keyword " + keyword);
        }
    }

    private void property(JsonNode rules, JsonNode schema, Map.Entry<String, JsonNode> field, String path) {
        JsonNode rule = rules.get(field.getKey());
        require(rule != null || schema.has("additionalProperties"), path, "documented field " + field.getKey());
        if (rule != null) {
            check(rule, field.getValue(), path + "." + field.getKey());
        }
    }

    private void anyOf(JsonNode rules, JsonNode value, String path) {
        for (JsonNode rule : rules) {
            JsonSchema attempt = new JsonSchema(root);
            attempt.check(rule, value, path);
            if (attempt.violations.isEmpty()) {
                return;
            }
        }
        require(false, path, "anyOf");
    }

    private static boolean contains(JsonNode list, JsonNode value) {
        for (JsonNode item : list) {
            if (item.equals(value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasType(JsonNode rule, JsonNode value) {
        if (rule.isArray()) {
            for (JsonNode type : rule) {
                if (hasType(type, value)) {
                    return true;
                }
            }
            return false;
        }
        return switch (rule.asText()) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "number" -> value.isNumber();
            case "integer" -> value.isIntegralNumber();
            case "boolean" -> value.isBoolean();
            case "null" -> value.isNull();
            default -> false;
        };
    }

    private static boolean hasFormat(String format, String text) {
        return switch (format) {
            case "date-time" -> Instant.parse(text) != null;
            case "duration" -> Duration.parse(text) != null;
            default -> false;
        };
    }

    private void require(boolean holds, String path, String rule) {
        if (!holds) {
            violations.add(path + ": " + rule);
        }
    }
}
