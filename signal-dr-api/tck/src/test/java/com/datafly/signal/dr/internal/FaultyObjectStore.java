package com.datafly.signal.dr.internal;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.store.ObjectInfo;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.store.ObjectWriter;
import com.datafly.signal.dr.store.Precondition;
import com.datafly.signal.dr.tck.FaultPlan;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** A store whose requests and answers get lost by plan. */
record FaultyObjectStore(ObjectStore store, FaultPlan faults) implements ObjectStore {

    @Override
    public String address() {
        return store.address();
    }

    @Override
    public Optional<ObjectInfo> find(String key) {
        return faults.read("find", () -> store.find(key), Optional::empty);
    }

    @Override
    public InputStream read(String key) {
        return faults.read("read", () -> store.read(key), () -> store.read(key));
    }

    @Override
    public InputStream read(String key, long offset, long length) {
        return faults.read("read", () -> store.read(key, offset, length), () -> store.read(key, offset, length));
    }

    @Override
    public ObjectInfo write(String key, byte[] content, Precondition precondition) {
        return change("write", () -> store.write(key, content, precondition));
    }

    @Override
    public ObjectWriter writer(String key, Precondition precondition) {
        ObjectWriter writer = store.writer(key, precondition);
        return new ObjectWriter() {
            @Override
            public void write(byte[] bytes, int offset, int length) {
                faults.change("append", () -> writer.write(bytes, offset, length));
            }

            @Override
            public ObjectInfo commit() {
                return change("commit", writer::commit);
            }

            @Override
            public void close() {
                writer.close();
            }
        };
    }

    @Override
    public List<ObjectInfo> list(String prefix, String after, int limit) {
        return faults.read("list", () -> store.list(prefix, after, limit), List::of);
    }

    @Override
    public boolean delete(String key, Precondition precondition) {
        return change("delete", () -> store.delete(key, precondition));
    }

    @Override
    public void close() {
        store.close();
    }

    private <T> T change(String call, Supplier<T> effect) {
        AtomicReference<T> result = new AtomicReference<>();
        faults.change(call, () -> result.set(effect.get()));
        return requireNonNull(result.get());
    }
}
