package com.datafly.signal.dr.k8s.testing.internal.kinds;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.k8s.testing.internal.api.Refusal;
import com.datafly.signal.dr.k8s.testing.internal.api.Refusals;
import com.datafly.signal.dr.k8s.testing.internal.api.ResourceType;
import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;

/** What the server adds to objects that leave it out. */
public final class Defaults {

    private Defaults() {}

    /**
     * Adds what is left out, and brings what can be written in two ways into one.
     *
     * @throws Refusal with 400 if a value cannot be read
     */
    public static void apply(ResourceType type, ObjectNode object) {
        switch (type.qualified()) {
            case "namespaces" -> namespace(object);
            case "secrets" -> secret(object);
            case "services" -> service(spec(object));
            case "pods" -> PodDefaults.podSpec(spec(object));
            case "deployments.apps" -> deployment(spec(object));
            case "statefulsets.apps" -> statefulSet(spec(object));
            case "daemonsets.apps" -> daemonSet(spec(object));
            case "replicasets.apps" -> template(number(spec(object), "replicas", 1));
            case "jobs.batch" -> job(spec(object));
            case "cronjobs.batch" -> cronJob(spec(object));
            default -> {}
        }
    }

    private static ObjectNode spec(ObjectNode object) {
        return Json.child(object, "spec");
    }

    private static void namespace(ObjectNode object) {
        Json.child(object, "metadata", "labels")
                .put("kubernetes.io/metadata.name", Json.text(object, "metadata", "name"));
        if (!spec(object).has("finalizers")) {
            spec(object).putArray("finalizers").add("kubernetes");
        }
    }

    private static void secret(ObjectNode secret) {
        text(secret, "type", "Opaque");
        JsonNode plain = secret.remove("stringData");
        if (plain != null) {
            ObjectNode data = Json.child(secret, "data");
            plain.properties().forEach(entry -> data.put(entry.getKey(), encoded(entry.getValue())));
        }
        for (Map.Entry<String, JsonNode> entry : secret.path("data").properties()) {
            decodable(entry.getValue());
        }
    }

    private static String encoded(JsonNode value) {
        if (!value.isTextual()) {
            throw unreadable(
                    "json: cannot unmarshal " + value.getNodeType().name().toLowerCase(Locale.ROOT)
                            + " into Go struct field Secret.stringData of type string");
        }
        return Base64.getEncoder().encodeToString(value.asText().getBytes(UTF_8));
    }

    private static void decodable(JsonNode value) {
        if (!value.isTextual() && !value.isNull()) {
            throw unreadable("json: cannot unmarshal value into Go struct field Secret.data of type []uint8");
        }
        try {
            Base64.getDecoder().decode(value.asText(""));
        } catch (IllegalArgumentException e) {
            throw unreadable("illegal base64 data at input byte 0");
        }
    }

    private static Refusal unreadable(String why) {
        return Refusals.badRequest("Secret in version \"v1\" cannot be handled as a Secret: " + why);
    }

    private static void service(ObjectNode spec) {
        text(spec, "type", "ClusterIP");
        text(spec, "sessionAffinity", "None");
        text(spec, "internalTrafficPolicy", "Cluster");
        Json.objects(spec.path("ports")).forEach(port -> {
            text(port, "protocol", "TCP");
            if (!port.has("targetPort")) {
                port.set("targetPort", port.path("port"));
            }
        });
    }

    private static void deployment(ObjectNode spec) {
        number(spec, "replicas", 1);
        number(spec, "revisionHistoryLimit", 10);
        number(spec, "progressDeadlineSeconds", 600);
        ObjectNode strategy = Json.child(spec, "strategy");
        text(strategy, "type", "RollingUpdate");
        if (Json.text(strategy, "type").equals("RollingUpdate")) {
            ObjectNode rolling = Json.child(strategy, "rollingUpdate");
            text(rolling, "maxUnavailable", "25%");
            text(rolling, "maxSurge", "25%");
        }
        template(spec);
    }

    private static void statefulSet(ObjectNode spec) {
        number(spec, "replicas", 1);
        number(spec, "revisionHistoryLimit", 10);
        text(spec, "podManagementPolicy", "OrderedReady");
        ObjectNode strategy = Json.child(spec, "updateStrategy");
        text(strategy, "type", "RollingUpdate");
        if (Json.text(strategy, "type").equals("RollingUpdate")) {
            number(Json.child(strategy, "rollingUpdate"), "partition", 0);
        }
        ObjectNode claims = Json.child(spec, "persistentVolumeClaimRetentionPolicy");
        text(claims, "whenDeleted", "Retain");
        text(claims, "whenScaled", "Retain");
        template(spec);
    }

    private static void daemonSet(ObjectNode spec) {
        number(spec, "revisionHistoryLimit", 10);
        ObjectNode strategy = Json.child(spec, "updateStrategy");
        text(strategy, "type", "RollingUpdate");
        if (Json.text(strategy, "type").equals("RollingUpdate")) {
            number(number(Json.child(strategy, "rollingUpdate"), "maxUnavailable", 1), "maxSurge", 0);
        }
        template(spec);
    }

    private static void job(ObjectNode spec) {
        number(spec, "completions", 1);
        number(spec, "parallelism", 1);
        number(spec, "backoffLimit", 6);
        text(spec, "completionMode", "NonIndexed");
        template(spec);
    }

    private static void cronJob(ObjectNode spec) {
        text(spec, "concurrencyPolicy", "Allow");
        number(spec, "successfulJobsHistoryLimit", 3);
        number(spec, "failedJobsHistoryLimit", 1);
        if (!spec.has("suspend")) {
            spec.put("suspend", false);
        }
        template(Json.child(spec, "jobTemplate", "spec"));
    }

    private static void template(ObjectNode spec) {
        PodDefaults.podSpec(Json.child(spec, "template", "spec"));
    }

    static void text(ObjectNode node, String field, String value) {
        if (Json.isEmpty(node.path(field)) || node.path(field).asText().isEmpty()) {
            node.put(field, value);
        }
    }

    static ObjectNode number(ObjectNode node, String field, int value) {
        if (Json.isEmpty(node.path(field))) {
            node.put(field, value);
        }
        return node;
    }
}
