package com.datafly.signal.dr.k8s.testing.internal.cluster;

import com.datafly.signal.dr.k8s.testing.internal.api.ResourceType;
import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Fills new namespaces with what each of them has, and empties those that end. */
final class NamespaceController implements Controller {

    private static final String AUTHORITY = "kube-root-ca.crt";

    @Override
    public void step(World world) {
        for (ObjectNode namespace : world.list("namespaces")) {
            if (World.isEnding(namespace)) {
                empty(world, namespace);
            } else {
                fill(world, World.name(namespace));
            }
        }
    }

    private static void fill(World world, String namespace) {
        if (world.find("serviceaccounts", namespace, "default").isEmpty()) {
            world.create("serviceaccounts", named("default", namespace));
        }
        if (world.find("configmaps", namespace, AUTHORITY).isEmpty()) {
            ObjectNode map = named(AUTHORITY, namespace);
            map.putObject("data").put("ca.crt", "none");
            world.create("configmaps", map);
        }
    }

    private static ObjectNode named(String name, String namespace) {
        ObjectNode object = Json.object();
        object.putObject("metadata").put("name", name).put("namespace", namespace);
        return object;
    }

    private static void empty(World world, ObjectNode namespace) {
        boolean empty = true;
        for (ResourceType type : world.types()) {
            List<ObjectNode> content =
                    type.namespaced() ? world.list(type.qualified(), World.name(namespace)) : List.of();
            for (ObjectNode object : content) {
                empty = false;
                if (!World.isEnding(object)) {
                    world.delete(object);
                }
            }
        }
        if (empty) {
            world.remove(namespace);
        }
    }
}
