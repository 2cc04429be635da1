package com.datafly.signal.dr.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.datafly.signal.dr.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InMemoryDataPlaneTest {

    private final SettableClock clock = SettableClock.at("2025-01-15T10:00:00Z");
    private final InMemoryDataPlane plane = InMemoryDataPlane.create(clock);

    @BeforeEach
    void makeADatabase() {
        try (Secret password = Secret.of("planted")) {
            plane.create("db-1", new DataPlane.Login("admin", password, "orders"));
        }
    }

    @AfterEach
    void close() {
        plane.close();
    }

    @Test
    void aSnapshotHoldsWhatWasThereThen() {
        plane.write("db-1", "before");
        plane.snapshot("db-1", "snap-1");
        plane.write("db-1", "after");
        plane.restore("snap-1", "db-2");

        assertThat(plane.markers("db-2")).containsExactly("before");
        assertThat(plane.markers("db-1")).containsExactly("before", "after");
    }

    @Test
    void noTwoCommitsAreAtOneInstant() {
        Instant first = plane.write("db-1", "one");
        Instant second = plane.write("db-1", "two");

        assertThat(second).isAfter(first);
        plane.recover("db-1", Optional.of(first), "db-2");
        assertThat(plane.markers("db-2")).containsExactly("one");
    }

    @Test
    void theLatestStateIsRecoveredWithoutATarget() {
        plane.write("db-1", "one");
        plane.recover("db-1", Optional.empty(), "db-2");

        assertThat(plane.markers("db-2")).containsExactly("one");
    }

    @Test
    void aDeletedDatabasesPastStaysUntilItIsForgotten() {
        plane.write("db-1", "one");
        clock.advance(Duration.ofMinutes(1));
        plane.delete("db-1");
        Instant end = clock.instant();
        clock.advance(Duration.ofHours(1));

        assertThat(plane.reach("db-1")).contains(new DataPlane.Reach(Instant.parse("2025-01-15T10:00:00Z"), end));
        plane.recover("db-1", Optional.empty(), "db-2");
        assertThat(plane.markers("db-2")).containsExactly("one");
        assertThatIllegalStateException().isThrownBy(() -> plane.write("db-1", "late"));

        plane.forget("db-1");
        assertThat(plane.reach("db-1")).isEmpty();
        assertThatIllegalStateException().isThrownBy(() -> plane.recover("db-1", Optional.empty(), "db-3"));
    }

    @Test
    void nothingIsRecoveredFromOutsideOfItsReach() {
        Optional<Instant> early = Optional.of(clock.instant().minusSeconds(1));
        Optional<Instant> late = Optional.of(clock.instant().plusSeconds(1));

        assertThatIllegalArgumentException().isThrownBy(() -> plane.recover("db-1", early, "db-2"));
        assertThatIllegalArgumentException().isThrownBy(() -> plane.recover("db-1", late, "db-2"));
    }

    @Test
    void aStoppedDatabaseTakesNoWrites() {
        plane.stop("db-1");
        assertThatIllegalStateException().isThrownBy(() -> plane.write("db-1", "one"));

        plane.start("db-1");
        plane.restart("db-1");
        plane.write("db-1", "one");
        assertThat(plane.endpoint("db-1")).isEmpty();
    }

    @Test
    void idsAreNotReused() {
        plane.snapshot("db-1", "snap-1");

        assertThatIllegalStateException().isThrownBy(() -> plane.snapshot("db-1", "snap-1"));
        assertThatIllegalStateException().isThrownBy(() -> plane.restore("snap-1", "db-1"));
        plane.deleteSnapshot("snap-1");
        assertThatIllegalStateException().isThrownBy(() -> plane.restore("snap-1", "db-2"));
        assertThatIllegalStateException().isThrownBy(() -> plane.forget("db-1"));
    }
}
