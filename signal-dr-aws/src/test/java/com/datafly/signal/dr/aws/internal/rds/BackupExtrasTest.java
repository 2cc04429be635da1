package com.datafly.signal.dr.aws.internal.rds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.aws.RdsAutomatedBackup;
import com.datafly.signal.dr.aws.RdsExport;
import com.datafly.signal.dr.aws.RdsExportRequest;
import com.datafly.signal.dr.aws.testing.AwsFault;
import com.datafly.signal.dr.operation.OperationKey;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BackupExtrasTest {

    private static final String PLACE = "eu-central-1";
    private static final OperationKey KEY = new OperationKey("op-export");

    private final FacetFixture fixture =
            new FacetFixture(instance -> instance.backupRetention(7).kmsKey("orders-key"));
    private final BackupExtras backups = new BackupExtras(fixture.session(), FacetFixture.ORDERS);
    private final String keyThere = fixture.server().rds(PLACE).key("vault", true);

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void backupsAreReplicatedUntilThatIsStopped() {
        assertThat(backups.replication(PLACE)).isEmpty();
        backups.startReplication(PLACE, 14, Optional.of(keyThere));
        backups.startReplication(PLACE, 14, Optional.of(keyThere));
        fixture.pass(Duration.ofHours(1));

        RdsAutomatedBackup there = backups.replication(PLACE).orElseThrow();
        assertThat(there.address().toString()).startsWith("aws-rds:eu-central-1/auto-backup:ab-");
        assertThat(there.sourceRegion()).isEqualTo(FacetFixture.REGION);
        assertThat(there.retentionDays()).isEqualTo(14);
        assertThat(there.encrypted()).isTrue();
        assertThat(there.window()).isPresent();
        assertThat(fixture.server().count("StartDBInstanceAutomatedBackupsReplication"))
                .isEqualTo(1);

        backups.stopReplication(PLACE);
        fixture.pass(Duration.ofHours(1));
        backups.stopReplication(PLACE);

        assertThat(fixture.server().count("StopDBInstanceAutomatedBackupsReplication"))
                .isEqualTo(1);
    }

    @Test
    void aReplicationThatCannotBeIsRefusedBeforeTheCall() {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> backups.startReplication(PLACE, 36, Optional.of(keyThere)))
                .withMessageContaining("retentionDays is 36");
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> backups.startReplication(FacetFixture.REGION, 7, Optional.empty()))
                .withMessageContaining("already");
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> backups.startReplication(PLACE, 7, Optional.empty()))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .withMessageContaining("no key of eu-central-1 is named");
        assertThat(fixture.server().count("StartDBInstanceAutomatedBackupsReplication"))
                .isZero();
    }

    @Test
    void whatADeletedInstanceLeftIsListedWithItsAddress() {
        assertThat(backups.automated()).hasSize(1);

        fixture.rds().deleteInstanceRetainingBackups("orders");

        assertThat(backups.automated()).singleElement().satisfies(left -> {
            assertThat(left.state()).isEqualTo("retained");
            assertThat(left.address().toString()).startsWith("aws-rds:eu-west-1/auto-backup:ab-");
        });
    }

    @Test
    void aSnapshotIsExportedOnceHoweverOftenItIsAsked() {
        String snapshot = fixture.snapshot("nightly");
        fixture.server().faults().next("StartExportTask", AwsFault.ANSWER_LOST);

        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> backups.startExport(KEY, snapshot, BackupExtrasTest::toVault))
                .satisfies(e -> assertThat(e.effect()).isEqualTo(Effect.UNKNOWN));
        RdsExport started = backups.startExport(KEY, snapshot, BackupExtrasTest::toVault);
        fixture.pass(Duration.ofHours(2));

        RdsExport done = backups.export(KEY).orElseThrow();
        assertThat(done.id()).isEqualTo(started.id());
        assertThat(done.state()).isEqualTo(RdsExport.State.COMPLETE);
        assertThat(done.percent()).isEqualTo(100);
        assertThat(done.place()).contains("s3://vault/orders");
        assertThat(backups.export(new OperationKey("op-other"))).isEmpty();
    }

    @Test
    void aKeyOfAnotherExportIsAConflict() {
        backups.startExport(KEY, fixture.snapshot("one"), BackupExtrasTest::toVault);
        String other = fixture.snapshot("other");

        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> backups.startExport(KEY, other, BackupExtrasTest::toVault))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
    }

    @Test
    void anExportThatGoesOnCanBeCancelledAndOneThatEndedCannot() {
        String snapshot = fixture.snapshot("nightly");
        backups.startExport(KEY, snapshot, BackupExtrasTest::toVault);

        backups.cancelExport(KEY);
        fixture.pass(Duration.ofHours(2));

        assertThat(backups.export(KEY).map(RdsExport::state))
                .hasValueSatisfying(
                        state -> assertThat(state).isIn(RdsExport.State.CANCELED, RdsExport.State.CANCELING));
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> backups.cancelExport(new OperationKey("op-other")))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    void anExportNeedsABucketARoleAndAKey() {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> RdsExportRequest.create(target -> target.bucket("vault")))
                .withMessageContaining("roleArn is not set");
    }

    private static void toVault(RdsExportRequest.Builder target) {
        target.bucket("vault")
                .prefix("orders")
                .roleArn("arn:aws:iam::123456789012:role/export")
                .kmsKeyId("arn:aws:kms:eu-west-1:123456789012:key/orders-key");
    }
}
