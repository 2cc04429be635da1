package com.datafly.signal.dr.internal;

import com.datafly.signal.dr.store.ObjectInfo;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.store.ObjectWriter;
import java.util.Optional;

/**
 * An object on its way into a store that may lose the answer to its commit. What was refused for now is tried again;
 * nothing else is sent twice.
 */
final class ResilientObjectWriter implements ObjectWriter {

    private final String key;
    private final ObjectWriter writer;
    private final ObjectStore store;
    private final Calls calls;
    private final StoredContent written = new StoredContent();
    private boolean finished;

    ResilientObjectWriter(String key, ObjectWriter writer, ObjectStore store, Calls calls) {
        this.key = key;
        this.writer = writer;
        this.store = store;
        this.calls = calls;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        requireOpen();
        calls.changeOnce("write " + key, Calls.returning(() -> writer.write(bytes, offset, length)), Optional::empty);
        written.add(bytes, offset, length);
    }

    @Override
    public ObjectInfo commit() {
        requireOpen();
        finished = true;
        return calls.changeOnce("write " + key, writer::commit, () -> written.findIn(store, key));
    }

    @Override
    public void close() {
        finished = true;
        writer.close();
    }

    private void requireOpen() {
        if (finished) {
            throw new IllegalStateException("the writer of " + key + " was committed or closed");
        }
    }
}
