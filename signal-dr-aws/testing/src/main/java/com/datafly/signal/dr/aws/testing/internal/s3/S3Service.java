package com.datafly.signal.dr.aws.testing.internal.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.aws.testing.internal.http.Answer;
import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import com.datafly.signal.dr.aws.testing.internal.http.Request;
import com.datafly.signal.dr.aws.testing.internal.http.Service;
import com.datafly.signal.dr.aws.testing.internal.http.Xml;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of S3 that keeps objects: buckets are named in the path, answers are consistent at once.
 *
 * <p>Thread-safe.
 */
public final class S3Service implements Service {

    private static final String BUCKET_REGION = "x-amz-bucket-region";
    private static final Pattern EXPECTED_REGION = Pattern.compile("expecting '([a-z0-9-]+)'");

    private final String account;
    private final Map<String, BucketState> buckets = new ConcurrentHashMap<>();

    /** Creates the service of one account, without buckets. */
    public S3Service(String account) {
        this.account = account;
    }

    /** Puts a bucket where requests find it. */
    public void add(BucketState bucket) {
        buckets.put(bucket.name(), bucket);
    }

    /** Takes a bucket away, with all that is in it. */
    public void remove(String bucket) {
        buckets.remove(bucket);
    }

    @Override
    public String name() {
        return "s3";
    }

    @Override
    public Command read(Request request) {
        S3Request head = S3Request.head(request);
        Map<String, String> parameters = new LinkedHashMap<>(head.query());
        parameters.put("Bucket", head.bucket());
        if (!head.key().isEmpty()) {
            parameters.put("Key", head.key());
        }
        for (String condition : new String[] {"If-Match", "If-None-Match", "Range"}) {
            request.header(condition).ifPresent(value -> parameters.put(condition, value));
        }
        return new Command(head.action(), parameters);
    }

    @Override
    public Answer handle(Request sent, Command command) {
        S3Request request = S3Request.whole(sent);
        BucketState bucket = bucket(request);
        bucket.requireUsable();
        requireOwner(request);
        return switch (request.action()) {
            case "HeadBucket" -> BucketReads.head(bucket, request);
            case "GetBucketLocation" -> BucketReads.location(bucket, request);
            case "GetBucketVersioning" -> BucketReads.versioning(bucket, request);
            case "GetObjectLockConfiguration" -> BucketReads.objectLock(bucket, request);
            case "ListObjectsV2" -> Listings.objects(bucket, request);
            case "ListMultipartUploads" -> Listings.uploads(bucket, request);
            case "GetObject" -> ObjectReads.get(bucket, request);
            case "HeadObject" -> ObjectReads.head(bucket, request);
            case "PutObject" -> ObjectWrites.put(bucket, request);
            case "DeleteObject" -> ObjectWrites.delete(bucket, request);
            case "CreateMultipartUpload" -> Multipart.create(bucket, request);
            case "UploadPart" -> Multipart.uploadPart(bucket, request);
            case "CompleteMultipartUpload" -> Completion.of(bucket, request);
            case "AbortMultipartUpload" -> Multipart.abort(bucket, request);
            default -> throw S3Request.notImplemented();
        };
    }

    @Override
    public Answer refuse(Refusal refusal, String requestId) {
        Refusal translated = translated(refusal);
        Xml error = Xml.element("Error")
                .put("Code", translated.code())
                .put("Message", translated.text())
                .put("Region", expectedRegion(translated.text()))
                .put("RequestId", requestId)
                .put("HostId", "signal-dr");
        Map<String, String> headers = Map.of("Content-Type", "application/xml");
        return Answer.of(translated.status(), headers, bytes(error)).refusing(translated);
    }

    static Answer xml(Xml document) {
        return xml(document, Map.of());
    }

    static Answer xml(Xml document, Map<String, String> headers) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put("Content-Type", "application/xml");
        return Answer.of(200, all, bytes(document));
    }

    private static byte[] bytes(Xml document) {
        return document.document().getBytes(UTF_8);
    }

    /** Gives what the other services call differently S3's name. */
    private static Refusal translated(Refusal refusal) {
        return switch (refusal.code()) {
            case "InvalidClientTokenId" ->
                Refusal.of(
                        "InvalidAccessKeyId", 403, "The AWS Access Key Id you provided does not exist in our records.");
            case "ExpiredToken" -> Refusal.of("ExpiredToken", "The provided token has expired.");
            case "InternalFailure" -> Refusal.of("InternalError", 500, refusal.text());
            case "Throttling" ->
                Refusal.of("SlowDown", 503, "Please reduce your request rate.").with(refusal.headers());
            default -> refusal;
        };
    }

    private static @Nullable String expectedRegion(String message) {
        Matcher region = EXPECTED_REGION.matcher(message);
        return region.find() ? region.group(1) : null;
    }

    private BucketState bucket(S3Request request) {
        BucketState bucket = buckets.get(request.bucket());
        if (bucket == null) {
            throw Refusal.of("NoSuchBucket", 404, "The specified bucket does not exist: " + request.bucket());
        }
        String region = bucket.settings().region();
        String signedFor = request.sent().region();
        if (region.equals(signedFor)) {
            return bucket;
        }
        if (signedFor.equals("us-east-1") && !request.action().equals("HeadBucket")) {
            throw Refusal.of(
                    "AuthorizationHeaderMalformed",
                    "The authorization header is malformed; the region '" + signedFor + "' is wrong; expecting '"
                            + region + "'");
        }
        throw Refusal.of(
                        "PermanentRedirect",
                        301,
                        "The bucket you are attempting to access must be addressed using the specified endpoint."
                                + " Please send all future requests to this endpoint.")
                .with(Map.of(BUCKET_REGION, region));
    }

    private void requireOwner(S3Request request) {
        Optional<String> expected = request.header("x-amz-expected-bucket-owner");
        if (expected.isPresent() && !expected.get().equals(account)) {
            throw Refusal.of("AccessDenied", 403, "Access Denied: the bucket is not owned by " + expected.get());
        }
    }
}
