package com.datafly.signal.dr.k8s.testing.internal.merge;

import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Who owns which field of one object. */
final class ManagedFields {

    private final List<Entry> entries = new ArrayList<>();

    private ManagedFields() {}

    /** Reads the entries of an object. */
    static ManagedFields of(JsonNode object) {
        ManagedFields fields = new ManagedFields();
        for (JsonNode entry : Json.at(object, "metadata", "managedFields")) {
            Set<FieldPath> paths = FieldSet.read(entry.path("fieldsV1"));
            fields.entries.add(new Entry(Owner.of(entry), paths, Json.text(entry, "time")));
        }
        return fields;
    }

    /** Returns the fields of an owner; empty if it has none. */
    Set<FieldPath> of(Owner owner) {
        return entries.stream()
                .filter(entry -> entry.owner().same(owner))
                .findFirst()
                .map(Entry::paths)
                .orElseGet(TreeSet::new);
    }

    /** Returns the entries of everybody else. */
    List<Entry> others(Owner owner) {
        return entries.stream().filter(entry -> !entry.owner().same(owner)).toList();
    }

    /** Gives fields to an owner instead of those that it had. */
    void give(Owner owner, Set<FieldPath> paths, Instant now) {
        if (!of(owner).equals(paths)
                || entries.stream().noneMatch(entry -> entry.owner().same(owner))) {
            entries.removeIf(entry -> entry.owner().same(owner));
            String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
            entries.add(new Entry(owner, new TreeSet<>(paths), time));
        }
    }

    /** Takes fields from everybody else. */
    void takeFromOthers(Owner owner, Set<FieldPath> paths) {
        others(owner).forEach(entry -> entry.paths().removeAll(paths));
    }

    /** Writes the entries into an object; who owns nothing has none. */
    void writeTo(ObjectNode object) {
        ArrayNode list = Json.array();
        for (Entry entry : entries) {
            if (!entry.paths().isEmpty()) {
                list.add(entry.write());
            }
        }
        Json.child(object, "metadata").set("managedFields", list);
    }

    /** The fields of one owner. */
    record Entry(Owner owner, Set<FieldPath> paths, String time) {

        private ObjectNode write() {
            ObjectNode node = Json.object();
            node.put("manager", owner.manager()).put("operation", owner.operation());
            node.put("apiVersion", owner.apiVersion()).put("time", time);
            node.put("fieldsType", "FieldsV1").set("fieldsV1", FieldSet.write(paths));
            if (!owner.subresource().isEmpty()) {
                node.put("subresource", owner.subresource());
            }
            return node;
        }
    }
}
