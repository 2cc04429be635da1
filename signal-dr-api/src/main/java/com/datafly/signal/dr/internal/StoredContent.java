package com.datafly.signal.dr.internal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.store.ObjectInfo;
import com.datafly.signal.dr.store.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What was written under a key, as size and hash, to be recognised when the answer to the write was lost. */
final class StoredContent {

    private final MessageDigest digest = sha256();
    private long size;
    private byte @Nullable [] hash;

    static StoredContent of(byte[] content) {
        StoredContent stored = new StoredContent();
        stored.add(content, 0, content.length);
        return stored;
    }

    void add(byte[] bytes, int offset, int length) {
        digest.update(bytes, offset, length);
        size += length;
    }

    /** Returns the object of that key if it holds this content, which is complete. */
    Optional<ObjectInfo> findIn(ObjectStore store, String key) {
        byte[] expected = hash();
        return store.find(key).filter(object -> object.size() == size && Arrays.equals(expected, hash(store, key)));
    }

    private byte[] hash() {
        if (hash == null) {
            hash = digest.digest();
        }
        return hash;
    }

    private static byte[] hash(ObjectStore store, String key) {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = store.read(key)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
            return digest.digest();
        } catch (IOException e) {
            throw DrException.create(
                    ErrorCode.UNAVAILABLE,
                    "read back " + key,
                    "the store broke off",
                    failure -> failure.retry(RetryAdvice.SAFE).cause(e));
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
