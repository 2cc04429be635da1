package com.datafly.signal.dr.aws.testing.internal.s3;

import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import java.util.Map;
import java.util.Optional;

/** Server-side encryption: S3's own keys, or one of KMS, which its user needs permissions for. */
final class Encryption {

    private static final String KIND = "x-amz-server-side-encryption";
    private static final String KEY = "x-amz-server-side-encryption-aws-kms-key-id";

    private Encryption() {}

    /** Returns the headers that tell how an object is encrypted: as was asked, else as the bucket does by default. */
    static Map<String, String> of(BucketState bucket, S3Request request) {
        Optional<String> asked = request.header(KIND);
        if (asked.isPresent() && !asked.get().equals("AES256") && !asked.get().equals("aws:kms")) {
            throw Refusal.of("InvalidArgument", "The encryption method specified is not supported");
        }
        Optional<String> key = asked.isPresent()
                ? request.header(KEY).filter(id -> asked.get().equals("aws:kms"))
                : bucket.settings().kmsKey();
        if (key.isEmpty()) {
            return Map.of(KIND, "AES256");
        }
        request.principal().authorize("kms:GenerateDataKey", key.get());
        bucket.requireKey();
        return Map.of(KIND, "aws:kms", KEY, key.get());
    }

    /** Refuses a reader who may not use the key of an object. */
    static void requireReadable(BucketState bucket, S3Request request, StoredVersion stored) {
        Optional<String> key = Optional.ofNullable(stored.headers().get(KEY));
        if (key.isPresent()) {
            request.principal().authorize("kms:Decrypt", key.get());
            bucket.requireKey();
        }
    }
}
