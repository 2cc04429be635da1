package com.datafly.signal.dr.k8s.testing.internal.merge;

import com.datafly.signal.dr.k8s.testing.internal.api.Refusal;
import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Applying: whoever applies states all that it wants, and what another owns otherwise is a conflict. */
public final class ServerSideApply {

    private final Owner owner;
    private final boolean force;
    private final Instant now;

    /** Creates the application of one owner. */
    public ServerSideApply(Owner owner, boolean force, Instant now) {
        this.owner = owner;
        this.force = force;
        this.now = now;
    }

    /**
     * Merges what is wanted into an object.
     *
     * @param live the object as it is; an empty one if it is not there
     * @throws Refusal with 409 that names who owns what, unless it is forced
     */
    public ObjectNode apply(ObjectNode live, ObjectNode wanted) {
        ManagedFields fields = ManagedFields.of(live);
        Set<FieldPath> mine = FieldSet.of(wanted);
        List<Conflict> conflicts = conflicts(fields, mine, live, wanted);
        if (!conflicts.isEmpty() && !force) {
            throw refusal(conflicts);
        }
        Set<FieldPath> taken = new TreeSet<>();
        conflicts.forEach(conflict -> taken.add(conflict.path()));
        fields.takeFromOthers(owner, taken);
        ObjectNode merged = live.deepCopy();
        merge(merged, wanted);
        dropped(fields, mine).forEach(path -> path.removeFrom(merged));
        fields.give(owner, mine, now);
        fields.writeTo(merged);
        return merged;
    }

    private List<Conflict> conflicts(ManagedFields fields, Set<FieldPath> mine, JsonNode live, JsonNode wanted) {
        List<Conflict> conflicts = new ArrayList<>();
        for (ManagedFields.Entry other : fields.others(owner)) {
            for (FieldPath path : other.paths()) {
                if (mine.contains(path) && !path.isItem() && !path.in(live).equals(path.in(wanted))) {
                    conflicts.add(new Conflict(other.owner(), path));
                }
            }
        }
        return conflicts;
    }

    /** Returns what the owner no longer wants and nobody else does, what is deepest first. */
    private List<FieldPath> dropped(ManagedFields fields, Set<FieldPath> mine) {
        List<FieldPath> dropped = new ArrayList<>();
        for (FieldPath path : fields.of(owner)) {
            boolean othersWantIt = fields.others(owner).stream()
                    .anyMatch(entry -> entry.paths().stream().anyMatch(path::covers));
            if (!mine.contains(path) && !othersWantIt) {
                dropped.add(0, path);
            }
        }
        return dropped;
    }

    private static void merge(ObjectNode into, JsonNode wanted) {
        for (Map.Entry<String, JsonNode> field : Json.fields(wanted)) {
            String name = field.getKey();
            JsonNode value = field.getValue();
            if (value.isNull()) {
                into.remove(name);
            } else if (value.isObject() && into.path(name) instanceof ObjectNode here && !ListKeys.isWhole(name)) {
                merge(here, value);
            } else if (value.isArray() && into.path(name) instanceof ArrayNode here && isMerged(name, value)) {
                mergeList(name, here, value);
            } else {
                into.set(name, value.deepCopy());
            }
        }
    }

    private static boolean isMerged(String name, JsonNode list) {
        return ListKeys.isSet(name) || !ListKeys.of(name, list).isEmpty();
    }

    private static void mergeList(String name, ArrayNode into, JsonNode wanted) {
        List<String> keys = ListKeys.of(name, wanted);
        for (JsonNode item : wanted) {
            FieldPath path = keys.isEmpty() ? FieldPath.ROOT.value(item) : FieldPath.ROOT.item(item, keys);
            JsonNode found = path.in(into);
            if (found.isMissingNode()) {
                into.add(item.deepCopy());
            } else if (found instanceof ObjectNode object) {
                merge(object, item);
            }
        }
    }

    private static Refusal refusal(List<Conflict> conflicts) {
        List<Refusal.Cause> causes = new ArrayList<>();
        for (Conflict conflict : conflicts) {
            causes.add(new Refusal.Cause(
                    "FieldManagerConflict",
                    "conflict with " + conflict.owner(),
                    conflict.path().toString()));
        }
        return Refusal.of(409, "Conflict", message(conflicts)).causes(causes);
    }

    private static String message(List<Conflict> conflicts) {
        if (conflicts.size() == 1) {
            Conflict one = conflicts.get(0);
            return "Apply failed with 1 conflict: conflict with " + one.owner() + ": " + one.path();
        }
        Map<String, List<String>> byOwner = new TreeMap<>();
        for (Conflict conflict : conflicts) {
            byOwner.computeIfAbsent(conflict.owner().toString(), owner -> new ArrayList<>())
                    .add("- " + conflict.path());
        }
        List<String> lines = new ArrayList<>();
        byOwner.forEach((owner, paths) -> {
            lines.add("conflicts with " + owner + ":");
            lines.addAll(paths);
        });
        return "Apply failed with " + conflicts.size() + " conflicts: " + String.join("\n", lines);
    }

    private record Conflict(Owner owner, FieldPath path) {}
}
