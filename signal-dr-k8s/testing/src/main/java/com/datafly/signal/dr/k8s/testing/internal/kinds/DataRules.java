package com.datafly.signal.dr.k8s.testing.internal.kinds;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.k8s.testing.internal.api.Refusal.Cause;
import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The rules for Secrets and ConfigMaps. */
final class DataRules {

    private static final int MOST = 1024 * 1024;
    private static final Pattern KEY = Pattern.compile("[-._a-zA-Z0-9]{1,253}");
    private static final String IMMUTABLE = "field is immutable when `immutable` is set";
    private static final String NO_KEY =
            "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or"
                    + " 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

    private DataRules() {}

    static void secret(JsonNode secret, List<Cause> causes) {
        long size = 0;
        for (Map.Entry<String, String> entry : Json.texts(secret.path("data")).entrySet()) {
            key("data", entry.getKey(), causes);
            size += Base64.getDecoder().decode(entry.getValue()).length;
        }
        if (size > MOST) {
            causes.add(Cause.tooLong("data", MOST));
        }
        String needed = switch (Json.text(secret, "type")) {
            case "kubernetes.io/dockerconfigjson" -> ".dockerconfigjson";
            case "kubernetes.io/tls" -> "tls.crt";
            default -> "";
        };
        if (!needed.isEmpty() && !secret.path("data").has(needed)) {
            causes.add(Cause.required("data[" + needed + "]", ""));
        }
    }

    static void configMap(JsonNode map, List<Cause> causes) {
        long size = 0;
        for (Map.Entry<String, String> entry : Json.texts(map.path("data")).entrySet()) {
            key("data", entry.getKey(), causes);
            size += entry.getValue().getBytes(UTF_8).length;
        }
        for (Map.Entry<String, String> entry :
                Json.texts(map.path("binaryData")).entrySet()) {
            key("binaryData", entry.getKey(), causes);
            size += Base64.getDecoder().decode(entry.getValue()).length;
        }
        if (size > MOST) {
            causes.add(Cause.tooLong("[]", MOST));
        }
    }

    /** Checks what may not change: the type of a Secret, and anything that is immutable. */
    static void change(JsonNode before, JsonNode after, List<Cause> causes) {
        if (!before.path("type").equals(after.path("type"))) {
            String type = Names.quoted(Json.text(after, "type"));
            causes.add(Cause.invalid("type", type, "field is immutable"));
        }
        if (!before.path("immutable").asBoolean()) {
            return;
        }
        if (!after.path("immutable").asBoolean()) {
            causes.add(Cause.forbidden("immutable", IMMUTABLE));
        }
        for (String field : List.of("data", "binaryData")) {
            if (!Json.texts(before.path(field)).equals(Json.texts(after.path(field)))) {
                causes.add(Cause.forbidden(field, IMMUTABLE));
            }
        }
    }

    private static void key(String field, String key, List<Cause> causes) {
        if (!KEY.matcher(key).matches()) {
            causes.add(Cause.invalid(field + "[" + key + "]", Names.quoted(key), NO_KEY));
        }
    }
}
