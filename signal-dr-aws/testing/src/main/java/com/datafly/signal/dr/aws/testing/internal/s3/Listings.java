package com.datafly.signal.dr.aws.testing.internal.s3;

import com.datafly.signal.dr.aws.testing.internal.http.Answer;
import com.datafly.signal.dr.aws.testing.internal.http.Encoding;
import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import com.datafly.signal.dr.aws.testing.internal.http.Xml;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** ListObjectsV2 and ListMultipartUploads. */
final class Listings {

    private static final int LARGEST_PAGE = 1000;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Listings() {}

    static Answer objects(BucketState bucket, S3Request request) {
        request.principal().authorize("s3:ListBucket", request.bucketArn());
        if (request.parameter("delimiter").filter(text -> !text.isEmpty()).isPresent()) {
            throw S3Request.notImplemented();
        }
        String prefix = request.parameter("prefix").orElse("");
        String after = request.parameter("continuation-token")
                .map(Listings::keyOfToken)
                .or(() -> request.parameter("start-after"))
                .orElse("");
        int limit = limit(request);
        UnaryOperator<String> encoding = encoding(request);
        Xml out = answer("ListBucketResult").put("Name", bucket.name()).put("Prefix", encoding.apply(prefix));
        request.parameter("encoding-type").ifPresent(type -> out.put("EncodingType", type));
        request.parameter("start-after").ifPresent(key -> out.put("StartAfter", encoding.apply(key)));
        request.parameter("continuation-token").ifPresent(token -> out.put("ContinuationToken", token));
        synchronized (bucket) {
            List<String> found = bucket.keys().stream()
                    .filter(key -> key.startsWith(prefix) && key.compareTo(after) > 0)
                    .limit(limit + 1L)
                    .toList();
            List<String> page = found.subList(0, Math.min(limit, found.size()));
            boolean more = found.size() > limit;
            out.put("MaxKeys", limit).put("KeyCount", page.size()).put("IsTruncated", more);
            if (more && !page.isEmpty()) {
                out.put("NextContinuationToken", token(page.get(page.size() - 1)));
            }
            page.forEach(key ->
                    out.add(object(encoding.apply(key), bucket.current(key).orElseThrow())));
        }
        return S3Service.xml(out);
    }

    static Answer uploads(BucketState bucket, S3Request request) {
        request.principal().authorize("s3:ListBucketMultipartUploads", request.bucketArn());
        String prefix = request.parameter("prefix").orElse("");
        UnaryOperator<String> encoding = encoding(request);
        Xml out = answer("ListMultipartUploadsResult")
                .put("Bucket", bucket.name())
                .put("MaxUploads", LARGEST_PAGE)
                .put("IsTruncated", false);
        request.parameter("encoding-type").ifPresent(type -> out.put("EncodingType", type));
        synchronized (bucket) {
            bucket.uploads().values().stream()
                    .filter(upload -> upload.key().startsWith(prefix))
                    .forEach(upload -> out.add(Xml.element("Upload")
                            .put("Key", encoding.apply(upload.key()))
                            .put("UploadId", upload.id())
                            .put("StorageClass", "STANDARD")
                            .put("Initiated", time(upload.initiated()))));
        }
        return S3Service.xml(out);
    }

    static Xml answer(String name) {
        return Xml.element(name).in("http://s3.amazonaws.com/doc/2006-03-01/");
    }

    static String time(Instant instant) {
        return TIME.format(instant);
    }

    private static Xml object(String key, StoredVersion stored) {
        Xml out = Xml.element("Contents")
                .put("Key", key)
                .put("LastModified", time(stored.modified()))
                .put("ETag", stored.etag())
                .put("Size", stored.content().size())
                .put("StorageClass", "STANDARD");
        stored.checksum()
                .ifPresent(checksum ->
                        out.put("ChecksumAlgorithm", checksum.kind()).put("ChecksumType", checksum.type()));
        return out;
    }

    private static int limit(S3Request request) {
        Optional<String> asked = request.parameter("max-keys");
        try {
            return Math.min(LARGEST_PAGE, asked.map(Integer::parseInt).orElse(LARGEST_PAGE));
        } catch (NumberFormatException e) {
            throw Refusal.of("InvalidArgument", "Provided max-keys not an integer or within integer range");
        }
    }

    private static UnaryOperator<String> encoding(S3Request request) {
        boolean url = request.parameter("encoding-type").filter("url"::equals).isPresent();
        return url ? text -> Encoding.encode(text).replace("%2F", "/") : UnaryOperator.identity();
    }

    private static String token(String key) {
        return Base64.getEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }

    private static String keyOfToken(String token) {
        try {
            return new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Refusal.of("InvalidArgument", "The continuation token provided is incorrect");
        }
    }
}
