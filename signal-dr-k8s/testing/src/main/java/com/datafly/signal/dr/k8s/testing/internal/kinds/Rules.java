package com.datafly.signal.dr.k8s.testing.internal.kinds;

import com.datafly.signal.dr.k8s.testing.internal.api.Refusal;
import com.datafly.signal.dr.k8s.testing.internal.api.Refusal.Cause;
import com.datafly.signal.dr.k8s.testing.internal.api.Refusals;
import com.datafly.signal.dr.k8s.testing.internal.api.ResourceType;
import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What objects must be like to be stored. */
public final class Rules {

    private static final Set<String> NEED_VERSION = Set.of("leases", "poddisruptionbudgets");

    private Rules() {}

    /**
     * Checks an object that is new.
     *
     * @throws Refusal with 422 that names every field that is wrong
     */
    public static void created(ResourceType type, JsonNode object) {
        refuse(type, object, causes(type, object));
    }

    /**
     * Checks an object that is changed.
     *
     * @throws Refusal with 422 that names every field that is wrong
     */
    public static void changed(ResourceType type, JsonNode before, JsonNode after) {
        List<Cause> causes = causes(type, after);
        switch (type.qualified()) {
            case "secrets", "configmaps" -> DataRules.change(before, after, causes);
            case "pods" -> WorkloadRules.podChange(before, after, causes);
            case "deployments.apps", "daemonsets.apps", "replicasets.apps" ->
                WorkloadRules.workloadChange(before, after, causes);
            case "statefulsets.apps" -> WorkloadRules.statefulSetChange(before, after, causes);
            default -> {}
        }
        refuse(type, after, causes);
    }

    /** Tells whether an update must say which version it changes. */
    public static boolean needsVersion(ResourceType type) {
        return NEED_VERSION.contains(type.plural());
    }

    private static List<Cause> causes(ResourceType type, JsonNode object) {
        List<Cause> causes = new ArrayList<>();
        Names.check(type, object, causes);
        switch (type.qualified()) {
            case "secrets" -> DataRules.secret(object, causes);
            case "configmaps" -> DataRules.configMap(object, causes);
            case "pods" -> WorkloadRules.podSpec("spec", object.path("spec"), causes);
            case "deployments.apps", "statefulsets.apps", "daemonsets.apps", "replicasets.apps" ->
                WorkloadRules.workload(object, causes);
            case "cronjobs.batch" -> CronRules.cronJob(object.path("spec"), causes);
            case "leases.coordination.k8s.io" -> lease(object.path("spec"), causes);
            case "poddisruptionbudgets.policy" -> budget(object.path("spec"), causes);
            default -> {}
        }
        return causes;
    }

    private static void lease(JsonNode spec, List<Cause> causes) {
        if (spec.has("leaseDurationSeconds")
                && spec.path("leaseDurationSeconds").asInt() <= 0) {
            String value = spec.path("leaseDurationSeconds").asText();
            causes.add(Cause.invalid("spec.leaseDurationSeconds", value, "must be greater than 0"));
        }
        if (spec.path("leaseTransitions").asInt() < 0) {
            String value = spec.path("leaseTransitions").asText();
            causes.add(Cause.invalid("spec.leaseTransitions", value, "must be greater than or equal to 0"));
        }
    }

    private static void budget(JsonNode spec, List<Cause> causes) {
        if (spec.has("minAvailable") && spec.has("maxUnavailable")) {
            causes.add(Cause.invalid("spec", spec.toString(), "minAvailable and maxUnavailable cannot be both set"));
        }
    }

    private static void refuse(ResourceType type, JsonNode object, List<Cause> causes) {
        if (!causes.isEmpty()) {
            throw Refusals.invalid(type, Json.text(object, "metadata", "name"), causes);
        }
    }
}
