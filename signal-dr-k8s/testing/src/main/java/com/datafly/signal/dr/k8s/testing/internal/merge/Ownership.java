package com.datafly.signal.dr.k8s.testing.internal.merge;

import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Notes in an object who owns what was changed without applying. */
public final class Ownership {

    private Ownership() {}

    /**
     * Gives what an update changed to who changed it.
     *
     * @param before the object as it was; an empty one if it is new
     * @param after the object as it is now; its entries are written
     */
    public static void updated(JsonNode before, ObjectNode after, Owner owner, Instant now) {
        Json.child(after, "metadata").set("managedFields", Json.at(before, "metadata", "managedFields"));
        Map<FieldPath, JsonNode> old = FieldSet.values(before);
        Map<FieldPath, JsonNode> current = FieldSet.values(after);
        Set<FieldPath> changed = new HashSet<>(current.keySet());
        changed.removeIf(
                path -> old.containsKey(path) && (path.isItem() || Objects.equals(old.get(path), current.get(path))));
        Set<FieldPath> gone = new HashSet<>(old.keySet());
        gone.removeAll(current.keySet());
        ManagedFields fields = ManagedFields.of(after);
        fields.takeFromOthers(owner, changed);
        fields.takeFromOthers(owner, gone);
        Set<FieldPath> mine = new TreeSet<>(fields.of(owner));
        mine.addAll(changed);
        mine.removeAll(gone);
        fields.give(owner, mine, now);
        fields.writeTo(after);
    }
}
