package com.datafly.signal.dr.k8s.testing.internal.cluster;

import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keeps as many pods as each ReplicaSet wants. */
final class ReplicaSetController implements Controller {

    /** The condition that says that pods cannot be made. */
    static final String FAILURE = "ReplicaFailure";

    @Override
    public void step(World world) {
        Map<String, List<ObjectNode>> pods = world.byController("pods");
        for (ObjectNode set : world.list("replicasets")) {
            if (!World.isEnding(set)) {
                List<ObjectNode> own = new ArrayList<>(pods.getOrDefault(World.uid(set), List.of()));
                own.removeIf(pod -> !Templates.isActive(pod));
                count(world, set, own);
                balance(world, set, own);
            }
        }
    }

    private static void balance(World world, ObjectNode set, List<ObjectNode> own) {
        int wanted = Json.at(set, "spec", "replicas").asInt();
        Optional<String> refusal = Optional.empty();
        for (int missing = wanted - own.size(); missing > 0 && refusal.isEmpty(); missing--) {
            refusal = Quotas.refusal(world, World.namespace(set));
            if (refusal.isEmpty()) {
                ObjectNode pod = Templates.pod(set);
                Json.child(pod, "metadata").put("generateName", World.name(set) + "-");
                world.createFor(set, "pods", pod);
            }
        }
        tell(world, set, refusal);
        List<ObjectNode> leastUseful = new ArrayList<>(own);
        leastUseful.sort(Comparator.comparing(
                        (ObjectNode pod) -> !Json.text(pod, "spec", "nodeName").isEmpty())
                .thenComparing(Templates::isReady)
                .thenComparing(pod -> Json.text(pod, "metadata", "creationTimestamp"), Comparator.reverseOrder())
                .thenComparing(World::name));
        for (int surplus = own.size() - wanted; surplus > 0; surplus--) {
            world.delete(leastUseful.remove(0));
        }
    }

    /** Says why pods could not be made, as long as they cannot. */
    private static void tell(World world, ObjectNode set, Optional<String> refusal) {
        if (refusal.isPresent()) {
            String why = "pods \"" + World.name(set) + "-\" is forbidden: " + refusal.get();
            if (!Conditions.isTrue(set, FAILURE)) {
                world.warn(set, "replicaset-controller", "FailedCreate", "Error creating: " + why);
            }
            String now = world.now().toString();
            world.status(
                    set,
                    World.CONTROLLERS,
                    status -> Conditions.set(status, FAILURE, "True", now, "FailedCreate", why));
        } else if (Conditions.isTrue(set, FAILURE)) {
            world.status(set, World.CONTROLLERS, status -> Conditions.remove(status, FAILURE));
        }
    }

    private static void count(World world, ObjectNode set, List<ObjectNode> own) {
        long ready = own.stream().filter(Templates::isReady).count();
        JsonNode generation = Json.at(set, "metadata", "generation");
        world.status(set, World.CONTROLLERS, status -> {
            status.put("replicas", own.size()).put("fullyLabeledReplicas", own.size());
            counted(status, "readyReplicas", ready);
            counted(status, "availableReplicas", ready);
            status.put("observedGeneration", generation.asLong());
        });
    }

    /** Writes a number that the API leaves out when it is zero. */
    static void counted(ObjectNode status, String field, long number) {
        if (number == 0) {
            status.remove(field);
        } else {
            status.put(field, number);
        }
    }
}
