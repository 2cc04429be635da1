package com.datafly.signal.dr.aws.internal.rds;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.aws.RdsProvider;
import com.datafly.signal.dr.aws.internal.AwsOptions;
import com.datafly.signal.dr.aws.testing.AccessKey;
import com.datafly.signal.dr.aws.testing.AwsServer;
import com.datafly.signal.dr.aws.testing.Delays;
import com.datafly.signal.dr.aws.testing.InstanceSpec;
import com.datafly.signal.dr.aws.testing.RdsRegion;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.database.TargetProfile;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.operation.OperationState;
import com.datafly.signal.dr.operation.OperationStatus;
import com.datafly.signal.dr.operation.TimeSource;
import com.datafly.signal.dr.spi.DatabaseDriver;
import com.datafly.signal.dr.spi.RestoreRequest;
import com.datafly.signal.dr.spi.SnapshotRequest;
import com.datafly.signal.dr.tck.DatabaseHarness;
import com.datafly.signal.dr.tck.FaultPlan;
import com.datafly.signal.dr.tck.InMemoryDataPlane;
import com.datafly.signal.dr.tck.SecretRecorder;
import com.datafly.signal.dr.tck.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The instance {@code orders} at the testing server, whose settings are none of the defaults, in time that is set. */
final class RdsHarness implements DatabaseHarness, AutoCloseable {

    static final String REGION = "eu-west-1";
    static final String ORDERS = "orders";

    private static final Map<String, List<String>> REQUESTS = Map.ofEntries(
            Map.entry("describe", List.of("DescribeDBInstances")),
            Map.entry("startSnapshot", List.of("CreateDBSnapshot")),
            Map.entry("startRestore", List.of("RestoreDBInstanceFromDBSnapshot", "RestoreDBInstanceToPointInTime")),
            Map.entry("startClone", List.of("RestoreDBInstanceToPointInTime")),
            Map.entry("findOperation", List.of("DescribeDBSnapshots")),
            Map.entry("startChange", List.of("ModifyDBInstance")),
            Map.entry("startCopy", List.of("CopyDBSnapshot")),
            Map.entry("startFailover", List.of("RebootDBInstance")),
            Map.entry("startPromotion", List.of("PromoteReadReplica")));

    private final SettableClock clock = SettableClock.at("2025-01-15T10:00:00Z");
    private final InMemoryDataPlane data = InMemoryDataPlane.create(clock);
    private final AwsServer server;
    private final SecretRecorder secrets = SecretRecorder.create();
    private final FaultPlan faults = FaultPlan.create();
    private Duration pause = Duration.ofSeconds(30);

    /**
     * Starts a server.
     *
     * @param log how far the latest restorable time is behind; the contract's clones hold the very present, so there it
     *     is zero, while RDS takes five minutes
     */
    RdsHarness(Duration log) {
        this.server = AwsServer.start(settings ->
                settings.clock(clock).dataPlane(data).delays(Delays.typical().with(Delays.Work.LOG, log)));
        server.accessKey().secret().use(value -> {
            secrets.watch("secret access key", new String(value));
            return true;
        });
        rds().createInstance(ORDERS, RdsHarness::unlikeTheDefaults);
        rds().quota("ManualSnapshots", 1000);
        clock.advance(Duration.ofHours(1));
    }

    static void unlikeTheDefaults(InstanceSpec instance) {
        instance.instanceClass("db.r6g.xlarge")
                .multiAz(true)
                .backupRetention(14)
                .backupWindow("02:00-03:00")
                .maintenanceWindow("sun:05:10-sun:05:40")
                .subnetGroup("orders-subnets")
                .securityGroups("sg-0a1b2c3d4e5f60718")
                .parameterGroup("orders-parameters")
                .deletionProtection(true)
                .copyTagsToSnapshot(true)
                .exportedLogs("postgresql", "upgrade")
                .setting("MaxAllocatedStorage", 200)
                .setting("MonitoringInterval", 60)
                .setting("MonitoringRoleArn", "arn:aws:iam::123456789012:role/monitoring")
                .setting("PerformanceInsightsEnabled", true)
                .setting("PerformanceInsightsRetentionPeriod", 31)
                .setting("IAMDatabaseAuthenticationEnabled", true)
                .tag("team", "orders");
    }

