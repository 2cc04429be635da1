package com.datafly.signal.dr.k8s.testing.internal.kinds;

import com.datafly.signal.dr.k8s.testing.internal.api.ResourceType;
import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The fields that some kinds have: what is unknown is never stored. Known are those of Secrets and ConfigMaps, and of
 * Deployments, StatefulSets and DaemonSets down to their containers; of everything else any field is taken.
 */
public final class Fields {

    private static final Set<String> OBJECT = Set.of("apiVersion", "kind", "metadata");
    private static final Map<String, Set<String>> TOP = Map.of(
            "secrets", with(OBJECT, "data", "stringData", "type", "immutable"),
            "configmaps", with(OBJECT, "data", "binaryData", "immutable"),
            "deployments.apps", with(OBJECT, "spec", "status"),
            "statefulsets.apps", with(OBJECT, "spec", "status"),
            "daemonsets.apps", with(OBJECT, "spec", "status"));
    private static final Set<String> WORKLOAD = Set.of(
            "replicas",
            "selector",
            "template",
            "strategy",
            "minReadySeconds",
            "revisionHistoryLimit",
            "paused",
            "progressDeadlineSeconds",
            "serviceName",
            "volumeClaimTemplates",
            "podManagementPolicy",
            "updateStrategy",
            "persistentVolumeClaimRetentionPolicy",
            "ordinals");
    private static final Set<String> CONTAINER = Set.of(
            "name",
            "image",
            "command",
            "args",
            "workingDir",
            "ports",
            "envFrom",
            "env",
            "resources",
            "resizePolicy",
            "restartPolicy",
            "volumeMounts",
            "volumeDevices",
            "livenessProbe",
            "readinessProbe",
            "startupProbe",
            "lifecycle",
            "terminationMessagePath",
            "terminationMessagePolicy",
            "imagePullPolicy",
            "securityContext",
            "stdin",
            "stdinOnce",
            "tty");

    private Fields() {}

    /** Removes the fields that the kind does not have, and returns their paths. */
    public static List<String> removeUnknown(ResourceType type, ObjectNode object) {
        Set<String> known = TOP.get(type.qualified());
        if (known == null) {
            return List.of();
        }
        List<String> unknown = new ArrayList<>();
        remove(object, known, "", unknown);
        if (object.path("spec") instanceof ObjectNode spec) {
            remove(spec, WORKLOAD, "spec.", unknown);
        }
        int index = 0;
        for (JsonNode container : Json.at(object, "spec", "template", "spec", "containers")) {
            String path = "spec.template.spec.containers[" + index + "].";
            if (container instanceof ObjectNode fields) {
                remove(fields, CONTAINER, path, unknown);
            }
            index++;
        }
        return unknown;
    }

    private static void remove(ObjectNode object, Set<String> known, String path, List<String> unknown) {
        for (Map.Entry<String, JsonNode> field : Json.fields(object)) {
            if (!known.contains(field.getKey())) {
                object.remove(field.getKey());
                unknown.add(path + field.getKey());
            }
        }
    }

    private static Set<String> with(Set<String> some, String... more) {
        return Stream.concat(some.stream(), Stream.of(more)).collect(Collectors.toUnmodifiableSet());
    }
}
