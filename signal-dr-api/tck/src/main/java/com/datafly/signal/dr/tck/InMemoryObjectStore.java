package com.datafly.signal.dr.tck;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.store.ObjectInfo;
import com.datafly.signal.dr.store.ObjectKeys;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.store.ObjectWriter;
import com.datafly.signal.dr.store.Precondition;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Clock;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Objects on the heap, for tests: as strict as any store, and gone with the process.
 *
 * <p>Closing it keeps the objects. Thread-safe.
 *
 * @since 0.1
 */
public final class InMemoryObjectStore implements ObjectStore {

    private final String name;
    private final Clock clock;
    private final NavigableMap<String, StoredObject> objects = new TreeMap<>();
    private long writes;

    private InMemoryObjectStore(String name, Clock clock) {
        this.name = requireNonNull(name, "name");
        this.clock = requireNonNull(clock, "clock");
    }

    /** Creates an empty store whose address is {@code memory:name}. */
    public static InMemoryObjectStore create(String name) {
        return create(name, Clock.systemUTC());
    }

    /** Creates an empty store whose address is {@code memory:name} and whose objects are stamped by {@code clock}. */
    public static InMemoryObjectStore create(String name, Clock clock) {
        return new InMemoryObjectStore(name, clock);
    }

    @Override
    public String address() {
        return "memory:" + name;
    }

    @Override
    public synchronized Optional<ObjectInfo> find(String key) {
        return Optional.ofNullable(objects.get(ObjectKeys.requireKey(key))).map(StoredObject::info);
    }

    @Override
    public InputStream read(String key) {
        return new ByteArrayInputStream(content("read", key));
    }

    @Override
    public InputStream read(String key, long offset, long length) {
        ObjectKeys.requireRange(key, offset, length);
        byte[] content = content("read", key);
        if (offset > content.length) {
            throw DrException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    "read " + key,
                    "offset " + offset + " lies behind the object's end at " + content.length);
        }
        return new ByteArrayInputStream(content, (int) offset, (int) Math.min(length, content.length - offset));
    }

    @Override
    public synchronized ObjectInfo write(String key, byte[] content, Precondition precondition) {
        ObjectKeys.requireKey(key);
        requireHolds("write " + key, key, precondition);
        requireNoNesting(key);
        writes++;
        ObjectInfo info = ObjectInfo.of(key, content.length, "v" + writes, clock.instant());
        objects.put(key, new StoredObject(info, content.clone()));
        return info;
    }

    @Override
    public ObjectWriter writer(String key, Precondition precondition) {
        ObjectKeys.requireKey(key);
        return new InMemoryObjectWriter(content -> write(key, content, precondition));
    }

    @Override
    public synchronized List<ObjectInfo> list(String prefix, String after, int limit) {
        ObjectKeys.requireListing(prefix, limit);
        String from = after.compareTo(prefix) > 0 ? after : prefix;
        return objects.tailMap(from, true).values().stream()
                .map(StoredObject::info)
                .takeWhile(object -> object.key().startsWith(prefix))
                .filter(object -> !object.key().equals(after))
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized boolean delete(String key, Precondition precondition) {
        ObjectKeys.requireKey(key);
        requireHolds("delete " + key, key, precondition);
        return objects.remove(key) != null;
    }

    /** Does nothing: the objects stay. */
    @Override
    public void close() {}

    private synchronized byte[] content(String verb, String key) {
        StoredObject object = objects.get(ObjectKeys.requireKey(key));
        if (object == null) {
            throw DrException.of(ErrorCode.NOT_FOUND, verb + " " + key, "there is no such object");
        }
        return object.content;
    }

    private void requireHolds(String operation, String key, Precondition precondition) {
        Optional<String> present = find(key).map(ObjectInfo::version);
        if (precondition.requiresAbsence() && present.isPresent()) {
            throw DrException.of(ErrorCode.CONFLICT, operation, "the object exists already");
        }
        if (precondition.requiredVersion().isPresent()
                && !precondition.requiredVersion().equals(present)) {
            throw DrException.of(
                    ErrorCode.CONFLICT,
                    operation,
                    "the object should have version "
                            + precondition.requiredVersion().get() + " but "
                            + present.map(version -> "has version " + version).orElse("does not exist"));
        }
    }

    /** Refuses what a file system cannot hold, so that tests on this store find it. */
    private void requireNoNesting(String key) {
        boolean isFolder = !list(key + "/", "", 1).isEmpty();
        boolean isBelow = objects.keySet().stream().anyMatch(other -> key.startsWith(other + "/"));
        if (isFolder || isBelow) {
            throw DrException.of(
                    ErrorCode.FAILED_PRECONDITION, "write " + key, "its path crosses another object's key");
        }
    }

    private static final class StoredObject {
        private final ObjectInfo info;
        private final byte[] content;

        StoredObject(ObjectInfo info, byte[] content) {
            this.info = info;
            this.content = content;
        }

        ObjectInfo info() {
            return info;
        }
    }
}
