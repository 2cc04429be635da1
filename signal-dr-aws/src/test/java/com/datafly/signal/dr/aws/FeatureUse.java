package com.datafly.signal.dr.aws;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.aws.internal.AwsOptions;
import com.datafly.signal.dr.aws.testing.AccessKey;
import com.datafly.signal.dr.aws.testing.AwsFault;
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
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.store.ObjectWriter;
import com.datafly.signal.dr.store.Precondition;
import com.datafly.signal.dr.tck.DriverOptions;
import com.datafly.signal.dr.tck.SettableClock;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.rds.RdsClient;

/** Every feature of this module, used once from end to end at a testing server, with a key that may do some actions. */
final class FeatureUse implements AutoCloseable {

    private static final String REGION = "eu-west-1";
    private static final String ELSEWHERE = "eu-central-1";
    private static final String DISCARDED = "orders-old";
    private static final int MOST_LOOKS = 40;

    private final Map<IamFeature, Runnable> uses = new EnumMap<>(IamFeature.class);
    private final SettableClock clock = SettableClock.at("2025-01-15T10:00:00Z");
    private final AwsServer server = AwsServer.start(settings -> settings.clock(clock));
    private final String snapshot;
    private final String bucket;
    private final String cluster;
    private DriverOptions context = AwsOptions.at(server, server.accessKey()).with(clock);

    /** Makes everything that the features are used on, with a key that may do everything. */
    FeatureUse() {
        server.rds(REGION)
                .createInstance(
                        "orders",
                        instance -> instance.multiAz(true)
                                .backupRetention(7)
                                .subnetGroup("orders-subnets")
                                .securityGroups("sg-0a1b2c3d4e5f60718")
                                .parameterGroup("orders-parameters")
                                .deletionProtection(true)
                                .tag("team", "orders"));
        clock.advance(Duration.ofHours(2));
        this.bucket = server.buckets().create("vault-" + REGION, spec -> {}).name();
        this.cluster = server.msk(REGION).createCluster("signal");
        this.snapshot = snapshot(new OperationKey("op-given"));
        plan();
    }

    /** Makes what only one feature is used on. */
    private void prepare(IamFeature feature) {
        if (feature == IamFeature.DISCARD) {
            restore("op-given-copy", DISCARDED, RecoveryTarget.snapshot(snapshot));
        }
        if (feature == IamFeature.PROMOTE) {
            with("orders", orders -> follow(orders.unwrap(RdsClient.class).orElseThrow()));
        }
    }

    private boolean follow(RdsClient rds) {
        rds.createDBInstanceReadReplica(
                call -> call.dbInstanceIdentifier("replica").sourceDBInstanceIdentifier("orders"));
        clock.advance(Duration.ofHours(1));
        rds.modifyDBInstance(call ->
                call.dbInstanceIdentifier("replica").backupRetentionPeriod(3).applyImmediately(true));
        clock.advance(Duration.ofHours(1));
        return true;
    }

    private void plan() {
        uses.put(IamFeature.READ, this::read);
        uses.put(
                IamFeature.INVENTORY,
                () -> with(
                        "orders",
                        orders -> orders.unwrap(RdsInventory.class)
                                .orElseThrow()
                                .instances()
                                .size()));
        uses.put(IamFeature.CONFIGURE, this::configure);
        uses.put(IamFeature.ANNOTATE, this::annotate);
        uses.put(IamFeature.SNAPSHOT, () -> snapshot(new OperationKey("op-made")));
        uses.put(
                IamFeature.SNAPSHOT_DELETE,
                () -> with("orders", orders -> {
                    orders.capabilities();
                    orders.startDeleteSnapshot(snapshot);
                    return orders.findSnapshot(snapshot);
                }));
        uses.put(IamFeature.COPY, this::copy);
        uses.put(IamFeature.RESTORE, () -> {
            restore("op-1", "orders-1", RecoveryTarget.snapshot(snapshot));
            restore("op-2", "orders-2", RecoveryTarget.latest());
        });
        uses.put(
                IamFeature.DISCARD,
                () -> with("orders", orders -> {
                    orders.startDiscard(DISCARDED);
                    return orders.findRestored(DISCARDED);
                }));
        uses.put(IamFeature.FAILOVER, this::failover);
        uses.put(IamFeature.PROMOTE, this::promote);
        uses.put(IamFeature.EXPORT, this::export);
        uses.put(IamFeature.REPLICATION, this::replicate);
        uses.put(IamFeature.STORE, this::store);
        uses.put(IamFeature.ROLE, this::assume);
        uses.put(IamFeature.MSK, () -> {
            try (MskHealth probe = MskHealth.open(cluster, context)) {
                probe.status();
            }
        });
    }

    AwsServer server() {
        return server;
    }

    /** Uses a feature with a key that may do those actions alone. */
    void use(IamFeature feature, Set<String> allowed) {
        prepare(feature);
        AccessKey key = server.accessKey(allowed);
        context = AwsOptions.at(server, key).with(clock);
        requireNonNull(uses.get(feature), feature.name()).run();
    }

    private interface Use<T> {
        T apply(DatabaseDriver driver);
    }

    private <T> T with(String instance, Use<T> use) {
        try (DatabaseDriver driver = open(instance)) {
            return use.apply(driver);
        }
    }

    private DatabaseDriver open(String instance) {
        return new RdsProvider().open(ResourceAddress.parse("aws-rds:" + REGION + "/" + instance), context);
    }

