package com.datafly.signal.dr.k8s.testing.internal.cluster;

import static com.datafly.signal.dr.k8s.testing.internal.cluster.ReplicaSetController.counted;

import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Keeps one pod on each node that fits. */
final class DaemonSetController implements Controller {

    private static final String REVISION = "controller-revision-hash";

    @Override
    public void step(World world) {
        Map<String, List<ObjectNode>> pods = world.byController("pods");
        for (ObjectNode set : world.list("daemonsets")) {
            if (!World.isEnding(set)) {
                List<ObjectNode> own = new ArrayList<>(pods.getOrDefault(World.uid(set), List.of()));
                count(world, set, own);
                place(world, set, own);
                replace(world, set, own);
            }
        }
    }

    /** A pod of a DaemonSet tolerates nodes that are not ready or not to be scheduled on, so only labels decide. */
    private static List<String> wanted(World world, JsonNode set) {
        Map<String, String> selector = Json.texts(Json.at(set, "spec", "template", "spec", "nodeSelector"));
        return world.list("nodes").stream()
                .filter(node -> Json.texts(Json.at(node, "metadata", "labels"))
                        .entrySet()
                        .containsAll(selector.entrySet()))
                .map(World::name)
                .toList();
    }

    private static void place(World world, ObjectNode set, List<ObjectNode> own) {
        for (String node : wanted(world, set)) {
            if (own.stream().noneMatch(pod -> node(pod).equals(node))) {
                ObjectNode pod = Templates.pod(set);
                Json.child(pod, "metadata").put("generateName", World.name(set) + "-");
                Json.child(pod, "metadata", "labels").put(REVISION, hash(set));
                Json.child(pod, "spec").put("nodeName", node);
                world.createFor(set, "pods", pod);
            }
        }
    }

    private static void replace(World world, ObjectNode set, List<ObjectNode> own) {
        if (Json.text(set, "spec", "updateStrategy", "type").equals("OnDelete")) {
            return;
        }
        JsonNode most = Json.at(set, "spec", "updateStrategy", "rollingUpdate", "maxUnavailable");
        int desired = wanted(world, set).size();
        int allowed = Math.max(1, Templates.share(most, desired, true));
        long unavailable = desired
                - own.stream()
                        .filter(pod -> Templates.isReady(pod) && !World.isEnding(pod))
                        .count();
        for (ObjectNode pod : own) {
            boolean old = !Json.text(pod, "metadata", "labels", REVISION).equals(hash(set));
            if (old && !World.isEnding(pod)) {
                boolean ready = Templates.isReady(pod);
                if (!ready || unavailable < allowed) {
                    unavailable += ready ? 1 : 0;
                    world.delete(pod);
                }
            }
        }
    }

    private static void count(World world, ObjectNode set, List<ObjectNode> own) {
        int desired = wanted(world, set).size();
        List<ObjectNode> live = own.stream().filter(pod -> !World.isEnding(pod)).toList();
        long ready = live.stream().filter(Templates::isReady).count();
        long updated = live.stream()
                .filter(pod -> Json.text(pod, "metadata", "labels", REVISION).equals(hash(set)))
                .count();
        world.status(set, World.CONTROLLERS, status -> {
            status.put(
                    "observedGeneration", Json.at(set, "metadata", "generation").asLong());
            status.put("desiredNumberScheduled", desired);
            status.put("currentNumberScheduled", live.size()).put("numberMisscheduled", 0);
            status.put("numberReady", ready);
            counted(status, "numberAvailable", ready);
            counted(status, "numberUnavailable", desired - ready);
            counted(status, "updatedNumberScheduled", updated);
        });
    }

    private static String hash(JsonNode set) {
        return Templates.hash(Json.at(set, "spec", "template"));
    }

    private static String node(JsonNode pod) {
        return Json.text(pod, "spec", "nodeName");
    }
}
