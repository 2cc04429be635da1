package com.datafly.signal.dr.selfmanaged.internal.wal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.store.ObjectInfo;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.store.ObjectWriter;
import com.datafly.signal.dr.store.Precondition;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** A store that a test can make unreachable, or let fail in a way that nobody expects. */
final class SwitchableStore implements ObjectStore {

    private final ObjectStore store;
    private final AtomicBoolean broken = new AtomicBoolean();
    private volatile boolean down;

    SwitchableStore(ObjectStore store) {
        this.store = store;
    }

    void down(boolean isDown) {
        this.down = isDown;
    }

    /** Lets the next call fail with what no store may throw. */
    void breakOnce() {
        broken.set(true);
    }

    @Override
    public String address() {
        return store.address();
    }

    @Override
    public Optional<ObjectInfo> find(String key) {
        return reached().find(key);
    }

    @Override
    public InputStream read(String key) {
        return reached().read(key);
    }

    @Override
    public InputStream read(String key, long offset, long length) {
        return reached().read(key, offset, length);
    }

    @Override
    public ObjectInfo write(String key, byte[] content, Precondition precondition) {
        return reached().write(key, content, precondition);
    }

    @Override
    public ObjectWriter writer(String key, Precondition precondition) {
        return reached().writer(key, precondition);
    }

    @Override
    public List<ObjectInfo> list(String prefix, String after, int limit) {
        return reached().list(prefix, after, limit);
    }

    @Override
    public boolean delete(String key, Precondition precondition) {
        return reached().delete(key, precondition);
    }

    @Override
    public void close() {
        store.close();
    }

    private ObjectStore reached() {
        if (broken.getAndSet(false)) {
            throw new IllegalStateException("the test has broken it");
        }
        if (down) {
            throw DrException.of(ErrorCode.UNAVAILABLE, "reach " + store.address(), "the test has cut it off");
        }
        return store;
    }
}
