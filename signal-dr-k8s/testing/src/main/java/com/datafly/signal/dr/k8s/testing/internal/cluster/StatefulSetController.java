package com.datafly.signal.dr.k8s.testing.internal.cluster;

import static com.datafly.signal.dr.k8s.testing.internal.cluster.ReplicaSetController.counted;

import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Keeps one pod for each ordinal, in order; replaces them from the highest down. A pod that ends keeps its place. */
final class StatefulSetController implements Controller {

    private static final String REVISION = "controller-revision-hash";

    @Override
    public void step(World world) {
        Map<String, List<ObjectNode>> pods = world.byController("pods");
        for (ObjectNode set : world.list("statefulsets")) {
            if (!World.isEnding(set)) {
                Map<Integer, ObjectNode> own = new TreeMap<>();
                pods.getOrDefault(World.uid(set), List.of()).forEach(pod -> own.put(ordinal(pod), pod));
                String revision = World.name(set) + "-" + Templates.hash(Json.at(set, "spec", "template"));
                String current = current(world, set, revision);
                count(world, set, own, new Revisions(current, revision));
                proceed(world, set, own, new Revisions(current, revision));
            }
        }
    }

    private static String current(World world, ObjectNode set, String update) {
        String name = World.name(set);
        if (world.find("controllerrevisions", World.namespace(set), update).isEmpty()) {
            ObjectNode revision = Json.object();
            revision.putObject("metadata").put("name", update);
            ObjectNode data = revision.putObject("data");
            data.putObject("spec")
                    .set("template", Json.at(set, "spec", "template").deepCopy());
            long number = world.list("controllerrevisions", World.namespace(set)).stream()
                    .filter(one -> World.name(one).startsWith(name + "-"))
                    .count();
            world.createFor(set, "controllerrevisions", revision.put("revision", number + 1));
        }
        String current = Json.text(set, "status", "currentRevision");
        return current.isEmpty() ? update : current;
    }

    private static void proceed(World world, ObjectNode set, Map<Integer, ObjectNode> own, Revisions revisions) {
        int start = Json.at(set, "spec", "ordinals", "start").asInt();
        int replicas = Json.at(set, "spec", "replicas").asInt();
        int partition = Json.at(set, "spec", "updateStrategy", "rollingUpdate", "partition")
                .asInt();
        boolean ordered = !Json.text(set, "spec", "podManagementPolicy").equals("Parallel");
        for (int ordinal = start; ordinal < start + replicas; ordinal++) {
            ObjectNode pod = own.get(ordinal);
            if (pod == null) {
                boolean old = ordinal < partition && !revisions.current().equals(revisions.update());
                create(world, set, ordinal, old ? revisions.current() : revisions.update());
            }
            boolean well = pod != null && Templates.isReady(pod) && !World.isEnding(pod);
            if (ordered && !well) {
                return;
            }
        }
        if (!surplus(world, own, start, start + replicas)) {
            replace(world, set, own, revisions);
        }
    }

    private static boolean surplus(World world, Map<Integer, ObjectNode> own, int from, int to) {
        List<ObjectNode> surplus = own.entrySet().stream()
                .filter(entry -> entry.getKey() < from || entry.getKey() >= to)
                .map(Map.Entry::getValue)
                .toList();
        if (surplus.isEmpty()) {
            return false;
        }
        ObjectNode last = surplus.get(surplus.size() - 1);
        if (!World.isEnding(last)) {
            world.delete(last);
        }
        return true;
    }

    private static void replace(World world, ObjectNode set, Map<Integer, ObjectNode> own, Revisions revisions) {
        if (Json.text(set, "spec", "updateStrategy", "type").equals("OnDelete")) {
            return;
        }
        int partition = Json.at(set, "spec", "updateStrategy", "rollingUpdate", "partition")
                .asInt();
        List<Integer> ordinals = own.keySet().stream().sorted((a, b) -> b - a).toList();
        for (int ordinal : ordinals) {
            ObjectNode pod = own.get(ordinal);
            if (pod == null || ordinal < partition) {
                return;
            }
            boolean old = !revision(pod).equals(revisions.update());
            if (old && !World.isEnding(pod)) {
                world.delete(pod);
            }
            if (old || World.isEnding(pod) || !Templates.isReady(pod)) {
                return;
            }
        }
    }

    private static void create(World world, ObjectNode set, int ordinal, String revision) {
        ObjectNode template = world.find("controllerrevisions", World.namespace(set), revision)
                .map(found -> (ObjectNode) found.path("data"))
                .orElse(set);
        ObjectNode pod = Templates.pod(template);
        String name = World.name(set) + "-" + ordinal;
        Json.child(pod, "metadata").put("name", name);
        Json.child(pod, "metadata", "labels")
                .put("statefulset.kubernetes.io/pod-name", name)
                .put("apps.kubernetes.io/pod-index", Integer.toString(ordinal))
                .put(REVISION, revision);
        Json.child(pod, "spec").put("hostname", name);
        world.createFor(set, "pods", pod);
    }

    private static void count(World world, ObjectNode set, Map<Integer, ObjectNode> own, Revisions revisions) {
        int replicas = Json.at(set, "spec", "replicas").asInt();
        List<ObjectNode> live =
                own.values().stream().filter(pod -> !World.isEnding(pod)).toList();
        long ready = live.stream().filter(Templates::isReady).count();
        long updated = live.stream()
                .filter(pod -> revision(pod).equals(revisions.update()))
                .count();
        boolean done = updated == replicas && ready == replicas && own.size() == replicas;
        String current = done ? revisions.update() : revisions.current();
        long still = live.stream().filter(pod -> revision(pod).equals(current)).count();
        world.status(set, World.CONTROLLERS, status -> {
            status.put(
                    "observedGeneration", Json.at(set, "metadata", "generation").asLong());
            status.put("replicas", own.size()).put("collisionCount", 0);
            counted(status, "readyReplicas", ready);
            status.put("availableReplicas", ready);
            counted(status, "updatedReplicas", updated);
            counted(status, "currentReplicas", still);
            status.put("currentRevision", current).put("updateRevision", revisions.update());
        });
    }

    private static int ordinal(JsonNode pod) {
        String name = World.name(pod);
        return Integer.parseInt(name.substring(name.lastIndexOf('-') + 1));
    }

    private static String revision(JsonNode pod) {
        return Json.text(pod, "metadata", "labels", REVISION);
    }

    private record Revisions(String current, String update) {}
}
