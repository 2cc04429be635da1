package com.datafly.signal.dr.aws.internal.rds;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.aws.internal.AwsOptions;
import com.datafly.signal.dr.aws.internal.client.AwsSession;
import com.datafly.signal.dr.tck.DriverOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Backups that lie in a region may be those of an instance of another region that has the same name. */
class NamesakeBackupsTest {

    private static final String ELSEWHERE = "eu-central-1";

    private final FacetFixture fixture = new FacetFixture(instance -> instance.backupRetention(7));

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void theReplicatedBackupsOfAnotherRegionsNamesakeAreNotALostInstances() {
        fixture.server().rds(ELSEWHERE).createInstance("orders", instance -> instance.backupRetention(7));
        fixture.pass(Duration.ofHours(1));
        DriverOptions context = AwsOptions.at(fixture.server(), fixture.server().accessKey());
        try (AwsSession there = AwsSession.open(ELSEWHERE, context, Set.of())) {
            new BackupExtras(there, new RdsAddress(ELSEWHERE, RdsAddress.Kind.INSTANCE, "orders"))
                    .startReplication(FacetFixture.REGION, 7, Optional.empty());
        }
        fixture.pass(Duration.ofHours(1));
        fixture.rds().deleteInstance("orders");

        Origin left = Origin.look(new Instances(fixture.session()), FacetFixture.ORDERS, "look");

        assertThat(left.backups()).isEmpty();
        assertThat(left.window()).isEmpty();
    }
}
