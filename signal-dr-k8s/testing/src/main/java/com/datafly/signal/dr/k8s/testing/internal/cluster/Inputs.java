package com.datafly.signal.dr.k8s.testing.internal.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What containers get from Secrets and ConfigMaps: variables when they start, files that follow changes. */
public final class Inputs {

    private final World world;
    private final JsonNode pod;

    /** Creates the inputs of a pod. */
    public Inputs(World world, JsonNode pod) {
        this.world = world;
        this.pod = pod;
    }

    /**
     * Returns the environment that a container would start with now.
     *
     * @throws MissingInputException if something that is not optional is not there
     */
    Map<String, String> variables(JsonNode container) throws MissingInputException {
        Map<String, String> variables = new TreeMap<>();
        variables.put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        variables.put("HOSTNAME", World.name(pod));
        for (JsonNode from : container.path("envFrom")) {
            String prefix = Json.text(from, "prefix");
            boolean secret = from.has("secretRef");
            JsonNode reference = from.path(secret ? "secretRef" : "configMapRef");
            Map<String, byte[]> all = content(secret, Json.text(reference, "name"), optional(reference));
            all.forEach((key, value) -> variables.put(prefix + key, new String(value, UTF_8)));
        }
        for (JsonNode variable : container.path("env")) {
            Optional<String> value = value(variable);
            value.ifPresent(text -> variables.put(Json.text(variable, "name"), text));
        }
        return variables;
    }

    private Optional<String> value(JsonNode variable) throws MissingInputException {
        JsonNode from = variable.path("valueFrom");
        if (from.has("fieldRef")) {
            String field = Json.text(from, "fieldRef", "fieldPath");
            return Optional.of(Json.text(pod, field.split("\\.", -1)));
        }
        if (!from.has("secretKeyRef") && !from.has("configMapKeyRef")) {
            return Optional.of(Json.text(variable, "value"));
        }
        boolean secret = from.has("secretKeyRef");
        JsonNode reference = from.path(secret ? "secretKeyRef" : "configMapKeyRef");
        String name = Json.text(reference, "name");
        String key = Json.text(reference, "key");
        byte[] value = content(secret, name, optional(reference)).get(key);
        if (value == null && !optional(reference)) {
            String kind = secret ? "Secret" : "ConfigMap";
            throw new MissingInputException(
                    "couldn't find key " + key + " in " + kind + " " + World.namespace(pod) + "/" + name);
        }
        return Optional.ofNullable(value).map(bytes -> new String(bytes, UTF_8));
    }

    /**
     * Returns the files that a container would see now, by their paths.
     *
     * @throws MissingInputException if something that is not optional is not there
     */
    public Map<String, byte[]> files(JsonNode container) throws MissingInputException {
        Map<String, byte[]> files = new TreeMap<>();
        for (JsonNode mount : container.path("volumeMounts")) {
            Map<String, byte[]> content = volume(Json.text(mount, "name"));
            String path = Json.text(mount, "mountPath");
            String below = Json.text(mount, "subPath");
            if (!below.isEmpty() && content.get(below) != null) {
                files.put(path, content.get(below));
            } else {
                content.forEach((name, value) -> files.put(path + "/" + name, value));
            }
        }
        return files;
    }

    private Map<String, byte[]> volume(String name) throws MissingInputException {
        for (JsonNode volume : Json.at(pod, "spec", "volumes")) {
            if (Json.text(volume, "name").equals(name)) {
                Map<String, byte[]> content = source(volume);
                for (JsonNode part : Json.at(volume, "projected", "sources")) {
                    content.putAll(source(part));
                }
                return content;
            }
        }
        return new TreeMap<>();
    }

    private Map<String, byte[]> source(JsonNode volume) throws MissingInputException {
        boolean secret = volume.has("secret");
        JsonNode source = volume.path(secret ? "secret" : "configMap");
        if (source.isMissingNode()) {
            return new TreeMap<>();
        }
        String name = source.has("secretName") ? Json.text(source, "secretName") : Json.text(source, "name");
        Map<String, byte[]> all = content(secret, name, optional(source));
        if (!source.has("items")) {
            return all;
        }
        Map<String, byte[]> chosen = new TreeMap<>();
        for (JsonNode item : source.path("items")) {
            byte[] value = all.get(Json.text(item, "key"));
            if (value != null) {
                chosen.put(Json.text(item, "path"), value);
            } else if (!optional(source)) {
                throw new MissingInputException("references non-existent secret key: " + Json.text(item, "key"));
            }
        }
        return chosen;
    }

    private Map<String, byte[]> content(boolean secret, String name, boolean optional) throws MissingInputException {
        Map<String, byte[]> content = new TreeMap<>();
        Optional<? extends JsonNode> found = world.find(secret ? "secrets" : "configmaps", World.namespace(pod), name);
        if (found.isEmpty() && !optional) {
            throw new MissingInputException((secret ? "secret" : "configmap") + " \"" + name + "\" not found");
        }
        found.ifPresent(object -> Json.texts(object.path("data"))
                .forEach((key, value) ->
                        content.put(key, secret ? Base64.getDecoder().decode(value) : value.getBytes(UTF_8))));
        return content;
    }

    private static boolean optional(JsonNode reference) {
        return reference.path("optional").asBoolean();
    }
}
