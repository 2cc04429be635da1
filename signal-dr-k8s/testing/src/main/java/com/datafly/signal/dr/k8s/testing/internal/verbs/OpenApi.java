package com.datafly.signal.dr.k8s.testing.internal.verbs;

import com.datafly.signal.dr.k8s.testing.internal.api.ResourceType;
import com.datafly.signal.dr.k8s.testing.internal.api.ResourceTypes;
import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * As much of OpenAPI as kubectl and Helm read before they send an object: that the server itself checks its fields.
 * There are no schemas.
 */
final class OpenApi {

    private final ResourceTypes types;

    OpenApi(ResourceTypes types) {
        this.types = types;
    }

    /** Returns what is at a path below {@code /openapi}. */
    Optional<ObjectNode> at(List<String> segments) {
        if (segments.size() < 2 || !segments.get(1).equals("v3")) {
            return Optional.empty();
        }
        return segments.size() == 2
                ? Optional.of(root())
                : document(String.join("/", segments.subList(2, segments.size())));
    }

    private ObjectNode root() {
        ObjectNode root = Json.object();
        for (ResourceType type : types.all()) {
            String place = place(type);
            Json.child(root, "paths", place).put("serverRelativeURL", "/openapi/v3/" + place + "?hash=1");
        }
        return root;
    }

    private Optional<ObjectNode> document(String place) {
        ObjectNode document = Json.object().put("openapi", "3.0.0");
        document.putObject("info").put("title", "Kubernetes").put("version", "v1.32.13");
        for (ResourceType type : types.all()) {
            if (place(type).equals(place)) {
                String namespace = type.namespaced() ? "/namespaces/{namespace}/" : "/";
                String path = "/" + place + namespace + type.plural() + "/{name}";
                ObjectNode patch = Json.child(document, "paths", path, "patch");
                patch.putObject("x-kubernetes-group-version-kind")
                        .put("group", type.group())
                        .put("version", type.version())
                        .put("kind", type.kind());
                patch.putArray("parameters")
                        .addObject()
                        .put("name", "fieldValidation")
                        .put("in", "query");
            }
        }
        return document.has("paths") ? Optional.of(document) : Optional.empty();
    }

    private static String place(ResourceType type) {
        return type.group().isEmpty() ? "api/" + type.version() : "apis/" + type.apiVersion();
    }
}
