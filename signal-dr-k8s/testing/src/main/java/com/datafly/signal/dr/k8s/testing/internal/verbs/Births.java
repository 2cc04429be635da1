package com.datafly.signal.dr.k8s.testing.internal.verbs;

import com.datafly.signal.dr.k8s.testing.internal.api.Refusal;
import com.datafly.signal.dr.k8s.testing.internal.api.Refusals;
import com.datafly.signal.dr.k8s.testing.internal.api.ResourceType;
import com.datafly.signal.dr.k8s.testing.internal.api.ResourceTypes;
import com.datafly.signal.dr.k8s.testing.internal.api.Target;
import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.datafly.signal.dr.k8s.testing.internal.store.ObjectKey;
import com.datafly.signal.dr.k8s.testing.internal.store.Store;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** What an object gets when it is born: its identity, and a namespace that is there. */
final class Births {

    private static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";

    private final Store store;
    private final ResourceTypes types;
    private final Clock clock;
    /** Seeded, so that the names of pods are the same in every run. */
    private final Random random = new Random(42);

    Births(Store store, ResourceTypes types, Clock clock) {
        this.store = store;
        this.types = types;
        this.clock = clock;
    }

    /** Returns the time as objects have it. */
    String now() {
        return instant().toString();
    }

    /** Returns the time in seconds. */
    Instant instant() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    /** Returns five letters that no object has yet. */
    String suffix() {
        StringBuilder suffix = new StringBuilder();
        for (int i = 0; i < 5; i++) {
            suffix.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return suffix.toString();
    }

    /** Gives an object the kind, namespace and name that the path says. */
    void address(Target target, ObjectNode object) {
        ResourceType type = target.type();
        kind(type, object);
        ObjectNode metadata = Json.child(object, "metadata");
        String namespace = Json.text(metadata, "namespace");
        if (type.namespaced()) {
            if (!namespace.isEmpty() && !namespace.equals(target.namespace())) {
                throw Refusals.badRequest(
                        "the namespace of the provided object does not match the namespace sent on the request");
            }
            metadata.put("namespace", target.namespace());
        } else {
            metadata.remove("namespace");
        }
        String name = Json.text(metadata, "name");
        if (target.named() && name.isEmpty()) {
            metadata.put("name", target.name());
        } else if (target.named() && !name.equals(target.name())) {
            throw Refusals.badRequest(
                    "the name of the object (" + name + ") does not match the name on the URL (" + target.name() + ")");
        }
    }

    private static void kind(ResourceType type, ObjectNode object) {
        String kind = Json.text(object, "kind");
        String version = Json.text(object, "apiVersion");
        boolean other = (!kind.isEmpty() && !kind.equals(type.kind()))
                || (!version.isEmpty() && !version.equals(type.apiVersion()));
        if (other) {
            throw Refusals.badRequest(kind + " in version \"" + version + "\" cannot be handled as a " + type.kind()
                    + ": no kind \"" + kind + "\" is registered for version \"" + version + "\"");
        }
        object.put("kind", type.kind()).put("apiVersion", type.apiVersion());
    }

    /** Gives an object its identity. */
    void identify(ResourceType type, ObjectNode object) {
        ObjectNode metadata = Json.child(object, "metadata");
        String prefix = Json.text(metadata, "generateName");
        if (Json.text(metadata, "name").isEmpty() && !prefix.isEmpty()) {
            metadata.put("name", prefix + suffix());
        }
        if (!Json.text(metadata, "resourceVersion").isEmpty()) {
            throw Refusal.of(500, "", "resourceVersion should not be set on objects to be created");
        }
        metadata.remove(List.of("deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "resourceVersion"));
        metadata.put("uid", new UUID(random.nextLong(), random.nextLong()).toString());
        metadata.put("creationTimestamp", now());
        if (type.hasGeneration()) {
            metadata.put("generation", 1);
        } else {
            metadata.remove("generation");
        }
    }

    /** Gives an object the state that it begins with. */
    void begin(ResourceType type, ObjectNode object) {
        if (type.is("", "pods")) {
            object.putObject("status").put("phase", "Pending").put("qosClass", "BestEffort");
        } else if (type.is("", "namespaces")) {
            object.putObject("status").put("phase", "Active");
        } else if (type.hasStatus() && !type.is("", "nodes")) {
            object.remove("status");
            object.putObject("status");
        }
        if (type.is("", "services")) {
            allocate(Json.child(object, "spec"));
        }
    }

    private void allocate(ObjectNode service) {
        boolean none = Json.text(service, "type").equals("ExternalName");
        if (!none && Json.text(service, "clusterIP").isEmpty()) {
            service.put("clusterIP", "10.96." + random.nextInt(256) + "." + (random.nextInt(254) + 1));
        }
        if (!none) {
            service.putArray("clusterIPs").add(Json.text(service, "clusterIP"));
        }
    }

    /** Keeps the address of a service that an update leaves out. */
    static void keepAddress(ResourceType type, JsonNode live, ObjectNode candidate) {
        for (String field : List.of("clusterIP", "clusterIPs")) {
            boolean left = type.is("", "services") && Json.isEmpty(Json.at(candidate, "spec", field));
            if (left && Json.at(live, "spec").has(field)) {
                Json.child(candidate, "spec")
                        .set(field, Json.at(live, "spec", field).deepCopy());
            }
        }
    }

    /** Refuses what is to be made in a namespace that is not there or is ending. */
    void requireNamespace(Target target, String name) {
        if (!target.type().namespaced()) {
            return;
        }
        ResourceType namespaces = types.named("namespaces");
        JsonNode namespace = store.get(namespaces, new ObjectKey("", target.namespace()))
                .orElseThrow(() -> Refusals.notFound(namespaces, target.namespace()));
        if (Json.text(namespace, "status", "phase").equals("Terminating")) {
            String why = "unable to create new content in namespace " + target.namespace()
                    + " because it is being terminated";
            Refusal.Cause cause = new Refusal.Cause(
                    "NamespaceTerminating",
                    "namespace " + target.namespace() + " is being terminated",
                    "metadata.namespace");
            throw Refusals.forbidden(target.type(), name, why).causes(List.of(cause));
        }
    }
}
