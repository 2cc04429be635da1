package com.datafly.signal.dr.k8s.testing;

import com.datafly.signal.dr.k8s.testing.internal.api.ResourceType;
import com.datafly.signal.dr.k8s.testing.internal.api.ResourceTypes;
import com.datafly.signal.dr.k8s.testing.internal.api.Target;
import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.datafly.signal.dr.k8s.testing.internal.json.Yaml;
import com.datafly.signal.dr.k8s.testing.internal.merge.MergePatch;
import com.datafly.signal.dr.k8s.testing.internal.store.Store;
import com.datafly.signal.dr.k8s.testing.internal.verbs.Deleter;
import com.datafly.signal.dr.k8s.testing.internal.verbs.WriteOptions;
import com.datafly.signal.dr.k8s.testing.internal.verbs.Writer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The server's objects as a test sees them, past permissions, faults and the log of calls. Resources are named by their
 * plural, as in {@code secrets} or {@code externalsecrets.external-secrets.io}.
 *
 * <p>What is written here obeys the rules of the server, but may set a status at once. Thread-safe.
 *
 * @since 0.1
 */
public final class ApiObjects {

    private final Store store;
    private final ResourceTypes types;
    private final Writer writer;
    private final Deleter deleter;
    private final Runnable changed;

    ApiObjects(Store store, ResourceTypes types, Writer writer, Runnable changed) {
        this.store = store;
        this.types = types;
        this.writer = writer;
        this.deleter = new Deleter(store, types, writer);
        this.changed = changed;
    }

    /**
     * Makes the objects of a manifest, or replaces them, each with the status that it states.
     *
     * @param manifest YAML or JSON, several documents separated by {@code ---}
     * @return the objects as they are now
     */
    public List<JsonNode> put(String manifest) {
        return put("kubectl-create", manifest);
    }

    /** Does the same under another field manager. */
    public List<JsonNode> put(String manager, String manifest) {
        List<JsonNode> stored = new ArrayList<>();
        for (JsonNode document : Yaml.readAll(manifest)) {
            if (!(document instanceof ObjectNode object)) {
                throw new IllegalArgumentException("not an object: " + document);
            }
            stored.add(put(object, manager));
        }
        changed.run();
        return stored;
    }

    private JsonNode put(ObjectNode object, String manager) {
        String kind = Json.text(object, "kind");
        ResourceType type = types.ofKind(Json.text(object, "apiVersion"), kind)
                .orElseThrow(() -> new IllegalArgumentException("no such kind: " + kind));
        Target target =
                Target.of(type, Json.text(object, "metadata", "namespace"), Json.text(object, "metadata", "name"));
        WriteOptions options = WriteOptions.by(manager);
        ObjectNode stored = target.named() && writer.find(target).isPresent()
                ? writer.update(target, object, options)
                : writer.create(target, object, options);
        Target now = target.withName(Json.text(stored, "metadata", "name"));
        if (type.hasStatus() && object.has("status")) {
            Target status = new Target(type, now.namespace(), now.name(), "status");
            writer.change(
                    status,
                    manager,
                    live -> live.set("status", object.path("status").deepCopy()));
        }
        return writer.require(now);
    }

    /** Returns an object as it is now; a copy. */
    public Optional<JsonNode> find(String resource, String namespace, String name) {
        return writer.find(target(resource, namespace, name)).map(ObjectNode::deepCopy);
    }

    /**
     * Returns an object as it is now; a copy.
     *
     * @throws RuntimeException if it is not there
     */
    public JsonNode get(String resource, String namespace, String name) {
        return writer.require(target(resource, namespace, name)).deepCopy();
    }

    /** Returns the objects of a kind; copies. An empty namespace is all of them. */
    public List<JsonNode> list(String resource, String namespace) {
        List<JsonNode> copies = new ArrayList<>();
        store.list(types.named(resource), namespace).forEach(object -> copies.add(object.deepCopy()));
        return copies;
    }

    /** Removes an object, as far as nobody must clean up before. */
    public void delete(String resource, String namespace, String name) {
        deleter.delete(target(resource, namespace, name), Json.object(), false);
        changed.run();
    }

    /** Merges a patch in JSON or YAML into an object as another client would, with no version compared. */
    public void patch(String resource, String namespace, String name, String patch) {
        JsonNode changes = Yaml.read(patch);
        writer.patch(
                target(resource, namespace, name),
                live -> MergePatch.apply(live, changes),
                WriteOptions.by("kubectl-patch"));
        changed.run();
    }

    private Target target(String resource, String namespace, String name) {
        return Target.of(types.named(resource), namespace, name);
    }
}
