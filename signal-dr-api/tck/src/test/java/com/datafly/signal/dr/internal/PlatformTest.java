package com.datafly.signal.dr.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.platform.Platform;
import com.datafly.signal.dr.platform.PlatformCapability;
import com.datafly.signal.dr.tck.Fault;
import com.datafly.signal.dr.tck.InMemoryPlatform;
import com.datafly.signal.dr.tck.SecretRecorder;
import com.datafly.signal.dr.tck.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PlatformTest {

    private final SettableClock clock = SettableClock.at("2025-01-15T10:00:00Z");
    private final SecretRecorder secrets = SecretRecorder.create();
    private final Secret token = secrets.plant("token");
    private final InMemoryPlatform world =
            InMemoryPlatform.create("platform-test", clock).token(token);
    private final List<SignalDr> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(SignalDr::close);
        world.close();
        token.close();
        secrets.assertNotLeaked();
    }

    @Test
    void aPlatformIsOpenedByItsAddress() {
        Platform platform = open(withToken()).platform();

        assertThat(platform.address()).hasToString(world.address());
        assertThat(platform).hasToString(world.address());
        assertThat(platform.clusterId()).isEqualTo(open(withToken()).platform().clusterId());
        assertThat(platform.unwrap(InMemoryPlatform.class)).contains(world);
        assertThat(platform.unwrap(String.class)).isEmpty();
    }

    @Test
    void whatTheCredentialMayNotDoIsNoCapability() {
        world.deny("patch", "secrets");
        Platform platform = open(withToken()).platform();

        assertThat(platform.capabilities().supports(PlatformCapability.CHANGE_SECRETS))
                .isFalse();
        assertThat(platform.capabilities().supports(PlatformCapability.READ_SECRETS))
                .isTrue();
    }

    @Test
    void aPlatformThatNobodyNamedIsRefusedWithTheMethodToNameItBy() {
        SignalDr dr = open(SignalDr.builder());

        assertThat(refused(ErrorCode.FAILED_PRECONDITION, dr::platform)).hasMessageContaining(".platform(address)");
    }

    @Test
    void aMissingProviderIsNamedByItsArtifact() {
        DrException failure = refused(
                ErrorCode.INVALID_ARGUMENT, () -> open(SignalDr.builder().platform("k8s:datafly")));

        assertThat(failure).hasMessageContaining("Add com.datafly.signal:signal-dr-k8s to the class path");
        assertThat(failure.details())
                .hasEntrySatisfying("schemes", schemes -> assertThat(schemes).startsWith("memory"));
    }

    @Test
    void anOptionThatNobodyKnowsIsRefusedBeforeThePlatformIsAsked() {
        world.kill();

        assertThat(refused(
                        ErrorCode.INVALID_ARGUMENT,
                        () -> open(SignalDr.builder()
                                .platform(world.address(), options -> options.option("context", "prod")))))
                .hasMessageContaining("context");
    }

    @Test
    void aPlatformThatIsDeadIsOpenedAllTheSame() {
        world.kill();
        Platform platform = open(withToken()).platform();
        Instant start = clock.instant();

        DrException failure = refused(ErrorCode.UNAVAILABLE, platform::clusterId);

        assertThat(failure.resource()).contains(world.address());
        assertThat(Duration.between(start, clock.instant())).isBetween(Duration.ofSeconds(10), Duration.ofMinutes(1));

        world.revive();
        clock.advance(Duration.ofMinutes(1));
        assertThat(platform.clusterId()).isNotBlank();
    }

    @Test
    void whatIsRefusedForNowIsAskedAgain() {
        Platform platform = open(withToken()).platform();
        world.faults().next("clusterId", Fault.REFUSED, 2);
        world.faults().next("clusterId", Fault.THROTTLED);

        assertThat(platform.clusterId()).isNotBlank();
        assertThat(world.faults().count("clusterId")).isEqualTo(4);
    }

    @Test
    void wrongCredentialsAreNotTriedAgain() {
        Platform platform = open(SignalDr.builder().platform(world.address())).platform();

        assertThat(refused(ErrorCode.UNAUTHENTICATED, platform::clusterId).resource())
                .contains(world.address());
        assertThat(world.faults().count("clusterId")).isEqualTo(1);
    }

    @Test
    void aNamespaceThatIsMissingIsNotFound() {
        world.withoutNamespace();

        refused(ErrorCode.NOT_FOUND, open(withToken()).platform()::clusterId);
    }

    @Test
    void secretsOfThePlatformsOptionsAreMaskedInFailures() {
        Platform platform = open(withToken()).platform();
        String value = token.use(String::new);
        world.faults()
                .next(
                        "clusterId",
                        DrException.create(
                                ErrorCode.PERMISSION_DENIED,
                                "look with " + value,
                                "token=" + value + " may not",
                                failure -> failure.retry(RetryAdvice.NEVER)
                                        .detail("header", "Bearer " + value)
                                        .cause(new IllegalStateException(value))));
        world.faults().next("capabilities", new IllegalStateException("a defect that tells " + value));

        assertThat(refused(ErrorCode.PERMISSION_DENIED, platform::clusterId)).hasMessageContaining("may not");
        assertThat(failure(platform::capabilities).code()).isEqualTo(ErrorCode.INTERNAL);
    }

    @Test
    void aPlatformIsClosedWithItsOwner() {
        Platform platform;
        try (SignalDr dr = withToken().clock(clock).timeSource(clock).build()) {
            platform = dr.platform();
            assertThat(platform.clusterId()).isNotBlank();
        }
        assertThat(refused(ErrorCode.FAILED_PRECONDITION, platform::clusterId)).hasMessageContaining("closed");
    }

    private SignalDr.Builder withToken() {
        return SignalDr.builder().platform(world.address(), options -> options.secret("token", token));
    }

    private SignalDr open(SignalDr.Builder builder) {
        SignalDr dr = builder.clock(clock).timeSource(clock).build();
        opened.add(dr);
        return dr;
    }

    private DrException refused(ErrorCode code, ThrowingCallable action) {
        DrException failure = failure(action);
        assertThat(failure.code()).as(failure::toString).isEqualTo(code);
        assertThat(failure.effect()).as(failure::toString).isEqualTo(Effect.NONE);
        return failure;
    }

    private DrException failure(ThrowingCallable action) {
        DrException failure = catchThrowableOfType(DrException.class, action);
        assertThat(failure).as("the failure").isNotNull();
        secrets.search("a failure", failure);
        return failure;
    }
}
