package com.datafly.signal.dr.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.aws.testing.AwsServer;
import com.datafly.signal.dr.aws.testing.ClusterSpec;
import com.datafly.signal.dr.aws.testing.Delays;
import com.datafly.signal.dr.aws.testing.Delays.Work;
import com.datafly.signal.dr.aws.testing.RdsClusters;
import com.datafly.signal.dr.database.Database;
import com.datafly.signal.dr.database.HighAvailabilityStatus;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.operation.Operation;
import com.datafly.signal.dr.operation.OperationState;
import com.datafly.signal.dr.tck.SettableClock;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The work of hours on clusters through the portable API, counted at the server, in time that passes at once. */
class ClusterCallCountsTest {

    private static final Duration RESTORE = Duration.ofMinutes(40);

    private final SettableClock clock = SettableClock.at("2025-01-15T10:00:00Z");
    private final AwsServer server = AwsServer.start(settings -> settings.clock(clock)
            .delays(Delays.typical().with(Work.RESTORE, RESTORE).with(Work.POINT_IN_TIME, RESTORE)));
    private final SignalDr dr = SignalDr.builder()
            .database(
                    "aws-rds:eu-west-1/cluster:orders",
                    options -> options.option("endpoint", server.endpoint().toString())
                            .option("access-key-id", server.accessKey().id())
                            .secret("secret-access-key", server.accessKey().secret()))
            .clock(clock)
            .timeSource(clock)
            .build();

    @AfterEach
    void stop() {
        dr.close();
        server.close();
    }

    private void create(Consumer<ClusterSpec> kind) {
        server.rds("eu-west-1").createCluster("orders", cluster -> {
            cluster.backupRetention(14)
                    .subnetGroup("orders-subnets")
                    .securityGroups("sg-0a1b2c3d4e5f60718")
                    .parameterGroup("orders-cluster-parameters")
                    .deletionProtection(true)
                    .setting("PreferredMaintenanceWindow", "sun:05:10-sun:05:40");
            kind.accept(cluster);
        });
        clock.advance(Duration.ofHours(1));
    }

    private RdsClusters clusters() {
        return server.rds("eu-west-1").clusters();
    }

    private long describes() {
        return server.calls().stream()
                .filter(call -> call.action().startsWith("Describe"))
                .count();
    }

    @Test
    void anAuroraClusterIsRestoredWithItsInstanceAndRemovedAgain() {
        create(cluster -> {});
        Snapshot snapshot = dr.database().snapshots().create("before").await();
        long begun = clock.nanoTime();
        long before = describes();

        Database copy = dr.database()
                .snapshots()
                .restore(snapshot.id())
                .as("orders-copy")
                .start()
                .await();

        Duration least = RESTORE.plus(Delays.typical().of(Work.CREATE));
        assertThat(Duration.ofNanos(clock.nanoTime() - begun))
                .isBetween(least, least.multipliedBy(110).dividedBy(100));
        assertThat(describes() - before).isLessThanOrEqualTo(60);
        assertThat(server.count("RestoreDBClusterFromSnapshot")).isEqualTo(1);
        assertThat(server.count("CreateDBInstance")).isEqualTo(1);
        assertThat(copy.provenance().orElseThrow().differences()).isEmpty();
        copy.discard().await();
        assertThat(clusters().names()).containsExactly("orders");
    }

    @Test
    void aMultiAzClusterIsRecoveredWithoutFurtherInstances() {
        create(ClusterSpec::multiAz);

        Database copy = dr.database()
                .pointInTimeRecovery()
                .toLatest()
                .as("orders-copy")
                .start()
                .await();

        assertThat(clusters().instances("orders-copy")).hasSize(3);
        assertThat(describes()).isLessThanOrEqualTo(60);
        assertThat(server.count("RestoreDBClusterToPointInTime")).isEqualTo(1);
        HighAvailabilityStatus standby = copy.highAvailability().status();
        assertThat(standby.meetsZeroRpo()).isTrue();
    }

    @Test
    void aCloneIsMadeAndRemoved() {
        create(cluster -> {});
        Operation<Database> making =
                dr.database().clones().create().as("orders-copy").start();
        assertThat(making.status().state()).isEqualTo(OperationState.RUNNING);
        assertThat(clusters().status("orders-copy")).contains("creating");

        making.await().discard().await();

        assertThat(clusters().names()).containsExactly("orders");
    }
}
