package com.datafly.signal.dr.k8s.testing.internal.cluster;

import com.datafly.signal.dr.k8s.testing.internal.cluster.RunningContainers.Started;
import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A container that ends and starts anew, with what it would be given now. */
public record Crash(String container, String reason) {

    private static final int KILLED = 137;

    /** Lets it happen in a pod. */
    public static void happen(World world, String namespace, String name, Crash crash) {
        ObjectNode pod = world.find("pods", namespace, name).orElseThrow();
        JsonNode container = Json.items(Json.at(pod, "spec", "containers")).stream()
                .filter(one -> Json.text(one, "name").equals(crash.container))
                .findFirst()
                .orElseThrow();
        world.running().rotate(pod, crash.container);
        try {
            Inputs inputs = new Inputs(world, pod);
            Started started = new Started(inputs.variables(container), inputs.files(container));
            world.running().start(pod, crash.container, started);
        } catch (MissingInputException e) {
            throw new IllegalStateException("the container cannot start again", e);
        }
        int exitCode = crash.reason.equals("OOMKilled") ? KILLED : 1;
        String now = world.now().toString();
        world.status(
                pod,
                World.KUBELET,
                status -> new PodStatus(status, now)
                        .restarted(crash.container, Json.text(container, "image"), crash.reason, exitCode));
    }
}
