package com.datafly.signal.dr.aws.internal.rds;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.aws.RdsInstanceSummary;
import com.datafly.signal.dr.database.DatabaseState;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegionInventoryTest {

    private final FacetFixture fixture = new FacetFixture(instance -> instance.multiAz(true)
            .backupRetention(7)
            .backupWindow("02:00-03:00")
            .deletionProtection(true)
            .tag("team", "orders"));
    private final RegionInventory inventory = new RegionInventory(fixture.session());

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void stateProtectionBackupsAndTagsAreTold() {
        fixture.rds()
                .createInstance(
                        "unprotected",
                        instance -> instance.multiAz(false)
                                .backupRetention(0)
                                .deletionProtection(false)
                                .status("storage-full"));

        List<RdsInstanceSummary> instances = inventory.instances();

        assertThat(instances)
                .extracting(summary -> summary.address().toString())
                .containsExactly("aws-rds:eu-west-1/orders", "aws-rds:eu-west-1/unprotected");
        assertThat(instances.get(0))
                .returns(true, RdsInstanceSummary::multiAz)
                .returns(true, RdsInstanceSummary::deletionProtection)
                .returns(DatabaseState.AVAILABLE, RdsInstanceSummary::state)
                .satisfies(orders -> assertThat(orders.backups()).hasToString("7 days, at 02:00-03:00 UTC"))
                .satisfies(orders -> assertThat(orders.latestRestorableTime()).isPresent())
                .satisfies(orders -> assertThat(orders.tags()).containsEntry("team", "orders"))
                .satisfies(orders -> assertThat(orders.engine()).startsWith("postgres "));
        assertThat(instances.get(1))
                .returns(false, RdsInstanceSummary::multiAz)
                .returns(DatabaseState.FAILED, RdsInstanceSummary::state)
                .returns("storage-full", RdsInstanceSummary::nativeState)
                .satisfies(
                        unprotected -> assertThat(unprotected.backups().isOn()).isFalse())
                .satisfies(unprotected ->
                        assertThat(unprotected.latestRestorableTime()).isEmpty());
    }

    @Test
    void aThousandInstancesTakeTenCalls() {
        fixture.rds().quota("DBInstances", 2000);
        for (int i = 1; i < 1000; i++) {
            fixture.rds().createInstance("orders-" + i, instance -> instance.backupRetention(0));
        }

        assertThat(inventory.instances()).hasSize(1000);
        assertThat(fixture.server().calls()).hasSize(10);
    }
}
