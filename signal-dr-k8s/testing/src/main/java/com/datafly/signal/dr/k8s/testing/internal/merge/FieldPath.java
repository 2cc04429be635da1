package com.datafly.signal.dr.k8s.testing.internal.merge;

import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The way to a field as {@code fieldsV1} writes it: {@code f:} and a name, {@code k:} and the keys of a list's element,
 * {@code v:} and a set's value.
 */
record FieldPath(List<String> elements) implements Comparable<FieldPath> {

    static final FieldPath ROOT = new FieldPath(List.of());

    /** Returns the path of a field below this one. */
    FieldPath field(String name) {
        return then("f:" + name);
    }

    /** Returns the path of an element of the list here. */
    FieldPath item(JsonNode item, List<String> keys) {
        ObjectNode key = Json.object();
        for (String name : keys) {
            JsonNode value = item.path(name);
            if (value.isMissingNode() && name.equals("protocol")) {
                key.put(name, "TCP");
            } else {
                key.set(name, value.deepCopy());
            }
        }
        return then("k:" + key);
    }

    /** Returns the path of a value of the set here. */
    FieldPath value(JsonNode value) {
        return then("v:" + value);
    }

    /** Returns the path of one more element, as it is written. */
    FieldPath then(String element) {
        List<String> longer = new ArrayList<>(elements);
        longer.add(element);
        return new FieldPath(List.copyOf(longer));
    }

    /** Tells whether this is the path of an element of a list as a whole. */
    boolean isItem() {
        return !elements.isEmpty() && elements.get(elements.size() - 1).startsWith("k:");
    }

    /** Tells whether {@code other} is here or below. */
    boolean covers(FieldPath other) {
        return other.elements.size() >= elements.size()
                && other.elements.subList(0, elements.size()).equals(elements);
    }

    /** Returns what is here; a missing node if there is nothing. */
    JsonNode in(JsonNode root) {
        JsonNode here = root;
        for (String element : elements) {
            here = step(here, element);
        }
        return here;
    }

    /** Removes what is here. */
    void removeFrom(JsonNode root) {
        JsonNode parent = new FieldPath(elements.subList(0, elements.size() - 1)).in(root);
        String last = elements.get(elements.size() - 1);
        if (parent instanceof ObjectNode object) {
            object.remove(last.substring(2));
        } else if (parent instanceof ArrayNode array) {
            array.removeIf(item -> isMeant(last, item));
        }
    }

    private static JsonNode step(JsonNode here, String element) {
        if (element.startsWith("f:")) {
            return here.path(element.substring(2));
        }
        return Json.items(here).stream()
                .filter(item -> isMeant(element, item))
                .findFirst()
                .orElseGet(MissingNode::getInstance);
    }

    private static boolean isMeant(String element, JsonNode item) {
        String rest = element.substring(2);
        return element.startsWith("v:")
                ? item.toString().equals(rest)
                : Json.object(rest).properties().stream().allMatch(key -> hasKey(item, key.getKey(), key.getValue()));
    }

    private static boolean hasKey(JsonNode item, String name, JsonNode wanted) {
        JsonNode value = item.path(name);
        boolean usual = name.equals("protocol") && wanted.asText().equals("TCP");
        return value.equals(wanted) || (value.isMissingNode() && usual);
    }

    @Override
    public int compareTo(FieldPath other) {
        int shorter = Math.min(elements.size(), other.elements.size());
        for (int i = 0; i < shorter; i++) {
            int order = elements.get(i).compareTo(other.elements.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(elements.size(), other.elements.size());
    }

    /** Returns the path as messages of conflicts have it, as in {@code .spec.containers[name="app"].image}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (String element : elements) {
            String rest = element.substring(2);
            switch (element.charAt(0)) {
                case 'k' -> text.append('[').append(keys(rest)).append(']');
                case 'v' -> text.append("[=").append(rest).append(']');
                default -> text.append('.').append(rest);
            }
        }
        return text.toString();
    }

    private static String keys(String json) {
        List<String> pairs = new ArrayList<>();
        Json.object(json).properties().forEach(key -> pairs.add(key.getKey() + "=" + key.getValue()));
        return String.join(",", pairs);
    }
}
