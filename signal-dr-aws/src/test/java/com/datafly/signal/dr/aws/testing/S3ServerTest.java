package com.datafly.signal.dr.aws.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** S3 as the testing server speaks it, to a client that knows nothing of signal-dr. */
class S3ServerTest {

    private static final String BUCKET = "bucket";
    private static final int PART = 5 << 20;

    private final AwsServer server = AwsServer.start();
    private final S3Client s3 = client(server.accessKey(), RequestChecksumCalculation.WHEN_SUPPORTED);

    @AfterEach
    void stop() {
        s3.close();
        server.close();
    }

    @Test
    void chunkedBodiesCarryTheirChecksumBehindThem() {
        server.buckets().create(BUCKET);
        for (ChecksumAlgorithm kind :
                List.of(ChecksumAlgorithm.CRC32, ChecksumAlgorithm.CRC32_C, ChecksumAlgorithm.SHA256)) {
            s3.putObject(put -> put.bucket(BUCKET).key("key").checksumAlgorithm(kind), RequestBody.fromString("text"));

            GetObjectResponse read = s3.getObjectAsBytes(
                            get -> get.bucket(BUCKET).key("key").checksumMode(ChecksumMode.ENABLED))
                    .response();
            assertThat(read.toString()).contains("Checksum" + kind.toString().replace("_", ""));
            assertThat(read.checksumTypeAsString()).isEqualTo("FULL_OBJECT");
        }
        assertRefused(
                400,
                "BadDigest",
                () -> s3.putObject(
                        put -> put.bucket(BUCKET).key("key").checksumCRC32("AAAAAA=="),
                        RequestBody.fromString("text")));
    }

    @Test
    void metadataTypeAndDatesComeBack() {
        server.buckets().create(BUCKET);
        s3.putObject(
                put -> put.bucket(BUCKET).key("a/ä b").contentType("text/plain").metadata(Map.of("owner", "ops")),
                RequestBody.fromString("text"));

        HeadObjectResponse head = s3.headObject(ask -> ask.bucket(BUCKET).key("a/ä b"));
        assertThat(head.metadata()).containsExactly(Map.entry("owner", "ops"));
        assertThat(head.contentType()).isEqualTo("text/plain");
        assertThat(head.contentLength()).isEqualTo(4);
        assertThat(head.eTag()).isEqualTo("\"1cb251ec0d568de6a929b520c4aed8d1\"");
        assertThat(list(10).contents()).singleElement().satisfies(object -> {
            assertThat(object.key()).isEqualTo("a/ä b");
            assertThat(object.lastModified()).isEqualTo(head.lastModified());
        });
    }

    @Test
    void conditionsAreCheckedAgainstTheCurrentVersion() {
        server.buckets().create(BUCKET);
        String etag = put("key", "1").eTag();

        assertRefused(412, "PreconditionFailed", () -> putIf("key", "*", null));
        assertRefused(412, "PreconditionFailed", () -> putIf("key", null, "\"other\""));
        assertRefused(404, "NoSuchKey", () -> putIf("nothing", null, etag));
        assertRefused(501, "NotImplemented", () -> putIf("key", etag, null));
        putIf("key", null, etag);
        assertRefused(
                412,
                "PreconditionFailed",
                () -> s3.deleteObject(delete -> delete.bucket(BUCKET).key("key").ifMatch(etag)));
        assertRefused(
                412,
                "PreconditionFailed",
                () -> s3.getObjectAsBytes(get -> get.bucket(BUCKET).key("key").ifMatch(etag)));
        s3.deleteObject(delete -> delete.bucket(BUCKET).key("nothing"));
    }

    @Test
    void partsAreCheckedWhenTheyArePutTogether() {
        Bucket bucket = server.buckets().create(BUCKET);
        String id = begin();
        assertThat(s3.listMultipartUploads(list -> list.bucket(BUCKET)).uploads())
                .singleElement()
                .satisfies(upload -> assertThat(upload.uploadId()).isEqualTo(id));
        CompletedPart small = part(id, 1, 100);
        CompletedPart last = part(id, 2, 7);

        assertRefused(400, "EntityTooSmall", () -> complete(id, small, last));
        CompletedPart first = part(id, 1, PART);
        assertRefused(400, "InvalidPart", () -> complete(id, small, last));
        assertRefused(400, "InvalidPartOrder", () -> complete(id, last, first));
        assertRefused(404, "NoSuchUpload", () -> complete("other", first, last));
        String etag = complete(id, first, last);
        assertThat(complete(id, first, last)).as("a repeated completion").isEqualTo(etag);
        assertThat(etag).endsWith("-2\"");
        assertThat(bucket.content("key"))
                .hasValueSatisfying(content -> assertThat(content).hasSize(PART + 7));

        String dropped = begin();
        s3.abortMultipartUpload(abort -> abort.bucket(BUCKET).key("key").uploadId(dropped));
        assertRefused(404, "NoSuchUpload", () -> part(dropped, 1, 1));
    }

    @Test
    void aPageSaysWhereTheNextBegins() {
        server.buckets().create(BUCKET);
        for (String key : List.of("a", "b", "c")) {
            put(key, key);
        }
        ListObjectsV2Response first = list(2);
        assertThat(first.isTruncated()).isTrue();
        assertThat(first.keyCount()).isEqualTo(2);
        ListObjectsV2Response second =
                s3.listObjectsV2(list -> list.bucket(BUCKET).continuationToken(first.nextContinuationToken()));
        assertThat(second.contents())
                .singleElement()
                .satisfies(object -> assertThat(object.key()).isEqualTo("c"));
        assertThat(second.isTruncated()).isFalse();
    }

