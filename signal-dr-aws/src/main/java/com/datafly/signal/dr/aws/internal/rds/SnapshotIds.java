package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.operation.OperationKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The ids of snapshots that this library makes: always the same for the same key, so that RDS refuses a second one. */
public final class SnapshotIds {

    private static final int LONGEST = 255;
    private static final int DIGEST_BYTES = 6;

    private SnapshotIds() {}

    /**
     * Returns {@code name}, a hyphen and twelve hexadecimal digits of the key's SHA-256.
     *
     * @param name a legal identifier: the database's
     */
    public static String of(String name, OperationKey key) {
        String suffix = "-" + digest(key);
        int room = LONGEST - suffix.length();
        String begin = name.length() <= room ? name : name.substring(0, room);
        // RDS refuses two hyphens in a row.
        return begin.replaceAll("-+$", "") + suffix;
    }

    private static String digest(OperationKey key) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(key.value().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
