package com.datafly.signal.dr.k8s.testing.internal.verbs;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.k8s.testing.internal.api.Refusal;
import com.datafly.signal.dr.k8s.testing.internal.api.Refusals;
import com.datafly.signal.dr.k8s.testing.internal.http.Request;
import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.datafly.signal.dr.k8s.testing.internal.json.Yaml;
import com.datafly.signal.dr.k8s.testing.internal.proto.Protobuf;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Set;

/** Reads what was sent. */
final class Bodies {

    private static final int MOST = 3 * 1024 * 1024;
    private static final Set<String> YAML = Set.of("application/yaml", Patches.APPLY);

    private Bodies() {}

    /** Reads a tree; a missing one if nothing was sent. */
    static JsonNode read(Request request) {
        byte[] body = request.body();
        if (body.length > MOST) {
            throw Refusal.of(413, "RequestEntityTooLarge", "Request entity too large: limit is " + MOST);
        }
        try {
            if (request.contentType().contains("protobuf")) {
                return Protobuf.read(body)
                        .orElseThrow(() -> Refusals.unsupportedMediaType("application/json, application/yaml"));
            }
            boolean yaml = YAML.contains(request.contentType()) && body.length > 0 && body[0] != '{';
            return yaml ? Yaml.read(new String(body, UTF_8)) : Json.read(body);
        } catch (IOException | IllegalArgumentException e) {
            throw Refusals.badRequest("couldn't get version/kind; json parse error: " + e.getMessage());
        }
    }

    /** Reads an object. */
    static ObjectNode object(Request request) {
        if (read(request) instanceof ObjectNode object) {
            return object;
        }
        throw Refusals.badRequest("the object provided is unrecognized (must be of type Object)");
    }

    /** Reads an object if anything was sent. */
    static ObjectNode optional(Request request) {
        return request.body().length == 0 ? Json.object() : object(request);
    }
}
