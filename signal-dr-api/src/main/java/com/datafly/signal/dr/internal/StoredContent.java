package com.datafly.signal.dr.internal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.store.ObjectInfo;
import com.datafly.signal.dr.store.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * What was written under a key, to be recognised when the answer to the write was lost.
 *
 * <p>Two checksums and the size are enough to tell it from what somebody else wrote there, and cost next to nothing
 * while large objects pass through.
 */
final class StoredContent {

    private final CRC32 crc32 = new CRC32();
    private final CRC32C crc32c = new CRC32C();
    private long size;

    static StoredContent of(byte[] content) {
        StoredContent stored = new StoredContent();
        stored.add(content, 0, content.length);
        return stored;
    }

    void add(byte[] bytes, int offset, int length) {
        crc32.update(bytes, offset, length);
        crc32c.update(bytes, offset, length);
        size += length;
    }

    /** Returns the object of that key if it holds this content, which is complete. */
    Optional<ObjectInfo> findIn(ObjectStore store, String key) {
        return store.find(key).filter(object -> object.size() == size && isEqualTo(readBack(store, key)));
    }

    private boolean isEqualTo(StoredContent other) {
        return size == other.size
                && crc32.getValue() == other.crc32.getValue()
                && crc32c.getValue() == other.crc32c.getValue();
    }

    private static StoredContent readBack(ObjectStore store, String key) {
        StoredContent found = new StoredContent();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = store.read(key)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                found.add(buffer, 0, count);
            }
            return found;
        } catch (IOException e) {
            throw DrException.create(
                    ErrorCode.UNAVAILABLE,
                    "read back " + key,
                    "the store broke off",
                    failure -> failure.retry(RetryAdvice.SAFE).cause(e));
        }
    }
}
