package com.datafly.signal.dr.aws.internal.rds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.datafly.signal.dr.aws.testing.Delays;
import com.datafly.signal.dr.database.DatabaseRole;
import com.datafly.signal.dr.database.DatabaseState;
import com.datafly.signal.dr.database.DatabaseStatus;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.operation.OperationState;
import com.datafly.signal.dr.operation.OperationStatus;
import com.datafly.signal.dr.spi.DatabaseDriver;
import com.datafly.signal.dr.spi.SnapshotRequest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is said of an instance, a cluster and a snapshot as they are. */
class DescriptionTest {

    @Test
    void anInstanceIsDescribedWithItsProtection() {
        try (RdsHarness rds = new RdsHarness(Duration.ofMinutes(5));
                DatabaseDriver driver = rds.open(RdsHarness.ORDERS)) {
            DatabaseStatus status = driver.describe();

            assertThat(status.state()).isEqualTo(DatabaseState.AVAILABLE);
            assertThat(status.role()).isEqualTo(DatabaseRole.PRIMARY);
            assertThat(status.details())
                    .containsEntry("db-instance-status", "available")
                    .containsEntry("db-instance-class", "db.r6g.xlarge")
                    .containsEntry("multi-az", "true")
                    .containsEntry("backup-retention-period", "14")
                    .containsEntry("preferred-backup-window", "02:00-03:00")
                    .containsEntry("deletion-protection", "true")
                    .containsEntry("storage-encrypted", "false")
                    .containsEntry("earliest-restorable-time", "2025-01-15T10:00:00Z")
                    .containsEntry("latest-restorable-time", "2025-01-15T11:00:00Z");
            assertThat(status.warnings())
                    .singleElement()
                    .satisfies(warning -> assertThat(warning).contains("not encrypted"));
        }
    }

    @Test
    void whatAPersonShouldKnowOfAnInstanceIsSaid() {
        try (RdsHarness rds = new RdsHarness(Duration.ZERO)) {
            rds.rds().createInstance("bare", instance -> instance.backupRetention(0));
            rds.rds().setStatus("bare", "storage-full");
            try (DatabaseDriver bare = rds.open("bare")) {
                DatabaseStatus status = bare.describe();

                assertThat(status.state()).isEqualTo(DatabaseState.FAILED);
                assertThat(String.join("\n", status.warnings()))
                        .contains("'storage-full': Enlarge", "backups are off", "protection is off", "not encrypted");
            }
        }
    }

    @Test
    void aClusterIsDescribedWithItsProtection() {
        try (ClusterHarness rds = new ClusterHarness(cluster -> {});
                DatabaseDriver driver = rds.open(ClusterHarness.ORDERS)) {
            DatabaseStatus status = driver.describe();

            assertThat(status.state()).isEqualTo(DatabaseState.AVAILABLE);
            assertThat(status.details())
                    .containsEntry("status", "available")
                    .containsEntry("backup-retention-period", "14")
                    .containsEntry("preferred-backup-window", "02:00-03:00")
                    .containsEntry("deletion-protection", "true")
                    .containsKeys("earliest-restorable-time", "latest-restorable-time", "encrypted", "writer");
        }
    }

    @Test
    void aSnapshotThatIsBeingMadeSaysHowFarItIs() {
        try (RdsHarness rds = new RdsHarness(Duration.ZERO);
                DatabaseDriver driver = rds.open(RdsHarness.ORDERS)) {
            OperationKey key = OperationKey.random();
            driver.startSnapshot(SnapshotRequest.of(key, "half"));
            rds.clock().advance(Delays.typical().of(Delays.Work.SNAPSHOT).dividedBy(2));

            OperationStatus status = driver.findOperation(key).orElseThrow();

            assertThat(status.state()).isEqualTo(OperationState.RUNNING);
            assertThat(status.progress().orElseThrow().fraction().orElseThrow()).isCloseTo(0.5, within(0.05));
        }
    }
}
