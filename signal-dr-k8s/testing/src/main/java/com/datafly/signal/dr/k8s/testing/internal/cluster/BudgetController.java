package com.datafly.signal.dr.k8s.testing.internal.cluster;

import com.datafly.signal.dr.k8s.testing.internal.api.Selector;
import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Counts how many pods each budget can still spare. */
final class BudgetController implements Controller {

    @Override
    public void step(World world) {
        for (ObjectNode budget : world.list("poddisruptionbudgets")) {
            Selector selector = Selector.of(Json.at(budget, "spec", "selector"));
            List<ObjectNode> pods = world.list("pods", World.namespace(budget)).stream()
                    .filter(pod -> !selector.isEmpty() && selector.matches(pod))
                    .toList();
            count(world, budget, pods);
        }
    }

    private static void count(World world, ObjectNode budget, List<ObjectNode> pods) {
        JsonNode spec = budget.path("spec");
        boolean fixed = spec.path("minAvailable").isNumber();
        int expected = fixed ? pods.size() : expected(world, pods);
        int desired = desired(spec, expected);
        JsonNode disrupted = Json.at(budget, "status", "disruptedPods");
        int healthy = (int) pods.stream()
                .filter(pod -> Templates.isReady(pod) && !World.isEnding(pod) && !disrupted.has(World.name(pod)))
                .count();
        int allowed = expected > 0 ? Math.max(0, healthy - desired) : 0;
        Set<String> names = pods.stream().map(World::name).collect(Collectors.toSet());
        String now = world.now().toString();
        world.status(budget, World.CONTROLLERS, status -> {
            status.put(
                    "observedGeneration",
                    Json.at(budget, "metadata", "generation").asLong());
            status.put("expectedPods", expected).put("currentHealthy", healthy).put("desiredHealthy", desired);
            status.put("disruptionsAllowed", allowed);
            if (status.path("disruptedPods") instanceof ObjectNode gone) {
                gone.retain(names);
            }
            String reason = allowed > 0 ? "SufficientPods" : "InsufficientPods";
            Conditions.set(status, "DisruptionAllowed", allowed > 0 ? "True" : "False", now, reason, "")
                    .put("observedGeneration", status.path("observedGeneration").asLong());
        });
    }

    private static int desired(JsonNode spec, int expected) {
        if (spec.has("minAvailable")) {
            return Templates.share(spec.path("minAvailable"), expected, true);
        }
        return Math.max(0, expected - Templates.share(spec.path("maxUnavailable"), expected, true));
    }

    /** Returns how many pods there should be: as many as what controls them wants, in the end a Deployment. */
    private static int expected(World world, List<ObjectNode> pods) {
        Map<String, Integer> wanted = new HashMap<>();
        int own = 0;
        for (ObjectNode pod : pods) {
            Optional<ObjectNode> first = controller(world, pod);
            Optional<ObjectNode> above = first.flatMap(set -> controller(world, set));
            Optional<ObjectNode> last = above.isPresent() ? above : first;
            last.ifPresent(found -> wanted.put(
                    World.uid(found), Json.at(found, "spec", "replicas").asInt()));
            own += last.isPresent() ? 0 : 1;
        }
        return own + wanted.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static Optional<ObjectNode> controller(World world, JsonNode object) {
        for (JsonNode owner : Json.at(object, "metadata", "ownerReferences")) {
            if (owner.path("controller").asBoolean()) {
                return world.find(owner, World.namespace(object));
            }
        }
        return Optional.empty();
    }
}
