package com.datafly.signal.dr.aws.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.tck.InMemoryDataPlane;
import com.datafly.signal.dr.tck.SettableClock;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** A status is left when its time is over and the data were moved, whichever is later. */
class DataMovesTest {

    @Test
    void inTimeThatPassesByItselfTheInstanceIsStillBeingMade() {
        SlowDataPlane data = new SlowDataPlane(InMemoryDataPlane.create(Clock.systemUTC()));
        try (AwsServer server =
                AwsServer.start(builder -> builder.dataPlane(data).delays(Delays.none()))) {
            restore(server);
            assertThat(server.rds("eu-west-1").status("copy")).contains("creating");

            data.letGo();

            String status = "creating";
            long begin = System.nanoTime();
            while (!status.equals("available") && System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(60)) {
                status = server.rds("eu-west-1").status("copy").orElseThrow();
            }
            assertThat(status).isEqualTo("available");
        }
    }

    @Test
    void inTimeThatIsSetWhoLooksWaitsForTheData() throws Exception {
        SettableClock clock = SettableClock.at("2025-01-15T10:02:03Z");
        SlowDataPlane data = new SlowDataPlane(InMemoryDataPlane.create(clock));
        try (AwsServer server = AwsServer.start(builder -> builder.clock(clock).dataPlane(data))) {
            restore(server);
            clock.advance(Duration.ofHours(1));
            CompletableFuture<String> status = CompletableFuture.supplyAsync(
                    () -> server.rds("eu-west-1").status("copy").orElseThrow());
            assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> status.get(100, TimeUnit.MILLISECONDS));

            data.letGo();

            assertThat(status.get(60, TimeUnit.SECONDS)).isEqualTo("available");
        }
    }

    @Test
    void dataThatCannotBeMovedAreAnErrorOfTheRestore() {
        SettableClock clock = SettableClock.at("2025-01-15T10:02:03Z");
        SlowDataPlane data = new SlowDataPlane(InMemoryDataPlane.create(clock));
        try (AwsServer server = AwsServer.start(builder -> builder.clock(clock).dataPlane(data))) {
            restore(server);
            data.fail();
            clock.advance(Duration.ofHours(1));

            assertThat(server.rds("eu-west-1").status("copy")).contains("restore-error");
        }
    }

    private static void restore(AwsServer server) {
        server.rds("eu-west-1").createInstance("orders");
        RawRds rds = new RawRds(server, server.accessKey(), "eu-west-1");
        String snapshot = server.rds("eu-west-1").snapshots().get(0);
        RdsFixture.done(
                rds,
                "RestoreDBInstanceFromDBSnapshot",
                "DBInstanceIdentifier",
                "copy",
                "DBSnapshotIdentifier",
                snapshot);
    }
}
