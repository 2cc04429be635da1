package com.datafly.signal.dr.k8s.testing.internal.verbs;

import com.datafly.signal.dr.k8s.testing.internal.api.Refusals;
import com.datafly.signal.dr.k8s.testing.internal.api.ResourceType;
import com.datafly.signal.dr.k8s.testing.internal.api.ResourceTypes;
import com.datafly.signal.dr.k8s.testing.internal.api.Target;
import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.datafly.signal.dr.k8s.testing.internal.store.Store;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Removes objects: at once, or, where somebody has to clean up before, when that is done. What belongs to an object is
 * removed later, by the garbage collector.
 */
public final class Deleter {

    /** Keeps an owner until what belongs to it is gone. */
    public static final String FOREGROUND = "foregroundDeletion";

    private static final int USUAL_GRACE = 30;

    private final Store store;
    private final ResourceTypes types;
    private final Writer writer;

    /** Creates what removes from a store. */
    public Deleter(Store store, ResourceTypes types, Writer writer) {
        this.store = store;
        this.types = types;
        this.writer = writer;
    }

    /**
     * Removes an object.
     *
     * @param options {@code DeleteOptions} as they were sent; empty for the usual ones
     * @return what is answered: the object if it is still there or is a pod, a {@code Status} otherwise
     */
    public ObjectNode delete(Target target, JsonNode options, boolean dryRun) {
        return store.locked(() -> {
            ObjectNode live = writer.require(target);
            preconditions(target, live, options.path("preconditions"));
            ObjectNode doomed = doom(target, live, options);
            boolean now = Json.isEmpty(Json.at(doomed, "metadata", "finalizers"))
                    && Json.isEmpty(Json.at(doomed, "spec", "finalizers"))
                    && Json.at(doomed, "metadata", "deletionGracePeriodSeconds").asInt() == 0;
            if (!dryRun) {
                carryOut(target, live, doomed, now, options);
            }
            return now && !target.type().is("", "pods") ? success(target, live) : doomed;
        });
    }

    private void carryOut(Target target, ObjectNode live, ObjectNode doomed, boolean now, JsonNode options) {
        if (orphans(options)) {
            release(Json.text(live, "metadata", "uid"), target.namespace());
        }
        if (now) {
            store.remove(target.type(), Store.key(live));
        } else if (!doomed.equals(live)) {
            store.put(target.type(), doomed);
        }
    }

    private ObjectNode doom(Target target, ObjectNode live, JsonNode options) {
        ObjectNode doomed = live.deepCopy();
        ObjectNode metadata = Json.child(doomed, "metadata");
        int grace = target.type().is("", "pods") ? grace(live, options) : 0;
        boolean sooner = !metadata.has("deletionTimestamp")
                || grace < metadata.path("deletionGracePeriodSeconds").asInt();
        if (sooner) {
            metadata.put(
                    "deletionTimestamp", writer.instant().plusSeconds(grace).toString());
            metadata.put("deletionGracePeriodSeconds", grace);
        }
        boolean foreground = Json.text(options, "propagationPolicy").equals("Foreground");
        if (foreground && !hasFinalizer(metadata)) {
            Json.list(metadata, "finalizers").add(FOREGROUND);
        }
        if (target.type().is("", "namespaces")) {
            Json.child(doomed, "status").put("phase", "Terminating");
        }
        return doomed;
    }

    private static boolean hasFinalizer(JsonNode metadata) {
        return Json.items(metadata.path("finalizers")).stream()
                .anyMatch(finalizer -> finalizer.asText().equals(FOREGROUND));
    }

    /** Returns how long a pod may take to end: none if nothing of it runs. */
    private static int grace(JsonNode pod, JsonNode options) {
        String phase = Json.text(pod, "status", "phase");
        boolean runs =
                !Json.text(pod, "spec", "nodeName").isEmpty() && !phase.equals("Succeeded") && !phase.equals("Failed");
        int own = Json.at(pod, "spec", "terminationGracePeriodSeconds").asInt(USUAL_GRACE);
        return runs ? options.path("gracePeriodSeconds").asInt(own) : 0;
    }

    private static boolean orphans(JsonNode options) {
        return Json.text(options, "propagationPolicy").equals("Orphan")
                || options.path("orphanDependents").asBoolean();
    }

    private void release(String owner, String namespace) {
        for (ResourceType type : types.all()) {
            for (ObjectNode object : store.list(type, namespace)) {
                if (owners(object).stream()
                        .anyMatch(reference -> Json.text(reference, "uid").equals(owner))) {
                    ObjectNode freed = object.deepCopy();
                    ((ArrayNode) Json.at(freed, "metadata", "ownerReferences"))
                            .removeIf(reference -> Json.text(reference, "uid").equals(owner));
                    store.put(type, freed);
                }
            }
        }
    }

    private static List<JsonNode> owners(JsonNode object) {
        return Json.items(Json.at(object, "metadata", "ownerReferences"));
    }

    private static void preconditions(Target target, JsonNode live, JsonNode wanted) {
        compare(target, "UID", Json.text(wanted, "uid"), Json.text(live, "metadata", "uid"));
        String version = Json.text(live, "metadata", "resourceVersion");
        compare(target, "ResourceVersion", Json.text(wanted, "resourceVersion"), version);
    }

    private static void compare(Target target, String what, String wanted, String here) {
        if (!wanted.isEmpty() && !wanted.equals(here)) {
            String why = "Precondition failed: " + what + " in precondition: " + wanted + ", " + what
                    + " in object meta: " + here;
            throw Refusals.conflict(target.type(), target.name(), why);
        }
    }

    private static ObjectNode success(Target target, JsonNode live) {
        ObjectNode status = Json.object();
        status.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
        status.put("status", "Success");
        ObjectNode details = status.putObject("details");
        details.put("name", target.name());
        if (!target.type().group().isEmpty()) {
            details.put("group", target.type().group());
        }
        details.put("kind", target.type().plural()).put("uid", Json.text(live, "metadata", "uid"));
        return status;
    }
}
