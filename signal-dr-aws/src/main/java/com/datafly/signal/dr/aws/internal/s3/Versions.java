package com.datafly.signal.dr.aws.internal.s3;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * Names the versions of objects so that none comes twice.
 *
 * <p>An ETag is made of the bytes, so equal bytes have equal ones. In a versioned bucket S3's own version id tells them
 * apart; elsewhere a nonce does that goes with each object as metadata; of an object that somebody else wrote, the
 * time.
 */
final class Versions {

    /** The name of the metadata that holds the nonce. */
    static final String NONCE = "signal-dr-nonce";

    /** S3's id of the only version that a bucket keeps which is not versioned. */
    private static final String NO_VERSION = "null";

    private static final SecureRandom RANDOM = new SecureRandom();

    private Versions() {}

    static String newNonce() {
        byte[] nonce = new byte[12];
        RANDOM.nextBytes(nonce);
        return HexFormat.of().formatHex(nonce);
    }

    static String of(HeadObjectResponse head) {
        Map<String, String> metadata = head.metadata();
        String nonce = metadata.get(NONCE);
        return of(
                head.eTag(),
                head.versionId(),
                nonce == null ? "at" + head.lastModified().getEpochSecond() : nonce);
    }

    static String of(String etag, @Nullable String versionId, String nonce) {
        boolean versioned = versionId != null && !versionId.equals(NO_VERSION);
        return bare(etag) + "." + (versioned ? versionId : nonce);
    }

    /** Returns a version that an object with that ETag never has. */
    static String replaced(String etag) {
        return bare(etag) + ".replaced";
    }

    /** Tells whether an object that holds these bytes, and was written at once, has that ETag. */
    static boolean isEtagOf(byte[] content, String etag) {
        try {
            byte[] md5 = MessageDigest.getInstance("MD5").digest(content);
            return bare(etag).equals(HexFormat.of().formatHex(md5));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    private static String bare(String etag) {
        return etag.replace("\"", "");
    }
}
