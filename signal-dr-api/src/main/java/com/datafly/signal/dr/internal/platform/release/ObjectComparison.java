package com.datafly.signal.dr.internal.platform.release;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Compares an object with what a manifest wants of it. What the platform adds is no difference, but what was added to
 * the data of a Secret or ConfigMap, or to a list whose elements have names, is.
 */
final class ObjectComparison {

    /** By what the elements of lists are known, the first that all of a list have. */
    private static final List<String> NAMES =
            List.of("name", "mountPath", "containerPort", "port", "key", "topologyKey");

    private static final Set<String> DATA = Set.of("data", "binaryData");

    private static final Set<String> KEPT = Set.of("Secret", "ConfigMap");

    private final boolean secret;
    private final List<String> found = new ArrayList<>();

    private ObjectComparison(boolean secret) {
        this.secret = secret;
    }

    /** Returns a line for each difference. */
    static List<String> of(JsonNode wanted, JsonNode live) {
        ObjectComparison comparison =
                new ObjectComparison(wanted.path("kind").asText("").equals("Secret"));
        JsonNode whole = SecretText.withData(wanted);
        comparison.compare("", whole, live);
        if (KEPT.contains(whole.path("kind").asText(""))) {
            DATA.forEach(part -> comparison.compareKeys(part, whole, live));
        }
        return comparison.found;
    }

    private void compare(String path, JsonNode wanted, JsonNode live) {
        if (isNothing(wanted)) {
            return;
        }
        if (wanted.isObject() && (live.isObject() || live.isMissingNode())) {
            for (Map.Entry<String, JsonNode> field : wanted.properties()) {
                if (!path.isEmpty() || !field.getKey().equals("status")) {
                    compare(path + "/" + field.getKey(), field.getValue(), live.path(field.getKey()));
                }
            }
        } else if (wanted.isArray() && live.isArray()) {
            compareLists(path, wanted, live);
        } else if (!same(path, wanted, live)) {
            found.add(path + ": " + SecretText.difference(secret, path, wanted, live));
        }
    }

    private void compareKeys(String part, JsonNode wanted, JsonNode live) {
        live.path(part)
                .fieldNames()
                .forEachRemaining(
                        name -> added("/" + part + "/" + name, wanted.path(part).has(name)));
    }

    private void compareLists(String path, JsonNode wanted, JsonNode live) {
        Optional<String> name = nameOf(wanted).filter(one -> nameOf(live).equals(Optional.of(one)));
        if (name.isEmpty()) {
            if (wanted.size() != live.size()) {
                found.add(path + ": " + wanted.size() + " elements are wanted, " + live.size() + " are there");
                return;
            }
            for (int i = 0; i < wanted.size(); i++) {
                compare(path + "/" + i, wanted.get(i), live.get(i));
            }
            return;
        }
        Map<String, JsonNode> present = new HashMap<>();
        live.forEach(element -> present.put(element.path(name.get()).asText(), element));
        for (JsonNode element : wanted) {
            String key = element.path(name.get()).asText();
            JsonNode there = present.remove(key);
            if (there == null) {
                found.add(path + "/" + key + ": is wanted, is not there");
            } else {
                compare(path + "/" + key, element, there);
            }
        }
        present.keySet().stream().sorted().forEach(key -> added(path + "/" + key, false));
    }

    private void added(String path, boolean isWanted) {
        if (!isWanted) {
            found.add(path + ": is there, is not wanted");
        }
    }

    /** Returns by what all elements of a list can be told apart. */
    private static Optional<String> nameOf(JsonNode list) {
        return NAMES.stream()
                .filter(name -> {
                    Map<String, JsonNode> seen = new HashMap<>();
                    list.forEach(element -> seen.put(element.path(name).asText(""), element));
                    return !seen.containsKey("") && seen.size() == list.size() && !list.isEmpty();
                })
                .findFirst();
    }

    private static boolean same(String path, JsonNode wanted, JsonNode live) {
        if (wanted.isContainerNode() || live.isContainerNode()) {
            return wanted.equals(live);
        }
        String one = wanted.asText("");
        String other = live.isMissingNode() ? "" : live.asText("");
        return one.equals(other)
                || (live.isMissingNode() && isZero(wanted))
                || (wanted.isTextual() && OldScalar.same(one, live))
                || (Quantity.isPlace(path) && Quantity.same(one, other));
    }

    /** The platform drops what is the zero of its kind, as a probe's delay of 0. */
    private static boolean isZero(JsonNode wanted) {
        return wanted.asText("").equals("false")
                || (wanted.isNumber() && wanted.decimalValue().signum() == 0);
    }

    /** The platform drops what is null or empty. */
    private static boolean isNothing(JsonNode wanted) {
        return wanted.isNull() || wanted.isMissingNode() || (wanted.isContainerNode() && wanted.isEmpty());
    }
}
