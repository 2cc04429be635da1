package com.datafly.signal.dr.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.aws.internal.AwsOptions;
import com.datafly.signal.dr.aws.testing.AwsServer;
import com.datafly.signal.dr.database.AutomatedBackupSettings;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.database.TargetProfile;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.operation.OperationState;
import com.datafly.signal.dr.operation.OperationStatus;
import com.datafly.signal.dr.spi.AutomatedBackupsDriver;
import com.datafly.signal.dr.spi.DatabaseDriver;
import com.datafly.signal.dr.spi.HighAvailabilityDriver;
import com.datafly.signal.dr.spi.RestoreRequest;
import com.datafly.signal.dr.spi.SnapshotCopyDriver;
import com.datafly.signal.dr.spi.SnapshotCopyRequest;
import com.datafly.signal.dr.spi.SnapshotRequest;
import com.datafly.signal.dr.tck.DriverOptions;
import com.datafly.signal.dr.tck.SettableClock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Every feature for clusters, used once from end to end at a testing server, with a key that may do some actions. */
final class ClusterFeatureUse implements AutoCloseable {

    private static final String REGION = "eu-west-1";
    private static final String DISCARDED = "orders-old";
    private static final int MOST_LOOKS = 40;

    private final SettableClock clock = SettableClock.at("2025-01-15T10:00:00Z");
    private final AwsServer server = AwsServer.start(settings -> settings.clock(clock));
    private final String kept;
    private DriverOptions context = AwsOptions.at(server, server.accessKey()).with(clock);

    /** Makes everything that the features are used on, with a key that may do everything. */
    ClusterFeatureUse() {
        server.rds(REGION)
                .createCluster(
                        "orders",
                        cluster -> cluster.backupRetention(7)
                                .subnetGroup("orders-subnets")
                                .securityGroups("sg-0a1b2c3d4e5f60718")
                                .deletionProtection(true)
                                .setting("PreferredMaintenanceWindow", "sat:05:10-sat:05:40"));
        server.rds(REGION).createCluster("lost", cluster -> {});
        clock.advance(Duration.ofHours(2));
        server.rds(REGION).clusters().deleteRetainingBackups("lost");
        try (DatabaseDriver orders = open("orders")) {
            this.kept = snapshot(orders, "op-given");
        }
    }

    AwsServer server() {
        return server;
    }

    /** Uses a feature with a key that may do those actions alone. */
    void use(IamFeature feature, Set<String> allowed) {
        if (feature == IamFeature.CLUSTER_DISCARD) {
            with("orders", orders -> restore(orders, DISCARDED, RecoveryTarget.snapshot(kept)));
        }
        context = AwsOptions.at(server, server.accessKey(allowed)).with(clock);
        switch (feature) {
            case CLUSTER_READ -> read();
            case CLUSTER_CONFIGURE -> with("orders", this::configure);
            case CLUSTER_ANNOTATE -> with("orders", this::annotate);
            case CLUSTER_SNAPSHOT -> with("orders", orders -> snapshot(orders, "op-made"));
            case CLUSTER_SNAPSHOT_DELETE ->
                with("orders", orders -> {
                    orders.capabilities();
                    orders.startDeleteSnapshot(kept);
                });
            case CLUSTER_COPY -> with("orders", this::copy);
            case CLUSTER_RESTORE ->
                with("orders", orders -> {
                    restore(orders, "orders-1", RecoveryTarget.snapshot(kept));
                    restore(orders, "orders-2", RecoveryTarget.latest());
                });
            case CLUSTER_DISCARD -> with("orders", orders -> orders.startDiscard(DISCARDED));
            case CLUSTER_FAILOVER -> with("orders", this::failover);
            default -> throw new IllegalArgumentException(feature + " is none of clusters");
        }
    }

    private void with(String cluster, Consumer<DatabaseDriver> use) {
        try (DatabaseDriver driver = open(cluster)) {
            use.accept(driver);
        }
    }

    private DatabaseDriver open(String cluster) {
        return new RdsProvider().open(ResourceAddress.parse("aws-rds:" + REGION + "/cluster:" + cluster), context);
    }

    private void read() {
        with("orders", orders -> {
            orders.describe();
            orders.listSnapshots();
            assertThat(orders.findSnapshot(kept)).isPresent();
            orders.annotations();
            orders.automatedBackups().orElseThrow().settings();
            orders.highAvailability().orElseThrow().status();
            assertThat(orders.restorableWindow()).isPresent();
        });
        with("lost", lost -> assertThat(lost.restorableWindow()).isPresent());
    }

    private void configure(DatabaseDriver orders) {
        AutomatedBackupSettings wanted = AutomatedBackupSettings.create(
                settings -> settings.retentionDays(9).window("02:00-03:00"));
        orders.capabilities();
        AutomatedBackupsDriver backups = orders.automatedBackups().orElseThrow();
        backups.startChange(wanted);
        clock.advance(Duration.ofHours(1));
        require(backups.isInForce(wanted), "the settings are in force");
    }

    private void annotate(DatabaseDriver orders) {
        orders.annotate(Map.of("signal-dr:freeze", "audit"), Set.of());
        orders.annotate(Map.of(), Set.of("signal-dr:freeze"));
        orders.annotateSnapshot(kept, Map.of("signal-dr:hold", "audit"), Set.of());
    }

    private String snapshot(DatabaseDriver orders, String name) {
        OperationKey key = new OperationKey(name);
        orders.capabilities();
        orders.startSnapshot(SnapshotRequest.of(key, "nightly"));
        clock.advance(Duration.ofHours(1));
        return orders.findOperation(key).flatMap(OperationStatus::resultId).orElseThrow();
    }

    private void copy(DatabaseDriver orders) {
        SnapshotCopyRequest request =
                SnapshotCopyRequest.of(new OperationKey("op-copy"), kept, "vaulted", "eu-central-1", Optional.empty());
        orders.capabilities();
        SnapshotCopyDriver copies = orders.snapshotCopies().orElseThrow();
        copies.startCopy(request);
        clock.advance(Duration.ofHours(1));
        require(copies.copied(request).isPresent(), "the copy is there");
    }

    private void restore(DatabaseDriver orders, String name, RecoveryTarget target) {
        RestoreRequest request = RestoreRequest.of(
                new OperationKey("op-" + name),
                name,
                target,
                TargetProfile.builder().build());
        orders.capabilities();
        orders.startRestore(request);
        for (int look = 0; look < MOST_LOOKS; look++) {
            clock.advance(Duration.ofMinutes(10));
            OperationStatus status = orders.findOperation(request.key()).orElseThrow();
            if (status.state() == OperationState.SUCCEEDED) {
                orders.openRestored(name).driver().close();
                return;
            }
            if (status.needsCall()) {
                orders.continueRestore(request);
            }
        }
        throw new AssertionError(name + " was not restored");
    }

    private void failover(DatabaseDriver orders) {
        OperationKey key = new OperationKey("op-failover");
        orders.capabilities();
        HighAvailabilityDriver standbys = orders.highAvailability().orElseThrow();
        standbys.startFailover(key);
        clock.advance(Duration.ofHours(1));
        require(standbys.findFailover(key).isPresent(), "the failover is known");
    }

    private static void require(boolean so, String what) {
        if (!so) {
            throw new AssertionError("not so: " + what);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
