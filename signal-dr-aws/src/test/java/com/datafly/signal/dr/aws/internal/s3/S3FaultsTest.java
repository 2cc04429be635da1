package com.datafly.signal.dr.aws.internal.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.aws.testing.AccessKey;
import com.datafly.signal.dr.aws.testing.AwsFault;
import com.datafly.signal.dr.aws.testing.Bucket;
import com.datafly.signal.dr.store.ObjectInfo;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.store.ObjectWriter;
import com.datafly.signal.dr.store.Precondition;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a caller is told when S3, or the way to it, fails. */
class S3FaultsTest {

    private static final byte[] CONTENT = "content".getBytes(UTF_8);
    private static final byte[] LARGE = new byte[20 << 20];

    private final S3Fixture s3 = new S3Fixture();
    private final Bucket bucket = s3.bucket();
    private final ObjectStore store = s3.open(bucket);

    @AfterEach
    void stop() {
        store.close();
        s3.close();
    }

    @Test
    void aLostWriteHasAnUnknownEffect() {
        s3.server().faults().next("PutObject", AwsFault.ANSWER_LOST);
        assertFails(ErrorCode.UNAVAILABLE, Effect.UNKNOWN, () -> put("happened"));
        s3.server().faults().next("PutObject", AwsFault.REQUEST_LOST);
        assertFails(ErrorCode.UNAVAILABLE, Effect.UNKNOWN, () -> put("never"));

        assertThat(bucket.keys()).containsExactly("store/happened");
    }

