package com.datafly.signal.dr.k8s.testing.internal.cluster;

import com.datafly.signal.dr.k8s.testing.internal.cluster.Images.Behaviour;
import com.datafly.signal.dr.k8s.testing.internal.cluster.RunningContainers.Started;
import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The kubelets of all nodes that live: they start containers, find them ready a step later, and end them. */
final class Kubelet implements Controller {

    private static final String OUT_OF_SERVICE = "node.kubernetes.io/out-of-service";

    private final Nodes nodes;

    Kubelet(Nodes nodes) {
        this.nodes = nodes;
    }

    @Override
    public void step(World world) {
        Set<String> known = new HashSet<>();
        Set<String> given = new HashSet<>();
        for (JsonNode node : world.list("nodes")) {
            known.add(World.name(node));
            for (JsonNode taint : Json.at(node, "spec", "taints")) {
                if (Json.text(taint, "key").equals(OUT_OF_SERVICE)) {
                    given.add(World.name(node));
                }
            }
        }
        for (ObjectNode pod : world.list("pods")) {
            String node = Json.text(pod, "spec", "nodeName");
            if (node.isEmpty()) {
                continue;
            }
            boolean abandoned = !known.contains(node) || (given.contains(node) && World.isEnding(pod));
            if (abandoned) {
                world.remove(pod);
            } else if (!nodes.isDead(node)) {
                care(world, pod);
            }
        }
    }

    private static void care(World world, ObjectNode pod) {
        String phase = Json.text(pod, "status", "phase");
        if (World.isEnding(pod)) {
            if (Json.isEmpty(Json.at(pod, "metadata", "finalizers"))) {
                world.remove(pod);
            }
        } else if (!phase.equals("Succeeded") && !phase.equals("Failed")) {
            ObjectNode status = ((ObjectNode) pod.path("status")).deepCopy();
            run(world, pod, status);
            if (!status.equals(pod.path("status"))) {
                world.status(pod, World.KUBELET, live -> live.setAll(status));
            }
        }
    }

    private static void run(World world, ObjectNode pod, ObjectNode status) {
        PodStatus state = new PodStatus(status, world.now().toString());
        boolean first = !status.has("startTime");
        if (first) {
            state.accept(pod);
        }
        for (JsonNode container : Json.at(pod, "spec", "containers")) {
            String name = Json.text(container, "name");
            if (!state.isRunning(name)) {
                start(world, pod, container, state);
            } else if (world.images().of(Json.text(container, "image")) == Behaviour.WORKS) {
                state.ready(name);
            } else {
                state.notReady(name);
            }
        }
        state.conclude();
    }

    private static void start(World world, ObjectNode pod, JsonNode container, PodStatus state) {
        String name = Json.text(container, "name");
        String image = Json.text(container, "image");
        Behaviour behaviour = world.images().of(image);
        if (behaviour == Behaviour.CANNOT_BE_PULLED) {
            String message = "Back-off pulling image \"" + image + "\"";
            if (state.waiting(name, image, "ImagePullBackOff", message)) {
                world.warn(pod, World.KUBELET, "Failed", "Failed to pull image \"" + image + "\": not found");
            }
            return;
        }
        Map<String, byte[]> files;
        try {
            files = new Inputs(world, pod).files(container);
        } catch (MissingInputException e) {
            if (state.waiting(name, image, "ContainerCreating", "")) {
                world.warn(pod, World.KUBELET, "FailedMount", "MountVolume.SetUp failed: " + e.getMessage());
            }
            return;
        }
        try {
            Map<String, String> variables = new Inputs(world, pod).variables(container);
            if (behaviour == Behaviour.CRASHES) {
                crash(world, pod, container, state);
            } else {
                world.running().start(pod, name, new Started(variables, files));
                state.running(name, image);
            }
        } catch (MissingInputException e) {
            String message = String.valueOf(e.getMessage());
            if (state.waiting(name, image, "CreateContainerConfigError", message)) {
                world.warn(pod, World.KUBELET, "Failed", "Error: " + message);
            }
        }
    }

    private static void crash(World world, ObjectNode pod, JsonNode container, PodStatus state) {
        String name = Json.text(container, "name");
        String message = "back-off 5m0s restarting failed container=" + name + " pod=" + World.name(pod);
        if (state.crashing(name, Json.text(container, "image"), message)) {
            world.warn(
                    pod,
                    World.KUBELET,
                    "BackOff",
                    "Back-off restarting failed container " + name + " in pod " + World.name(pod));
        }
    }
}
