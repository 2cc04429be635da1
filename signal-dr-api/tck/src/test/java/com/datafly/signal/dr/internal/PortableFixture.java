package com.datafly.signal.dr.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.database.Database;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.tck.FaultPlan;
import com.datafly.signal.dr.tck.InMemoryWorld;
import com.datafly.signal.dr.tck.SecretRecorder;
import com.datafly.signal.dr.tck.SettableClock;
import java.time.Duration;
import java.time.Instant;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;

/** A database in memory behind the portable API, on a clock that waits for nobody. */
abstract class PortableFixture {

    static final OperationKey KEY = new OperationKey("the-key");

    final SettableClock clock = SettableClock.at("2025-01-15T10:00:00Z");
    final InMemoryWorld world = InMemoryWorld.create(clock).addDatabase("orders");
    final SecretRecorder secrets = SecretRecorder.create();
    final Secret password = secrets.plant("password");
    final SignalDr dr = newProcess();
    final Database database = dr.database();

    PortableFixture() {
        world.password(password);
    }

    @AfterEach
    void close() {
        dr.close();
        world.close();
        secrets.assertNotLeaked();
    }

    /** Opens the same database as another process would. */
    final SignalDr newProcess() {
        return SignalDr.builder()
                .database(world.address("orders"), options -> options.secret("password", password))
                .clock(clock)
                .timeSource(clock)
                .build();
    }

    final FaultPlan faults() {
        return world.faults();
    }

    final Snapshot snapshot(String name) {
        return database.snapshots().create(name).await();
    }

    /** Asserts that the action is refused without an effect on the world. */
    final DrException refused(ErrorCode code, ThrowingCallable action) {
        DrException failure = failure(code, action);
        assertThat(failure.effect()).as(failure::toString).isEqualTo(Effect.NONE);
        return failure;
    }

    final DrException failure(ErrorCode code, ThrowingCallable action) {
        Throwable thrown = catchThrowable(action);
        assertThat(thrown).isInstanceOf(DrException.class);
        secrets.search("a failure", thrown);
        assertThat(((DrException) thrown).code()).as(thrown::toString).isEqualTo(code);
        return (DrException) thrown;
    }

    /** Returns how much of the clock's time the action takes. */
    final Duration timeOf(Runnable action) {
        Instant start = clock.instant();
        action.run();
        return Duration.between(start, clock.instant());
    }
}
