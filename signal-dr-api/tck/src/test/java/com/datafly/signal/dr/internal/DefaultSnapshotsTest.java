package com.datafly.signal.dr.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.database.SnapshotState;
import com.datafly.signal.dr.database.Snapshots;
import com.datafly.signal.dr.verify.Verdict;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DefaultSnapshotsTest extends PortableFixture {

    private final Snapshots snapshots = database.snapshots();

    @Test
    void aSnapshotIsAwaitedAndFound() {
        Snapshot made = snapshots.create("pre-upgrade").await();

        assertThat(made.name()).isEqualTo("pre-upgrade");
        assertThat(made.state()).isEqualTo(SnapshotState.AVAILABLE);
        assertThat(snapshots.find(made.id()))
                .hasValueSatisfying(found -> assertThat(found.key()).isEqualTo(made.key()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "1a", "-a", "a-", "a--b", "a_b", "a b", "ä"})
    void aNameThatSomeProviderRefusesIsRefusedBeforeAnythingHappens(String name) {
        DrException failure = refused(ErrorCode.INVALID_ARGUMENT, () -> snapshots.create(name));

        assertThat(failure).hasMessageContaining("'" + name + "'").hasMessageContaining("HINT: ");
        assertThat(faults().count("startSnapshot")).isZero();
    }

    @Test
    void aNameHasAtMost63Characters() {
        assertThat(snapshot("a".repeat(63)).name()).hasSize(63);
        refused(ErrorCode.INVALID_ARGUMENT, () -> snapshots.create("a".repeat(64)));
    }

    @Test
    void whatTheDatabaseCannotDoIsRefusedBeforeItIsTried() {
        world.disable(Capability.SNAPSHOT, "snapshots are switched off");
        DrException failure = refused(ErrorCode.UNSUPPORTED, () -> snapshots.create("a"));

        assertThat(failure).hasMessageContaining("snapshots are switched off");
        assertThat(failure.resource()).contains(world.address("orders"));
        assertThat(faults().count("startSnapshot")).isZero();
    }

    @Test
    void theSameKeyIsTheSameSnapshotInEveryProcess() {
        Snapshot first = snapshots.create("a", KEY).await();
        try (SignalDr other = newProcess()) {
            Snapshot second = other.database().snapshots().create("a", KEY).await();

            assertThat(second.id()).isEqualTo(first.id());
        }
        assertThat(snapshots.list()).hasSize(1);
    }

    @Test
    void theListIsOldestFirstWithAutomatedOnes() {
        Snapshot first = snapshot("first");
        world.addAutomatedSnapshot("orders", Instant.parse("2025-01-14T00:00:00Z"));
        Snapshot second = snapshot("second");

        assertThat(snapshots.list()).extracting(Snapshot::automated).containsExactly(true, false, false);
        assertThat(snapshots.list()).extracting(Snapshot::id).endsWith(first.id(), second.id());
    }

    @Test
    void aDeletedSnapshotIsGoneWhenItsOperationIsDone() {
        Snapshot doomed = snapshot("doomed");
        Snapshot kept = snapshot("kept");

        snapshots.delete(doomed.id()).await();

        assertThat(snapshots.list()).extracting(Snapshot::id).containsExactly(kept.id());
        refused(ErrorCode.NOT_FOUND, () -> snapshots.delete(doomed.id()));
    }

    @Test
    void whatIsHeldAutomatedOrFrozenIsNotDeleted() {
        Snapshot held = snapshot("held");
        Snapshot plain = snapshot("plain");
        world.addAutomatedSnapshot("orders", clock.instant());
        database.retention().hold(held.id(), "legal case 7");

        assertThat(refused(ErrorCode.FAILED_PRECONDITION, () -> snapshots.delete(held.id())))
                .hasMessageContaining("legal case 7");
        refused(
                ErrorCode.FAILED_PRECONDITION,
                () -> snapshots.delete(automated().id()));
        database.retention().freeze("incident 42");
        assertThat(refused(ErrorCode.FAILED_PRECONDITION, () -> snapshots.delete(plain.id())))
                .hasMessageContaining("incident 42");
        assertThat(faults().count("startDeleteSnapshot")).isZero();

        database.retention().unfreeze();
        database.retention().release(held.id());
        snapshots.delete(held.id()).await(Duration.ofMinutes(1));
        assertThat(snapshots.find(held.id())).isEmpty();
    }

    @Test
    void aVerdictIsNotedOnTheSnapshot() {
        Snapshot verified = snapshot("verified");
        Instant when = Instant.parse("2025-01-15T11:00:00Z");
        snapshots.recordVerdict(verified.id(), Verdict.PASSED, when);

        assertThat(snapshots.find(verified.id()))
                .hasValueSatisfying(found -> assertThat(found.annotations())
                        .containsEntry(Snapshot.VERDICT, "PASSED")
                        .containsEntry(Snapshot.VERIFIED_AT, "2025-01-15T11:00:00Z"));
        refused(ErrorCode.NOT_FOUND, () -> snapshots.recordVerdict("absent", Verdict.PASSED, when));
        refused(ErrorCode.INVALID_ARGUMENT, () -> snapshots.recordVerdict(" ", Verdict.PASSED, when));
    }

    private Snapshot automated() {
        return snapshots.list().stream().filter(Snapshot::automated).findFirst().orElseThrow();
    }
}