    @Test
    void aPutIfAbsentWhoseAnswerWasLostIsRecognisedAsOurs() {
        try (SignalDr dr = signalDr()) {
            ObjectStore resilient = dr.store(store.address());
            s3.server().faults().next("PutObject", AwsFault.ANSWER_LOST);
            resilient.write("happened", CONTENT, Precondition.absent());
            s3.server().faults().next("PutObject", AwsFault.REQUEST_LOST);
            resilient.write("lost", CONTENT, Precondition.absent());
            bucket.put("store/foreign", new byte[1]);
            s3.server().faults().next("PutObject", AwsFault.REQUEST_LOST);
            assertThatExceptionOfType(DrException.class)
                    .isThrownBy(() -> resilient.write("foreign", CONTENT, Precondition.absent()))
                    .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.CONFLICT));
        }

        assertThat(bucket.keys()).containsExactly("store/foreign", "store/happened", "store/lost");
        assertThat(bucket.content("store/foreign"))
                .hasValueSatisfying(content -> assertThat(content).hasSize(1));
    }

    @Test
    void throttlingChangesNothingAndSaysHowLongToWait() {
        for (String action : List.of("PutObject", "GetObject", "HeadObject", "ListObjectsV2", "DeleteObject")) {
            s3.server().faults().next(action, AwsFault.THROTTLED);
        }
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> put("key"))
                .satisfies(failure -> {
                    assertThat(failure.code()).isEqualTo(ErrorCode.THROTTLED);
                    assertThat(failure.effect()).isEqualTo(Effect.NONE);
                    assertThat(failure.retryAfter()).contains(Duration.ofSeconds(7));
                });
        assertFails(ErrorCode.THROTTLED, Effect.NONE, () -> store.read("key").close());
        assertFails(ErrorCode.UNAVAILABLE, Effect.NONE, () -> store.find("key"));
        assertFails(ErrorCode.THROTTLED, Effect.NONE, () -> store.list("", "", 1));
        assertFails(ErrorCode.THROTTLED, Effect.NONE, () -> store.delete("key", Precondition.none()));
    }

    @Test
    void partsThatAreRefusedForNowAreSentAgainAndNoByteTwice() throws IOException {
        byte[] content = new byte[LARGE.length];
        new Random(11).nextBytes(content);
        try (SignalDr dr = signalDr();
                ObjectWriter writer = dr.store(store.address()).writer("large", Precondition.absent())) {
            for (String action : List.of("CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload")) {
                s3.server().faults().next(action, "SlowDown", 503, "Please reduce your request rate.");
            }
            s3.server().faults().next("UploadPart", AwsFault.ANSWER_LOST);
            for (int at = 0; at < content.length; at += 1 << 20) {
                writer.write(content, at, Math.min(1 << 20, content.length - at));
            }
            writer.commit();
        }

        try (InputStream in = store.read("large")) {
            assertThat(in.readAllBytes()).isEqualTo(content);
        }
    }

    @Test
    void aConflictWithACallUnderWayMayBeTriedAgain() {
        s3.server().faults().next("PutObject", "ConditionalRequestConflict", 409, "A conflicting operation occurred.");

        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> put("key"))
                .satisfies(failure -> {
                    assertThat(failure.code()).as("no proof that another won").isEqualTo(ErrorCode.UNAVAILABLE);
                    assertThat(failure.effect()).isEqualTo(Effect.NONE);
                    assertThat(failure.retry()).isEqualTo(RetryAdvice.SAFE);
                });
        put("key");
    }

    @Test
    void anObjectThatIsReplacedOrRemovedBetweenLookAndWriteIsAConflict() {
        String version = put("key").version();
        s3.server().faults().before("PutObject", 1, () -> bucket.put("store/key", new byte[1]));
        assertFails(ErrorCode.CONFLICT, Effect.NONE, () -> replace("key", version));

        String second = write("key", Precondition.none()).version();
        ObjectStore another = s3.open(bucket);
        s3.server().faults().before("PutObject", 1, () -> another.delete("key", Precondition.none()));
        assertFails(ErrorCode.CONFLICT, Effect.NONE, () -> replace("key", second));
        another.close();

        assertThat(bucket.keys()).isEmpty();
    }

    @Test
    void otherBytesThanWereWrittenAreNotHandedOutForThem() {
        put("small");
        write("large", LARGE);
        bucket.damage("store/small");
        bucket.damage("store/large");

        for (String key : List.of("small", "large")) {
            assertFails(ErrorCode.INTEGRITY_FAILED, Effect.NONE, () -> readAll(key));
        }
    }

    @Test
    void aDigestThatDoesNotFitIsAFailureOfIntegrity() {
        s3.server().faults().next("PutObject", "BadDigest", 400, "The CRC32C you specified did not match.");

        assertFails(ErrorCode.INTEGRITY_FAILED, Effect.NONE, () -> put("key"));
    }

    @Test
    void aDenialIsNeverAbsence() {
        put("key");
        bucket.deny(true);

        assertFails(ErrorCode.PERMISSION_DENIED, Effect.NONE, () -> store.find("key"));
        assertFails(ErrorCode.PERMISSION_DENIED, Effect.NONE, () -> store.find("nothing"));
        assertFails(ErrorCode.PERMISSION_DENIED, Effect.NONE, () -> readAll("nothing"));
        assertFails(ErrorCode.PERMISSION_DENIED, Effect.NONE, () -> put("another"));
        assertFails(ErrorCode.PERMISSION_DENIED, Effect.NONE, () -> store.list("", "", 1));
        assertFails(ErrorCode.PERMISSION_DENIED, Effect.NONE, () -> store.delete("key", Precondition.none()));
    }

    @Test
    void whoMayListButNotReadIsToldWhatIsMissing() {
        put("key");
        AccessKey lister = s3.server().accessKey(Set.of("s3:ListBucket"));
        try (ObjectStore listing = s3.open(store.address(), Map.of(), lister)) {
            assertThatExceptionOfType(DrException.class)
                    .isThrownBy(() -> listing.find("key"))
                    .satisfies(failure -> {
                        assertThat(failure.code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
                        assertThat(failure.hint())
                                .hasValueSatisfying(hint -> assertThat(hint)
                                        .contains("s3:GetObject")
                                        .contains("s3:ListBucket"));
                    });
        }
    }

    @Test
    void aBucketThatIsGoneIsNotAnAbsentObject() {
        s3.server().buckets().remove(bucket.name());

        assertFails(ErrorCode.NOT_FOUND, Effect.NONE, () -> store.find("key"));
        assertFails(ErrorCode.NOT_FOUND, Effect.NONE, () -> put("key"));
        assertFails(ErrorCode.NOT_FOUND, Effect.NONE, () -> store.delete("key", Precondition.none()));
    }

    @Test
    void aLostCompletionHasAnUnknownEffectAndIsNotUndone() {
        s3.server().faults().next("CompleteMultipartUpload", AwsFault.ANSWER_LOST);
        assertFails(ErrorCode.UNAVAILABLE, Effect.UNKNOWN, () -> write("happened", LARGE));
        s3.server().faults().next("CompleteMultipartUpload", AwsFault.REQUEST_LOST);
        assertFails(ErrorCode.UNAVAILABLE, Effect.UNKNOWN, () -> write("never", LARGE));

        assertThat(bucket.keys()).containsExactly("store/happened");
        assertThat(bucket.unfinishedUploads()).isEmpty();
    }

    @Test
    void aPartThatFailsChangedNothingAndLeavesNothing() {
        s3.server().faults().next("UploadPart", AwsFault.ANSWER_LOST);

        assertFails(ErrorCode.UNAVAILABLE, Effect.NONE, () -> write("key", LARGE));
        assertThat(bucket.keys()).isEmpty();
        assertThat(bucket.unfinishedUploads()).isEmpty();
    }

    @Test
    void partsThatCannotBeDroppedAreReported() {
        ObjectWriter writer = store.writer("key", Precondition.none());
        writer.write(LARGE, 0, LARGE.length);
        writer.write(LARGE, 0, 1);
        s3.server().faults().next("AbortMultipartUpload", AwsFault.REFUSED);

        assertThatExceptionOfType(DrException.class).isThrownBy(writer::close).withMessageContaining("drop the parts");
        assertThat(bucket.unfinishedUploads()).hasSize(1);
    }

    private ObjectInfo put(String key) {
        return write(key, Precondition.absent());
    }

    private ObjectInfo replace(String key, String version) {
        return store.write(key, "other".getBytes(UTF_8), Precondition.version(version));
    }

    private ObjectInfo write(String key, Precondition precondition) {
        return store.write(key, CONTENT, precondition);
    }

    private void write(String key, byte[] content) {
        store.write(key, content, Precondition.absent());
    }

    private byte[] readAll(String key) throws Exception {
        try (InputStream in = store.read(key)) {
            return in.readAllBytes();
        }
    }

    private SignalDr signalDr() {
        AccessKey key = s3.server().accessKey();
        return SignalDr.builder()
                .store(store.address(), options -> {
                    s3.options(key).forEach(options::option);
                    options.secret("secret-access-key", key.secret());
                })
                .build();
    }

    private static void assertFails(ErrorCode code, Effect effect, ThrowingCallable action) {
        assertThatExceptionOfType(DrException.class).isThrownBy(action).satisfies(failure -> {
            assertThat(failure.code()).isEqualTo(code);
            assertThat(failure.effect()).isEqualTo(effect);
        });
    }
}
