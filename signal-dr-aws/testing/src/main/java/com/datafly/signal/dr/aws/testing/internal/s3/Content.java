package com.datafly.signal.dr.aws.testing.internal.s3;

import com.datafly.signal.dr.aws.testing.internal.http.Encoding;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Bytes of an object or of a part. Whoever makes one, or reads it, leaves the array as it is. */
final class Content {

    static final Content NONE = new Content(new byte[0]);

    private final byte[] bytes;

    private Content(byte[] bytes) {
        this.bytes = bytes;
    }

    static Content of(byte[] bytes) {
        return new Content(bytes);
    }

    byte[] bytes() {
        return bytes;
    }

    int size() {
        return bytes.length;
    }

    byte[] md5() {
        try {
            return MessageDigest.getInstance("MD5").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    /** Returns the ETag of an object, or a part, that was written at once. */
    String etag() {
        return '"' + Encoding.hex(md5()) + '"';
    }

    /** Returns the ETag of an object whose parts' MD5s these are. */
    String etag(int parts) {
        return '"' + Encoding.hex(md5()) + "-" + parts + '"';
    }

    /** Returns the same bytes with one bit turned over. */
    Content damaged() {
        byte[] other = bytes.clone();
        other[other.length / 2] ^= 1;
        return new Content(other);
    }
}
