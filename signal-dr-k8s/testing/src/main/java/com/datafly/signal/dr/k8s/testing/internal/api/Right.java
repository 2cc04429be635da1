package com.datafly.signal.dr.k8s.testing.internal.api;

import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.TreeSet;

/**
 * A rule of RBAC where it is bound.
 *
 * @param namespace empty for the whole cluster
 * @param names empty for all
 */
public record Right(String namespace, Set<String> verbs, Set<String> groups, Set<String> resources, Set<String> names) {

    /** The right to do everything. */
    public static final Right EVERYTHING = new Right("", Set.of("*"), Set.of("*"), Set.of("*"), Set.of());

    /** Reads a rule of a Role. */
    public static Right of(String namespace, JsonNode rule) {
        return new Right(
                namespace,
                texts(rule.path("verbs")),
                texts(rule.path("apiGroups")),
                texts(rule.path("resources")),
                texts(rule.path("resourceNames")));
    }

    /** Tells whether the rule allows an action. */
    public boolean allows(Action action) {
        return (namespace.isEmpty() || namespace.equals(action.namespace()))
                && covers(verbs, action.verb())
                && covers(groups, action.group())
                && covers(resources, action.resource())
                && (names.isEmpty() || names.contains(action.name()));
    }

    /** Writes the rule as reviews answer it. */
    public ObjectNode write() {
        ObjectNode rule = Json.object();
        put(rule.putArray("verbs"), verbs);
        put(rule.putArray("apiGroups"), groups);
        put(rule.putArray("resources"), resources);
        if (!names.isEmpty()) {
            put(rule.putArray("resourceNames"), names);
        }
        return rule;
    }

    private static void put(ArrayNode list, Set<String> values) {
        values.forEach(list::add);
    }

    private static boolean covers(Set<String> allowed, String wanted) {
        return allowed.contains("*") || allowed.contains(wanted);
    }

    private static Set<String> texts(JsonNode list) {
        Set<String> texts = new TreeSet<>();
        list.forEach(value -> texts.add(value.asText()));
        return texts;
    }

    /**
     * Something that is done.
     *
     * @param resource with its subresource, as in {@code pods/log}
     * @param namespace empty for what is in none
     */
    public record Action(String verb, String group, String resource, String namespace, String name) {}
}
