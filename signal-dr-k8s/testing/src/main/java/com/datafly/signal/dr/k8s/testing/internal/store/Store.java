package com.datafly.signal.dr.k8s.testing.internal.store;

import com.datafly.signal.dr.k8s.testing.internal.api.ResourceType;
import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * All objects, one counter of versions over all of them, and the history of changes until it is compacted.
 *
 * <p>Objects that are stored are never changed again: who changes one changes a copy and stores that. Thread-safe; what
 * must happen at once goes into {@link #locked}.
 */
public final class Store {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<ResourceType, NavigableMap<ObjectKey, ObjectNode>> objects = new HashMap<>();
    private final List<Change> history = new ArrayList<>();
    private long version = 100;
    private long oldest = 100;

    /** Does something while nobody else changes anything. */
    public <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /** Returns the version of the last change. */
    public long version() {
        return locked(() -> version);
    }

    /** Returns the oldest version that lists and watches can still begin at. */
    public long oldest() {
        return locked(() -> oldest);
    }

    /** Returns an object; not to be changed. */
    public Optional<ObjectNode> get(ResourceType type, ObjectKey key) {
        return locked(() -> Optional.ofNullable(kind(type).get(key)));
    }

    /** Returns the objects of a kind, in one namespace or, for an empty one, in all of them; not to be changed. */
    public List<ObjectNode> list(ResourceType type, String namespace) {
        return locked(() -> within(kind(type), namespace));
    }

    /** Returns the objects of a kind as they were at a version that is not older than {@link #oldest}. */
    public List<ObjectNode> listAt(ResourceType type, String namespace, long then) {
        return locked(() -> {
            NavigableMap<ObjectKey, ObjectNode> past = new TreeMap<>(kind(type));
            for (int i = history.size() - 1; i >= 0 && history.get(i).version() > then; i--) {
                Change change = history.get(i);
                if (change.type().equals(type)) {
                    past.remove(change.key());
                    change.before().ifPresent(before -> past.put(change.key(), before));
                }
            }
            return within(past, namespace);
        });
    }

    /** Stores an object as it is from now on, with its new version written into it. */
    public ObjectNode put(ResourceType type, ObjectNode object) {
        return locked(() -> {
            version++;
            Json.child(object, "metadata").put("resourceVersion", Long.toString(version));
            ObjectKey key = key(object);
            Optional<ObjectNode> before = Optional.ofNullable(kind(type).put(key, object));
            note(new Change(version, type, key, before, Optional.of(object)));
            return object;
        });
    }

    /** Removes an object. */
    public void remove(ResourceType type, ObjectKey key) {
        locked(() -> {
            Optional<ObjectNode> before = Optional.ofNullable(kind(type).remove(key));
            if (before.isPresent()) {
                version++;
                note(new Change(version, type, key, before, Optional.empty()));
            }
            return before;
        });
    }

    /** Forgets the history, as etcd does every five minutes. */
    public void compact() {
        locked(() -> {
            history.clear();
            oldest = version;
            return oldest;
        });
    }

    /** Returns the changes of a kind after a version. */
    public List<Change> changesAfter(ResourceType type, long then) {
        return locked(() -> {
            List<Change> changes = new ArrayList<>();
            for (int i = history.size() - 1; i >= 0 && history.get(i).version() > then; i--) {
                if (history.get(i).type().equals(type)) {
                    changes.add(history.get(i));
                }
            }
            Collections.reverse(changes);
            return changes;
        });
    }

    /** Waits until something has changed after a version, or the time is over, whichever comes first. */
    public void awaitChange(long after, long millis) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
            while (version <= after && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns where an object is. */
    public static ObjectKey key(ObjectNode object) {
        return new ObjectKey(Json.text(object, "metadata", "namespace"), Json.text(object, "metadata", "name"));
    }

    private void note(Change change) {
        history.add(change);
        changed.signalAll();
    }

    private NavigableMap<ObjectKey, ObjectNode> kind(ResourceType type) {
        return objects.computeIfAbsent(type, key -> new TreeMap<>());
    }

    private static List<ObjectNode> within(NavigableMap<ObjectKey, ObjectNode> objects, String namespace) {
        if (namespace.isEmpty()) {
            return List.copyOf(objects.values());
        }
        ObjectKey from = new ObjectKey(namespace, "");
        ObjectKey to = new ObjectKey(namespace + "\0", "");
        return List.copyOf(objects.subMap(from, true, to, false).values());
    }
}
