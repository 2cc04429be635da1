package com.datafly.signal.dr.store;

import com.datafly.signal.dr.internal.file.FileErrors;
import java.io.IOException;
import java.util.Objects;

/** An object on its way into a directory. */
final class FileObjectWriter implements ObjectWriter {

    private final String key;
    private final Precondition precondition;
    private final TemporaryFile content;
    private final Publisher publisher;
    private boolean finished;

    FileObjectWriter(String key, Precondition precondition, TemporaryFile content, Publisher publisher) {
        this.key = key;
        this.precondition = precondition;
        this.content = content;
        this.publisher = publisher;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        requireOpen();
        Objects.checkFromIndexSize(offset, length, bytes.length);
        try {
            content.write(bytes, offset, length);
        } catch (IOException e) {
            throw FileErrors.ofAppend("write " + key, e);
        }
    }

    @Override
    public ObjectInfo commit() {
        requireOpen();
        finished = true;
        try {
            return publisher.publish(key, precondition, content);
        } catch (IOException e) {
            throw FileErrors.ofChange("write " + key, e);
        }
    }

    @Override
    public void close() {
        finished = true;
        try {
            content.close();
        } catch (IOException e) {
            throw FileErrors.withoutEffect("remove the temporary file of " + key, e);
        }
    }

    private void requireOpen() {
        if (finished) {
            throw new IllegalStateException("the writer of " + key + " was committed or closed");
        }
    }

    /** Gives a finished file its key. */
    @FunctionalInterface
    interface Publisher {
        ObjectInfo publish(String key, Precondition precondition, TemporaryFile content) throws IOException;
    }
}
