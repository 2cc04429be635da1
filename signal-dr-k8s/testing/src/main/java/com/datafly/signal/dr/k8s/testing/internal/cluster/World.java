package com.datafly.signal.dr.k8s.testing.internal.cluster;

import com.datafly.signal.dr.k8s.testing.internal.api.ResourceType;
import com.datafly.signal.dr.k8s.testing.internal.api.ResourceTypes;
import com.datafly.signal.dr.k8s.testing.internal.api.Target;
import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.datafly.signal.dr.k8s.testing.internal.store.Store;
import com.datafly.signal.dr.k8s.testing.internal.verbs.Deleter;
import com.datafly.signal.dr.k8s.testing.internal.verbs.WriteOptions;
import com.datafly.signal.dr.k8s.testing.internal.verbs.Writer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What controllers, the scheduler and kubelets see and do: the same objects as clients, under names of their own. */
public final class World {

    static final String CONTROLLERS = "kube-controller-manager";
    static final String SCHEDULER = "kube-scheduler";
    static final String KUBELET = "kubelet";

    private final Store store;
    private final ResourceTypes types;
    private final Writer writer;
    private final Deleter deleter;
    private final Images images = new Images();
    private final RunningContainers running = new RunningContainers();

    /** Creates the world of a store. */
    public World(Store store, ResourceTypes types, Writer writer) {
        this.store = store;
        this.types = types;
        this.writer = writer;
        this.deleter = new Deleter(store, types, writer);
    }

    /** Returns the store. */
    public Store store() {
        return store;
    }

    /** Returns how images behave. */
    public Images images() {
        return images;
    }

    /** Returns what the containers that run hold. */
    public RunningContainers running() {
        return running;
    }

    List<ResourceType> types() {
        return types.all();
    }

    /** Returns the time in seconds. */
    public Instant now() {
        return writer.instant();
    }

    String suffix() {
        return writer.suffix();
    }

    /** Returns all objects of a kind; not to be changed. */
    public List<ObjectNode> list(String resource) {
        return store.list(types.named(resource), "");
    }

    /** Returns the objects of a kind in a namespace; not to be changed. */
    List<ObjectNode> list(String resource, String namespace) {
        return store.list(types.named(resource), namespace);
    }

    /** Returns an object; not to be changed. */
    public Optional<ObjectNode> find(String resource, String namespace, String name) {
        return writer.find(Target.of(types.named(resource), namespace, name));
    }

    /** Returns what a reference to an owner means; not to be changed. */
    Optional<ObjectNode> find(JsonNode owner, String namespace) {
        return types.ofKind(Json.text(owner, "apiVersion"), Json.text(owner, "kind"))
                .flatMap(type -> writer.find(Target.of(type, namespace, Json.text(owner, "name"))))
                .filter(found -> uid(found).equals(Json.text(owner, "uid")));
    }

    /** Returns the objects of a kind by the uid of what controls them. */
    Map<String, List<ObjectNode>> byController(String resource) {
        Map<String, List<ObjectNode>> grouped = new LinkedHashMap<>();
        for (ObjectNode object : list(resource)) {
            for (JsonNode owner : Json.at(object, "metadata", "ownerReferences")) {
                if (owner.path("controller").asBoolean()) {
                    grouped.computeIfAbsent(Json.text(owner, "uid"), uid -> new ArrayList<>())
                            .add(object);
                }
            }
        }
        return grouped;
    }

    /** Makes an object. */
    void create(String resource, ObjectNode object) {
        Target target = Target.of(types.named(resource), Json.text(object, "metadata", "namespace"), "");
        writer.create(target, object, WriteOptions.by(CONTROLLERS));
    }

    /** Makes an object that another one controls. */
    void createFor(ObjectNode owner, String resource, ObjectNode object) {
        ObjectNode metadata = Json.child(object, "metadata");
        metadata.put("namespace", Json.text(owner, "metadata", "namespace"));
        metadata.putArray("ownerReferences")
                .addObject()
                .put("apiVersion", Json.text(owner, "apiVersion"))
                .put("kind", Json.text(owner, "kind"))
                .put("name", name(owner))
                .put("uid", uid(owner))
                .put("controller", true)
                .put("blockOwnerDeletion", true);
        create(resource, object);
    }

    /** Changes an object. */
    void change(ObjectNode object, String manager, Consumer<ObjectNode> change) {
        writer.change(target(object, ""), manager, live -> {
            change.accept(live);
            return live;
        });
    }

    /** Changes the specification of an object, which counts. */
    void changeSpec(ObjectNode object, Consumer<ObjectNode> change) {
        change(object, CONTROLLERS, live -> {
            JsonNode before = live.path("spec").deepCopy();
            change.accept(live);
            if (!before.equals(live.path("spec"))) {
                ObjectNode metadata = Json.child(live, "metadata");
                metadata.put("generation", metadata.path("generation").asLong() + 1);
            }
        });
    }

    /** Changes the state of an object. */
    public void status(ObjectNode object, String manager, Consumer<ObjectNode> change) {
        writer.change(target(object, "status"), manager, live -> {
            change.accept(Json.child(live, "status"));
            return live;
        });
    }

    /** Asks for the end of an object, as a client would. */
    void delete(ObjectNode object) {
        deleter.delete(target(object, ""), Json.object(), false);
    }

    /** Removes an object at once. */
    void remove(ObjectNode object) {
        store.remove(type(object), Store.key(object));
    }

    /** Writes down a warning about an object. */
    void warn(ObjectNode about, String component, String reason, String message) {
        Warnings.write(this, about, new Warnings.Warning(component, reason, message));
    }

    private Target target(ObjectNode object, String subresource) {
        return new Target(type(object), Json.text(object, "metadata", "namespace"), name(object), subresource);
    }

    private ResourceType type(ObjectNode object) {
        String kind = Json.text(object, "kind");
        return types.ofKind(Json.text(object, "apiVersion"), kind).orElseThrow();
    }

    static String name(JsonNode object) {
        return Json.text(object, "metadata", "name");
    }

    static String namespace(JsonNode object) {
        return Json.text(object, "metadata", "namespace");
    }

    static String uid(JsonNode object) {
        return Json.text(object, "metadata", "uid");
    }

    static boolean isEnding(JsonNode object) {
        return object.path("metadata").has("deletionTimestamp");
    }
}
