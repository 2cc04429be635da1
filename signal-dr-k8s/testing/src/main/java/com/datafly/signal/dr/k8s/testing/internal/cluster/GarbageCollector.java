package com.datafly.signal.dr.k8s.testing.internal.cluster;

import com.datafly.signal.dr.k8s.testing.internal.api.ResourceType;
import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.datafly.signal.dr.k8s.testing.internal.verbs.Deleter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Removes what belonged to something that is gone, and what waited for that. */
final class GarbageCollector implements Controller {

    @Override
    public void step(World world) {
        Map<String, ObjectNode> all = new HashMap<>();
        Set<String> needed = new HashSet<>();
        for (ResourceType type : world.types()) {
            for (ObjectNode object : world.list(type.qualified())) {
                all.put(World.uid(object), object);
                owners(object).forEach(owner -> needed.add(Json.text(owner, "uid")));
            }
        }
        for (ObjectNode object : all.values()) {
            if (isWaiting(object)) {
                if (!needed.contains(World.uid(object))) {
                    release(world, object);
                }
            } else if (!World.isEnding(object) && isOrphan(object, all)) {
                world.delete(object);
            }
        }
    }

    private static boolean isOrphan(ObjectNode object, Map<String, ObjectNode> all) {
        boolean orphan = !owners(object).isEmpty();
        for (JsonNode owner : owners(object)) {
            ObjectNode found = all.get(Json.text(owner, "uid"));
            orphan &= found == null || isWaiting(found);
        }
        return orphan;
    }

    private static boolean isWaiting(JsonNode object) {
        return World.isEnding(object)
                && Json.items(Json.at(object, "metadata", "finalizers")).stream()
                        .anyMatch(finalizer -> finalizer.asText().equals(Deleter.FOREGROUND));
    }

    private static void release(World world, ObjectNode object) {
        world.change(object, World.CONTROLLERS, live -> {
            if (Json.at(live, "metadata", "finalizers") instanceof ArrayNode finalizers) {
                finalizers.removeIf(finalizer -> finalizer.asText().equals(Deleter.FOREGROUND));
            }
        });
        if (Json.at(object, "metadata", "finalizers").size() == 1) {
            world.remove(object);
        }
    }

    private static JsonNode owners(JsonNode object) {
        return Json.at(object, "metadata", "ownerReferences");
    }
}
