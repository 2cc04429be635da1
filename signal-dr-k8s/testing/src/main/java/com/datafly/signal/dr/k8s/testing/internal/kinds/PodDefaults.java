package com.datafly.signal.dr.k8s.testing.internal.kinds;

import static com.datafly.signal.dr.k8s.testing.internal.kinds.Defaults.number;
import static com.datafly.signal.dr.k8s.testing.internal.kinds.Defaults.text;

import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What the server adds to the specification of pods. */
final class PodDefaults {

    private static final int FILE_MODE = 0644;

    private PodDefaults() {}

    static void podSpec(ObjectNode spec) {
        text(spec, "restartPolicy", "Always");
        text(spec, "dnsPolicy", "ClusterFirst");
        text(spec, "schedulerName", "default-scheduler");
        number(spec, "terminationGracePeriodSeconds", 30);
        if (!spec.has("securityContext")) {
            spec.putObject("securityContext");
        }
        Json.objects(spec.path("containers")).forEach(PodDefaults::container);
        Json.objects(spec.path("initContainers")).forEach(PodDefaults::container);
        Json.objects(spec.path("volumes")).forEach(PodDefaults::volume);
    }

    private static void container(ObjectNode container) {
        String image = Json.text(container, "image");
        String tag = image.substring(image.lastIndexOf('/') + 1);
        boolean moving = !tag.contains(":") || tag.endsWith(":latest");
        text(container, "imagePullPolicy", moving && !image.contains("@") ? "Always" : "IfNotPresent");
        text(container, "terminationMessagePath", "/dev/termination-log");
        text(container, "terminationMessagePolicy", "File");
        if (!container.has("resources")) {
            container.putObject("resources");
        }
        Json.objects(container.path("ports")).forEach(port -> text(port, "protocol", "TCP"));
        for (JsonNode variable : container.path("env")) {
            if (Json.at(variable, "valueFrom", "fieldRef") instanceof ObjectNode field) {
                text(field, "apiVersion", "v1");
            }
        }
    }

    private static void volume(ObjectNode volume) {
        for (String kind : new String[] {"secret", "configMap", "projected"}) {
            if (volume.path(kind) instanceof ObjectNode source) {
                number(source, "defaultMode", FILE_MODE);
            }
        }
    }
}
