package com.datafly.signal.dr.aws.internal.rds;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.aws.RdsProvider;
import com.datafly.signal.dr.aws.internal.AwsOptions;
import com.datafly.signal.dr.aws.testing.AccessKey;
import com.datafly.signal.dr.aws.testing.AwsServer;
import com.datafly.signal.dr.aws.testing.Call;
import com.datafly.signal.dr.aws.testing.ClusterSpec;
import com.datafly.signal.dr.aws.testing.Delays;
import com.datafly.signal.dr.aws.testing.RdsClusters;
import com.datafly.signal.dr.aws.testing.RdsRegion;
import com.datafly.signal.dr.database.Provenance;
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
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The cluster {@code orders} at the testing server, whose settings are none of the defaults, in time that is set. */
final class ClusterHarness implements DatabaseHarness, AutoCloseable {

    static final String REGION = "eu-west-1";
    static final String ORDERS = "orders";

    private static final Map<String, List<String>> REQUESTS = Map.ofEntries(
            Map.entry("describe", List.of("DescribeDBClusters")),
            Map.entry("startSnapshot", List.of("CreateDBClusterSnapshot")),
            Map.entry("startRestore", List.of("RestoreDBClusterFromSnapshot", "RestoreDBClusterToPointInTime")),
            Map.entry("startClone", List.of("RestoreDBClusterToPointInTime")),
            Map.entry("continueRestore", List.of("CreateDBInstance")),
            Map.entry("findOperation", List.of("DescribeDBClusterSnapshots")),
            Map.entry("startChange", List.of("ModifyDBCluster")),
            Map.entry("startCopy", List.of("CopyDBClusterSnapshot")),
            Map.entry("startFailover", List.of("FailoverDBCluster")));

    private final SettableClock clock = SettableClock.at("2025-01-15T10:00:00Z");
    private final InMemoryDataPlane data = InMemoryDataPlane.create(clock);
    private final SecretRecorder secrets = SecretRecorder.create();
    private final FaultPlan faults = FaultPlan.create();
    private final AwsServer server;
    private final Consumer<ClusterSpec> kind;

    /** Starts a server whose latest restorable time is the present, as the contract's clones need it. */
    ClusterHarness(Consumer<ClusterSpec> kind) {
        this(kind, Duration.ZERO);
    }

    ClusterHarness(Consumer<ClusterSpec> kind, Duration log) {
        this.kind = kind;
        this.server = AwsServer.start(
                settings -> settings.clock(clock).dataPlane(data).delays(quick().with(Delays.Work.LOG, log)));
        server.accessKey().secret().use(value -> {
            secrets.watch("secret access key", new String(value));
            return true;
        });
        rds().createCluster(ORDERS, cluster -> {
            unlikeTheDefaults(cluster);
            kind.accept(cluster);
        });
        rds().quota("ManualClusterSnapshots", 1000);
        clock.advance(Duration.ofHours(1));
    }

    /** Seconds where RDS takes minutes, so that the contract looks less often. */
    private static Delays quick() {
        Delays delays = Delays.typical();
        for (Delays.Work work : Delays.Work.values()) {
            delays = delays.with(work, delays.of(work).dividedBy(60));
        }
        return delays;
    }

    private static void unlikeTheDefaults(ClusterSpec cluster) {
        cluster.backupRetention(14)
                .subnetGroup("orders-subnets")
                .securityGroups("sg-0a1b2c3d4e5f60718")
                .parameterGroup("orders-cluster-parameters")
                .deletionProtection(true)
                .setting("PreferredBackupWindow", "02:00-03:00")
                .setting("PreferredMaintenanceWindow", "sun:05:10-sun:05:40")
                .setting("CopyTagsToSnapshot", true)
                .setting("IAMDatabaseAuthenticationEnabled", true)
                .setting("Port", 5544)
                .tag("team", "orders");
    }

    SettableClock clock() {
        return clock;
    }

    AwsServer server() {
        return server;
    }

    RdsRegion rds() {
        return server.rds(REGION);
    }

    RdsClusters clusters() {
        return rds().clusters();
    }

    /** Opens a driver without planned faults. */
    DatabaseDriver open(String name) {
        return open(name, server.accessKey());
    }

    DatabaseDriver open(String name, AccessKey key) {
        return openAt("cluster:" + name, key);
    }

    /** Opens a driver for an instance, as if it were none of a cluster. */
    DatabaseDriver openInstance(String name) {
        return openAt(name, server.accessKey());
    }

    private DatabaseDriver openAt(String place, AccessKey key) {
        return new RdsProvider()
                .open(
                        new ResourceAddress("aws-rds", REGION + "/" + place),
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

    /** Goes on with a restore until it has ended, each time as a new process would. */
    OperationStatus finish(RestoreRequest request) {
        return eventually(() -> {
            try (DatabaseDriver driver = open(ORDERS)) {
                OperationStatus status = driver.findOperation(request.key()).orElseGet(OperationStatus::running);
                if (status.needsCall()) {
                    driver.continueRestore(request);
                }
                return Optional.of(status).filter(seen -> seen.state() != OperationState.RUNNING);
            }
        });
    }

    /** Restores and returns the name of the copy. */
    String restore(RestoreRequest request) {
        try (DatabaseDriver driver = open(ORDERS)) {
            driver.startRestore(request);
        }
        return finish(request).resultId().orElseThrow();
    }

    /** Tells how a copy came into being. */
    Provenance provenance(String name) {
        try (DatabaseDriver driver = open(ORDERS)) {
            return driver.openRestored(name).provenance();
        }
    }

    RestoreRequest request(String name, RecoveryTarget target) {
        return request(name, target, profile -> {});
    }

    RestoreRequest request(String name, RecoveryTarget target, Consumer<TargetProfile.Builder> settings) {
        TargetProfile.Builder profile = TargetProfile.builder();
        settings.accept(profile);
        return RestoreRequest.of(OperationKey.random(), name, target, profile.build());
    }

    /** Looks every ten seconds of the server's, for as long as anybody has patience. */
    <T> T eventually(Supplier<Optional<T>> look) {
        Instant end = clock.instant().plus(patience());
        Optional<T> seen = look.get();
        while (seen.isEmpty() && clock.instant().isBefore(end)) {
            clock.advance(Duration.ofSeconds(10));
            seen = look.get();
        }
        return seen.orElseThrow();
    }

    /** Returns the names of the calls that changed something, refused ones left out, in their order. */
    List<String> changes() {
        return server.calls().stream()
                .filter(call -> call.errorCode().isEmpty())
                .map(Call::action)
                .filter(action -> !action.startsWith("Describe"))
                .toList();
    }

    @Override
    public DatabaseDriver newDriver() {
        return new FaultyCalls(server, faults, REQUESTS).around(DatabaseDriver.class, open(ORDERS));
    }

    /** RDS recovers to whole seconds, so each marker gets one of its own. */
    @Override
    public Instant write(String marker) {
        Instant next = clock.instant().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        clock.advance(Duration.between(clock.instant(), next));
        return data.write(clusters().dataId(ORDERS), marker);
    }

    @Override
    public List<String> markers(DatabaseDriver restored) {
        String arn = requireNonNull(restored.describe().details().get("arn"));
        return markers(arn.substring(arn.lastIndexOf(':') + 1));
    }

    List<String> markers(String cluster) {
        return data.markers(clusters().dataId(cluster));
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
        rds().createCluster(name, kind);
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
