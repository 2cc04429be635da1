package com.datafly.signal.dr.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.EventStream;
import com.datafly.signal.dr.events.Topic;
import com.datafly.signal.dr.tck.Fault;
import com.datafly.signal.dr.tck.InMemoryCluster;
import com.datafly.signal.dr.tck.SecretRecorder;
import com.datafly.signal.dr.tck.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventStreamsTest {

    private final SettableClock clock = SettableClock.at("2025-01-15T10:00:00Z");
    private final SecretRecorder secrets = SecretRecorder.create();
    private final Secret password = secrets.plant("password");
    private final InMemoryCluster primary =
            InMemoryCluster.create("streams-primary", clock).password(password);
    private final InMemoryCluster standby = InMemoryCluster.create("streams-standby", clock);
    private final List<SignalDr> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(SignalDr::close);
        primary.close();
        standby.close();
        password.close();
        secrets.assertNotLeaked();
    }

    @Test
    void eachStreamIsOpenedByItsAddress() {
        primary.topic("events.raw", 3);
        standby.topic("primary.events.raw", 3);
        SignalDr dr = open(both());

        assertThat(dr.events().topics()).extracting(Topic::name).containsExactly("events.raw");
        assertThat(dr.standbyEvents().topics()).extracting(Topic::name).containsExactly("primary.events.raw");
        assertThat(dr.events().clusterId()).isNotEqualTo(dr.standbyEvents().clusterId());
        assertThat(dr.events().address()).hasToString(primary.address());
        assertThat(dr.events().unwrap(InMemoryCluster.class)).contains(primary);
        assertThat(dr.events().unwrap(String.class)).isEmpty();
    }

    @Test
    void aStreamThatNobodyNamedIsRefusedWithTheMethodToNameItBy() {
        SignalDr dr = open(SignalDr.builder());

        assertThat(refused(ErrorCode.FAILED_PRECONDITION, dr::events)).hasMessageContaining(".events(address)");
        assertThat(refused(ErrorCode.FAILED_PRECONDITION, dr::standbyEvents))
                .hasMessageContaining(".standbyEvents(address)");
    }

    @Test
    void aMissingProviderIsNamedByItsArtifact() {
        DrException failure = refused(
                ErrorCode.INVALID_ARGUMENT, () -> open(SignalDr.builder().events("kafka:primary-kafka:9092")));

        assertThat(failure).hasMessageContaining("Add com.datafly.signal:signal-dr-kafka to the class path");
        assertThat(failure.details()).containsEntry("schemes", "memory");
    }

    @Test
    void anOptionThatNobodyKnowsIsRefusedBeforeTheClusterIsAsked() {
        primary.kill();

        assertThat(refused(
                        ErrorCode.INVALID_ARGUMENT,
                        () -> open(SignalDr.builder()
                                .events(primary.address(), options -> options.option("linger", "5")))))
                .hasMessageContaining("linger");
    }

    @Test
    void aClusterThatIsDeadIsOpenedAllTheSame() {
        primary.kill();
        SignalDr dr = open(both());
        Instant start = clock.instant();

        DrException failure = refused(ErrorCode.UNAVAILABLE, () -> dr.events().topics());

        assertThat(failure.resource()).contains(primary.address());
        assertThat(Duration.between(start, clock.instant())).isBetween(Duration.ofSeconds(10), Duration.ofMinutes(1));
        assertThat(dr.standbyEvents().topics()).isEmpty();

        primary.revive();
        clock.advance(Duration.ofMinutes(1));
        assertThat(dr.events().topics()).isEmpty();
    }

    @Test
    void whatIsRefusedForNowIsReadAgain() {
        SignalDr dr = open(both());
        primary.faults().next("topics", Fault.REFUSED, 2);
        primary.faults().next("topics", Fault.THROTTLED);

        assertThat(dr.events().topics()).isEmpty();
        assertThat(primary.faults().count("topics")).isEqualTo(4);
    }

    @Test
    void wrongCredentialsAreNotTriedAgain() {
        SignalDr dr = open(SignalDr.builder().events(primary.address()));

        assertThat(refused(ErrorCode.UNAUTHENTICATED, () -> dr.events().topics())
                        .resource())
                .contains(primary.address());
        assertThat(primary.faults().count("topics")).isEqualTo(1);
    }

    @Test
    void secretsOfAStreamsOptionsAreMaskedInFailures() {
        SignalDr dr = open(both());
        String value = password.use(String::new);
        primary.faults()
                .next(
                        "topics",
                        DrException.create(
                                ErrorCode.PERMISSION_DENIED,
                                "list topics with " + value,
                                "password=" + value + " may not",
                                failure -> failure.retry(RetryAdvice.NEVER)
                                        .detail("jaas", "password=\"" + value + "\"")
                                        .cause(new IllegalStateException(value))));
        primary.faults().next("clusterId", new IllegalStateException("a defect that tells " + value));

        assertThat(refused(ErrorCode.PERMISSION_DENIED, () -> dr.events().topics()))
                .hasMessageContaining("may not");
        assertThat(failure(() -> dr.events().clusterId()).code()).isEqualTo(ErrorCode.INTERNAL);
    }

    @Test
    void secretsOfTheStandbyAreMaskedInFailuresOfThePrimary() {
        String secret = secrets.plant("other").use(String::new);
        SignalDr dr = open(SignalDr.builder()
                .events(primary.address(), options -> options.secret("password", password))
                .standbyEvents(standby.address(), options -> options.secret("password", Secret.of(secret))));
        primary.faults().next("health", DrException.of(ErrorCode.UNKNOWN, "look", "it said " + secret));

        assertThat(failure(() -> dr.events().health())).hasMessageContaining("it said");
    }

    @Test
    void aStreamIsClosedWithItsOwner() {
        EventStream stream;
        try (SignalDr dr = both().build()) {
            stream = dr.events();
            assertThat(stream.topics()).isEmpty();
        }
        assertThat(refused(ErrorCode.FAILED_PRECONDITION, stream::topics)).hasMessageContaining("closed");
    }

    private SignalDr.Builder both() {
        return SignalDr.builder()
                .events(primary.address(), options -> options.secret("password", password))
                .standbyEvents(standby.address());
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
