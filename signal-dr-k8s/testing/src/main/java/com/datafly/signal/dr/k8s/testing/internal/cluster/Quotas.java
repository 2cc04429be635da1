package com.datafly.signal.dr.k8s.testing.internal.cluster;

import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Counts the pods that quotas limit; other resources are stored and limit nothing. */
final class Quotas implements Controller {

    private static final String PODS = "pods";

    @Override
    public void step(World world) {
        for (ObjectNode quota : world.list("resourcequotas")) {
            JsonNode hard = Json.at(quota, "spec", "hard");
            String used = Long.toString(used(world, World.namespace(quota)));
            world.status(quota, World.CONTROLLERS, status -> {
                status.set("hard", hard.deepCopy());
                if (hard.has(PODS)) {
                    Json.child(status, "used").put(PODS, used);
                }
            });
        }
    }

    /** Returns why a namespace may have no pod more; empty if it may. */
    static Optional<String> refusal(World world, String namespace) {
        for (ObjectNode quota : world.list("resourcequotas", namespace)) {
            JsonNode limit = Json.at(quota, "spec", "hard", PODS);
            long used = used(world, namespace);
            if (!limit.isMissingNode() && used >= limit.asLong()) {
                return Optional.of("exceeded quota: " + World.name(quota) + ", requested: pods=1, used: pods=" + used
                        + ", limited: pods=" + limit.asLong());
            }
        }
        return Optional.empty();
    }

    private static long used(World world, String namespace) {
        return world.list(PODS, namespace).stream().filter(Quotas::counts).count();
    }

    /** A pod counts until it has ended, also while it goes. */
    private static boolean counts(JsonNode pod) {
        String phase = Json.text(pod, "status", "phase");
        return !phase.equals("Failed") && !phase.equals("Succeeded");
    }
}
