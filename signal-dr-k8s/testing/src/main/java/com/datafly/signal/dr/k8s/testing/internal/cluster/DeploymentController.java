package com.datafly.signal.dr.k8s.testing.internal.cluster;

import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Replaces the pods of Deployments by and by, as many at once as each of them allows. */
final class DeploymentController implements Controller {

    static final String REVISION = "deployment.kubernetes.io/revision";

    @Override
    public void step(World world) {
        Map<String, List<ObjectNode>> sets = world.byController("replicasets");
        Map<String, List<ObjectNode>> pods = world.byController("pods");
        for (ObjectNode deployment : world.list("deployments")) {
            if (!World.isEnding(deployment)) {
                List<ObjectNode> own = new ArrayList<>(sets.getOrDefault(World.uid(deployment), List.of()));
                own.sort(Comparator.comparingLong(DeploymentController::revision));
                Rollout rollout = Rollout.of(deployment, own);
                DeploymentStatus.write(world, rollout);
                proceed(world, rollout, pods);
            }
        }
    }

    private static void proceed(World world, Rollout rollout, Map<String, List<ObjectNode>> pods) {
        ObjectNode deployment = rollout.deployment();
        boolean paused = Json.at(deployment, "spec", "paused").asBoolean();
        boolean recreate = Json.text(deployment, "spec", "strategy", "type").equals("Recreate");
        if (rollout.current().isEmpty()) {
            if (paused) {
                scaleNewest(world, rollout);
            } else if (!recreate || allGone(world, rollout, pods)) {
                begin(world, rollout, recreate ? rollout.replicas() : rollout.room());
            }
            return;
        }
        ObjectNode current = rollout.current().get();
        remember(world, rollout, current);
        if (paused) {
            scale(world, current, rollout.replicas());
        } else if (recreate) {
            if (allGone(world, rollout, pods)) {
                scale(world, current, rollout.replicas());
            }
        } else {
            roll(world, rollout, current);
        }
        forget(world, rollout);
    }

    private static void roll(World world, Rollout rollout, ObjectNode current) {
        int now = Rollout.wanted(current);
        if (now > rollout.replicas()) {
            scale(world, current, rollout.replicas());
        } else if (now < rollout.replicas() && rollout.room() > 0) {
            scale(world, current, Math.min(rollout.replicas(), now + rollout.room()));
        }
        int most = rollout.removable();
        for (boolean healthy : new boolean[] {false, true}) {
            for (ObjectNode old : rollout.old()) {
                ObjectNode fresh = world.find("replicasets", World.namespace(old), World.name(old))
                        .orElse(old);
                int useless = Rollout.wanted(fresh) - (healthy ? 0 : Rollout.available(old));
                int gone = Math.min(useless, healthy ? Math.min(most, rollout.removableHealthy()) : most);
                if (gone > 0) {
                    scale(world, fresh, Rollout.wanted(fresh) - gone);
                    most -= gone;
                    if (healthy) {
                        return;
                    }
                }
            }
        }
    }

    private static void begin(World world, Rollout rollout, int first) {
        ObjectNode deployment = rollout.deployment();
        JsonNode template = Json.at(deployment, "spec", "template");
        String hash = Templates.hash(template);
        ObjectNode set = Json.object();
        ObjectNode metadata = set.putObject("metadata").put("name", World.name(deployment) + "-" + hash);
        metadata.putObject("annotations").put(REVISION, Long.toString(newest(rollout) + 1));
        ObjectNode spec = set.putObject("spec").put("replicas", Math.min(first, rollout.replicas()));
        spec.set("template", template.deepCopy());
        spec.set("selector", Json.at(deployment, "spec", "selector").deepCopy());
        Json.child(spec, "template", "metadata", "labels").put(Templates.HASH, hash);
        Json.child(spec, "selector", "matchLabels").put(Templates.HASH, hash);
        metadata.set("labels", Json.at(spec, "template", "metadata", "labels").deepCopy());
        world.createFor(deployment, "replicasets", set);
        DeploymentStatus.progressed(world, deployment);
    }

    /** Scales down what is old at once; tells whether its pods have all gone. */
    private static boolean allGone(World world, Rollout rollout, Map<String, List<ObjectNode>> pods) {
        rollout.old().forEach(old -> scale(world, old, 0));
        return rollout.old().stream()
                .allMatch(old -> pods.getOrDefault(World.uid(old), List.of()).isEmpty());
    }

    private static void scaleNewest(World world, Rollout rollout) {
        List<ObjectNode> old = rollout.old();
        if (!old.isEmpty()) {
            scale(world, old.get(old.size() - 1), rollout.replicas());
        }
    }

    private static void scale(World world, ObjectNode set, int replicas) {
        if (Rollout.wanted(set) != replicas) {
            world.changeSpec(set, live -> Json.child(live, "spec").put("replicas", replicas));
        }
    }

    /** Numbers what is current above all that was, and writes the number to the Deployment too. */
    private static void remember(World world, Rollout rollout, ObjectNode current) {
        long last = newest(rollout);
        long revision = revision(current) > last ? revision(current) : last + 1;
        for (ObjectNode object : List.of(current, rollout.deployment())) {
            if (revision(object) != revision) {
                world.change(
                        object,
                        World.CONTROLLERS,
                        live -> Json.child(live, "metadata", "annotations").put(REVISION, Long.toString(revision)));
            }
        }
    }

    private static long newest(Rollout rollout) {
        return rollout.old().stream()
                .mapToLong(DeploymentController::revision)
                .max()
                .orElse(0);
    }

    private static void forget(World world, Rollout rollout) {
        int limit =
                Json.at(rollout.deployment(), "spec", "revisionHistoryLimit").asInt(10);
        List<ObjectNode> unused = rollout.old().stream()
                .filter(old -> Rollout.wanted(old) == 0
                        && Json.at(old, "status", "replicas").asInt() == 0)
                .toList();
        for (int i = 0; i < unused.size() - limit; i++) {
            world.delete(unused.get(i));
        }
    }

    static long revision(JsonNode set) {
        return Json.at(set, "metadata", "annotations", REVISION).asLong();
    }
}
