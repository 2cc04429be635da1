package com.datafly.signal.dr.k8s.testing.internal.verbs;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.k8s.testing.internal.api.ResourceType;
import com.datafly.signal.dr.k8s.testing.internal.api.ResourceTypes;
import com.datafly.signal.dr.k8s.testing.internal.http.Answer;
import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What clients ask to learn what there is. */
final class Discovery {

    private static final Set<String> ALIVE = Set.of("healthz", "livez", "readyz");
    private static final List<String> VERBS =
            List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

    private final ResourceTypes types;
    private final OpenApi openApi;

    Discovery(ResourceTypes types) {
        this.types = types;
        this.openApi = new OpenApi(types);
    }

    /** Tells whether a path is open to everybody. */
    static boolean isPublic(List<String> segments) {
        return !segments.isEmpty()
                && (ALIVE.contains(segments.get(0)) || segments.get(0).equals("version"));
    }

    Answer answer(List<String> segments) {
        String first = segments.isEmpty() ? "" : segments.get(0);
        if (ALIVE.contains(first)) {
            return Answer.of(200, "text/plain; charset=utf-8", "ok".getBytes(UTF_8));
        }
        return switch (first) {
            case "version" -> Answers.ok(version());
            case "api" -> segments.size() == 1 ? Answers.ok(core()) : resources("", segments.get(1));
            case "apis" -> groups(segments);
            case "openapi" -> openApi.at(segments).map(Answers::ok).orElseGet(Discovery::missing);
            default -> missing();
        };
    }

    private Answer groups(List<String> segments) {
        if (segments.size() == 1) {
            ObjectNode list = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
            ArrayNode groups = list.putArray("groups");
            types.groups().forEach((group, versions) -> groups.add(group(group, versions)));
            return Answers.ok(list);
        }
        String group = segments.get(1);
        List<String> versions = types.groups().getOrDefault(group, List.of());
        if (versions.isEmpty()) {
            return missing();
        }
        if (segments.size() == 2) {
            return Answers.ok(group(group, versions).put("kind", "APIGroup").put("apiVersion", "v1"));
        }
        return resources(group, segments.get(2));
    }

    private static ObjectNode group(String name, List<String> versions) {
        ObjectNode group = Json.object().put("name", name);
        ArrayNode list = group.putArray("versions");
        versions.forEach(version -> version(list.addObject(), name, version));
        version(group.putObject("preferredVersion"), name, versions.get(0));
        return group;
    }

    private static void version(ObjectNode node, String group, String version) {
        node.put("groupVersion", group + "/" + version).put("version", version);
    }

    private Answer resources(String group, String version) {
        ObjectNode list = Json.object().put("kind", "APIResourceList");
        list.put("groupVersion", group.isEmpty() ? version : group + "/" + version);
        ArrayNode resources = list.putArray("resources");
        for (ResourceType type : types.all()) {
            if (type.group().equals(group) && type.version().equals(version)) {
                resource(resources.addObject(), type);
                type.subresources().stream()
                        .sorted()
                        .forEach(subresource -> subresource(resources.addObject(), type, subresource));
            }
        }
        return resources.isEmpty() ? missing() : Answers.ok(list);
    }

    private static void resource(ObjectNode node, ResourceType type) {
        node.put("name", type.plural()).put("singularName", type.kind().toLowerCase(Locale.ROOT));
        node.put("namespaced", type.namespaced()).put("kind", type.kind());
        ArrayNode verbs = node.putArray("verbs");
        (type.isQuestion() ? List.of("create") : VERBS).forEach(verbs::add);
        if (!type.shortNames().isEmpty()) {
            ArrayNode names = node.putArray("shortNames");
            type.shortNames().forEach(names::add);
        }
    }

    private static void subresource(ObjectNode node, ResourceType type, String name) {
        node.put("name", type.plural() + "/" + name).put("singularName", "");
        node.put("namespaced", type.namespaced()).put("kind", type.kind());
        List<String> verbs = switch (name) {
            case "eviction" -> List.of("create");
            case "exec" -> List.of("create", "get");
            case "log" -> List.of("get");
            default -> List.of("get", "patch", "update");
        };
        verbs.forEach(node.putArray("verbs")::add);
        if (name.equals("eviction")) {
            node.put("kind", "Eviction").put("group", "policy").put("version", "v1");
        }
    }

    private static ObjectNode core() {
        ObjectNode versions = Json.object().put("kind", "APIVersions");
        versions.putArray("versions").add("v1");
        versions.putArray("serverAddressByClientCIDRs");
        return versions;
    }

    private static ObjectNode version() {
        return Json.object()
                .put("major", "1")
                .put("minor", "32")
                .put("gitVersion", "v1.32.13")
                .put("gitCommit", "0000000000000000000000000000000000000000")
                .put("gitTreeState", "clean")
                .put("buildDate", "2026-01-01T00:00:00Z")
                .put("goVersion", "go1.23.0")
                .put("compiler", "gc")
                .put("platform", "linux/amd64");
    }

    private static Answer missing() {
        return Answer.of(404, "text/plain; charset=utf-8", "404 page not found\n".getBytes(UTF_8));
    }
}
