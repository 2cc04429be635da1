package com.datafly.signal.dr.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.FailureDomain;
import com.datafly.signal.dr.RecoveryTier;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.tck.InMemoryWorld;
import com.datafly.signal.dr.tck.SettableClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How far a database says that it can be recovered. */
class RecoverableDatabaseTest {

    private static final List<FailureDomain> HERE = List.of(FailureDomain.of("region", "eu-west-1"));
    private static final List<FailureDomain> THERE = List.of(FailureDomain.of("region", "eu-central-1"));

    private final SettableClock clock = SettableClock.at("2025-01-15T10:00:00Z");
    private final InMemoryWorld world = InMemoryWorld.create(clock).addDatabase("orders");
    private final SignalDr dr = SignalDr.builder()
            .database(world.address("orders"))
            .clock(clock)
            .timeSource(clock)
            .build();

    @AfterEach
    void close() {
        dr.close();
        world.close();
    }

    @Test
    void aDatabaseTellsTheEndOfItsRestorableWindow() {
        backUp();

        RecoverableCopy copy = RecoverableCopy.of("archive", THERE, dr.database(), Duration.ofSeconds(2));

        assertThat(copy.latest())
                .isEqualTo(dr.database().pointInTimeRecovery().window().map(window -> window.latest()))
                .isPresent();
        assertThat(copy.errorBar()).isEqualTo(Duration.ofSeconds(2));
        assertThat(copy.domains()).isEqualTo(THERE);
    }

    @Test
    void aDatabaseOfWhichNothingCanBeRecoveredIsUnproven() {
        RecoverableCopy copy = RecoverableCopy.of("archive", THERE, dr.database());

        assertThat(copy.latest()).isEmpty();
        assertThat(copy.reason()).isEqualTo("nothing of it can be recovered yet");
        assertUnproven(copy);
    }

    @Test
    void aDatabaseThatCannotBeAskedIsUnprovenWithTheReason() {
        backUp();
        refuse();

        RecoverableCopy copy = RecoverableCopy.of("archive", THERE, dr.database());

        assertThat(copy.reason()).startsWith("it cannot be asked: ").contains("no right to look");
        assertUnproven(copy);
    }

    @Test
    void aDefectOfTheProvidersIsAReasonToo() {
        world.faults().next("restorableWindow", new IllegalStateException("a defect"));

        assertUnproven(RecoverableCopy.of("archive", THERE, dr.database()));
    }

    @Test
    void anImpossibleErrorBarIsRefusedBeforeTheDatabaseIsAsked() {
        assertThatThrownBy(() -> RecoverableCopy.of("archive", THERE, dr.database(), Duration.ofSeconds(-1)))
                .isInstanceOfSatisfying(
                        DrException.class, failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
        assertThat(world.faults().count("restorableWindow")).isZero();
    }

    private void backUp() {
        world.write("orders", "first");
        dr.database().snapshots().create("nightly").await();
        world.write("orders", "second");
        clock.advance(Duration.ofMinutes(20));
    }

    private void refuse() {
        world.faults()
                .next(
                        "restorableWindow",
                        DrException.of(ErrorCode.PERMISSION_DENIED, "look at the archive", "no right to look"));
    }

    private void assertUnproven(RecoverableCopy copy) {
        Grade grade = Exposure.of(clock.instant(), HERE, List.of(copy)).grade(RecoveryTier.STANDARD.objectives());
        assertThat(grade.verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(grade.summary()).contains(copy.reason());
    }
}
