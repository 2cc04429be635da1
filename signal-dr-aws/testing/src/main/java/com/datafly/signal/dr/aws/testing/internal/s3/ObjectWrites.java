package com.datafly.signal.dr.aws.testing.internal.s3;

import com.datafly.signal.dr.aws.testing.internal.http.Answer;
import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import com.datafly.signal.dr.aws.testing.internal.s3.StoredVersion.StoredChecksum;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** PutObject and DeleteObject. */
final class ObjectWrites {

    private static final int LARGEST_METADATA = 2048;

    private ObjectWrites() {}

    static Answer put(BucketState bucket, S3Request request) {
        request.principal().authorize("s3:PutObject", request.objectArn());
        if (request.sent().header("x-amz-copy-source").isPresent()) {
            throw S3Request.notImplemented();
        }
        Optional<StoredChecksum> checksum = verifiedChecksum(request);
        requireDigestIfLocked(bucket, request);
        Map<String, String> headers = storedHeaders(bucket, request);
        synchronized (bucket) {
            Conditions.requireForWrite(request, bucket.current(request.key()));
            Content content = request.body();
            StoredVersion stored = bucket.store(request.key(), content, content.etag(), headers, checksum);
            return Answer.of(200, writtenHeaders(stored), new byte[0]);
        }
    }

    static Answer delete(BucketState bucket, S3Request request) {
        Optional<String> version = request.parameter("versionId");
        request.principal()
                .authorize(version.isPresent() ? "s3:DeleteObjectVersion" : "s3:DeleteObject", request.objectArn());
        synchronized (bucket) {
            Conditions.requireForDelete(request, bucket.current(request.key()));
            if (version.isPresent()) {
                boolean bypass = request.header("x-amz-bypass-governance-retention")
                                .filter("true"::equals)
                                .isPresent()
                        && request.principal().may("s3:BypassGovernanceRetention");
                bucket.remove(request.key(), version.get(), bypass);
                return Answer.of(204, Map.of("x-amz-version-id", version.get()), new byte[0]);
            }
            Map<String, String> headers = bucket.remove(request.key())
                    .map(marker -> Map.of("x-amz-delete-marker", "true", "x-amz-version-id", marker.id()))
                    .orElse(Map.of());
            return Answer.of(204, headers, new byte[0]);
        }
    }

    /** Returns the checksum that was sent, if one was and it is right. */
    static Optional<StoredChecksum> verifiedChecksum(S3Request request) {
        Content body = request.body();
        request.header("Content-MD5").ifPresent(sent -> {
            if (!Base64.getEncoder().encodeToString(body.md5()).equals(sent)) {
                throw Refusal.of("BadDigest", "The Content-MD5 you specified did not match what we received.");
            }
        });
        return ChecksumKind.sentWith(request).map(kind -> {
            String sent = request.header(kind.header()).orElseThrow();
            kind.verify(sent, body.bytes());
            return new StoredChecksum(kind, sent, false);
        });
    }

    /** S3 takes nothing into a bucket with a default retention that came without a digest. */
    static void requireDigestIfLocked(BucketState bucket, S3Request request) {
        boolean digest = request.header("Content-MD5").isPresent()
                || ChecksumKind.sentWith(request).isPresent();
        if (bucket.settings().lockMode().isPresent() && !digest) {
            throw Refusal.of(
                    "InvalidRequest",
                    "Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock"
                            + " parameters");
        }
    }

    /** Returns what is kept with the object: metadata, type and encryption. */
    static Map<String, String> storedHeaders(BucketState bucket, S3Request request) {
        Map<String, String> kept = new LinkedHashMap<>();
        int metadata = 0;
        for (var header : request.sent().headers().entrySet()) {
            if (header.getKey().startsWith("x-amz-meta-")) {
                String value = String.join(",", header.getValue());
                metadata += header.getKey().length() - "x-amz-meta-".length() + value.length();
                kept.put(header.getKey(), value);
            }
        }
        if (metadata > LARGEST_METADATA) {
            throw Refusal.of("MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size");
        }
        kept.put("Content-Type", request.header("Content-Type").orElse("binary/octet-stream"));
        kept.putAll(Encryption.of(bucket, request));
        return kept;
    }

    /** Returns what a write is answered with. */
    static Map<String, String> writtenHeaders(StoredVersion stored) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("ETag", stored.etag());
        stored.headers().forEach((name, value) -> {
            if (name.startsWith("x-amz-server-side-encryption")) {
                headers.put(name, value);
            }
        });
        stored.checksum().ifPresent(checksum -> {
            headers.put(checksum.kind().header(), checksum.value());
            headers.put("x-amz-checksum-type", checksum.type());
        });
        if (!stored.id().equals(BucketState.NO_VERSION)) {
            headers.put("x-amz-version-id", stored.id());
        }
        return headers;
    }
}
