package com.datafly.signal.dr.aws.testing.internal.s3;

import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import java.util.Optional;

/** The preconditions in {@code If-Match} and {@code If-None-Match}; they look at the current version only. */
final class Conditions {

    private static final String ANY = "*";

    private Conditions() {}

    /** Checks those of a write, a completed upload being one. */
    static void requireForWrite(S3Request request, Optional<StoredVersion> present) {
        Optional<String> noneMatch = request.header("If-None-Match");
        if (noneMatch.isPresent()) {
            if (!noneMatch.get().equals(ANY)) {
                throw S3Request.notImplemented();
            }
            if (present.isPresent()) {
                throw failed("If-None-Match");
            }
        }
        Optional<String> match = request.header("If-Match");
        if (match.isPresent()) {
            request.principal().authorize("s3:GetObject", request.objectArn());
            requireSame(match.get(), present.orElseThrow(() -> noSuchKey(request.key())));
        }
    }

    /** Checks that of a deletion. */
    static void requireForDelete(S3Request request, Optional<StoredVersion> present) {
        Optional<String> match = request.header("If-Match");
        if (match.isEmpty()) {
            return;
        }
        if (present.isEmpty()) {
            throw match.get().equals(ANY) ? failed("If-Match") : noSuchKey(request.key());
        }
        if (!match.get().equals(ANY)) {
            request.principal().authorize("s3:GetObject", request.objectArn());
            requireSame(match.get(), present.get());
        }
    }

    /** Checks that of a read. */
    static void requireForRead(S3Request request, StoredVersion present) {
        request.header("If-Match").filter(etag -> !etag.equals(ANY)).ifPresent(etag -> requireSame(etag, present));
    }

    static Refusal noSuchKey(String key) {
        return Refusal.of("NoSuchKey", 404, "The specified key does not exist: " + key);
    }

    private static void requireSame(String etag, StoredVersion present) {
        if (!unquoted(etag).equals(unquoted(present.etag()))) {
            throw failed("If-Match");
        }
    }

    private static String unquoted(String etag) {
        return etag.replace("\"", "");
    }

    private static Refusal failed(String header) {
        return Refusal.of(
                "PreconditionFailed",
                412,
                "At least one of the pre-conditions you specified did not hold. Condition: " + header);
    }
}
