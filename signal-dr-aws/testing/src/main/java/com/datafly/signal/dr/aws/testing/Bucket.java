package com.datafly.signal.dr.aws.testing;

import com.datafly.signal.dr.aws.testing.internal.s3.BucketState;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A bucket of the testing server: what is in it, and what may befall it.
 *
 * <p>Thread-safe.
 *
 * @since 0.1
 */
public final class Bucket {

    private final BucketState state;

    Bucket(BucketState state) {
        this.state = state;
    }

    BucketState state() {
        return state;
    }

    /** Returns its name. */
    public String name() {
        return state.name();
    }

    /** Returns the region where it is. */
    public String region() {
        return state.settings().region();
    }

    /** Returns the keys that have a current version, in the order of their bytes. */
    public List<String> keys() {
        return state.keys();
    }

    /** Returns the ids of all versions of a key, the newest first, delete markers included. */
    public List<String> versions(String key) {
        return state.versions(key);
    }

    /** Returns the ids of the multipart uploads that were neither completed nor aborted. */
    public List<String> unfinishedUploads() {
        return state.unfinishedUploads();
    }

    /** Returns the bytes of a key's current version. */
    public Optional<byte[]> content(String key) {
        return state.content(key);
    }

    /** Returns the headers that a key's current version was stored with: metadata, type, encryption. */
    public Map<String, String> headers(String key) {
        return state.headers(key);
    }

    /** Writes an object as the console does, without metadata. */
    public void put(String key, byte[] content) {
        state.put(key, content);
    }

    /** Turns one bit over in the current version of a key, whose ETag and checksum stay. */
    public void damage(String key) {
        state.damage(key);
    }

    /** Denies everything to everybody by the bucket's policy, or no longer. */
    public void deny(boolean deny) {
        state.deny(deny);
    }

    /** Disables the KMS key that encrypts the bucket's objects, or enables it again. */
    public void disableKey(boolean disable) {
        state.disableKey(disable);
    }
}
