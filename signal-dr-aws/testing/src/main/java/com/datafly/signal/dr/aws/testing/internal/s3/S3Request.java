package com.datafly.signal.dr.aws.testing.internal.s3;

import com.datafly.signal.dr.aws.testing.internal.http.Encoding;
import com.datafly.signal.dr.aws.testing.internal.http.Principal;
import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import com.datafly.signal.dr.aws.testing.internal.http.Request;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A request for a bucket, or for a key of one, that is named in the path.
 *
 * @param action the operation's name
 * @param bucket the bucket's name
 * @param key the object's key, empty if the bucket itself is meant
 * @param query the parameters in the query, decoded
 * @param sent the request as it was sent
 * @param body the content, without the chunks it may have come in
 * @param trailers the headers behind the content, with names in lower case
 */
record S3Request(
        String action,
        String bucket,
        String key,
        Map<String, String> query,
        Request sent,
        Content body,
        Map<String, String> trailers) {

    /** Reads a request but for its body. */
    static S3Request head(Request sent) {
        String path = sent.path().replaceFirst("^/", "");
        int slash = path.indexOf('/');
        String bucket = Encoding.decode(slash < 0 ? path : path.substring(0, slash));
        String key = slash < 0 ? "" : Encoding.decode(path.substring(slash + 1));
        Map<String, String> query = query(sent.query());
        String action = key.isEmpty() ? ofBucket(sent.method(), query) : ofObject(sent.method(), query);
        return new S3Request(action, bucket, key, query, sent, Content.NONE, Map.of());
    }

    /** Reads a request with its body. */
    static S3Request whole(Request sent) {
        S3Request head = head(sent);
        boolean chunked = sent.header("x-amz-content-sha256")
                .filter(hash -> hash.startsWith("STREAMING-"))
                .isPresent();
        if (!chunked) {
            return head.with(Content.of(sent.body()), Map.of());
        }
        AwsChunked decoded = AwsChunked.decode(sent.body());
        long declared =
                sent.header("x-amz-decoded-content-length").map(Long::parseLong).orElse(-1L);
        if (declared != decoded.content().size()) {
            throw Refusal.of(
                    "IncompleteBody",
                    "You did not provide the number of bytes specified by the Content-Length HTTP header");
        }
        return head.with(decoded.content(), decoded.trailers());
    }

    /** Returns a header, or a trailing one. */
    Optional<String> header(String name) {
        return sent.header(name).or(() -> Optional.ofNullable(trailers.get(name)));
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(query.get(name));
    }

    Principal principal() {
        return sent.principal();
    }

    String objectArn() {
        return bucketArn() + "/" + key;
    }

    String bucketArn() {
        return "arn:aws:s3:::" + bucket;
    }

    private S3Request with(Content content, Map<String, String> behind) {
        return new S3Request(action, bucket, key, query, sent, content, behind);
    }

    private static String ofBucket(String method, Map<String, String> query) {
        return switch (method) {
            case "HEAD" -> "HeadBucket";
            case "GET" -> ofBucketRead(query);
            default -> throw notImplemented();
        };
    }

    private static String ofBucketRead(Map<String, String> query) {
        if ("2".equals(query.get("list-type"))) {
            return "ListObjectsV2";
        }
        Map<String, String> subresources = Map.of(
                "uploads", "ListMultipartUploads",
                "versioning", "GetBucketVersioning",
                "object-lock", "GetObjectLockConfiguration",
                "location", "GetBucketLocation");
        return subresources.entrySet().stream()
                .filter(subresource -> query.containsKey(subresource.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(S3Request::notImplemented);
    }

    private static String ofObject(String method, Map<String, String> query) {
        boolean upload = query.containsKey("uploadId");
        return switch (method) {
            case "GET" -> "GetObject";
            case "HEAD" -> "HeadObject";
            case "PUT" -> upload ? "UploadPart" : "PutObject";
            case "DELETE" -> upload ? "AbortMultipartUpload" : "DeleteObject";
            case "POST" -> upload ? "CompleteMultipartUpload" : "CreateMultipartUpload";
            default -> throw notImplemented();
        };
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> out = new LinkedHashMap<>(Encoding.form(raw));
        out.remove("x-id");
        return out;
    }

    static Refusal notImplemented() {
        return Refusal.of(
                "NotImplemented", 501, "A header you provided implies functionality that is not implemented.");
    }
}
