package com.datafly.signal.dr.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.drill.DrillJob;
import com.datafly.signal.dr.drill.DrillLevel;
import com.datafly.signal.dr.drill.DrillRegime;
import com.datafly.signal.dr.drill.DrillResult;
import com.datafly.signal.dr.drill.DrillSchedule;
import com.datafly.signal.dr.internal.playbook.action.TestChecks;
import com.datafly.signal.dr.verify.Verdict;
import java.time.Duration;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The guide's playbooks as drills by the calendar, over one journal. */
class ScheduledPlaybooksTest extends PlanFixture {

    private static final DrillRegime REGIME = DrillRegime.guide(ZoneOffset.UTC);

    private SignalDr dr;

    @BeforeEach
    void begin() {
        world.sql(TestChecks.noDatabase());
        dr = open();
        world.write("orders", "first");
        dr.database().snapshots().create("nightly").await();
    }

    @Test
    void aDueDrillRehearsesItsPlaybookAndItsResultIsKept() {
        DrillSchedule schedule = dr.drills(REGIME);
        DrillJob job = DrillJob.rehearsing(
                drill -> drill.level() == DrillLevel.FULL ? dr.playbooks().databaseFailure() : restoreTest());
        assertThat(schedule.tick(job).results()).isEmpty();
        clock.advance(Duration.ofDays(17));

        DrillResult result = schedule.tick(job).results().get(0);

        assertThat(result.drill()).isEqualTo(DrillRegime.MONTHLY_RESTORE);
        assertThat(dr.playbooks().runs())
                .singleElement()
                .matches(RunStatus::drill)
                .matches(run -> run.state() == RunState.SUCCEEDED)
                .matches(run -> run.playbook().equals("restore-test"));
        assertThat(open().drills(REGIME).lastResult(DrillRegime.MONTHLY_RESTORE))
                .hasValueSatisfying(last -> assertThat(last.runId()).isEqualTo(result.runId()));
    }

    @Test
    void aRehearsalThatFailsIsAResult() {
        DrillJob job = DrillJob.rehearsing(
                dr.playbooks().restoreTest(scenario -> scenario.verify(TestChecks.finding(Verdict.FAILED, true))));

        assertThat(dr.drills(REGIME).run(DrillRegime.BEFORE_UPGRADE, job).verdict())
                .isEqualTo(Verdict.FAILED);
        assertThat(dr.drills(REGIME).beforeUpgrade("5.0").cleared()).isFalse();
    }

    @Test
    void aRehearsalThatCannotBeginIsAnErrorThatSaysWhy() {
        world.disable(Capability.SNAPSHOT_RESTORE, "the plan is too small");

        DrillResult result = dr.drills(REGIME).run(DrillRegime.BEFORE_UPGRADE, DrillJob.rehearsing(restoreTest()));

        assertThat(result.verdict()).isEqualTo(Verdict.ERROR);
        assertThat(result.summary()).contains("the plan is too small");
    }

    @Test
    void aScheduleNeedsAJournal() {
        try (SignalDr without = SignalDr.builder().build()) {
            assertThat(failure(() -> without.drills(REGIME)).code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
        }
    }

    @Test
    void theGuidesPlaybooksAreAWordAway() {
        Playbooks playbooks = dr.playbooks();

        assertThat(playbooks.databaseFailure().plan().approve("on-call").problems())
                .isEmpty();
        assertThat(playbooks.preUpgrade().plan(LiveTarget.of(dr.database())).playbook())
                .isEqualTo(Scenarios.preUpgrade(scenario -> {}));
        assertThat(playbooks
                        .restoreTest()
                        .rehearse(DrillTarget.of(dr.database()))
                        .drill())
                .isTrue();
        assertThat(playbooks.of(restoreTest().playbook()).playbook())
                .isEqualTo(restoreTest().playbook());
    }

    private BoundPlaybook restoreTest() {
        return dr.playbooks().restoreTest(scenario -> scenario.verify(TestChecks.passing()));
    }
}
