package com.datafly.signal.dr.selfmanaged.internal.repository;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;

/** How stored bytes are compressed. */
public enum Codec {
    /** As they are. */
    NONE("none"),
    /** A Zstandard frame. */
    ZSTD("zstd");

    private static final int LEVEL = 1;

    private final String text;

    Codec(String text) {
        this.text = text;
    }

    /** Returns the name in headers and manifests. */
    public String text() {
        return text;
    }

    static Codec of(String key, String text) {
        for (Codec codec : values()) {
            if (codec.text.equals(text)) {
                return codec;
            }
        }
        throw DrException.create(
                ErrorCode.UNSUPPORTED,
                "read " + key,
                "its codec is " + text,
                failure -> failure.hint("Use the version of the library that wrote it, or a newer one."));
    }

    byte[] compress(byte[] raw) {
        return this == NONE ? raw : Zstd.compress(raw, LEVEL);
    }

    byte[] decompress(String key, byte[] stored, int rawLength) {
        byte[] raw = this == NONE ? stored : new byte[rawLength];
        int length = this == NONE ? stored.length : decompress(key, stored, stored.length, raw);
        if (length != rawLength) {
            throw wrongLength(key, length, rawLength);
        }
        return raw;
    }

    /** Decompresses into {@code target} and returns the number of bytes there. */
    int decompress(String key, byte[] stored, int storedLength, byte[] target) {
        if (this == NONE) {
            if (storedLength > target.length) {
                throw wrongLength(key, storedLength, target.length);
            }
            System.arraycopy(stored, 0, target, 0, storedLength);
            return storedLength;
        }
        try {
            return Math.toIntExact(Zstd.decompressByteArray(target, 0, target.length, stored, 0, storedLength));
        } catch (ZstdException e) {
            throw DrException.create(
                    ErrorCode.INTEGRITY_FAILED,
                    "read " + key,
                    "its compressed bytes are damaged: " + e.getMessage(),
                    failure -> failure.cause(e));
        }
    }

    static DrException wrongLength(String key, int length, int expected) {
        return DrException.of(
                ErrorCode.INTEGRITY_FAILED, "read " + key, "it unpacks to " + length + " bytes instead of " + expected);
    }
}
