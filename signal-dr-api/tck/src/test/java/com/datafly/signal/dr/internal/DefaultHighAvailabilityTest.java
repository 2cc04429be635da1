package com.datafly.signal.dr.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.Database;
import com.datafly.signal.dr.database.DatabaseRole;
import com.datafly.signal.dr.database.Replication;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.tck.Fault;
import org.junit.jupiter.api.Test;

class DefaultHighAvailabilityTest extends PortableFixture {

    @Test
    void aSynchronousHealthyStandbyLosesNothing() {
        assertThat(database.highAvailability().status().meetsZeroRpo()).isTrue();
        assertThat(database.highAvailability().status().standbyPlace()).isPresent();

        world.standby("orders", Replication.SEMISYNCHRONOUS, true);
        assertThat(database.highAvailability().status().meetsZeroRpo()).isTrue();
        world.standby("orders", Replication.SYNCHRONOUS, false);
        assertThat(database.highAvailability().status().meetsZeroRpo()).isFalse();
        world.standby("orders", Replication.ASYNCHRONOUS, true);
        assertThat(database.highAvailability().status().meetsZeroRpo()).isFalse();
    }

    @Test
    void aFailoverIsAwaited() {
        database.highAvailability().failover().await();

        assertThat(world.failovers("orders")).isEqualTo(1);
    }

    @Test
    void theSameKeyInAnotherProcessIsTheSameFailover() {
        database.highAvailability().failover(KEY).await();
        try (SignalDr other = newProcess()) {
            other.database().highAvailability().failover(KEY).await();
        }

        assertThat(world.failovers("orders")).isEqualTo(1);
        assertThat(faults().count("startFailover")).isEqualTo(1);
    }

    @Test
    void aLostAnswerIsLookedUpAndALostRequestIsIndeterminate() {
        faults().next("startFailover", Fault.ANSWER_LOST);
        database.highAvailability().failover(KEY).await();
        assertThat(world.failovers("orders")).isEqualTo(1);

        faults().next("startFailover", Fault.REQUEST_LOST);
        failure(ErrorCode.INDETERMINATE, () -> database.highAvailability().failover());
        assertThat(world.failovers("orders")).isEqualTo(1);
    }

    @Test
    void withoutAStandbyThereIsNoFailover() {
        world.standby("orders", Replication.NONE, false);

        refused(ErrorCode.UNSUPPORTED, () -> database.highAvailability().failover());
        assertThat(database.highAvailability().status().evidence()).containsExactly("There is no standby.");
    }

    @Test
    void whatIsNotSupportedIsRefused() {
        world.disable(Capability.FAILOVER, "not here");

        assertThat(refused(
                        ErrorCode.UNSUPPORTED, () -> database.highAvailability().failover()))
                .hasMessageContaining("not here");
        refused(ErrorCode.UNSUPPORTED, () -> database.highAvailability().promote());
    }

    @Test
    void aFollowerIsPromotedOnce() {
        world.addFollower("replica", "orders");
        world.write("orders", "before");
        OperationKey other = new OperationKey("another-key");
        try (SignalDr replica = open("replica")) {
            Database follower = replica.database();
            assertThat(follower.status().role()).isEqualTo(DatabaseRole.STANDBY);
            follower.highAvailability().promote(KEY).await();
            world.write("orders", "after");
            follower.highAvailability().promote(KEY).await();

            assertThat(follower.status().role()).isEqualTo(DatabaseRole.PRIMARY);
            assertThat(world.markers("replica")).containsExactly("before");
            assertThat(faults().count("startPromotion")).isEqualTo(1);
            refused(ErrorCode.UNSUPPORTED, () -> follower.highAvailability().promote(other));
        }
    }

    private SignalDr open(String name) {
        return SignalDr.builder()
                .database(world.address(name), options -> options.secret("password", password))
                .clock(clock)
                .timeSource(clock)
                .build();
    }
}
