package com.datafly.signal.dr.k8s.testing.internal.merge;

import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Fields of an object: its leaves, and the elements of lists with keys. */
final class FieldSet {

    /** What nobody owns, for the server gives it. */
    private static final Set<String> OF_THE_SERVER = Set.of(
            "name",
            "namespace",
            "creationTimestamp",
            "selfLink",
            "uid",
            "generation",
            "managedFields",
            "resourceVersion",
            "deletionTimestamp",
            "deletionGracePeriodSeconds");

    private FieldSet() {}

    /** Returns the fields of an object that somebody can own. */
    static Set<FieldPath> of(JsonNode object) {
        return new TreeSet<>(values(object).keySet());
    }

    /** Returns the fields of an object that somebody can own, with what is there. */
    static Map<FieldPath, JsonNode> values(JsonNode object) {
        Map<FieldPath, JsonNode> values = new HashMap<>();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            String name = field.getKey();
            boolean nothing = name.equals("status") && field.getValue().isEmpty();
            if (name.equals("metadata")) {
                metadata(field.getValue(), values);
            } else if (!name.equals("apiVersion") && !name.equals("kind") && !nothing) {
                collect(name, field.getValue(), FieldPath.ROOT.field(name), values);
            }
        }
        return values;
    }

    private static void metadata(JsonNode metadata, Map<FieldPath, JsonNode> values) {
        FieldPath path = FieldPath.ROOT.field("metadata");
        for (Map.Entry<String, JsonNode> field : metadata.properties()) {
            if (!OF_THE_SERVER.contains(field.getKey())) {
                collect(field.getKey(), field.getValue(), path.field(field.getKey()), values);
            }
        }
    }

    private static void collect(String name, JsonNode node, FieldPath path, Map<FieldPath, JsonNode> values) {
        List<String> keys = ListKeys.of(name, node);
        if (node.isObject() && !node.isEmpty() && !ListKeys.isWhole(name)) {
            children(node, path, values);
        } else if (node.isArray() && !keys.isEmpty()) {
            for (JsonNode item : node) {
                FieldPath here = path.item(item, keys);
                values.put(here, item);
                children(item, here, values);
            }
        } else if (node.isArray() && ListKeys.isSet(name)) {
            node.forEach(item -> values.put(path.value(item), item));
        } else {
            values.put(path, node);
        }
    }

    private static void children(JsonNode node, FieldPath path, Map<FieldPath, JsonNode> values) {
        node.properties()
                .forEach(child -> collect(child.getKey(), child.getValue(), path.field(child.getKey()), values));
    }

    /** Writes fields as {@code fieldsV1}. */
    static ObjectNode write(Set<FieldPath> paths) {
        ObjectNode root = Json.object();
        for (FieldPath path : paths) {
            ObjectNode here = root;
            for (String element : path.elements()) {
                here = here.path(element) instanceof ObjectNode child ? child : here.putObject(element);
            }
            if (path.isItem()) {
                here.putObject(".");
            }
        }
        return root;
    }

    /** Reads what {@link #write} wrote. */
    static Set<FieldPath> read(JsonNode fields) {
        Set<FieldPath> paths = new TreeSet<>();
        read(fields, FieldPath.ROOT, paths);
        return paths;
    }

    private static void read(JsonNode fields, FieldPath path, Set<FieldPath> paths) {
        for (Map.Entry<String, JsonNode> field : fields.properties()) {
            if (field.getKey().equals(".")) {
                paths.add(path);
            } else if (field.getValue().isEmpty()) {
                paths.add(path.then(field.getKey()));
            } else {
                read(field.getValue(), path.then(field.getKey()), paths);
            }
        }
    }
}
