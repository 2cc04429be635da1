package com.datafly.signal.dr.internal.playbook.action;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.database.RecoveryTarget;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The commands are those of the operations guide, with what the guide leaves to the reader. */
class ByHandTest {

    private static final RecoveryTarget MOMENT = RecoveryTarget.at("2025-01-15T10:30:00Z");

    private final ByHand aws = of("aws-rds:eu-west-1/datafly-postgres");
    private final ByHand gcp = of("gcp-cloudsql:datafly/datafly-postgres");
    private final ByHand azure = of("azure-postgres:subscription/datafly-rg/datafly-postgres");
    private final ByHand own = of("postgres:localhost:5432/datafly");

    @Test
    void aSnapshotIsTakenAsTheGuideSays() {
        assertThat(aws.snapshot("pre-upgrade-20250115"))
                .containsExactly(
                        "aws rds create-db-snapshot --region eu-west-1 --db-instance-identifier datafly-postgres"
                                + " --db-snapshot-identifier pre-upgrade-20250115");
        assertThat(gcp.snapshot("Pre-upgrade backup"))
                .containsExactly("gcloud sql backups create --instance=datafly-postgres"
                        + " --description=\"Pre-upgrade backup\"");
        assertThat(own.snapshot("nightly"))
                .containsExactly("# take a backup of postgres:localhost:5432/datafly and name it nightly");
    }

    @Test
    void aRecoveryToAMomentIsStartedAsTheGuideSays() {
        String name = "datafly-postgres-recovery";

        assertThat(aws.recover(MOMENT, name))
                .last()
                .isEqualTo("aws rds restore-db-instance-to-point-in-time --region eu-west-1"
                        + " --source-db-instance-identifier datafly-postgres"
                        + " --target-db-instance-identifier datafly-postgres-recovery"
                        + " --restore-time \"2025-01-15T10:30:00Z\"");
        assertThat(aws.recover(MOMENT, name).get(0)).startsWith("# ").contains("--vpc-security-group-ids");
        assertThat(gcp.recover(MOMENT, name))
                .containsExactly("gcloud sql instances clone datafly-postgres datafly-postgres-recovery"
                        + " --point-in-time=\"2025-01-15T10:30:00Z\"");
        assertThat(azure.recover(MOMENT, name))
                .containsExactly("az postgres flexible-server restore --resource-group datafly-rg"
                        + " --name datafly-postgres-recovery --source-server datafly-postgres"
                        + " --restore-time \"2025-01-15T10:30:00Z\"");
        assertThat(own.recover(MOMENT, name))
                .singleElement()
                .asString()
                .startsWith("# ")
                .contains("never over");
    }

    @Test
    void rdsIsAskedForAWholeSecondBeforeTheMoment() {
        assertThat(aws.recover(RecoveryTarget.at("2025-01-15T10:30:00.999Z"), "new")
                        .get(1))
                .endsWith(" --restore-time \"2025-01-15T10:30:00Z\"");
    }

    @Test
    void theNewestPointAndASnapshotHaveCommandsOfTheirOwn() {
        assertThat(aws.recover(RecoveryTarget.latest(), "new").get(1)).endsWith("--use-latest-restorable-time");
        assertThat(aws.recover(RecoveryTarget.snapshot("nightly"), "new").get(1))
                .isEqualTo(
                        "aws rds restore-db-instance-from-db-snapshot --region eu-west-1 --db-instance-identifier new"
                                + " --db-snapshot-identifier nightly");
        assertThat(gcp.recover(RecoveryTarget.latest(), "new"))
                .containsExactly("gcloud sql instances clone datafly-postgres new");
        assertThat(azure.recover(RecoveryTarget.latest(), "new").get(0)).startsWith("# ");
    }

    @Test
    void whatTheGuideDoesWithBackupsAndStandbysHasItsCommands() {
        assertThat(aws.keepBackups(7, Optional.of("02:00-03:00")))
                .last()
                .isEqualTo("aws rds modify-db-instance --region eu-west-1 --db-instance-identifier datafly-postgres"
                        + " --backup-retention-period 7 --preferred-backup-window 02:00-03:00 --apply-immediately");
        assertThat(aws.failover())
                .containsExactly(
                        "aws rds reboot-db-instance --region eu-west-1 --db-instance-identifier datafly-postgres"
                                + " --force-failover");
        assertThat(aws.promote())
                .containsExactly(
                        "aws rds promote-read-replica --region eu-west-1 --db-instance-identifier datafly-postgres");
        assertThat(aws.copySnapshot("nightly", "eu-central-1", "abroad").get(1))
                .startsWith("aws rds copy-db-snapshot --region eu-central-1 --source-region eu-west-1 ")
                .endsWith(" --target-db-snapshot-identifier abroad");
        assertThat(gcp.failover()).containsExactly("gcloud sql instances failover datafly-postgres");
        assertThat(azure.failover().get(0)).endsWith("--failover Forced");
        assertThat(own.failover().get(0)).startsWith("# ");
        assertThat(own.keepBackups(7, Optional.empty()).get(0)).startsWith("# ");
    }

    @Test
    void aClustersCommandsAreNotThoseOfAnInstance() {
        assertThat(of("aws-rds:eu-west-1/cluster:orders").failover().get(0)).startsWith("# ");
    }

    @Test
    void anAzureAddressWithoutAResourceGroupLeavesAPlaceForIt() {
        assertThat(of("azure-postgres:datafly-postgres").discard("copy"))
                .containsExactly("az postgres flexible-server delete --resource-group RESOURCE-GROUP --name copy");
    }

    private static ByHand of(String address) {
        return ByHand.of(ResourceAddress.parse(address));
    }
}
