package com.datafly.signal.dr.internal;

import com.datafly.signal.dr.FailureDomain;
import com.datafly.signal.dr.store.ObjectInfo;
import com.datafly.signal.dr.store.ObjectKeys;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.store.ObjectWriter;
import com.datafly.signal.dr.store.Precondition;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A store whose calls are paced and repeated.
 *
 * <p>Whole writes and deletions may be repeated: a condition lets at most one of the attempts through, and without a
 * condition each attempt leaves the same. When an answer was lost, the object is read back: if it holds what was to be
 * written, it counts as written. So of two writers of the same bytes under the same condition both may win; a claim
 * names its owner.
 */
final class ResilientObjectStore implements ObjectStore {

    private final ObjectStore store;
    private final Calls calls;
    private final AtomicBoolean closed = new AtomicBoolean();

    ResilientObjectStore(ObjectStore store, Calls calls) {
        this.store = store;
        this.calls = calls;
    }

    @Override
    public String address() {
        return store.address();
    }

    @Override
    public List<FailureDomain> failureDomains() {
        return store.failureDomains();
    }

    @Override
    public Optional<ObjectInfo> find(String key) {
        ObjectKeys.requireKey(key);
        return calls.read("find " + key, () -> store.find(key));
    }

    @Override
    public InputStream read(String key) {
        ObjectKeys.requireKey(key);
        return calls.read("read " + key, () -> store.read(key));
    }

    @Override
    public InputStream read(String key, long offset, long length) {
        ObjectKeys.requireKey(key);
        ObjectKeys.requireRange(key, offset, length);
        return calls.read("read " + key, () -> store.read(key, offset, length));
    }

    @Override
    public ObjectInfo write(String key, byte[] content, Precondition precondition) {
        ObjectKeys.requireKey(key);
        return calls.change(
                "write " + key,
                () -> store.write(key, content, precondition),
                () -> StoredContent.of(content).findIn(this, key));
    }

    @Override
    public ObjectWriter writer(String key, Precondition precondition) {
        ObjectKeys.requireKey(key);
        return new ResilientObjectWriter(
                key, calls.read("begin to write " + key, () -> store.writer(key, precondition)), this, calls);
    }

    @Override
    public List<ObjectInfo> list(String prefix, String after, int limit) {
        ObjectKeys.requireListing(prefix, limit);
        return calls.read("list '" + prefix + "'", () -> store.list(prefix, after, limit));
    }

    @Override
    public boolean delete(String key, Precondition precondition) {
        ObjectKeys.requireKey(key);
        return calls.change(
                "delete " + key,
                () -> store.delete(key, precondition),
                () -> find(key).isEmpty() ? Optional.of(true) : Optional.empty());
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            calls.close();
            store.close();
        }
    }
}
