package com.datafly.signal.dr.aws.internal.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.aws.testing.AccessKey;
import com.datafly.signal.dr.aws.testing.Bucket;
import com.datafly.signal.dr.aws.testing.Call;
import com.datafly.signal.dr.store.ObjectInfo;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.store.ObjectWriter;
import com.datafly.signal.dr.store.Precondition;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What objects are in a bucket, and what calls they cost. */
class S3ObjectsTest {

    private static final String KMS_KEY = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd";
    private static final String ENCRYPTION_KEY = "x-amz-server-side-encryption-aws-kms-key-id";

    private static S3Fixture s3;

    @BeforeAll
    static void start() {
        s3 = new S3Fixture();
    }

    @AfterAll
    static void stop() {
        s3.close();
    }

    @Test
    void theBytesInTheBucketAreTheContentAndNothingElse() {
        Bucket bucket = s3.bucket();
        try (ObjectStore store = s3.open(bucket)) {
            write(store, "a/b", "content");
        }

        assertThat(bucket.content("store/a/b"))
                .hasValueSatisfying(bytes -> assertThat(bytes).asString(UTF_8).isEqualTo("content"));
    }

    @Test
    void theSameBytesInPlaceOfAVersionAreANewVersionToEveryWriter() {
        try (ObjectStore store = s3.open(s3.bucket())) {
            String first = write(store, "key", "same").version();
            s3.server().faults().before("PutObject", 1, () -> replace(store, "key", "same", first));

            assertConflict(() -> replace(store, "key", "other", first));
            assertThat(store.find("key"))
                    .hasValueSatisfying(object -> assertThat(object.version()).isNotEqualTo(first));
            assertConflict(() -> store.delete("key", Precondition.version(first)));
        }
    }

    @Test
    void largeObjectsGoInPartsWhoseChecksumsS3Verifies() throws Exception {
        Bucket bucket = s3.bucket();
        byte[] content = new byte[30 << 20];
        new Random(11).nextBytes(content);
        int before = s3.server().calls().size();
        try (ObjectStore store = s3.open(bucket)) {
            ObjectInfo written = store.write("large", content, Precondition.absent());

            try (InputStream in = store.read("large")) {
                assertThat(in.readAllBytes()).isEqualTo(content);
            }
            try (InputStream in = store.read("large", 10 << 20, 5)) {
                assertThat(in.readAllBytes()).hasSize(5);
            }
            assertThat(written.size()).isEqualTo(content.length);
            assertThat(store.find("large").orElseThrow().version()).isEqualTo(written.version());
            assertConflict(() -> store.write("large", content, Precondition.absent()));
        }
        assertThat(actions(before)).filteredOn("UploadPart"::equals).hasSizeBetween(8, 9);
        assertThat(actions(before)).doesNotContain("PutObject");
        assertThat(bucket.unfinishedUploads()).isEmpty();
    }

    @Test
    void aWriterThatIsClosedInTheMiddleLeavesNoParts() {
        Bucket bucket = s3.bucket();
        try (ObjectStore store = s3.open(bucket);
                ObjectWriter writer = store.writer("key", Precondition.none())) {
            writer.write(new byte[20 << 20], 0, 20 << 20);
            writer.write(new byte[1], 0, 1);

            assertThat(bucket.unfinishedUploads()).hasSize(1);
        }
        assertThat(bucket.unfinishedUploads()).isEmpty();
        assertThat(bucket.keys()).isEmpty();
    }

    @Test
    void whatSomebodyElseWroteIsReadReplacedAndRemoved() throws Exception {
        Bucket bucket = s3.bucket();
        bucket.put("store/foreign", "foreign".getBytes(UTF_8));
        bucket.put("store/folder/", new byte[0]);
        bucket.put("store/no key", new byte[1]);
        try (ObjectStore store = s3.open(bucket)) {
            assertThat(store.list("", "", 10)).singleElement().satisfies(object -> {
                assertThat(object.key()).isEqualTo("foreign");
                assertThat(object.size()).isEqualTo(7);
            });
            try (InputStream in = store.read("foreign")) {
                assertThat(in.readAllBytes()).asString(UTF_8).isEqualTo("foreign");
            }
            String version = store.find("foreign").orElseThrow().version();
            replace(store, "foreign", "ours", version);
            assertConflict(() -> replace(store, "foreign", "late", version));
            assertThat(store.delete("foreign", Precondition.none())).isTrue();
        }
        assertThat(bucket.keys()).containsExactly("store/folder/", "store/no key");
    }

    @Test
    void aListingTakesACallForEachThousandAndAsksForVersionsWhenTheyAreWanted() {
        Bucket bucket = s3.bucket();
        for (int i = 0; i < 2100; i++) {
            bucket.put(String.format(Locale.ROOT, "store/k%04d", i), new byte[1]);
        }
        try (ObjectStore store = s3.open(bucket)) {
            int before = s3.server().calls().size();
            List<ObjectInfo> all = store.list("k", "", 5000);
            assertThat(all).hasSize(2100);
            assertThat(all.toString()).contains("not asked for");
            assertThat(actions(before)).containsExactly("ListObjectsV2", "ListObjectsV2", "ListObjectsV2");

            String listed = all.get(0).version();
            assertThat(listed).isEqualTo(all.get(0).version());
            assertThat(actions(before)).hasSize(4).endsWith("HeadObject");
            assertThat(store.find("k0000").orElseThrow().version()).isEqualTo(listed);
            write(store, "k0001", "new");
            assertConflict(() -> replace(store, "k0001", "late", all.get(1).version()));
        }
    }