    SettableClock clock() {
        return clock;
    }

    InMemoryDataPlane data() {
        return data;
    }

    AwsServer server() {
        return server;
    }

    RdsRegion rds() {
        return server.rds(REGION);
    }

    /** Opens a driver without planned faults. */
    DatabaseDriver open(String name) {
        return open(name, server.accessKey());
    }

    DatabaseDriver open(String name, AccessKey key) {
        return new RdsProvider()
                .open(
                        new ResourceAddress("aws-rds", REGION + "/" + name),
                        AwsOptions.at(server, key).with(clock));
    }

    /** Makes a snapshot of {@code orders} and returns its id. */
    String snapshot() {
        try (DatabaseDriver driver = open(ORDERS)) {
            OperationKey key = OperationKey.random();
            driver.startSnapshot(SnapshotRequest.of(key, "kept"));
            return eventually(() -> driver.findOperation(key).flatMap(OperationStatus::resultId));
        }
    }

    /** Goes on with a restore until it has ended. */
    OperationStatus finish(DatabaseDriver driver, RestoreRequest request) {
        return eventually(() -> {
            OperationStatus status = driver.findOperation(request.key()).orElseThrow();
            if (status.needsCall()) {
                driver.continueRestore(request);
            }
            return Optional.of(status).filter(seen -> seen.state() != OperationState.RUNNING);
        });
    }

    /** Restores and returns the name of the copy. */
    String restore(DatabaseDriver driver, RestoreRequest request) {
        driver.startRestore(request);
        return finish(driver, request).resultId().orElseThrow();
    }

    static RestoreRequest request(String name, RecoveryTarget target) {
        return request(name, target, TargetProfile.builder().build());
    }

    static RestoreRequest request(String name, RecoveryTarget target, TargetProfile profile) {
        return RestoreRequest.of(OperationKey.random(), name, target, profile);
    }

    /** Sets how much of the server's time passes between two looks; half a minute unless told. */
    RdsHarness lookEvery(Duration pause) {
        this.pause = pause;
        return this;
    }

    /** Looks again and again, for six hours of the server's. */
    <T> T eventually(Supplier<Optional<T>> look) {
        Instant end = clock.instant().plus(patience());
        Optional<T> seen = look.get();
        while (seen.isEmpty() && clock.instant().isBefore(end)) {
            clock.advance(pause);
            seen = look.get();
        }
        return seen.orElseThrow();
    }

    private DatabaseDriver faulty(DatabaseDriver driver) {
        return new FaultyCalls(server, faults, REQUESTS).around(DatabaseDriver.class, driver);
    }

    @Override
    public DatabaseDriver newDriver() {
        return faulty(open(ORDERS));
    }

    /** RDS recovers to seconds, so each commit gets a second of its own. */
    @Override
    public Instant write(String marker) {
        Instant committed = data.write(rds().dataId(ORDERS), marker);
        clock.advance(Duration.ofSeconds(2));
        return committed.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
    }

    @Override
    public List<String> markers(DatabaseDriver restored) {
        String arn = requireNonNull(restored.describe().details().get("db-instance-arn"));
        return markers(arn.substring(arn.lastIndexOf(':') + 1));
    }

    List<String> markers(String instance) {
        return data.markers(rds().dataId(instance));
    }

    @Override
    public SecretRecorder secrets() {
        return secrets;
    }

    @Override
    public void searchForSecrets() {
        server.calls().forEach(call -> secrets.search("a request", call.toString()));
    }

    @Override
    public TimeSource time() {
        return clock;
    }

    @Override
    public Duration patience() {
        return Duration.ofHours(6);
    }

    @Override
    public Set<Hook> hooks() {
        Set<Hook> hooks = EnumSet.allOf(Hook.class);
        hooks.remove(Hook.FOLLOWER);
        return hooks;
    }

    @Override
    public FaultPlan faults() {
        return faults;
    }

    @Override
    public DatabaseDriver forbiddenDriver() {
        return open(ORDERS, server.accessKey(Set.of()));
    }

    @Override
    public DatabaseDriver missingDriver() {
        return open("absent");
    }

    @Override
    public void occupy(String name) {
        rds().createInstance(name);
    }

    @Override
    public String copyPlace() {
        return "eu-central-1";
    }

    @Override
    public void close() {
        server.close();
    }
}