    private void read() {
        with("orders", orders -> {
            orders.describe();
            orders.capabilities();
            orders.listSnapshots();
            orders.findSnapshot(snapshot);
            orders.annotations();
            orders.automatedBackups().orElseThrow().settings();
            orders.highAvailability().orElseThrow().status();
            return orders.restorableWindow().orElseThrow();
        });
    }

    private void configure() {
        AutomatedBackupSettings wanted = AutomatedBackupSettings.create(
                settings -> settings.retentionDays(9).window("02:00-03:00"));
        with("orders", orders -> {
            orders.capabilities();
            AutomatedBackupsDriver backups = orders.automatedBackups().orElseThrow();
            backups.check(wanted);
            backups.startChange(wanted);
            clock.advance(Duration.ofHours(1));
            return backups.isInForce(wanted);
        });
    }

    private void annotate() {
        with("orders", orders -> {
            orders.annotate(Map.of("signal-dr:freeze", "audit"), Set.of());
            orders.annotate(Map.of(), Set.of("signal-dr:freeze"));
            orders.annotateSnapshot(snapshot, Map.of("signal-dr:hold", "audit"), Set.of());
            return orders.annotations();
        });
    }

    private String snapshot(OperationKey key) {
        return with("orders", orders -> {
            orders.capabilities();
            orders.startSnapshot(SnapshotRequest.of(key, "nightly"));
            clock.advance(Duration.ofHours(1));
            return orders.findOperation(key).flatMap(OperationStatus::resultId).orElseThrow();
        });
    }

    private void restore(String key, String name, RecoveryTarget target) {
        RestoreRequest request = RestoreRequest.of(
                new OperationKey(key), name, target, TargetProfile.builder().build());
        with("orders", orders -> {
            orders.capabilities();
            orders.startRestore(request);
            for (int look = 0; look < MOST_LOOKS; look++) {
                clock.advance(Duration.ofMinutes(10));
                OperationStatus status = orders.findOperation(request.key()).orElseThrow();
                if (status.state() == OperationState.SUCCEEDED) {
                    orders.openRestored(name).driver().close();
                    return look;
                }
                if (status.needsCall()) {
                    orders.continueRestore(request);
                }
            }
            throw new AssertionError(name + " was not restored");
        });
    }

    private void copy() {
        SnapshotCopyRequest request =
                SnapshotCopyRequest.of(new OperationKey("op-copy"), snapshot, "vaulted", ELSEWHERE, Optional.empty());
        with("orders", orders -> {
            orders.capabilities();
            SnapshotCopyDriver copies = orders.snapshotCopies().orElseThrow();
            copies.startCopy(request);
            clock.advance(Duration.ofHours(1));
            assertThat(copies.findCopy(request)).isPresent();
            return copies.copied(request).orElseThrow();
        });
    }

    /** The request for the reboot is lost once, so that the events are asked whether it came. */
    private void failover() {
        OperationKey key = new OperationKey("op-failover");
        server.faults().next("RebootDBInstance", AwsFault.REQUEST_LOST);
        with("orders", orders -> {
            orders.capabilities();
            HighAvailabilityDriver availability = orders.highAvailability().orElseThrow();
            try {
                availability.startFailover(key);
                throw new AssertionError("the request was to be lost");
            } catch (DrException e) {
                if (e.details().containsKey("action")) {
                    throw e;
                }
            }
            availability.findFailover(key);
            availability.startFailover(key);
            clock.advance(Duration.ofHours(1));
            return availability.findFailover(key).orElseThrow();
        });
    }

    private void promote() {
        OperationKey key = new OperationKey("op-promote");
        with("replica", replica -> {
            replica.capabilities();
            HighAvailabilityDriver availability = replica.highAvailability().orElseThrow();
            availability.startPromotion(key);
            clock.advance(Duration.ofHours(1));
            return availability.findPromotion(key).orElseThrow();
        });
    }

    private void export() {
        OperationKey key = new OperationKey("op-export");
        with("orders", orders -> {
            RdsBackups backups = orders.unwrap(RdsBackups.class).orElseThrow();
            backups.startExport(
                    key,
                    snapshot,
                    target -> target.bucket(bucket)
                            .roleArn("arn:aws:iam::123456789012:role/export")
                            .kmsKeyId(server.rds(REGION).key("export", true)));
            backups.cancelExport(key);
            return backups.export(key).orElseThrow();
        });
    }

    private void replicate() {
        with("orders", orders -> {
            orders.capabilities();
            RdsBackups backups = orders.unwrap(RdsBackups.class).orElseThrow();
            backups.startReplication(ELSEWHERE, 7, Optional.empty());
            clock.advance(Duration.ofHours(1));
            backups.stopReplication(ELSEWHERE);
            return backups.replication(ELSEWHERE);
        });
    }

    private void store() {
        ResourceAddress address = ResourceAddress.parse("s3:" + bucket + "/store");
        try (ObjectStore store = new S3Provider().open(address, context)) {
            store.write("small", new byte[] {1, 2, 3}, Precondition.absent());
            assertThat(store.find("small")).isPresent();
            store.list("", "", 10);
            try (InputStream in = store.read("small")) {
                in.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            byte[] part = new byte[20 << 20];
            try (ObjectWriter given = store.writer("given-up", Precondition.none())) {
                given.write(part, 0, part.length);
                given.write(part, 0, 1);
            }
            store.delete("small", Precondition.none());
        }
    }

    private void assume() {
        String role = server.role("recovery", Set.of("rds:Describe*"));
        DriverOptions user = context;
        context = user.with("role-arn", role);
        read();
        context = user;
    }

    @Override
    public void close() {
        server.close();
    }
}
