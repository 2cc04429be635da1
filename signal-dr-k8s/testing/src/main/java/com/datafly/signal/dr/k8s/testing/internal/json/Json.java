package com.datafly.signal.dr.k8s.testing.internal.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Trees of JSON: read, written, and walked by the names of fields. */
public final class Json {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /** Reads a tree. */
    public static JsonNode read(byte[] bytes) throws IOException {
        return MAPPER.readTree(bytes);
    }

    /** Reads a tree from text of our own. */
    public static ObjectNode object(String text) {
        try {
            return (ObjectNode) MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a JSON object: " + e.getOriginalMessage(), e);
        }
    }

    /** Writes a tree. */
    public static byte[] bytes(JsonNode tree) {
        try {
            return MAPPER.writeValueAsBytes(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns a new, empty object. */
    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** Returns a new, empty list. */
    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /** Returns what is at the end of a path of fields; a missing node if there is nothing. */
    public static JsonNode at(JsonNode tree, String... path) {
        JsonNode here = tree;
        for (String field : path) {
            here = here.path(field);
        }
        return here;
    }

    /** Returns the text at the end of a path; empty if there is none. */
    public static String text(JsonNode tree, String... path) {
        return at(tree, path).asText("");
    }

    /** Returns the object at the end of a path, which is made if it is not there. */
    public static ObjectNode child(ObjectNode tree, String... path) {
        ObjectNode here = tree;
        for (String field : path) {
            JsonNode next = here.path(field);
            here = next instanceof ObjectNode object ? object : here.putObject(field);
        }
        return here;
    }

    /** Returns the list at a field, which is made if it is not there. */
    public static ArrayNode list(ObjectNode tree, String field) {
        return tree.path(field) instanceof ArrayNode array ? array : tree.putArray(field);
    }

    /** Returns the elements of a list, or the values of an object; none for anything else. */
    public static List<JsonNode> items(JsonNode node) {
        List<JsonNode> items = new ArrayList<>();
        node.forEach(items::add);
        return items;
    }

    /** Returns the objects in a list. */
    public static List<ObjectNode> objects(JsonNode node) {
        List<ObjectNode> objects = new ArrayList<>();
        node.forEach(item -> {
            if (item instanceof ObjectNode object) {
                objects.add(object);
            }
        });
        return objects;
    }

    /** Returns the fields of an object in their order, as a copy that does not follow changes. */
    public static List<Map.Entry<String, JsonNode>> fields(JsonNode node) {
        List<Map.Entry<String, JsonNode>> fields = new ArrayList<>();
        node.properties().forEach(entry -> fields.add(Map.entry(entry.getKey(), entry.getValue())));
        return fields;
    }

    /** Returns the texts in an object by their names, sorted. */
    public static Map<String, String> texts(JsonNode node) {
        Map<String, String> texts = new TreeMap<>();
        node.properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText("")));
        return texts;
    }

    /** Tells whether there is neither a node nor anything in it. */
    public static boolean isEmpty(JsonNode node) {
        return node.isMissingNode() || node.isNull() || (node.isContainerNode() && node.isEmpty());
    }
}
