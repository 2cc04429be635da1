package com.datafly.signal.dr.k8s.testing.internal.verbs;

import com.datafly.signal.dr.k8s.testing.internal.api.Refusal;
import com.datafly.signal.dr.k8s.testing.internal.api.Refusals;
import com.datafly.signal.dr.k8s.testing.internal.api.ResourceType;
import com.datafly.signal.dr.k8s.testing.internal.api.ResourceTypes;
import com.datafly.signal.dr.k8s.testing.internal.api.Target;
import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.datafly.signal.dr.k8s.testing.internal.kinds.Defaults;
import com.datafly.signal.dr.k8s.testing.internal.kinds.Fields;
import com.datafly.signal.dr.k8s.testing.internal.kinds.Rules;
import com.datafly.signal.dr.k8s.testing.internal.merge.Owner;
import com.datafly.signal.dr.k8s.testing.internal.merge.Ownership;
import com.datafly.signal.dr.k8s.testing.internal.merge.ServerSideApply;
import com.datafly.signal.dr.k8s.testing.internal.store.ObjectKey;
import com.datafly.signal.dr.k8s.testing.internal.store.Store;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Makes and changes objects: identity, defaults, rules, versions and owners, each as the real server has it. */
public final class Writer {

    private static final List<String> FIXED = List.of(
            "uid", "creationTimestamp", "generation", "deletionTimestamp", "deletionGracePeriodSeconds", "namespace");

    private final Store store;
    private final Births births;

    /** Creates a writer into a store. */
    public Writer(Store store, ResourceTypes types, Clock clock) {
        this.store = store;
        this.births = new Births(store, types, clock);
    }

    /** Returns the time as objects have it. */
    public String now() {
        return births.now();
    }

    /** Returns the time in seconds. */
    public Instant instant() {
        return births.instant();
    }

    /** Returns five letters for the end of a name. */
    public String suffix() {
        return births.suffix();
    }

    /** Returns an object; not to be changed. */
    public Optional<ObjectNode> find(Target target) {
        return store.get(target.type(), new ObjectKey(target.namespace(), target.name()));
    }

    /**
     * Returns an object; not to be changed.
     *
     * @throws Refusal with 404 if it is not there
     */
    public ObjectNode require(Target target) {
        return find(target).orElseThrow(() -> Refusals.notFound(target.type(), target.name()));
    }

    /** Makes an object. */
    public ObjectNode create(Target target, ObjectNode body, WriteOptions options) {
        Owner owner = Owner.updating(options.manager(), target.type().apiVersion(), "");
        return store.locked(() -> {
            ObjectNode object = body.deepCopy();
            refuseUnknown(target, Fields.removeUnknown(target.type(), object), options);
            return birth(target, object, options, Optional.of(owner));
        });
    }

    /** Replaces an object, or its state if the target says so. */
    public ObjectNode update(Target target, ObjectNode body, WriteOptions options) {
        return store.locked(() -> {
            ObjectNode candidate = body.deepCopy();
            births.address(target, candidate);
            refuseUnknown(target, Fields.removeUnknown(target.type(), candidate), options);
            ObjectNode live = require(target);
            String version = Json.text(candidate, "metadata", "resourceVersion");
            if (version.isEmpty() && Rules.needsVersion(target.type())) {
                throw Refusals.invalid(
                        target.type(),
                        target.name(),
                        List.of(Refusal.Cause.invalid(
                                "metadata.resourceVersion", "0", "must be specified for an update")));
            }
            return finish(target, live, candidate, options, Optional.of(updating(target, options)));
        });
    }

    /** Changes an object by a patch of its present state. */
    public ObjectNode patch(Target target, UnaryOperator<ObjectNode> patch, WriteOptions options) {
        return store.locked(() -> {
            ObjectNode live = require(target);
            ObjectNode candidate = patch.apply(live);
            births.address(target, candidate);
            refuseUnknown(target, Fields.removeUnknown(target.type(), candidate), options);
            return finish(target, live, candidate, options, Optional.of(updating(target, options)));
        });
    }

    /**
     * Applies what is wanted to an object, which is made if it is not there.
     *
     * @return the object, and whether it is new
     */
    public Applied apply(Target target, ObjectNode wanted, WriteOptions options) {
        return store.locked(() -> {
            ObjectNode mine = wanted.deepCopy();
            births.address(target, mine);
            ResourceType type = target.type();
            refuseUnknown(target, Fields.removeUnknown(type, mine), options);
            Owner owner = Owner.applying(options.manager(), type.apiVersion(), target.subresource());
            ServerSideApply application = new ServerSideApply(owner, options.force(), births.instant());
            Optional<ObjectNode> live = find(target);
            if (live.isEmpty()) {
                ObjectNode merged = application.apply(Json.object(), mine);
                return new Applied(birth(target, merged, options, Optional.empty()), true);
            }
            ObjectNode merged = application.apply(live.get(), mine);
            return new Applied(finish(target, live.get(), merged, options, Optional.empty()), false);
        });
    }

    /** Stores an object as a part of the cluster changes it: no rule is checked, no version compared. */
    public void change(Target target, String manager, UnaryOperator<ObjectNode> change) {
        store.locked(() -> {
            ObjectNode live = require(target);
            ObjectNode candidate = change.apply(live.deepCopy());
            if (!candidate.equals(live)) {
                Owner owner = Owner.updating(manager, target.type().apiVersion(), target.subresource());
                Ownership.updated(live, candidate, owner, births.instant());
                return store.put(target.type(), candidate);
            }
            return live;
        });
    }

