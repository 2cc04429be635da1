package com.datafly.signal.dr.selfmanaged.internal.backup;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.store.ObjectInfo;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.store.ObjectWriter;
import com.datafly.signal.dr.store.Precondition;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** A store that has room for so many bytes and not one more. */
final class FullStore implements ObjectStore {

    private final ObjectStore store;
    private final AtomicLong room;

    FullStore(ObjectStore store, long room) {
        this.store = store;
        this.room = new AtomicLong(room);
    }

    private void take(long bytes) {
        if (room.addAndGet(-bytes) < 0) {
            throw DrException.of(ErrorCode.QUOTA, "write", "no space left on device");
        }
    }

    @Override
    public String address() {
        return store.address();
    }

    @Override
    public Optional<ObjectInfo> find(String key) {
        return store.find(key);
    }

    @Override
    public InputStream read(String key) {
        return store.read(key);
    }

    @Override
    public InputStream read(String key, long offset, long length) {
        return store.read(key, offset, length);
    }

    @Override
    public ObjectInfo write(String key, byte[] content, Precondition precondition) {
        take(content.length);
        return store.write(key, content, precondition);
    }

    @Override
    public ObjectWriter writer(String key, Precondition precondition) {
        ObjectWriter writer = store.writer(key, precondition);
        return new ObjectWriter() {
            @Override
            public void write(byte[] bytes, int offset, int length) {
                take(length);
                writer.write(bytes, offset, length);
            }

            @Override
            public ObjectInfo commit() {
                return writer.commit();
            }

            @Override
            public void close() {
                writer.close();
            }
        };
    }

    @Override
    public List<ObjectInfo> list(String prefix, String after, int limit) {
        return store.list(prefix, after, limit);
    }

    @Override
    public boolean delete(String key, Precondition precondition) {
        return store.delete(key, precondition);
    }

    @Override
    public void close() {
        store.close();
    }
}
