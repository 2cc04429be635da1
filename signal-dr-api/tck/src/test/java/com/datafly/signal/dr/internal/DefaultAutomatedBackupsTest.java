package com.datafly.signal.dr.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.AutomatedBackupPlan;
import com.datafly.signal.dr.database.AutomatedBackupSettings;
import com.datafly.signal.dr.database.BackupWindow;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.tck.Fault;
import java.util.List;
import org.junit.jupiter.api.Test;

class DefaultAutomatedBackupsTest extends PortableFixture {

    @Test
    void aPlanShowsTheChangeAndTouchesNothing() {
        AutomatedBackupPlan plan = database.automatedBackups().plan(more -> more.retentionDays(7));

        assertThat(plan.current().retentionDays()).isEqualTo(35);
        assertThat(plan.wanted()).isEqualTo(plan.current().with(more -> more.retentionDays(7)));
        assertThat(plan.isEmpty()).isFalse();
        assertThat(plan.turnsOff()).isFalse();
        assertThat(plan).hasToString("35 days, at 02:00-03:00 UTC becomes 7 days, at 02:00-03:00 UTC");
        assertThat(faults().count("startChange")).isZero();
    }

    @Test
    void anAppliedPlanIsInForceWhenItIsAwaited() {
        AutomatedBackupPlan plan =
                database.automatedBackups().plan(more -> more.retentionDays(7).window("23:30-00:30"));

        AutomatedBackupSettings settings =
                database.automatedBackups().apply(plan).await();

        assertThat(settings.retentionDays()).isEqualTo(7);
        assertThat(settings.window()).contains(BackupWindow.parse("23:30-00:30"));
        assertThat(database.automatedBackups().settings()).isEqualTo(settings);
    }

    @Test
    void aPlanThatIsAppliedAgainChangesNothing() {
        AutomatedBackupPlan plan = database.automatedBackups().plan(more -> more.retentionDays(7));
        database.automatedBackups().apply(plan).await();
        database.automatedBackups().apply(plan).await();
        AutomatedBackupPlan empty = database.automatedBackups().plan(more -> more.retentionDays(7));
        database.automatedBackups().apply(empty).await();

        assertThat(empty.isEmpty()).isTrue();
        assertThat(faults().count("startChange")).isEqualTo(1);
    }

    @Test
    void switchingOffNeedsConsent() {
        AutomatedBackupPlan plan = database.automatedBackups().plan(more -> more.retentionDays(0));

        assertThat(plan.turnsOff()).isTrue();
        assertThat(plan.warnings()).hasSize(1);
        refused(ErrorCode.FAILED_PRECONDITION, () -> database.automatedBackups().apply(plan));
        assertThat(faults().count("startChange")).isZero();

        assertThat(database.automatedBackups()
                        .apply(plan.allowTurningOff())
                        .await()
                        .isOn())
                .isFalse();
        assertThat(database.automatedBackups()
                        .plan(more -> more.retentionDays(1))
                        .warnings())
                .singleElement()
                .asString()
                .contains("restarted");
    }

    @Test
    void aPlanOfOtherTimesIsAConflict() {
        AutomatedBackupPlan plan = database.automatedBackups().plan(more -> more.retentionDays(7));
        AutomatedBackupPlan other = database.automatedBackups().plan(more -> more.retentionDays(8));
        database.automatedBackups().apply(other).await();

        assertThat(refused(ErrorCode.CONFLICT, () -> database.automatedBackups().apply(plan)))
                .hasMessageContaining("8 days")
                .hasMessageContaining("35 days");
        assertThat(faults().count("startChange")).isEqualTo(1);
    }

    @Test
    void settingsOutOfBoundsAreRefusedBeforeAnythingIsTouched() {
        refused(ErrorCode.INVALID_ARGUMENT, () -> database.automatedBackups().plan(more -> more.retentionDays(36)));
        refused(ErrorCode.INVALID_ARGUMENT, () -> database.automatedBackups().plan(more -> more.retentionDays(-1)));
        refused(ErrorCode.INVALID_ARGUMENT, () -> database.automatedBackups().plan(more -> more.window("02:00-02:10")));
        AutomatedBackupSettings present = database.automatedBackups().settings();
        AutomatedBackupPlan made =
                AutomatedBackupPlan.of(present, present.with(more -> more.retentionDays(36)), List.of());

        refused(ErrorCode.INVALID_ARGUMENT, () -> database.automatedBackups().apply(made));
        assertThat(faults().count("startChange")).isZero();
    }

    @Test
    void aLostAnswerIsRepeatedUntilTheSettingsAreInForce() {
        AutomatedBackupPlan plan = database.automatedBackups().plan(more -> more.retentionDays(7));
        faults().next("startChange", Fault.ANSWER_LOST);
        faults().next("startChange", Fault.REQUEST_LOST);

        assertThat(database.automatedBackups().apply(plan).await().retentionDays())
                .isEqualTo(7);
    }

    @Test
    void whatIsNotSupportedIsRefused() {
        world.disable(Capability.AUTOMATED_BACKUPS, "its provider makes none");

        assertThat(refused(
                        ErrorCode.UNSUPPORTED, () -> database.automatedBackups().settings()))
                .hasMessageContaining("its provider makes none");
        refused(ErrorCode.UNSUPPORTED, () -> database.automatedBackups().plan(more -> {}));
    }
}
