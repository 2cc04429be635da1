package com.datafly.signal.dr.internal.platform.release;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/** How values that may be secret are compared and told. */
final class SecretText {

    /**
     * Fields whose texts are no secrets; any other may hold a password, a variable's value as well as an annotation.
     */
    private static final Set<String> PUBLIC = Set.of(
            "image",
            "replicas",
            "type",
            "kind",
            "cpu",
            "memory",
            "storage",
            "serviceName",
            "storageClassName",
            "schedule",
            "imagePullPolicy",
            "secretName",
            "serviceAccountName",
            "protocol",
            "targetPort");

    private SecretText() {}

    /** Returns a Secret with its {@code stringData} as data, as the platform keeps it; anything else as it is. */
    static JsonNode withData(JsonNode object) {
        if (!(object instanceof ObjectNode secret)
                || !secret.has("stringData")
                || !secret.path("kind").asText("").equals("Secret")) {
            return object;
        }
        ObjectNode copy = secret.deepCopy();
        ObjectNode data = copy.withObjectProperty("data");
        copy.remove("stringData")
                .properties()
                .forEach(entry -> data.put(
                        entry.getKey(),
                        Base64.getEncoder()
                                .encodeToString(entry.getValue().asText().getBytes(UTF_8))));
        return copy;
    }

    /** Tells whether an object is the Secret of that name. */
    static boolean is(JsonNode object, String secret) {
        return object.path("kind").asText("").equals("Secret")
                && object.path("metadata").path("name").asText("").equals(secret);
    }

    /** Returns what a Secret's key is wanted to be. */
    static Optional<String> value(JsonNode secret, String key) {
        JsonNode value = withData(secret).path("data").path(key);
        if (!value.isTextual()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new String(Base64.getMimeDecoder().decode(value.asText()), UTF_8));
        } catch (IllegalArgumentException e) {
            // The platform would not take it either: what is not in base64 is no value.
            return Optional.empty();
        }
    }

    /** Returns how a difference is told: as it is where that can do no harm, not even by a hash otherwise. */
    static String difference(boolean secret, String path, JsonNode wanted, JsonNode live) {
        return isHarmless(path, wanted) && isHarmless(path, live) && !secret
                ? shown(wanted) + " is wanted, " + shown(live) + " is there"
                : "another value is wanted than is there";
    }

    private static boolean isHarmless(String path, JsonNode value) {
        return value.isNumber()
                || value.isBoolean()
                || value.isMissingNode()
                || PUBLIC.contains(path.substring(path.lastIndexOf('/') + 1));
    }

    private static String shown(JsonNode value) {
        return value.isMissingNode() ? "nothing" : value.isContainerNode() ? value.toString() : value.asText();
    }
}
