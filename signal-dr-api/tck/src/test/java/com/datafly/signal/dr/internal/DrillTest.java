package com.datafly.signal.dr.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.drill.Drill;
import com.datafly.signal.dr.report.Report;
import com.datafly.signal.dr.report.ReportPhase;
import com.datafly.signal.dr.tck.Fault;
import com.datafly.signal.dr.verify.Check;
import com.datafly.signal.dr.verify.CheckContext;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.Grade;
import com.datafly.signal.dr.verify.Verdict;
import com.datafly.signal.dr.verify.Verification;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DrillTest extends PortableFixture {

    private static final String COPY = "drill-copy";
    private static final Verification PASSING = verification(true, () -> found(Verdict.PASSED));

    private final Snapshot snapshot = snapshotWithOneRow();
    private final Drill drill = dr.drill()
            .to(RecoveryTarget.snapshot(snapshot.id()))
            .as(COPY)
            .before(Duration.ZERO, Duration.ZERO, Duration.ZERO);

    @BeforeEach
    void letChecksRun() {
        world.sql((DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    throw new UnsupportedOperationException("no check of this test connects");
                }));
    }

    @Test
    void aCopyWhoseDataWasLookedAtPasses() {
        Report report = drill.verify(PASSING).run();

        assertThat(report.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(report.runId()).isEqualTo(COPY);
        assertThat(report.phases()).extracting(ReportPhase::name).contains("recover", "orders add up");
    }

    @Test
    void withoutALookAtTheDataNothingPasses() {
        Verification started = verification(false, () -> found(Verdict.PASSED));

        assertThat(drill.run().verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(drill.verify(started).run().verdict()).isEqualTo(Verdict.UNPROVEN);
    }

    @ParameterizedTest
    @EnumSource(
            value = Verdict.class,
            names = {"FAILED", "ERROR", "UNPROVEN"})
    void aCheckThatDoesNotPassDecides(Verdict verdict) {
        Report report = drill.verify(verification(true, () -> found(verdict))).run();

        assertThat(report.verdict()).isEqualTo(verdict);
        assertThat(report.checks()).extracting(CheckResult::summary).contains("looked");
    }

    @Test
    void aCheckThatThrowsIsAnErrorAndTheCopyGoes() {
        Report report = drill.verify(verification(true, () -> {
                    throw new IllegalStateException("a defect in the check");
                }))
                .run();

        assertThat(report.verdict()).isEqualTo(Verdict.ERROR);
        assertThat(present(COPY)).isFalse();
    }

    @Test
    void theCopyGoesEvenWhenTheVerificationItselfBreaks() {
        Verification broken = Verification.of(checks -> checks.check(new Check() {
            @Override
            public String name() {
                return "broken";
            }

            @Override
            public boolean provesData() {
                throw new IllegalStateException("a defect outside of the check's run");
            }

            @Override
            public CheckResult run(CheckContext context) {
                return found(Verdict.PASSED);
            }
        }));

        assertThatIllegalStateException().isThrownBy(() -> drill.verify(broken).run());
        assertThat(present(COPY)).isFalse();
    }

    @Test
    void aRestoreThatIsRefusedFailsWithTheReason() {
        Report report =
                drill.to(RecoveryTarget.snapshot("absent")).verify(PASSING).run();

        assertThat(report.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(report.checks()).singleElement().satisfies(check -> {
            assertThat(check.name()).isEqualTo("recovery");
            assertThat(check.summary()).contains("there is no snapshot 'absent'");
        });
    }

    @Test
    void aProviderThatCannotBeReachedSaysNothing() {
        faults().next("startRestore", Fault.REFUSED, 1000);
        Report report = drill.verify(PASSING).run();

        assertThat(report.verdict()).isEqualTo(Verdict.ERROR);
        assertThat(report.checks()).extracting(CheckResult::name).containsExactly("recovery");
        assertThat(world.databases()).containsExactly("orders");
    }

    @Test
    void anInterruptOfTheChecksCancelsAndTheCopyGoes() {
        failure(ErrorCode.CANCELLED, () -> interruptedDrill().run());

        assertThat(Thread.interrupted()).as("the interrupt is not forgotten").isTrue();
        assertThat(present(COPY)).isFalse();
        assertThat(annotation(Snapshot.VERDICT)).isEmpty();
    }

    @Test
    void anInterruptLeavesACopyThatIsToBeKept() {
        failure(ErrorCode.CANCELLED, () -> interruptedDrill().keepCopy().run());

        assertThat(Thread.interrupted()).isTrue();
        assertThat(present(COPY)).isTrue();
    }

    @Test
    void anInterruptBeforehandStartsNothing() {
        Thread.currentThread().interrupt();
        refused(ErrorCode.CANCELLED, () -> drill.verify(PASSING).run());

        assertThat(Thread.interrupted()).isTrue();
        assertThat(faults().count("startRestore")).isZero();
    }

    @Test
    void anInterruptOfTheRecoveryLeavesItsKey() {
        faults().before("findOperation", 1, Thread.currentThread()::interrupt);

        DrException failure =
                failure(ErrorCode.CANCELLED, () -> drill.verify(PASSING).run());
        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure.key()).isPresent();
    }

    @Test
    void theCopyIsRemovedUnlessItIsToBeKept() {
        Report removed = drill.verify(PASSING).run();
        assertThat(present(COPY)).isFalse();
        assertThat(copyFact(removed)).contains("(removed)");

        Report kept = drill.verify(PASSING).keepCopy().run();
        assertThat(world.markers(COPY)).containsExactly("one");
        assertThat(copyFact(kept)).contains("(kept)");
    }

    @Test
    void aCopyThatCannotBeRemovedIsAWarning() {
        faults().next("startDiscard", DrException.of(ErrorCode.PERMISSION_DENIED, "discard", "not this one"));
        Report report = drill.verify(PASSING).run();

        assertThat(report.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(report.warnings()).anyMatch(warning -> warning.contains(COPY) && warning.contains("not this one"));
    }

    @Test
    void theVerdictIsNotedOnTheSnapshot() {
        drill.verify(PASSING).run();

        assertThat(annotation(Snapshot.VERDICT)).contains("PASSED");
        assertThat(annotation(Snapshot.PASSED_AT)).isPresent().isEqualTo(annotation(Snapshot.VERIFIED_AT));
    }

    @Test
    void aVerdictThatCannotBeNotedIsAWarning() {
        world.disable(Capability.ANNOTATE, "no tags here");
        Report report = drill.verify(PASSING).run();

        assertThat(report.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(report.warnings()).anyMatch(warning -> warning.contains("could not be noted"));
    }

    @Test
    void theRecoveryTimeNeedsWhatWentBefore() {
        Drill unmeasured = dr.drill().to(RecoveryTarget.snapshot(snapshot.id())).verify(PASSING);

        assertThat(unmeasured.run().recoveryTime().map(Grade::verdict)).contains(Verdict.UNPROVEN);
        assertThat(drill.verify(PASSING).run().recoveryTime().map(Grade::verdict))
                .contains(Verdict.PASSED);
    }

    @Test
    void aSnapshotSaysNothingOfTheRecoveryPoint() {
        Report ofSnapshot = drill.verify(PASSING).run();
        Report ofLatest = drill.to(RecoveryTarget.latest()).verify(PASSING).run();

        assertThat(ofSnapshot.recoveryPoint()).isEmpty();
        assertThat(ofLatest.recoveryPoint().map(Grade::verdict)).contains(Verdict.UNPROVEN);
        assertThat(ofLatest.verdict()).isEqualTo(Verdict.UNPROVEN);
    }

    @Test
    void theBackgroundIsInTheReport() {
        Report report = drill.verify(PASSING)
                .background(more -> more.fact("Before", "rows", 42).warning("only a rehearsal"))
                .run();

        assertThat(report.facts().get("Before")).containsEntry("rows", "42");
        assertThat(report.warnings()).contains("only a rehearsal");
    }

    @Test
    void aBadNameIsRefused() {
        refused(ErrorCode.INVALID_ARGUMENT, () -> drill.as("Upper Case").run());

        assertThat(faults().count("startRestore")).isZero();
    }

    private Snapshot snapshotWithOneRow() {
        world.write("orders", "one");
        Snapshot made = snapshot("nightly");
        clock.advance(Duration.ofMinutes(1));
        return made;
    }

    private Drill interruptedDrill() {
        Thread drilling = Thread.currentThread();
        return drill.verify(verification(true, () -> {
            drilling.interrupt();
            new CountDownLatch(1).await();
            return found(Verdict.PASSED);
        }));
    }

    private boolean present(String name) {
        try {
            return !world.markers(name).isEmpty();
        } catch (DrException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND);
            return false;
        }
    }

    private Optional<String> annotation(String name) {
        return database.snapshots()
                .find(snapshot.id())
                .map(Snapshot::annotations)
                .map(notes -> notes.get(name));
    }

    private static String copyFact(Report report) {
        return String.valueOf(report.facts().get("Recovery"));
    }

    private static CheckResult found(Verdict verdict) {
        return CheckResult.of("orders add up", verdict, "looked");
    }

    private static Verification verification(boolean provesData, Callable<CheckResult> body) {
        return Verification.of(checks -> checks.check(new Check() {
            @Override
            public String name() {
                return "orders add up";
            }

            @Override
            public boolean provesData() {
                return provesData;
            }

            @Override
            public CheckResult run(CheckContext context) throws Exception {
                return body.call();
            }
        }));
    }
}
