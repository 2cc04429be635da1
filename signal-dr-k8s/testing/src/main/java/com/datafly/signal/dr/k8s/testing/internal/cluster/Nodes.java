package com.datafly.signal.dr.k8s.testing.internal.cluster;

import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Nodes, of which some die. Thread-safe. */
public final class Nodes {

    private static final String SILENT = "Kubelet stopped posting node status.";

    private final World world;
    private final Set<String> dead = ConcurrentHashMap.newKeySet();

    /** Creates the nodes of a world. */
    public Nodes(World world) {
        this.world = world;
    }

    boolean isDead(String node) {
        return dead.contains(node);
    }

    /** Adds a node that is ready. */
    public void add(String name) {
        ObjectNode node = Json.object();
        ObjectNode labels = node.putObject("metadata").put("name", name).putObject("labels");
        labels.put("kubernetes.io/hostname", name).put("kubernetes.io/os", "linux");
        ObjectNode status = node.putObject("status");
        status.putObject("capacity").put("cpu", "8").put("memory", "32Gi").put("pods", "110");
        status.set("allocatable", status.path("capacity").deepCopy());
        status.putObject("nodeInfo").put("kubeletVersion", "v1.32.13").put("osImage", "testing");
        Conditions.set(
                status, "Ready", "True", world.now().toString(), "KubeletReady", "kubelet is posting ready status");
        world.create("nodes", node);
    }

    /** Lets a node die: its kubelet is silent, and the control plane has noticed that. */
    public void lose(String name) {
        dead.add(name);
        ObjectNode node = world.find("nodes", "", name).orElseThrow();
        String now = world.now().toString();
        world.status(
                node,
                World.CONTROLLERS,
                status -> Conditions.set(status, "Ready", "Unknown", now, "NodeStatusUnknown", SILENT));
        world.change(node, World.CONTROLLERS, live -> {
            for (String effect : new String[] {"NoSchedule", "NoExecute"}) {
                Json.list(Json.child(live, "spec"), "taints")
                        .addObject()
                        .put("key", "node.kubernetes.io/unreachable")
                        .put("effect", effect);
            }
        });
        for (ObjectNode pod : world.list("pods")) {
            if (Json.text(pod, "spec", "nodeName").equals(name)) {
                world.status(pod, World.CONTROLLERS, status -> Conditions.set(status, "Ready", "False", now, "", ""));
                world.warn(pod, "node-controller", "NodeNotReady", "Node is not ready");
            }
        }
    }

    /** Lets the time pass after which pods of dead nodes are to end, which only their kubelets could do. */
    public void evict() {
        for (ObjectNode pod : world.list("pods")) {
            String node = Json.text(pod, "spec", "nodeName");
            if (isDead(node) && !World.isEnding(pod) && !isBound(pod)) {
                world.delete(pod);
            }
        }
    }

    /** Lets a node live again. */
    public void recover(String name) {
        dead.remove(name);
        ObjectNode node = world.find("nodes", "", name).orElseThrow();
        String now = world.now().toString();
        world.status(
                node,
                World.KUBELET,
                status -> Conditions.set(
                        status, "Ready", "True", now, "KubeletReady", "kubelet is posting ready status"));
        world.change(node, World.CONTROLLERS, live -> Json.child(live, "spec").remove("taints"));
    }

    /** Pods of DaemonSets belong to their node and stay. */
    private static boolean isBound(ObjectNode pod) {
        return Json.items(Json.at(pod, "metadata", "ownerReferences")).stream()
                .anyMatch(owner -> Json.text(owner, "kind").equals("DaemonSet"));
    }
}
