package com.datafly.signal.dr.k8s.testing.internal.merge;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How Kubernetes' own types are merged: which lists have keys, which are sets, and which objects are changed whole. */
final class ListKeys {

    private static final Map<String, List<String>> KEYS = Map.ofEntries(
            Map.entry("containers", List.of("name")),
            Map.entry("initContainers", List.of("name")),
            Map.entry("ephemeralContainers", List.of("name")),
            Map.entry("env", List.of("name")),
            Map.entry("volumes", List.of("name")),
            Map.entry("volumeMounts", List.of("mountPath")),
            Map.entry("volumeDevices", List.of("devicePath")),
            Map.entry("imagePullSecrets", List.of("name")),
            Map.entry("hostAliases", List.of("ip")),
            Map.entry("podIPs", List.of("ip")),
            Map.entry("hostIPs", List.of("ip")),
            Map.entry("topologySpreadConstraints", List.of("topologyKey", "whenUnsatisfiable")),
            Map.entry("conditions", List.of("type")),
            Map.entry("addresses", List.of("type")),
            Map.entry("ownerReferences", List.of("uid")));

    private static final List<String> CONTAINER_PORT = List.of("containerPort", "protocol");
    private static final List<String> SERVICE_PORT = List.of("port", "protocol");
    private static final Set<String> SETS = Set.of("finalizers");
    private static final Set<String> WHOLE = Set.of(
            "selector",
            "secretKeyRef",
            "configMapKeyRef",
            "fieldRef",
            "resourceFieldRef",
            "nodeSelector",
            "involvedObject");

    private ListKeys() {}

    /** Returns the fields by which elements of a list are told apart; empty if the list is changed whole. */
    static List<String> of(String field, JsonNode list) {
        if (field.equals("ports")) {
            JsonNode first = list.path(0);
            return first.has("containerPort") ? CONTAINER_PORT : first.has("port") ? SERVICE_PORT : List.of();
        }
        List<String> keys = KEYS.getOrDefault(field, List.of());
        return list.path(0).isObject() ? keys : List.of();
    }

    /** Tells whether a list is a set of texts. */
    static boolean isSet(String field) {
        return SETS.contains(field);
    }

    /** Tells whether an object belongs to one manager as a whole. */
    static boolean isWhole(String field) {
        return WHOLE.contains(field);
    }
}
