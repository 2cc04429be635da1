package com.datafly.signal.dr.k8s.testing.internal.cluster;

import com.datafly.signal.dr.k8s.testing.internal.cluster.Images.Behaviour;
import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gives every new pod the node that has the fewest pods. */
final class Scheduler implements Controller {

    @Override
    public void step(World world) {
        Map<String, Integer> load = new HashMap<>();
        List<ObjectNode> waiting = new ArrayList<>();
        for (ObjectNode pod : world.list("pods")) {
            String node = Json.text(pod, "spec", "nodeName");
            if (!node.isEmpty()) {
                load.merge(node, 1, Integer::sum);
            } else if (!World.isEnding(pod)) {
                waiting.add(pod);
            }
        }
        List<ObjectNode> nodes = waiting.isEmpty() ? List.of() : world.list("nodes");
        for (ObjectNode pod : waiting) {
            Optional<String> node = choose(world, pod, nodes, load);
            if (node.isPresent()) {
                load.merge(node.get(), 1, Integer::sum);
                bind(world, pod, node.get());
            } else {
                refuse(world, pod, nodes.size());
            }
        }
    }

    private static Optional<String> choose(
            World world, JsonNode pod, List<ObjectNode> nodes, Map<String, Integer> load) {
        for (JsonNode container : Json.at(pod, "spec", "containers")) {
            if (world.images().of(Json.text(container, "image")) == Behaviour.CANNOT_BE_SCHEDULED) {
                return Optional.empty();
            }
        }
        return nodes.stream()
                .filter(node -> fits(node, pod))
                .map(World::name)
                .min(Comparator.comparing((String name) -> load.getOrDefault(name, 0))
                        .thenComparing(Comparator.naturalOrder()));
    }

    static boolean fits(JsonNode node, JsonNode pod) {
        Map<String, String> labels = Json.texts(Json.at(node, "metadata", "labels"));
        boolean chosen = labels.entrySet()
                .containsAll(Json.texts(Json.at(pod, "spec", "nodeSelector")).entrySet());
        return chosen
                && Conditions.isTrue(node, "Ready")
                && !Json.at(node, "spec", "unschedulable").asBoolean();
    }

    private static void bind(World world, ObjectNode pod, String node) {
        String now = world.now().toString();
        world.change(pod, World.SCHEDULER, live -> {
            Json.child(live, "spec").put("nodeName", node);
            Conditions.set(Json.child(live, "status"), "PodScheduled", "True", now, "", "");
        });
    }

    private static void refuse(World world, ObjectNode pod, int nodes) {
        String message = "0/" + nodes + " nodes are available: " + nodes + " Insufficient cpu.";
        if (!Conditions.message(pod, "PodScheduled").equals(message)) {
            String now = world.now().toString();
            world.status(
                    pod,
                    World.SCHEDULER,
                    status -> Conditions.set(status, "PodScheduled", "False", now, "Unschedulable", message));
            world.warn(pod, "default-scheduler", "FailedScheduling", message);
        }
    }
}
