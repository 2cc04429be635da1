package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.store.ObjectInfo;
import com.datafly.signal.dr.store.ObjectWriter;
import java.io.ByteArrayOutputStream;
import java.util.function.Function;

/** Collects an object's pieces and hands them over at the commit. */
final class InMemoryObjectWriter implements ObjectWriter {

    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final Function<byte[], ObjectInfo> publisher;
    private boolean finished;

    InMemoryObjectWriter(Function<byte[], ObjectInfo> publisher) {
        this.publisher = publisher;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        requireOpen();
        content.write(bytes, offset, length);
    }

    @Override
    public ObjectInfo commit() {
        requireOpen();
        finished = true;
        return publisher.apply(content.toByteArray());
    }

    @Override
    public void close() {
        finished = true;
    }

    private void requireOpen() {
        if (finished) {
            throw new IllegalStateException("the writer was committed or closed");
        }
    }
}
