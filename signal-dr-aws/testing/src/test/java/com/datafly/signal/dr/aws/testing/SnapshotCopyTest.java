package com.datafly.signal.dr.aws.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Snapshots that are copied, shared, exported and deleted. */
class SnapshotCopyTest extends RdsFixture {

    private static final String ARN = "arn:aws:rds:eu-west-1:123456789012:snapshot:before";

    @BeforeEach
    void takeASnapshot() {
        data.write(orders, "one");
        done(
                "CreateDBSnapshot",
                "DBInstanceIdentifier",
                "orders",
                "DBSnapshotIdentifier",
                "before",
                "Tags.Tag.1.Key",
                "team",
                "Tags.Tag.1.Value",
                "orders");
        pass(Duration.ofMinutes(5));
    }

    @Test
    void aCopyInAnotherRegionIsEncryptedAnewAndOutlivesItsSource() {
        String key = frankfurt.key("frankfurt-key", true);

        done(
                rdsInFrankfurt,
                "CopyDBSnapshot",
                "SourceDBSnapshotIdentifier",
                ARN,
                "TargetDBSnapshotIdentifier",
                "copy",
                "KmsKeyId",
                key,
                "CopyTags",
                "true",
                "PreSignedUrl",
                "https://rds.eu-west-1.amazonaws.com/");
        clock.advance(Duration.ofMinutes(4));
        RawAnswer copying = done(rdsInFrankfurt, "DescribeDBSnapshots", "DBSnapshotIdentifier", "copy");
        assertThat(copying.text("Status")).isEqualTo("creating");
        assertThat(copying.text("PercentProgress")).isEqualTo("50");
        clock.advance(Duration.ofMinutes(4));
        done("DeleteDBSnapshot", "DBSnapshotIdentifier", "before");

        RawAnswer copy = done(rdsInFrankfurt, "DescribeDBSnapshots", "DBSnapshotIdentifier", "copy");
        assertThat(copy.text("Status")).isEqualTo("available");
        assertThat(copy.text("KmsKeyId")).isEqualTo(key);
        assertThat(copy.text("SourceRegion")).isEqualTo("eu-west-1");
        assertThat(copy.text("SourceDBSnapshotIdentifier")).isEqualTo(ARN);
        assertThat(copy.texts("Value")).containsExactly("orders");
        done(
                rdsInFrankfurt,
                "RestoreDBInstanceFromDBSnapshot",
                "DBInstanceIdentifier",
                "orders-dr",
                "DBSnapshotIdentifier",
                "copy");
        assertThat(statuses(frankfurt, "orders-dr")).endsWith("available");
        assertThat(data.markers(frankfurt.dataId("orders-dr"))).containsExactly("one");
    }

    @Test
    void anEncryptedSnapshotIsCopiedElsewhereOnlyWithAKeyOfThatPlace() {
        assertThat(copyCode("PreSignedUrl", "https://rds.eu-west-1.amazonaws.com/"))
                .isEqualTo("InvalidParameterCombination");
        assertThat(copyCode("KmsKeyId", "unknown")).isEqualTo("KMSKeyNotAccessibleFault");
        assertThat(copyCode("KmsKeyId", frankfurt.key("frankfurt-key", true))).isEqualTo("InvalidParameterCombination");
    }

    @Test
    void thereIsRoomForSoManySnapshots() {
        ireland.quota("ManualSnapshots", 1);

        RawAnswer refused =
                rds.call("CreateDBSnapshot", "DBInstanceIdentifier", "orders", "DBSnapshotIdentifier", "another");

        assertThat(refused.code()).isEqualTo("SnapshotQuotaExceeded");
        assertThat(done("DescribeAccountAttributes").body())
                .contains("<AccountQuotaName>ManualSnapshots</AccountQuotaName><Used>1</Used><Max>1</Max>");
    }

    @Test
    void onlyManualSnapshotsAreDeletedOrShared() {
        String automated = ireland.snapshots().stream()
                .filter(name -> name.startsWith("rds:"))
                .findFirst()
                .orElseThrow();

        assertThat(refused("DeleteDBSnapshot", "DBSnapshotIdentifier", automated))
                .isEqualTo("InvalidDBSnapshotState");
        assertThat(refused(
                        "ModifyDBSnapshotAttribute",
                        "DBSnapshotIdentifier",
                        automated,
                        "AttributeName",
                        "restore",
                        "ValuesToAdd.AttributeValue.1",
                        "111122223333"))
                .isEqualTo("InvalidDBSnapshotState");
        assertThat(done(
                                "ModifyDBSnapshotAttribute",
                                "DBSnapshotIdentifier",
                                "before",
                                "AttributeName",
                                "restore",
                                "ValuesToAdd.AttributeValue.1",
                                "111122223333")
                        .texts("AttributeValue"))
                .containsExactly("111122223333");
        assertThat(refused(
                        "ModifyDBSnapshotAttribute",
                        "DBSnapshotIdentifier",
                        "before",
                        "AttributeName",
                        "restore",
                        "ValuesToAdd.AttributeValue.1",
                        "all"))
                .isEqualTo("InvalidParameterValue");
    }

    @Test
    void tagsAreAddedAndTakenAway() {
        done(
                "AddTagsToResource",
                "ResourceName",
                ARN,
                "Tags.Tag.1.Key",
                "signal-dr:state",
                "Tags.Tag.1.Value",
                "x=20y");
        done("RemoveTagsFromResource", "ResourceName", ARN, "TagKeys.member.1", "team");

        assertThat(done("ListTagsForResource", "ResourceName", ARN).texts("Key"))
                .containsExactly("signal-dr:state");
        assertThat(refused("AddTagsToResource", "ResourceName", ARN, "Tags.Tag.1.Key", "k", "Tags.Tag.1.Value", "a<b"))
                .isEqualTo("InvalidParameterValue");
        assertThat(refused("AddTagsToResource", "ResourceName", ARN, "Tags.Tag.1.Key", "aws:k"))
                .isEqualTo("InvalidParameterValue");
        assertThat(refused("ListTagsForResource", "ResourceName", ARN + "x")).isEqualTo("DBSnapshotNotFound");
    }

    @Test
    void anExportEndsWhenItIsDoneOrCanceled() {
        String key = ireland.key("export-key", true);
        for (String name : new String[] {"export-1", "export-2"}) {
            done(
                    "StartExportTask",
                    "ExportTaskIdentifier",
                    name,
                    "SourceArn",
                    ARN,
                    "S3BucketName",
                    "exports",
                    "IamRoleArn",
                    "arn:aws:iam::123456789012:role/export",
                    "KmsKeyId",
                    key);
        }
        done("CancelExportTask", "ExportTaskIdentifier", "export-2");

        pass(Duration.ofMinutes(31));

        assertThat(done("DescribeExportTasks").texts("Status")).containsExactly("COMPLETE", "CANCELED");
        assertThat(refused("CancelExportTask", "ExportTaskIdentifier", "export-1"))
                .isEqualTo("InvalidExportTaskStateFault");
    }

    private String copyCode(String name, String value) {
        return rdsInFrankfurt
                .call(
                        "CopyDBSnapshot",
                        "SourceDBSnapshotIdentifier",
                        ARN,
                        "TargetDBSnapshotIdentifier",
                        "copy",
                        name,
                        value)
                .code();
    }
}
