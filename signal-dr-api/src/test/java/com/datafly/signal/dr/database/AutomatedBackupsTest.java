package com.datafly.signal.dr.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AutomatedBackupsTest {

    private static final AutomatedBackupSettings WEEK =
            AutomatedBackupSettings.create(more -> more.retentionDays(7).window("02:00-03:00"));

    @Test
    void settingsAreComparedByWhatTheySay() {
        assertThat(WEEK.with(more -> {})).isEqualTo(WEEK).hasSameHashCodeAs(WEEK);
        assertThat(WEEK.with(more -> more.retentionDays(8))).isNotEqualTo(WEEK);
        assertThat(WEEK.with(more -> more.window("02:00-04:00"))).isNotEqualTo(WEEK);
        assertThat(WEEK).hasToString("7 days, at 02:00-03:00 UTC");
    }

    @Test
    void settingsThatSayNothingAreOff() {
        AutomatedBackupSettings off = AutomatedBackupSettings.create(more -> {});

        assertThat(off.isOn()).isFalse();
        assertThat(off.window()).isEmpty();
        assertThat(off).hasToString("off");
    }

    @Test
    void aPlanTellsWhatItDoes() {
        AutomatedBackupSettings off = WEEK.with(more -> more.retentionDays(0));
        AutomatedBackupPlan turningOff = AutomatedBackupPlan.of(WEEK, off, List.of("Mind."));

        assertThat(turningOff.turnsOff()).isTrue();
        assertThat(turningOff.isTurningOffAllowed()).isFalse();
        assertThat(turningOff.allowTurningOff().isTurningOffAllowed()).isTrue();
        assertThat(turningOff.allowTurningOff().warnings()).containsExactly("Mind.");
        assertThat(AutomatedBackupPlan.of(off, WEEK, List.of()).turnsOff()).isFalse();
        assertThat(AutomatedBackupPlan.of(WEEK, WEEK, List.of()).isEmpty()).isTrue();
    }
}
