package com.datafly.signal.dr.aws.internal.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.FailureDomain;
import com.datafly.signal.dr.aws.S3Provider;
import com.datafly.signal.dr.aws.testing.AccessKey;
import com.datafly.signal.dr.aws.testing.Bucket;
import com.datafly.signal.dr.journal.ObjectStoreJournal;
import com.datafly.signal.dr.spi.ObjectStoreProvider;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.store.Precondition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which addresses and options open a store, and what is said of those that do not. */
class S3OpeningTest {

    private final S3Fixture s3 = new S3Fixture();

    @AfterEach
    void stop() {
        s3.close();
    }

    @Test
    void theProviderIsFoundByItsScheme() {
        assertThat(ServiceLoader.load(ObjectStoreProvider.class))
                .filteredOn(provider -> provider.scheme().equals("s3"))
                .hasOnlyElementsOfType(S3Provider.class)
                .hasSize(1);
    }

    @Test
    void aPrefixKeepsStoresOfOneBucketApart() {
        Bucket bucket = s3.bucket();
        try (ObjectStore one = s3.open("s3:" + bucket.name() + "/one/", Map.of());
                ObjectStore other = s3.open("s3:" + bucket.name() + "/one-more", Map.of());
                ObjectStore all = s3.open("s3:" + bucket.name(), Map.of())) {
            one.write("key", "1".getBytes(UTF_8), Precondition.absent());
            other.write("key", "2".getBytes(UTF_8), Precondition.absent());

            assertThat(one.address()).isEqualTo("s3:" + bucket.name() + "/one");
            assertThat(all.address()).isEqualTo("s3:" + bucket.name());
            assertThat(one.list("", "", 10))
                    .singleElement()
                    .satisfies(info -> assertThat(info.key()).isEqualTo("key"));
            assertThat(bucket.keys()).containsExactly("one-more/key", "one/key");
            assertThat(all.find("one/key")).isPresent();
        }
    }

    @Test
    void theBucketsOwnRegionIsFound() {
        for (String region : List.of("ap-southeast-2", "us-east-1", "us-west-2")) {
            Bucket bucket = s3.bucket(spec -> spec.region(region));
            try (ObjectStore store = s3.open(bucket)) {
                store.write("key", new byte[1], Precondition.absent());

                FailureDomain domain = FailureDomain.of("region", "aws:" + region);
                assertThat(store.failureDomains()).contains(domain);
                assertThat(ObjectStoreJournal.over(store).failureDomains()).contains(domain);
            }
        }
    }

    @Test
    void aWrongRegionIsRefusedWithTheRightOne() {
        Bucket bucket = s3.bucket(spec -> spec.region("eu-central-1"));
        for (String wrong : List.of("us-east-1", "eu-west-1")) {
            assertFails(
                    ErrorCode.INVALID_ARGUMENT,
                    "the bucket is in eu-central-1, not in " + wrong,
                    () -> s3.open("s3:" + bucket.name(), Map.of("region", wrong)));
        }
        s3.open("s3:" + bucket.name(), Map.of("region", "eu-central-1")).close();
    }

    @Test
    void whatS3CouldNotHaveIsRefusedBeforeAnyCall() {
        for (String address : List.of(
                "s3:ab",
                "s3:Bucket",
                "s3:a_b",
                "s3:a..b",
                "s3:192.168.0.1",
                "s3:/prefix",
                "s3:bucket/a//b",
                "s3:bucket/../b",
                "s3:bucket/" + "p".repeat(124))) {
            assertFails(ErrorCode.INVALID_ARGUMENT, "is '", () -> s3.open(address, Map.of()));
        }
        assertFails(ErrorCode.INVALID_ARGUMENT, "'storage'", () -> s3.open("s3:bucket", Map.of("storage", "cold")));
        assertFails(ErrorCode.INVALID_ARGUMENT, "'eu-wst-1'", () -> s3.open("s3:bucket", Map.of("region", "eu-wst-1")));
        assertThat(s3.server().calls()).isEmpty();
    }

    @Test
    void aMissingBucketIsNotFound() {
        assertFails(ErrorCode.NOT_FOUND, "there is no bucket nothing", () -> s3.open("s3:nothing", Map.of()));
    }

    @Test
    void whoMayNotListIsToldSo() {
        String address = "s3:" + s3.bucket().name();
        AccessKey key = s3.server().accessKey(Set.of("s3:GetObject", "s3:PutObject"));

        assertFails(ErrorCode.PERMISSION_DENIED, "s3:ListBucket", () -> s3.open(address, Map.of(), key));
    }

    @Test
    void aKeyThatIsUnknownOrExpiredIsUnauthenticated() {
        String address = "s3:" + s3.bucket().name();
        AccessKey unknown = s3.server().accessKey(Set.of("*"));
        s3.server().disable(unknown);
        AccessKey expired = s3.server().temporaryKey(Duration.ZERO);

        assertFails(ErrorCode.UNAUTHENTICATED, "InvalidAccessKeyId", () -> s3.open(address, Map.of(), unknown));
        assertFails(ErrorCode.UNAUTHENTICATED, "ExpiredToken", () -> s3.open(address, Map.of(), expired));
    }

    @Test
    void aBucketOfAnotherAccountIsRefusedIfItsOwnerIsNamed() {
        String address = "s3:" + s3.bucket().name();

        s3.open(address, Map.of("bucket-owner", "123456789012")).close();
        assertFails(
                ErrorCode.PERMISSION_DENIED,
                "not owned",
                () -> s3.open(address, Map.of("bucket-owner", "210987654321")));
    }

    private static void assertFails(ErrorCode code, String message, ThrowingCallable action) {
        assertThatExceptionOfType(DrException.class).isThrownBy(action).satisfies(failure -> {
            assertThat(failure.code()).isEqualTo(code);
            assertThat(failure.effect()).isEqualTo(Effect.NONE);
            assertThat(failure).hasMessageContaining(message);
            assertThat(failure.hint()).isPresent();
        });
    }
}