    private ObjectNode birth(Target target, ObjectNode object, WriteOptions options, Optional<Owner> owner) {
        ResourceType type = target.type();
        births.address(target, object);
        births.requireNamespace(target, Json.text(object, "metadata", "name"));
        births.identify(type, object);
        births.begin(type, object);
        Defaults.apply(type, object);
        Rules.created(type, object);
        String name = Json.text(object, "metadata", "name");
        if (store.get(type, Store.key(object)).isPresent()) {
            throw Refusals.alreadyExists(type, name);
        }
        owner.ifPresent(who -> Ownership.updated(Json.object(), object, who, births.instant()));
        return options.dryRun() ? object : store.put(type, object);
    }

    private ObjectNode finish(
            Target target, ObjectNode live, ObjectNode wanted, WriteOptions options, Optional<Owner> owner) {
        requireFresh(target, live, wanted);
        ObjectNode candidate = subresource(target, live, wanted);
        keep(live, candidate);
        Births.keepAddress(target.type(), live, candidate);
        Defaults.apply(target.type(), candidate);
        count(target.type(), live, candidate);
        Rules.changed(target.type(), live, candidate);
        owner.ifPresent(who -> Ownership.updated(live, candidate, who, births.instant()));
        if (candidate.equals(live)) {
            return live;
        }
        if (options.dryRun()) {
            return candidate;
        }
        if (ended(candidate)) {
            store.remove(target.type(), Store.key(candidate));
            return candidate;
        }
        return store.put(target.type(), candidate);
    }

    private static void refuseUnknown(Target target, List<String> unknown, WriteOptions options) {
        if (options.strict() && !unknown.isEmpty()) {
            ResourceType type = target.type();
            List<String> errors = unknown.stream()
                    .map(field -> "unknown field \"" + field + "\"")
                    .toList();
            throw Refusals.badRequest(type.kind() + " in version \"" + type.version() + "\" cannot be handled as a "
                    + type.kind() + ": strict decoding error: " + String.join(", ", errors));
        }
    }

    private static Owner updating(Target target, WriteOptions options) {
        return Owner.updating(options.manager(), target.type().apiVersion(), target.subresource());
    }

    private static void requireFresh(Target target, JsonNode live, JsonNode candidate) {
        String version = Json.text(candidate, "metadata", "resourceVersion");
        if (!version.isEmpty() && !version.equals(Json.text(live, "metadata", "resourceVersion"))) {
            throw Refusals.stale(target.type(), target.name());
        }
        String uid = Json.text(candidate, "metadata", "uid");
        String here = Json.text(live, "metadata", "uid");
        if (!uid.isEmpty() && !uid.equals(here)) {
            String why = "Precondition failed: UID in precondition: " + uid + ", UID in object meta: " + here;
            throw Refusals.conflict(target.type(), target.name(), why);
        }
    }

    /** Keeps the state when the object is written, and all but the state and annotations when the state is. */
    private static ObjectNode subresource(Target target, ObjectNode live, ObjectNode wanted) {
        if (!target.type().hasStatus()) {
            return wanted;
        }
        ObjectNode candidate = target.subresource().isEmpty() ? wanted : live.deepCopy();
        if (target.subresource().equals("status")) {
            candidate.set("status", wanted.path("status").deepCopy());
            JsonNode metadata = wanted.path("metadata");
            for (String field : List.of("annotations", "finalizers", "managedFields")) {
                set(Json.child(candidate, "metadata"), field, metadata.path(field));
            }
        } else if (target.subresource().isEmpty()) {
            set(candidate, "status", live.path("status"));
        }
        return candidate;
    }

    private static void keep(ObjectNode live, ObjectNode candidate) {
        ObjectNode metadata = Json.child(candidate, "metadata");
        for (String field : FIXED) {
            set(metadata, field, Json.at(live, "metadata", field));
        }
        set(metadata, "resourceVersion", Json.at(live, "metadata", "resourceVersion"));
    }

    private static void set(ObjectNode object, String field, JsonNode value) {
        if (value.isMissingNode()) {
            object.remove(field);
        } else {
            object.set(field, value.deepCopy());
        }
    }

    /** Counts a change of the specification; annotations of a Deployment count as such. */
    private static void count(ResourceType type, JsonNode live, ObjectNode candidate) {
        boolean changed = !live.path("spec").equals(candidate.path("spec"))
                || (type.is("apps", "deployments") && !annotations(live).equals(annotations(candidate)));
        if (type.hasGeneration() && changed) {
            long generation = Json.at(live, "metadata", "generation").asLong();
            Json.child(candidate, "metadata").put("generation", generation + 1);
        }
    }

    private static Map<String, String> annotations(JsonNode object) {
        return Json.texts(Json.at(object, "metadata", "annotations"));
    }

    private static boolean ended(JsonNode object) {
        JsonNode metadata = object.path("metadata");
        return metadata.has("deletionTimestamp")
                && Json.isEmpty(metadata.path("finalizers"))
                && metadata.path("deletionGracePeriodSeconds").asInt() == 0
                && Json.isEmpty(Json.at(object, "spec", "finalizers"));
    }

    /** An object, and whether applying made it. */
    public record Applied(ObjectNode object, boolean isNew) {}
}
