package com.datafly.signal.dr.k8s.testing.internal.kinds;

import com.datafly.signal.dr.k8s.testing.internal.api.Refusal.Cause;
import com.datafly.signal.dr.k8s.testing.internal.api.Selector;
import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rules for what runs pods, and for pods. */
final class WorkloadRules {

    private static final String STATEFUL_SET_MAY =
            "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy',"
                    + " 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are"
                    + " forbidden";
    private static final List<String> STATEFUL_SET_CHANGES = List.of(
            "replicas",
            "ordinals",
            "template",
            "updateStrategy",
            "revisionHistoryLimit",
            "persistentVolumeClaimRetentionPolicy",
            "minReadySeconds");
    private static final String POD_MAY =
            "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
                    + "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
                    + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

    private WorkloadRules() {}

    /** Checks a Deployment, StatefulSet, DaemonSet or ReplicaSet. */
    static void workload(JsonNode workload, List<Cause> causes) {
        JsonNode spec = workload.path("spec");
        if (Json.isEmpty(spec.path("selector"))) {
            causes.add(Cause.required("spec.selector", ""));
        }
        if (spec.path("replicas").asInt(0) < 0) {
            String replicas = spec.path("replicas").asText();
            causes.add(Cause.invalid("spec.replicas", replicas, "must be greater than or equal to 0"));
        }
        JsonNode labels = Json.at(spec, "template", "metadata", "labels");
        Names.labels("spec.template.labels", labels, causes);
        if (!Selector.of(spec.path("selector")).matches(Json.texts(labels))) {
            String value = "map[string]string" + labels;
            causes.add(Cause.invalid(
                    "spec.template.metadata.labels", value, "`selector` does not match template `labels`"));
        }
        podSpec("spec.template.spec", Json.at(spec, "template", "spec"), causes);
    }

    /** Checks what of a workload may not change. */
    static void workloadChange(JsonNode before, JsonNode after, List<Cause> causes) {
        JsonNode selector = Json.at(after, "spec", "selector");
        if (!Json.at(before, "spec", "selector").equals(selector)) {
            causes.add(Cause.invalid("spec.selector", "v1.LabelSelector" + selector, "field is immutable"));
        }
    }

    /** Checks what of a StatefulSet may change. */
    static void statefulSetChange(JsonNode before, JsonNode after, List<Cause> causes) {
        if (!without(before, STATEFUL_SET_CHANGES).equals(without(after, STATEFUL_SET_CHANGES))) {
            causes.add(Cause.forbidden("spec", STATEFUL_SET_MAY));
        }
    }

    /** Checks what of a pod may change. */
    static void podChange(JsonNode before, JsonNode after, List<Cause> causes) {
        if (!fixed(before).equals(fixed(after))) {
            causes.add(Cause.forbidden("spec", POD_MAY));
        }
    }

    static void podSpec(String field, JsonNode spec, List<Cause> causes) {
        if (Json.isEmpty(spec.path("containers"))) {
            causes.add(Cause.required(field + ".containers", ""));
        }
        Set<String> names = new HashSet<>();
        int index = 0;
        for (JsonNode container : spec.path("containers")) {
            String here = field + ".containers[" + index++ + "]";
            String name = Json.text(container, "name");
            if (name.isEmpty()) {
                causes.add(Cause.required(here + ".name", ""));
            } else if (!names.add(name)) {
                causes.add(Cause.duplicate(here + ".name", name));
            }
            if (Json.text(container, "image").isEmpty()) {
                causes.add(Cause.required(here + ".image", ""));
            }
            mounts(here, container, spec.path("volumes"), causes);
        }
    }

    private static void mounts(String field, JsonNode container, JsonNode volumes, List<Cause> causes) {
        Set<String> known = new HashSet<>();
        volumes.forEach(volume -> known.add(Json.text(volume, "name")));
        int index = 0;
        for (JsonNode mount : container.path("volumeMounts")) {
            String name = Json.text(mount, "name");
            if (!known.contains(name)) {
                String here = field + ".volumeMounts[" + index + "].name";
                causes.add(new Cause("FieldValueNotFound", "Not found: \"" + name + "\"", here));
            }
            index++;
        }
    }

    private static JsonNode without(JsonNode object, List<String> fields) {
        return object.path("spec").deepCopy() instanceof ObjectNode spec ? spec.remove(fields) : Json.object();
    }

    private static JsonNode fixed(JsonNode pod) {
        JsonNode spec = without(pod, List.of("activeDeadlineSeconds", "tolerations", "terminationGracePeriodSeconds"));
        for (String list : List.of("containers", "initContainers")) {
            Json.objects(spec.path(list)).forEach(container -> container.remove("image"));
        }
        return spec;
    }
}