    @Test
    void aRangeBehindTheEndIsRefused() {
        server.buckets().create(BUCKET);
        put("key", "0123456789");

        assertThat(s3.getObjectAsBytes(get -> get.bucket(BUCKET).key("key").range("bytes=8-20"))
                        .response()
                        .contentRange())
                .isEqualTo("bytes 8-9/10");
        assertRefused(
                416,
                "InvalidRange",
                () -> s3.getObjectAsBytes(get -> get.bucket(BUCKET).key("key").range("bytes=10-11")));
    }

    @Test
    void whoMayNotListIsNotToldThatAKeyIsMissing() {
        server.buckets().create(BUCKET);
        try (S3Client reader =
                client(server.accessKey(Set.of("s3:GetObject")), RequestChecksumCalculation.WHEN_REQUIRED)) {
            assertStatus(
                    403, () -> reader.headObject(head -> head.bucket(BUCKET).key("key")));
            assertStatus(404, () -> s3.headObject(head -> head.bucket(BUCKET).key("key")));
        }
        assertRefused(
                404,
                "NoSuchBucket",
                () -> s3.getObjectAsBytes(get -> get.bucket("none").key("key")));
    }

    @Test
    void aLockedVersionStaysUntilItsTimeOrTheRightToOverride() {
        Bucket bucket = server.buckets().create(BUCKET, spec -> spec.locked("GOVERNANCE", 1));
        String version = put("key", "1").versionId();
        assertThat(s3.getBucketVersioning(get -> get.bucket(BUCKET)).status())
                .isEqualTo(BucketVersioningStatus.ENABLED);
        assertThat(s3.getObjectLockConfiguration(get -> get.bucket(BUCKET))
                        .objectLockConfiguration()
                        .rule()
                        .defaultRetention()
                        .days())
                .isEqualTo(1);

        s3.deleteObject(delete -> delete.bucket(BUCKET).key("key"));
        assertRefused(
                403,
                "AccessDenied",
                () -> s3.deleteObject(delete -> delete.bucket(BUCKET).key("key").versionId(version)));
        assertThat(bucket.versions("key")).hasSize(2);
        assertThat(s3.getObjectAsBytes(get -> get.bucket(BUCKET).key("key").versionId(version))
                        .asUtf8String())
                .isEqualTo("1");
        s3.deleteObject(
                delete -> delete.bucket(BUCKET).key("key").versionId(version).bypassGovernanceRetention(true));
        assertThat(bucket.versions("key")).hasSize(1);
    }

    @Test
    void aLockedBucketTakesNothingWithoutADigest() {
        server.buckets().create(BUCKET, spec -> spec.locked("COMPLIANCE", 1));
        try (S3Client plain = client(server.accessKey(), RequestChecksumCalculation.WHEN_REQUIRED)) {
            assertRefused(
                    400,
                    "InvalidRequest",
                    () -> plain.putObject(put -> put.bucket(BUCKET).key("key"), RequestBody.fromString("text")));
        }
    }

    private S3Client client(AccessKey key, RequestChecksumCalculation checksums) {
        AwsBasicCredentials credentials =
                AwsBasicCredentials.create(key.id(), key.secret().use(String::new));
        return S3Client.builder()
                .endpointOverride(URI.create(server.endpoint().toString()))
                .region(Region.EU_WEST_1)
                .forcePathStyle(true)
                .requestChecksumCalculation(checksums)
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .overrideConfiguration(override -> override.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .build();
    }

    private PutObjectResponse put(String key, String content) {
        return s3.putObject(put -> put.bucket(BUCKET).key(key), RequestBody.fromBytes(content.getBytes(UTF_8)));
    }

    private void putIf(String key, @Nullable String noneMatch, @Nullable String match) {
        s3.putObject(
                put -> put.bucket(BUCKET).key(key).ifNoneMatch(noneMatch).ifMatch(match), RequestBody.fromString("2"));
    }

    private ListObjectsV2Response list(int limit) {
        return s3.listObjectsV2(list -> list.bucket(BUCKET).maxKeys(limit));
    }

    private String begin() {
        return s3.createMultipartUpload(create -> create.bucket(BUCKET).key("key"))
                .uploadId();
    }

    private CompletedPart part(String id, int number, int size) {
        String etag = s3.uploadPart(
                        part -> part.bucket(BUCKET).key("key").uploadId(id).partNumber(number),
                        RequestBody.fromBytes(new byte[size]))
                .eTag();
        return CompletedPart.builder().partNumber(number).eTag(etag).build();
    }

    private String complete(String id, CompletedPart... parts) {
        return s3.completeMultipartUpload(complete ->
                        complete.bucket(BUCKET).key("key").uploadId(id).multipartUpload(all -> all.parts(parts)))
                .eTag();
    }

    private static void assertRefused(int status, String code, ThrowingCallable call) {
        assertThatExceptionOfType(S3Exception.class).isThrownBy(call).satisfies(refusal -> {
            assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo(code);
            assertThat(refusal.statusCode()).isEqualTo(status);
            assertThat(refusal.requestId()).isNotEmpty();
        });
    }

    private static void assertStatus(int status, ThrowingCallable call) {
        assertThatExceptionOfType(S3Exception.class)
                .isThrownBy(call)
                .satisfies(refusal -> assertThat(refusal.statusCode()).isEqualTo(status));
    }
}
