package com.datafly.signal.dr.internal.events.archive;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.store.ObjectInfo;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.store.Precondition;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** An archive's objects. None is ever replaced or removed. Thread-safe. */
final class ArchiveObjects {

    private static final int PAGE = 1000;

    private final ObjectStore store;

    ArchiveObjects(ObjectStore store) {
        this.store = store;
    }

    String address() {
        return store.address();
    }

    /**
     * Writes an object unless it is there already.
     *
     * @return whether {@code content} is there now; else it is something else
     */
    boolean put(String key, byte[] content) {
        try {
            ObjectInfo written = store.write(key, content, Precondition.absent());
            return written.size() == content.length;
        } catch (DrException e) {
            boolean open = e.code() == ErrorCode.CONFLICT || e.effect() == Effect.UNKNOWN;
            Optional<ObjectInfo> found = open ? store.find(key) : Optional.empty();
            if (found.isEmpty()) {
                throw e;
            }
            return found.get().size() == content.length && Arrays.equals(content, read(key));
        }
    }

    /** Returns an object's bytes. */
    byte[] read(String key) {
        try (InputStream in = store.read(key)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw brokenOff(key, e);
        }
    }

    /** Returns an object's bytes; empty if there is no such object. */
    Optional<byte[]> find(String key) {
        try {
            return Optional.of(read(key));
        } catch (DrException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Hands over all objects whose key begins with {@code prefix}, in order, from behind {@code after} on. */
    void each(String prefix, String after, Consumer<ObjectInfo> found) {
        String last = after;
        List<ObjectInfo> page;
        do {
            page = store.list(prefix, last, PAGE);
            page.forEach(found);
            last = page.isEmpty() ? last : page.get(page.size() - 1).key();
        } while (page.size() == PAGE);
    }

    /** Returns the last key that begins with {@code prefix} and lies behind {@code after}; empty if there is none. */
    Optional<String> last(String prefix, String after) {
        String[] last = {""};
        each(prefix, after, object -> last[0] = object.key());
        return last[0].isEmpty() ? Optional.empty() : Optional.of(last[0]);
    }

    private DrException brokenOff(String key, IOException cause) {
        return DrException.create(
                ErrorCode.UNAVAILABLE,
                "read " + key,
                "the content broke off: " + cause.getMessage(),
                failure -> failure.retry(RetryAdvice.SAFE)
                        .resource(store.address())
                        .cause(cause));
    }
}
