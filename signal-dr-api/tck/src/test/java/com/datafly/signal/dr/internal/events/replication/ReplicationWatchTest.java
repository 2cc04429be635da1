package com.datafly.signal.dr.internal.events.replication;

import static com.datafly.signal.dr.internal.events.replication.MirroredPair.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.ReplicationWatch;
import com.datafly.signal.dr.internal.events.StateTopic;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Watches that share a replication, and what they find that nobody can read. */
class ReplicationWatchTest {

    private static final Duration OFTEN = Duration.ofMillis(20);

    private final MirroredPair pair = new MirroredPair("watched", 1);

    @AfterEach
    void close() {
        pair.close();
    }

    @Test
    void aWatchThatWasFencedStandsByAndTakesOverWhenTheOtherIsGone() {
        copied();
        try (ReplicationWatch first = pair.replication.watch(OFTEN)) {
            await(() -> first.lastLook().isPresent());
            try (ReplicationWatch second = pair.replication.watch(OFTEN)) {
                await(() -> second.lastLook().isPresent());
                await(() -> first.trouble()
                        .filter(e -> e.code() == ErrorCode.FENCED)
                        .isPresent());
            }
            Instant alone = pair.clock.instant();

            await(() -> first.trouble().isEmpty()
                    && first.lastLook().filter(alone::isBefore).isPresent());
        }
    }

    @Test
    void whatANewerReleaseKeptIsRefusedByItsNameAndTheWatchGoesOnOnceItIsGone() {
        copied();
        try (ReplicationWatch watch = pair.replication.watch(Duration.ofDays(1))) {
            watch.look();
        }
        String key = "replication/primary/runs/" + TOPIC + "/0";
        pair.standby.write(StateTopic.NAME, 0, key, "\u0002x");

        assertThat(catchThrowableOfType(DrException.class, () -> pair.replication.status()))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INTEGRITY_FAILED))
                .satisfies(e -> assertThat(e.problem()).contains(key))
                .satisfies(e -> assertThat(e.hint()).isPresent());
        try (ReplicationWatch watch = pair.replication.watch(OFTEN)) {
            await(() -> watch.trouble()
                    .filter(e -> e.code() == ErrorCode.INTEGRITY_FAILED)
                    .isPresent());
            pair.standby.write(StateTopic.NAME, 0, key, null);
            await(() -> watch.trouble().isEmpty() && watch.lastLook().isPresent());
        }
    }

    private void copied() {
        pair.produce(0, 10);
        pair.mirror.copy();
        pair.mirror.flush();
    }

    private void await(BooleanSupplier condition) {
        long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(until);
            pair.clock.advance(Duration.ofSeconds(1));
            LockSupport.parkNanos(OFTEN.toNanos() / 4);
        }
    }
}
