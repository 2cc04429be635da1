package com.datafly.signal.dr.k8s.testing.internal.cluster;

import static com.datafly.signal.dr.k8s.testing.internal.cluster.ReplicaSetController.counted;

import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** The state of a Deployment: numbers, and whether it is available and gets on. */
final class DeploymentStatus {

    private DeploymentStatus() {}

    static void write(World world, Rollout rollout) {
        ObjectNode deployment = rollout.deployment();
        List<ObjectNode> all = new ArrayList<>(rollout.old());
        rollout.current().ifPresent(all::add);
        int updated = rollout.current().map(Rollout::existing).orElse(0);
        int existing = sum(all, Rollout::existing);
        int available = sum(all, Rollout::available);
        world.status(deployment, World.CONTROLLERS, status -> {
            JsonNode before = status.deepCopy();
            status.put(
                    "observedGeneration",
                    Json.at(deployment, "metadata", "generation").asLong());
            counted(status, "replicas", existing);
            counted(status, "updatedReplicas", updated);
            counted(status, "readyReplicas", available);
            counted(status, "availableReplicas", available);
            counted(status, "unavailableReplicas", Math.max(0, Math.max(existing, rollout.replicas()) - available));
            Numbers numbers = new Numbers(existing, updated, available);
            available(world, rollout, status, numbers);
            progressing(world, rollout, status, numbers.isAheadOf(before));
            failure(world, all, status);
        });
    }

    /** What its newest ReplicaSet says is said first. */
    private static void failure(World world, List<ObjectNode> sets, ObjectNode status) {
        List<ObjectNode> newestFirst = new ArrayList<>(sets);
        Collections.reverse(newestFirst);
        Optional<ObjectNode> failed = newestFirst.stream()
                .flatMap(set -> Conditions.find(set, ReplicaSetController.FAILURE).stream())
                .findFirst();
        if (failed.isPresent()) {
            String reason = Json.text(failed.get(), "reason");
            String message = Json.text(failed.get(), "message");
            Conditions.set(
                    status, ReplicaSetController.FAILURE, "True", world.now().toString(), reason, message);
        } else {
            Conditions.remove(status, ReplicaSetController.FAILURE);
        }
    }

    /** Notes that something has happened, so that the deadline begins anew. */
    static void progressed(World world, ObjectNode deployment) {
        String now = world.now().toString();
        world.status(
                deployment,
                World.CONTROLLERS,
                status -> Conditions.set(status, "Progressing", "True", now, "NewReplicaSetCreated", "")
                        .put("lastUpdateTime", now));
    }

    private static void available(World world, Rollout rollout, ObjectNode status, Numbers numbers) {
        String now = world.now().toString();
        JsonNode rolling = Json.at(rollout.deployment(), "spec", "strategy", "rollingUpdate", "maxUnavailable");
        int least = rollout.replicas() - Templates.share(rolling, rollout.replicas(), false);
        boolean enough = numbers.available() >= least;
        String reason = enough ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable";
        String message = "Deployment " + (enough ? "has" : "does not have") + " minimum availability.";
        ObjectNode condition = Conditions.set(status, "Available", enough ? "True" : "False", now, reason, message);
        condition.set("lastUpdateTime", condition.path("lastTransitionTime"));
    }

    private static void progressing(World world, Rollout rollout, ObjectNode status, boolean progress) {
        Instant now = world.now();
        String name = rollout.current().map(World::name).orElse("");
        boolean complete = isComplete(rollout, status);
        Instant last = lastUpdate(status, now);
        int deadline =
                Json.at(rollout.deployment(), "spec", "progressDeadlineSeconds").asInt(600);
        boolean paused = Json.at(rollout.deployment(), "spec", "paused").asBoolean();
        boolean late = !now.isBefore(last.plus(Duration.ofSeconds(deadline))) && !paused;
        String quoted = "ReplicaSet \"" + name + "\" ";
        if (complete) {
            String message = quoted + "has successfully progressed.";
            set(status, "True", progress ? now : last, "NewReplicaSetAvailable", message);
        } else if (progress || !late) {
            set(status, "True", progress ? now : last, "ReplicaSetUpdated", quoted + "is progressing.");
        } else {
            String message = quoted + "has timed out progressing.";
            set(status, "False", last, "ProgressDeadlineExceeded", message);
        }
    }

    private static void set(ObjectNode status, String value, Instant update, String reason, String message) {
        Conditions.set(status, "Progressing", value, update.toString(), reason, message)
                .put("lastUpdateTime", update.toString());
    }

    private static Instant lastUpdate(JsonNode status, Instant now) {
        return Json.objects(status.path("conditions")).stream()
                .filter(condition -> Json.text(condition, "type").equals("Progressing"))
                .map(condition -> Instant.parse(Json.text(condition, "lastUpdateTime")))
                .findFirst()
                .orElse(now);
    }

    private static boolean isComplete(Rollout rollout, JsonNode status) {
        int replicas = rollout.replicas();
        return status.path("updatedReplicas").asInt() == replicas
                && status.path("replicas").asInt() == replicas
                && status.path("availableReplicas").asInt() == replicas;
    }

    private static int sum(List<ObjectNode> sets, ToIntFunction<ObjectNode> number) {
        return sets.stream().mapToInt(number).sum();
    }

    private record Numbers(int existing, int updated, int available) {

        boolean isAheadOf(JsonNode before) {
            int old = existing - updated;
            int oldBefore = before.path("replicas").asInt()
                    - before.path("updatedReplicas").asInt();
            return updated > before.path("updatedReplicas").asInt()
                    || available > before.path("availableReplicas").asInt()
                    || old < oldBefore;
        }
    }
}
