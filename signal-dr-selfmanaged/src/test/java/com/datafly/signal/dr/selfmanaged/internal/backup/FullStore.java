package com.datafly.signal.dr.selfmanaged.internal.backup;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.store.ObjectInfo;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.store.ObjectWriter;
import com.datafly.signal.dr.store.Precondition;
import com.datafly.signal.dr.tck.ForwardingObjectStore;
import java.util.concurrent.atomic.AtomicLong;

/** A store that has room for so many bytes and not one more. */
final class FullStore extends ForwardingObjectStore {

    private final AtomicLong room;

    FullStore(ObjectStore store, long room) {
        super(store);
        this.room = new AtomicLong(room);
    }

    private void take(long bytes) {
        if (room.addAndGet(-bytes) < 0) {
            throw DrException.of(ErrorCode.QUOTA, "write", "no space left on device");
        }
    }

    @Override
    public ObjectInfo write(String key, byte[] content, Precondition precondition) {
        take(content.length);
        return super.write(key, content, precondition);
    }

    @Override
    public ObjectWriter writer(String key, Precondition precondition) {
        ObjectWriter writer = super.writer(key, precondition);
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
}
