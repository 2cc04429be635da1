package com.datafly.signal.dr.k8s.testing.internal.api;

import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Chooses objects by the few fields that their kind lets them be chosen by. */
public final class FieldSelector {

    private static final Set<String> EVERYWHERE = Set.of("metadata.name", "metadata.namespace");
    private static final Map<String, Set<String>> OF_KIND = Map.of(
            "pods",
                    Set.of(
                            "spec.nodeName",
                            "spec.restartPolicy",
                            "spec.schedulerName",
                            "spec.serviceAccountName",
                            "spec.hostNetwork",
                            "status.phase",
                            "status.podIP",
                            "status.nominatedNodeName"),
            "secrets", Set.of("type"),
            "events",
                    Set.of(
                            "involvedObject.kind",
                            "involvedObject.namespace",
                            "involvedObject.name",
                            "involvedObject.uid",
                            "involvedObject.apiVersion",
                            "involvedObject.resourceVersion",
                            "involvedObject.fieldPath",
                            "reason",
                            "reportingComponent",
                            "source",
                            "type"),
            "nodes", Set.of("spec.unschedulable"),
            "namespaces", Set.of("status.phase"),
            "jobs.batch", Set.of("status.successful"),
            "replicasets.apps", Set.of("status.replicas"));

    private final List<Requirement> requirements;

    private FieldSelector(List<Requirement> requirements) {
        this.requirements = requirements;
    }

    /**
     * Reads a selector, as in {@code type=Opaque,metadata.name!=a}.
     *
     * @throws Refusal if the kind cannot be chosen by such a field
     */
    public static FieldSelector parse(ResourceType type, String text) {
        List<Requirement> requirements = new ArrayList<>();
        for (String part : text.isBlank() ? new String[0] : text.split(",", -1)) {
            boolean negated = part.contains("!=");
            String[] sides = part.split(negated ? "!=" : "==?", 2);
            if (sides.length < 2) {
                throw Refusals.badRequest("invalid selector: '" + text + "'; can't understand '" + part + "'");
            }
            String field = sides[0].trim();
            if (!EVERYWHERE.contains(field)
                    && !OF_KIND.getOrDefault(type.qualified(), Set.of()).contains(field)) {
                throw Refusals.badRequest("Unable to find \"" + type.apiVersion() + ", Resource=" + type.plural()
                        + "\" that match label selector \"\", field selector \"" + text
                        + "\": field label not supported: " + field);
            }
            requirements.add(new Requirement(List.of(field.split("\\.", -1)), sides[1].trim(), negated));
        }
        return new FieldSelector(requirements);
    }

    /** Tells whether the selector chooses everything. */
    public boolean isEmpty() {
        return requirements.isEmpty();
    }

    /** Tells whether an object is chosen. */
    public boolean matches(JsonNode object) {
        return requirements.stream().allMatch(requirement -> requirement.matches(object));
    }

    private record Requirement(List<String> path, String value, boolean negated) {

        boolean matches(JsonNode object) {
            String here = Json.text(object, path.toArray(String[]::new));
            return here.equals(value) != negated;
        }
    }
}
