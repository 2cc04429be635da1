package com.datafly.signal.dr.aws.internal.rds;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.database.AutomatedBackupSettings;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** RDS does at once all that waits for the maintenance window if one change is to be made at once. */
class PendingChangesTest {

    private final FacetFixture fixture = new FacetFixture(instance -> instance.backupRetention(7)
            .backupWindow("02:00-03:00")
            .maintenanceWindow("wed:06:00-wed:07:00")
            .instanceClass("db.m6g.large"));
    private final InstanceBackups backups = new InstanceBackups(fixture.session(), FacetFixture.ORDERS);

    @AfterEach
    void close() {
        fixture.close();
    }

    private void anotherClassWaits() {
        fixture.session()
                .rds()
                .modifyDBInstance(call -> call.dbInstanceIdentifier("orders").dbInstanceClass("db.m6g.xlarge"));
    }

    private static AutomatedBackupSettings days(int days) {
        return AutomatedBackupSettings.create(
                settings -> settings.retentionDays(days).window("03:00-04:00"));
    }

    @Test
    void anotherRetentionPeriodDoesNotBringForwardWhatWaits() {
        anotherClassWaits();

        backups.startChange(days(14));
        fixture.pass(Duration.ofHours(1));

        assertThat(backups.isInForce(days(14))).isTrue();
        assertThat(fixture.rds().setting("orders", "DBInstanceClass")).isEqualTo("db.m6g.large");
    }

    @Test
    void whatSwitchingOffBringsForwardIsSaidBefore() {
        anotherClassWaits();

        assertThat(backups.check(days(0)))
                .anySatisfy(warning -> assertThat(warning).contains("maintenance window"));
    }
}
