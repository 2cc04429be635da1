package com.datafly.signal.dr.aws.internal.rds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.aws.testing.AwsFault;
import com.datafly.signal.dr.database.AutomatedBackupSettings;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InstanceBackupsTest {

    private final FacetFixture fixture = new FacetFixture(instance ->
            instance.backupRetention(0).backupWindow("04:00-05:00").maintenanceWindow("wed:06:00-wed:07:00"));
    private final InstanceBackups backups = new InstanceBackups(fixture.session(), FacetFixture.ORDERS);

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void theGuidesSettingsComeIntoForceAfterARestartThatIsWarnedOf() {
        AutomatedBackupSettings wanted = settings(7, "02:00-03:00");

        assertThat(backups.settings()).hasToString("off, at 04:00-05:00 UTC");
        assertThat(backups.check(wanted)).singleElement().asString().contains("restarts the instance");

        backups.startChange(wanted);
        assertThat(backups.isInForce(wanted)).isFalse();
        fixture.pass(Duration.ofHours(1));

        assertThat(backups.isInForce(wanted)).isTrue();
        assertThat(backups.settings()).isEqualTo(wanted);
    }

    @Test
    void whatIsInForceIsNotSetAgain() {
        AutomatedBackupSettings wanted = settings(7, "02:00-03:00");
        backups.startChange(wanted);
        fixture.pass(Duration.ofHours(1));

        backups.startChange(wanted);

        assertThat(fixture.server().count("ModifyDBInstance")).isEqualTo(1);
    }

    @Test
    void withoutAWindowTheOneThatIsThereStays() {
        backups.startChange(AutomatedBackupSettings.create(settings -> settings.retentionDays(3)));
        fixture.pass(Duration.ofHours(1));

        assertThat(backups.settings()).isEqualTo(settings(3, "04:00-05:00"));
    }

    @Test
    void whatIsLostIsSaidBeforeBackupsAreSwitchedOffOrKeptForFewerDays() {
        backups.startChange(settings(7, "02:00-03:00"));
        fixture.pass(Duration.ofHours(1));

        assertThat(backups.check(settings(0, "02:00-03:00")))
                .singleElement()
                .asString()
                .contains("deletes the 7 days of automated backups");
        assertThat(backups.check(settings(2, "02:00-03:00")))
                .singleElement()
                .asString()
                .contains("older than 2 days are deleted");
        assertThat(backups.check(settings(9, "02:00-03:00"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "36, 02:00-03:00, retentionDays is 36",
        "7, 02:00-02:29, which is 29 minutes",
        "7, 23:50-00:10, which is 20 minutes",
        "7, 05:30-06:01, overlaps the maintenance window wed:06:00-wed:07:00",
        "7, 06:59-07:59, overlaps the maintenance window wed:06:00-wed:07:00",
        "7, 05:00-09:00, overlaps the maintenance window wed:06:00-wed:07:00"
    })
    void whatRdsWouldRefuseIsRefusedBeforeTheCall(int days, String window, String problem) {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> backups.check(settings(days, window)))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .withMessageContaining(problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"05:30-06:00", "07:00-07:30", "23:45-00:15", "07:00-06:00"})
    void everyLegalWindowIsTakenByRds(String window) {
        AutomatedBackupSettings wanted = settings(35, window);

        backups.check(wanted);
        backups.startChange(wanted);
        fixture.pass(Duration.ofHours(1));

        assertThat(backups.settings()).isEqualTo(wanted);
    }

    @Test
    void aLostAnswerHasAnUnknownEffectAndRepetitionFindsItDone() {
        AutomatedBackupSettings wanted = settings(7, "02:00-03:00");
        fixture.server().faults().next("ModifyDBInstance", AwsFault.ANSWER_LOST);

        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> backups.startChange(wanted))
                .satisfies(e -> assertThat(e.effect()).isEqualTo(Effect.UNKNOWN));
        fixture.pass(Duration.ofHours(1));
        backups.startChange(wanted);

        assertThat(backups.isInForce(wanted)).isTrue();
        assertThat(fixture.server().count("ModifyDBInstance")).isEqualTo(1);
    }

    private static AutomatedBackupSettings settings(int days, String window) {
        return AutomatedBackupSettings.create(
                settings -> settings.retentionDays(days).window(window));
    }
}
