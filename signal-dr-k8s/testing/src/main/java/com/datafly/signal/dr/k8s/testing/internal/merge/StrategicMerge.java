package com.datafly.signal.dr.k8s.testing.internal.merge;

import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Strategic merge patch: lists of Kubernetes' own types are merged by their keys, with directives. */
public final class StrategicMerge {

    private static final String DIRECTIVE = "$patch";
    private static final String RETAIN = "$retainKeys";
    private static final String ORDER = "$setElementOrder/";
    private static final String DELETE_VALUES = "$deleteFromPrimitiveList/";

    private StrategicMerge() {}

    /** Returns a patched copy. */
    public static ObjectNode apply(ObjectNode object, JsonNode patch) {
        ObjectNode patched = object.deepCopy();
        merge(patched, patch);
        return patched;
    }

    private static void merge(ObjectNode into, JsonNode patch) {
        String directive = Json.text(patch, DIRECTIVE);
        if (directive.equals("replace") || directive.equals("delete")) {
            into.removeAll();
            if (directive.equals("delete")) {
                return;
            }
        }
        retain(into, patch.path(RETAIN));
        for (Map.Entry<String, JsonNode> field : Json.fields(patch)) {
            if (field.getKey().startsWith(DELETE_VALUES)) {
                deleteValues(Json.list(into, field.getKey().substring(DELETE_VALUES.length())), field.getValue());
            } else if (!field.getKey().startsWith("$")) {
                mergeField(into, field.getKey(), field.getValue());
            }
        }
        for (Map.Entry<String, JsonNode> field : Json.fields(patch)) {
            if (field.getKey().startsWith(ORDER)) {
                order(into, field.getKey().substring(ORDER.length()), field.getValue());
            }
        }
    }

    private static void retain(ObjectNode into, JsonNode keys) {
        if (keys.isArray()) {
            Set<String> kept = new TreeSet<>();
            keys.forEach(key -> kept.add(key.asText()));
            into.retain(kept);
        }
    }

    private static void mergeField(ObjectNode into, String name, JsonNode value) {
        if (value.isNull()) {
            into.remove(name);
        } else if (value.isObject()) {
            merge(Json.child(into, name), value);
        } else if (value.isArray() && !keys(name, into.path(name), value).isEmpty()) {
            mergeList(Json.list(into, name), value, keys(name, into.path(name), value));
        } else if (value.isArray() && ListKeys.isSet(name)) {
            union(Json.list(into, name), value);
        } else {
            into.set(name, value.deepCopy());
        }
    }

    private static List<String> keys(String name, JsonNode here, JsonNode patch) {
        List<String> keys = ListKeys.of(name, patch);
        List<String> known = keys.isEmpty() ? ListKeys.of(name, here) : keys;
        return known.isEmpty() ? known : known.subList(0, 1);
    }

    private static void mergeList(ArrayNode into, JsonNode patch, List<String> keys) {
        String key = keys.get(0);
        for (JsonNode item : patch) {
            String directive = Json.text(item, DIRECTIVE);
            if (directive.equals("replace")) {
                into.removeAll();
            } else if (directive.equals("delete")) {
                into.removeIf(here -> here.path(key).equals(item.path(key)));
            } else {
                mergeItem(into, item, key);
            }
        }
    }

    private static void mergeItem(ArrayNode into, JsonNode item, String key) {
        for (ObjectNode here : Json.objects(into)) {
            if (here.path(key).equals(item.path(key))) {
                merge(here, item);
                return;
            }
        }
        merge(into.addObject(), item);
    }

    private static void union(ArrayNode into, JsonNode values) {
        for (JsonNode value : values) {
            if (!Json.items(into).contains(value)) {
                into.add(value.deepCopy());
            }
        }
    }

    private static void deleteValues(ArrayNode into, JsonNode values) {
        into.removeIf(value -> Json.items(values).contains(value));
    }

    /** Brings the elements that the patch names into its order, before those that it does not know. */
    private static void order(ObjectNode into, String name, JsonNode order) {
        if (!(into.path(name) instanceof ArrayNode list)) {
            return;
        }
        List<JsonNode> rest = Json.items(list);
        List<JsonNode> ordered = new ArrayList<>();
        for (JsonNode wanted : order) {
            rest.stream().filter(item -> names(wanted, item)).findFirst().ifPresent(item -> {
                ordered.add(item);
                rest.remove(item);
            });
        }
        list.removeAll();
        list.addAll(ordered);
        list.addAll(rest);
    }

    private static boolean names(JsonNode wanted, JsonNode item) {
        return wanted.isObject()
                ? wanted.properties().stream().allMatch(key -> key.getValue().equals(item.path(key.getKey())))
                : wanted.equals(item);
    }
}