    @Test
    void aWriteCostsOneCallUntilItsTimeIsAskedFor() {
        try (ObjectStore store = s3.open(s3.bucket())) {
            int before = s3.server().calls().size();
            ObjectInfo written = store.write("key", new byte[5], Precondition.absent());
            assertThat(actions(before)).containsExactly("PutObject");

            assertThat(written.modified())
                    .isEqualTo(store.find("key").orElseThrow().modified());
        }
    }

    @Test
    void aVersionedBucketKeepsWhatIsReplacedAndDeleted() {
        Bucket bucket = s3.bucket(spec -> spec.versioned());
        try (ObjectStore store = s3.open(bucket)) {
            keepEverything(bucket, store);
        }
    }

    @Test
    void aLockedBucketKeepsWhatIsReplacedAndDeletedAndNobodyAsksForMore() {
        for (String mode : List.of("GOVERNANCE", "COMPLIANCE")) {
            Bucket bucket = s3.bucket(spec -> spec.locked(mode, 30));
            int before = s3.server().calls().size();
            try (ObjectStore store = s3.open(bucket)) {
                keepEverything(bucket, store);
            }
            assertThat(s3.server().calls().subList(before, s3.server().calls().size()))
                    .noneMatch(call -> call.parameters().containsKey("versionId"));
        }
    }

    private static void keepEverything(Bucket bucket, ObjectStore store) {
        ObjectInfo first = write(store, "key", "1");
        ObjectInfo second = replace(store, "key", "2", first.version());
        assertThat(bucket.versions("store/key")).hasSize(2);
        assertThat(second.version()).endsWith(bucket.versions("store/key").get(0));

        assertThat(store.delete("key", Precondition.version(second.version()))).isTrue();
        assertThat(store.delete("key", Precondition.none())).isFalse();
        assertThat(store.delete("never", Precondition.none())).isFalse();
        assertThat(store.find("key")).isEmpty();
        assertThat(bucket.versions("store/key"))
                .as("two versions and one marker")
                .hasSize(3);
        assertThat(bucket.versions("store/never")).isEmpty();
        store.write("key", new byte[1], Precondition.absent());
        assertThat(bucket.versions("store/key")).hasSize(4);
    }

    @Test
    void theKeyThatIsGivenEncryptsWhatIsWritten() throws Exception {
        Bucket bucket = s3.bucket();
        byte[] large = new byte[20 << 20];
        try (ObjectStore store = s3.open("s3:" + bucket.name(), Map.of("kms-key-id", KMS_KEY))) {
            write(store, "small", "1");
            store.write("large", large, Precondition.absent());

            assertThat(bucket.headers("small")).containsEntry(ENCRYPTION_KEY, KMS_KEY);
            assertThat(bucket.headers("large")).containsEntry(ENCRYPTION_KEY, KMS_KEY);
            try (InputStream in = store.read("large")) {
                assertThat(in.readAllBytes()).isEqualTo(large);
            }
        }
    }

    @Test
    void aBucketsOwnKeyIsUsedUnlessAnotherIsGiven() {
        Bucket bucket = s3.bucket(spec -> spec.kmsKey(KMS_KEY));
        AccessKey noKms = s3.server().accessKey(Set.of("s3:*"));
        try (ObjectStore store = s3.open(bucket);
                ObjectStore without = s3.open(store.address(), Map.of(), noKms)) {
            write(store, "key", "1");

            assertThat(bucket.headers("store/key")).containsEntry(ENCRYPTION_KEY, KMS_KEY);
            assertDenied("kms:Decrypt", () -> without.read("key").close());
            assertDenied("kms:GenerateDataKey", () -> write(without, "another", "2"));
            bucket.disableKey(true);
            assertThatExceptionOfType(DrException.class)
                    .isThrownBy(() -> store.read("key").close())
                    .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION));
        }
    }

    private static void assertDenied(String action, ThrowingCallable call) {
        assertThatExceptionOfType(DrException.class).isThrownBy(call).satisfies(failure -> {
            assertThat(failure.code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
            assertThat(failure).hasMessageContaining(action);
        });
    }

    private static void assertConflict(ThrowingCallable call) {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(call)
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.CONFLICT));
    }

    private static List<String> actions(int from) {
        List<Call> calls = s3.server().calls();
        return calls.subList(from, calls.size()).stream().map(Call::action).toList();
    }

    private static ObjectInfo write(ObjectStore store, String key, String content) {
        return store.write(key, content.getBytes(UTF_8), Precondition.none());
    }

    private static ObjectInfo replace(ObjectStore store, String key, String content, String version) {
        return store.write(key, content.getBytes(UTF_8), Precondition.version(version));
    }
}
