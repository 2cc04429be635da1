package com.datafly.signal.dr.k8s.testing.internal.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.zip.CRC32;

/** Pods out of templates. */
final class Templates {

    /** Tells the pods of one template from those of another. */
    static final String HASH = "pod-template-hash";

    private static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";

    private Templates() {}

    /** Returns a pod as the template of a workload has it. */
    static ObjectNode pod(JsonNode workload) {
        JsonNode template = Json.at(workload, "spec", "template");
        ObjectNode pod = Json.object();
        ObjectNode metadata = pod.putObject("metadata");
        for (String field : new String[] {"labels", "annotations"}) {
            if (Json.at(template, "metadata").has(field)) {
                metadata.set(field, Json.at(template, "metadata", field).deepCopy());
            }
        }
        pod.set("spec", template.path("spec").deepCopy());
        return pod;
    }

    /** Returns what names a template. */
    static String hash(JsonNode template) {
        CRC32 crc = new CRC32();
        crc.update(template.toString().getBytes(UTF_8));
        StringBuilder hash = new StringBuilder();
        for (long rest = crc.getValue() + (1L << 40); hash.length() < 9; rest /= LETTERS.length()) {
            hash.append(LETTERS.charAt((int) (rest % LETTERS.length())));
        }
        return hash.toString();
    }

    static boolean isReady(JsonNode pod) {
        return Conditions.isTrue(pod, "Ready");
    }

    /** Tells whether a pod counts: it neither ends nor has ended. */
    static boolean isActive(JsonNode pod) {
        String phase = Json.text(pod, "status", "phase");
        return !World.isEnding(pod) && !phase.equals("Failed") && !phase.equals("Succeeded");
    }

    /** Reads a number that may be a share of another, as in {@code 25%}. */
    static int share(JsonNode value, int of, boolean up) {
        String text = value.asText("0");
        if (!text.endsWith("%")) {
            return Integer.parseInt(text);
        }
        int percent = Integer.parseInt(text.substring(0, text.length() - 1));
        return (percent * of + (up ? 99 : 0)) / 100;
    }
}
