package com.datafly.signal.dr.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.internal.playbook.DurationHistory;
import com.datafly.signal.dr.internal.playbook.PastDuration;
import com.datafly.signal.dr.internal.playbook.action.TestChecks;
import com.datafly.signal.dr.journal.FileJournal;
import com.datafly.signal.dr.report.PastRun;
import com.datafly.signal.dr.report.Report;
import com.datafly.signal.dr.report.ReportStep;
import com.datafly.signal.dr.report.Reports;
import com.datafly.signal.dr.verify.Grade;
import com.datafly.signal.dr.verify.RecoveryTimeMeasurement;
import com.datafly.signal.dr.verify.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a run's report says of earlier runs, and of what the plan foretold. */
class RunReportHistoryTest extends PlanFixture {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private SignalDr dr;

    @BeforeEach
    void begin() {
        world.sql(TestChecks.noDatabase());
        world.write("orders", "first");
        dr = open();
        dr.database().snapshots().create("nightly").await();
    }

    @Test
    void earlierRunsOfThePlaybookAndTheTargetAreShownAsTheyEnded() {
        Report passed = recover(Verdict.PASSED);
        clock.advance(Duration.ofDays(1));
        Report failed = recover(Verdict.FAILED);
        clock.advance(Duration.ofDays(1));

        Report report = recover(Verdict.PASSED);

        assertThat(passed.history()).isEmpty();
        assertThat(report.history())
                .extracting(PastRun::name)
                .containsExactly(passed.runId() + " (live)", failed.runId() + " (live)");
        assertThat(report.history()).extracting(PastRun::verdict).containsExactly(passed.verdict(), failed.verdict());
        assertThat(report.history()).extracting(PastRun::recoveryTime).containsExactly(rto(passed), rto(failed));
        assertThat(rto(passed)).isPresent();
        assertThat(report.history())
                .extracting(PastRun::recoveryPoint)
                .containsOnly(passed.recoveryPoint().flatMap(Grade::achieved));
        assertThat(report.history().get(0).at())
                .isBefore(report.history().get(1).at());
    }

    @Test
    void aReportThatIsMadeLaterShowsOnlyWhatWasEarlier() {
        String first = run(restoreTest(Verdict.PASSED)).runId();
        clock.advance(Duration.ofDays(1));
        String second = run(restoreTest(Verdict.PASSED)).runId();

        assertThat(dr.playbooks().run(first).report().history()).isEmpty();
        assertThat(dr.playbooks().run(second).report().history()).hasSize(1);
    }

    @Test
    void drillsAndLiveRunsAreHistoryOfEachOther() {
        Run drill = dr.playbooks().rehearse(restoreTest(Verdict.PASSED)).start();
        drill.await(LIMIT);
        // What it achieved is kept once it has ended.
        drill.close();
        clock.advance(Duration.ofDays(1));

        assertThat(run(restoreTest(Verdict.PASSED)).history())
                .extracting(PastRun::name)
                .containsExactly(drill.id() + " (drill)");
    }

    @Test
    void otherPlaybooksAndOtherTargetsAreNot() {
        run(restoreTest(Verdict.PASSED));
        world.addDatabase("stock");
        clock.advance(Duration.ofDays(1));

        Playbook other = Playbook.define("other", p -> p.step(Steps.gate("begin")));
        assertThat(run(other).history()).isEmpty();
        try (SignalDr beside = SignalDr.builder()
                .database(world.address("stock"), options -> options.secret("password", password))
                .clock(clock)
                .timeSource(clock)
                .build()) {
            Run run =
                    dr.playbooks().plan(other, LiveTarget.of(beside.database())).start();
            run.await(LIMIT);
            assertThat(run.report().history()).isEmpty();
        }
    }

    @Test
    void onlyTheNewestTwentyAreShown() {
        Playbook playbook = Playbook.define("gate", p -> p.step(Steps.gate("begin")));
        List<String> runs = new ArrayList<>();
        for (int i = 0; i < 22; i++) {
            runs.add(run(playbook).runId() + " (live)");
            clock.advance(Duration.ofDays(1));
        }

        assertThat(run(playbook).history()).extracting(PastRun::name).containsExactlyElementsOf(runs.subList(2, 22));
    }

    @Test
    void aDamagedLineOfTheHistoryCostsThatLineAlone() {
        String first = run(restoreTest(Verdict.PASSED)).runId();
        try (FileJournal journal = FileJournal.open(folder.resolve("journal"))) {
            journal.append("history.runs", 2, "{\"run\":\"half\n".getBytes(StandardCharsets.UTF_8));
        }
        clock.advance(Duration.ofDays(1));
        String second = run(restoreTest(Verdict.PASSED)).runId();
        clock.advance(Duration.ofDays(1));

        assertThat(run(restoreTest(Verdict.PASSED)).history())
                .extracting(PastRun::name)
                .containsExactly(first + " (live)", second + " (live)");
    }

    @Test
    void whatThePlanForetoldStandsBesideWhatCame() {
        tookBefore("verify", 3, 4, 9);
        Plan plan = dr.playbooks().plan(restoreTest(Verdict.PASSED));
        assertThat(plan.forecast().median()).isEqualTo(Duration.ofMinutes(4));

        Run run = plan.start();
        run.await(LIMIT);

        for (Report report :
                List.of(run.report(), open().playbooks().run(run.id()).report())) {
            assertThat(report.run().orElseThrow().forecast()).hasToString("Optional[" + plan.forecast() + "]");
            assertThat(report.run().orElseThrow().forecast().orElseThrow().criticalPath())
                    .isEqualTo(plan.forecast().criticalPath());
            ReportStep verify = report.run().orElseThrow().steps().stream()
                    .filter(step -> step.id().equals("verify"))
                    .findFirst()
                    .orElseThrow();
            assertThat(verify.prediction()).hasToString("4 min, in 9 of 10 runs at most 9 min (3 runs)");
            assertThat(Reports.markdown(report)).contains("4 min (at most 9 min)");
        }
    }

    @Test
    void aPlanWithoutHistorySaysSoAndKeepsNothing() {
        Report report = run(restoreTest(Verdict.PASSED));

        assertThat(report.run().orElseThrow().forecast()).isEmpty();
        assertThat(Reports.markdown(report)).contains("no history");
    }

    private Report run(Playbook playbook) {
        try (Run run = dr.playbooks().plan(playbook).start()) {
            run.await(LIMIT);
            return run.report();
        }
    }

    private Report recover(Verdict verdict) {
        Incident incident = Incident.of(
                clock.instant(), times -> times.detectedAt(clock.instant()).declaredAt(clock.instant()));
        clock.advance(Duration.ofMinutes(2));
        try (Run run =
                dr.playbooks().plan(restoreTest(verdict)).incident(incident).start()) {
            run.await(LIMIT);
            return run.report();
        }
    }

    private void tookBefore(String action, int... minutes) {
        long size = dr.database().status().sizeBytes().orElse(0);
        try (FileJournal journal = FileJournal.open(folder.resolve("journal"))) {
            new DurationHistory(journal)
                    .record(IntStream.of(minutes)
                            .mapToObj(took ->
                                    new PastDuration(action, "memory", size, Duration.ofMinutes(took), clock.instant()))
                            .toList());
        }
    }

    private static Optional<Duration> rto(Report report) {
        return report.segments().flatMap(RecoveryTimeMeasurement::total);
    }

    private static Playbook restoreTest(Verdict verdict) {
        return Scenarios.restoreTest(scenario -> scenario.verify(TestChecks.finding(verdict, true)));
    }
}
