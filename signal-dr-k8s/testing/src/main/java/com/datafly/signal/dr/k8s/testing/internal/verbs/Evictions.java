package com.datafly.signal.dr.k8s.testing.internal.verbs;

import com.datafly.signal.dr.k8s.testing.internal.api.Refusal;
import com.datafly.signal.dr.k8s.testing.internal.api.Refusals;
import com.datafly.signal.dr.k8s.testing.internal.api.ResourceType;
import com.datafly.signal.dr.k8s.testing.internal.api.ResourceTypes;
import com.datafly.signal.dr.k8s.testing.internal.api.Selector;
import com.datafly.signal.dr.k8s.testing.internal.api.Target;
import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.datafly.signal.dr.k8s.testing.internal.store.Store;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/** Removes pods as far as their budgets let them go. */
final class Evictions {

    private static final Set<String> FREE = Set.of("Pending", "Succeeded", "Failed");
    private static final String GUARDED = "Cannot evict pod as it would violate the pod's disruption budget.";
    private static final String TWO =
            "This pod has more than one PodDisruptionBudget, which the eviction subresource" + " does not support.";
    private static final int WAIT_SECONDS = 10;

    private final Store store;
    private final ResourceType budgets;
    private final Writer writer;
    private final Deleter deleter;

    Evictions(Store store, ResourceTypes types, Writer writer, Deleter deleter) {
        this.store = store;
        this.budgets = types.named("poddisruptionbudgets");
        this.writer = writer;
        this.deleter = deleter;
    }

    /** Evicts a pod. */
    ObjectNode evict(Target target, JsonNode eviction, WriteOptions options) {
        Target pod = Target.of(target.type(), target.namespace(), target.name());
        JsonNode delete = eviction.path("deleteOptions");
        List<String> dry =
                Json.items(delete.path("dryRun")).stream().map(JsonNode::asText).toList();
        WriteOptions how = options.orDryRun(WriteOptions.dryRun(dry));
        if (!Json.text(eviction, "metadata", "name").equals(target.name())) {
            throw Refusals.badRequest("name in URL does not match name in Eviction object");
        }
        return store.locked(() -> {
            ObjectNode live = writer.require(pod);
            if (!free(live)) {
                ask(live, how);
            }
            deleter.delete(pod, delete, how.dryRun());
            return success();
        });
    }

    private static boolean free(JsonNode pod) {
        return FREE.contains(Json.text(pod, "status", "phase"))
                || Json.at(pod, "metadata").has("deletionTimestamp");
    }

    private void ask(JsonNode pod, WriteOptions options) {
        List<ObjectNode> guarding = store.list(budgets, Json.text(pod, "metadata", "namespace")).stream()
                .filter(budget -> guards(budget, pod))
                .toList();
        if (guarding.size() > 1) {
            throw Refusal.of(500, "", TWO);
        }
        if (guarding.size() == 1) {
            ask(pod, guarding.get(0), options);
        }
    }

    private static boolean guards(JsonNode budget, JsonNode pod) {
        Selector selector = Selector.of(Json.at(budget, "spec", "selector"));
        return !selector.isEmpty() && selector.matches(pod);
    }

    private void ask(JsonNode pod, ObjectNode budget, WriteOptions options) {
        JsonNode status = budget.path("status");
        int desired = status.path("desiredHealthy").asInt();
        int current = status.path("currentHealthy").asInt();
        boolean always = Json.text(budget, "spec", "unhealthyPodEvictionPolicy").equals("AlwaysAllow");
        if (!isReady(pod) && (always || (current >= desired && desired > 0))) {
            return;
        }
        String name = Json.text(budget, "metadata", "name");
        long seen = status.path("observedGeneration").asLong();
        if (seen < Json.at(budget, "metadata", "generation").asLong()) {
            throw guarded("The disruption budget " + name + " is still being processed by the server.")
                    .retryAfter(WAIT_SECONDS);
        }
        int allowed = status.path("disruptionsAllowed").asInt();
        if (allowed == 0) {
            throw guarded("The disruption budget " + name + " needs " + desired + " healthy pods and has " + current
                    + " currently");
        }
        if (!options.dryRun()) {
            Target place = Target.of(budgets, Json.text(budget, "metadata", "namespace"), name);
            String evicted = Json.text(pod, "metadata", "name");
            writer.change(new Target(budgets, place.namespace(), name, "status"), "kube-apiserver", changed -> {
                Json.child(changed, "status").put("disruptionsAllowed", allowed - 1);
                Json.child(changed, "status", "disruptedPods").put(evicted, writer.now());
                return changed;
            });
        }
    }

    private static boolean isReady(JsonNode pod) {
        return Json.items(Json.at(pod, "status", "conditions")).stream()
                .anyMatch(condition -> Json.text(condition, "type").equals("Ready")
                        && Json.text(condition, "status").equals("True"));
    }

    private static Refusal guarded(String why) {
        Refusal.Cause cause = new Refusal.Cause("DisruptionBudget", why, "");
        return Refusals.tooManyRequests(GUARDED).causes(List.of(cause));
    }

    private static ObjectNode success() {
        ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        return status.put("status", "Success").put("code", 201);
    }
}
