package com.datafly.signal.dr.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.aws.testing.AwsServer;
import com.datafly.signal.dr.aws.testing.Delays;
import com.datafly.signal.dr.aws.testing.Delays.Work;
import com.datafly.signal.dr.aws.testing.InstanceSpec;
import com.datafly.signal.dr.database.Database;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.operation.Operation;
import com.datafly.signal.dr.tck.SettableClock;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many calls the work of hours costs, counted at the server, in time that passes at once. */
class CallCountsTest {

    private static final Duration RESTORE = Duration.ofMinutes(37);

    /** RDS backs a copy up before it is available. */
    private static final Duration WHOLE = RESTORE.plus(Delays.typical().of(Work.SNAPSHOT));

    private final SettableClock clock = SettableClock.at("2025-01-15T10:00:00Z");
    private final AwsServer server = AwsServer.start(settings -> settings.clock(clock)
            .delays(Delays.typical().with(Work.RESTORE, RESTORE).with(Work.POINT_IN_TIME, RESTORE)));
    private final SignalDr dr = SignalDr.builder()
            .database(
                    "aws-rds:eu-west-1/orders",
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

    @Test
    void aRestoreOf40MinutesIsNoticedWithinATwentiethByAtMost40Describes() {
        create(instance -> {});
        Snapshot snapshot = dr.database().snapshots().create("before").await();

        Measured restore = measure(() -> dr.database()
                .snapshots()
                .restore(snapshot.id())
                .as("orders-copy")
                .start());

        assertThat(WHOLE).hasMinutes(40);
        restore.requireSoonAndCheap();
        assertThat(server.count("RestoreDBInstanceFromDBSnapshot")).isEqualTo(1);
    }

    @Test
    void aRecoveryThatTakesOverWhatRdsLeavesOutCostsNoMore() {
        create(instance -> instance.instanceClass("db.r6g.xlarge")
                .multiAz(true)
                .backupRetention(14)
                .subnetGroup("orders-subnets")
                .securityGroups("sg-0a1b2c3d4e5f60718")
                .parameterGroup("orders-parameters")
                .deletionProtection(true));

        Measured recovery = measure(() ->
                dr.database().pointInTimeRecovery().toLatest().as("orders-copy").start());

        recovery.requireSoonAndCheap();
        assertThat(server.count("RestoreDBInstanceToPointInTime")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 99, 100, 1_000})
    void anInventoryCostsOneCallForAHundredInstances(int instances) {
        for (int i = 0; i < instances; i++) {
            server.rds("eu-west-1").createInstance("instance-%04d".formatted(i));
        }
        int before = server.calls().size();

        assertThat(dr.database().unwrap(RdsInventory.class).orElseThrow().instances())
                .hasSize(instances);
        assertThat(server.calls().size() - before).isLessThanOrEqualTo(instances / 100 + 2);
    }

    private void create(Consumer<InstanceSpec> settings) {
        server.rds("eu-west-1").createInstance("orders", settings);
        clock.advance(Duration.ofHours(1));
    }

    private Measured measure(Supplier<Operation<Database>> start) {
        long begun = clock.nanoTime();
        Operation<Database> restore = start.get();
        long before = describes();
        restore.await();
        return new Measured(Duration.ofNanos(clock.nanoTime() - begun), describes() - before);
    }

    private long describes() {
        return server.calls().stream()
                .filter(call -> call.action().startsWith("Describe"))
                .count();
    }

    /**
     * What a restore cost.
     *
     * @param took how long it was until the copy was handed out
     * @param describes the calls between the restore call and that, settings and their proof included
     */
    private record Measured(Duration took, long describes) {

        void requireSoonAndCheap() {
            assertThat(took).isBetween(WHOLE, WHOLE.multipliedBy(105).dividedBy(100));
            assertThat(describes).isLessThanOrEqualTo(40);
        }
    }
}
