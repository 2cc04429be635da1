package com.datafly.signal.dr.aws.testing.internal.s3;

import com.datafly.signal.dr.aws.testing.internal.http.Answer;
import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** GetObject and HeadObject. */
final class ObjectReads {

    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");

    private ObjectReads() {}

    static Answer get(BucketState bucket, S3Request request) {
        StoredVersion stored = find(bucket, request);
        Conditions.requireForRead(request, stored);
        Encryption.requireReadable(bucket, request, stored);
        Map<String, String> headers = headers(stored);
        Optional<String> range = request.header("Range");
        if (range.isPresent()) {
            return part(stored, range.get(), headers);
        }
        headers.putAll(checksum(request, stored));
        return Answer.of(200, headers, stored.content().bytes());
    }

    static Answer head(BucketState bucket, S3Request request) {
        StoredVersion stored = find(bucket, request);
        Conditions.requireForRead(request, stored);
        Map<String, String> headers = headers(stored);
        Map<String, String> checksum = checksum(request, stored);
        if (!checksum.isEmpty()) {
            Encryption.requireReadable(bucket, request, stored);
        }
        headers.putAll(checksum);
        headers.put("Content-Length", Integer.toString(stored.content().size()));
        return Answer.of(200, headers, new byte[0]);
    }

    /** Finds a version. Who may not list is not told that a key is missing. */
    private static StoredVersion find(BucketState bucket, S3Request request) {
        Optional<String> version = request.parameter("versionId");
        request.principal()
                .authorize(version.isPresent() ? "s3:GetObjectVersion" : "s3:GetObject", request.objectArn());
        Optional<StoredVersion> found =
                version.isPresent() ? bucket.version(request.key(), version.get()) : bucket.current(request.key());
        if (found.isEmpty()) {
            request.principal().authorize("s3:ListBucket", request.bucketArn());
            throw version.isPresent()
                    ? Refusal.of("NoSuchVersion", 404, "The specified version does not exist.")
                    : Conditions.noSuchKey(request.key());
        }
        return found.get();
    }

    private static Answer part(StoredVersion stored, String range, Map<String, String> headers) {
        Matcher bounds = RANGE.matcher(range);
        if (!bounds.matches()) {
            throw S3Request.notImplemented();
        }
        int size = stored.content().size();
        long first = Long.parseLong(bounds.group(1));
        if (first >= size) {
            throw Refusal.of("InvalidRange", 416, "The requested range is not satisfiable")
                    .with(Map.of("Content-Range", "bytes */" + size));
        }
        long last = bounds.group(2).isEmpty() ? size - 1L : Math.min(size - 1L, Long.parseLong(bounds.group(2)));
        headers.put("Content-Range", "bytes " + first + "-" + last + "/" + size);
        byte[] content = Arrays.copyOfRange(stored.content().bytes(), (int) first, (int) last + 1);
        return Answer.of(206, headers, content);
    }

    private static Map<String, String> headers(StoredVersion stored) {
        Map<String, String> headers = new LinkedHashMap<>(stored.headers());
        headers.put("ETag", stored.etag());
        headers.put("Last-Modified", HTTP_DATE.format(stored.modified()));
        headers.put("Accept-Ranges", "bytes");
        if (!stored.id().equals(BucketState.NO_VERSION)) {
            headers.put("x-amz-version-id", stored.id());
        }
        stored.lock().ifPresent(lock -> {
            headers.put("x-amz-object-lock-mode", lock.mode());
            headers.put("x-amz-object-lock-retain-until-date", lock.until().toString());
        });
        return headers;
    }

    /** Returns the checksum of the whole object, if it was asked for. */
    private static Map<String, String> checksum(S3Request request, StoredVersion stored) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (request.header("x-amz-checksum-mode").filter("ENABLED"::equals).isPresent()) {
            stored.checksum().ifPresent(checksum -> {
                headers.put(checksum.kind().header(), checksum.value());
                headers.put("x-amz-checksum-type", checksum.type());
            });
        }
        return headers;
    }
}
