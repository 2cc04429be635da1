package com.datafly.signal.dr.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.database.SnapshotState;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.operation.OperationState;
import com.datafly.signal.dr.spi.DatabaseDriver;
import com.datafly.signal.dr.spi.SnapshotRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** The part of {@link DatabaseDriverContract} that is about snapshots and what is noted on them. */
abstract class DatabaseDriverSnapshots extends DatabaseDriverFixture {

    private static final String UNKNOWN = "no-such-snapshot";

    @Test
    void aSnapshotIsFoundByEverybody() {
        SnapshotRequest request = newSnapshot();
        if (lacksSnapshots()) {
            refused(ErrorCode.UNSUPPORTED, () -> driver().listSnapshots());
            refused(ErrorCode.UNSUPPORTED, () -> driver().findSnapshot(UNKNOWN));
            return;
        }
        driver().startSnapshot(request);
        String id = await(request.key()).resultId().orElseThrow();

        Snapshot found = eventually(() -> another().findSnapshot(id));
        assertThat(found.id()).isEqualTo(id);
        assertThat(found.name()).isEqualTo(request.name());
        assertThat(found.key()).contains(request.key());
        assertThat(found.state()).isEqualTo(SnapshotState.AVAILABLE);
        assertThat(found.automated()).isFalse();
        assertThat(another().listSnapshots()).extracting(Snapshot::id).contains(id);
        assertThat(another().findOperation(request.key())).hasValueSatisfying(status -> {
            assertThat(status.state()).isEqualTo(OperationState.SUCCEEDED);
            assertThat(status.resultId()).contains(id);
        });
    }

    @Test
    void aRepeatedStartAdoptsTheFirstOnesSnapshot() {
        if (lacksSnapshots()) {
            return;
        }
        SnapshotRequest request = newSnapshot();
        driver().startSnapshot(request);
        another().startSnapshot(request);
        Snapshot made = driver().findSnapshot(await(request.key()).resultId().orElseThrow())
                .orElseThrow();
        another().startSnapshot(request);

        Snapshot found = driver().findSnapshot(made.id()).orElseThrow();
        assertThat(found.createdAt()).isEqualTo(made.createdAt());
        assertThat(found.state()).isEqualTo(SnapshotState.AVAILABLE);
        assertThat(withKey(request.key())).hasSize(1);
    }

    @Test
    void twoProcessesThatStartUnderOneKeyMakeOneSnapshot() throws Exception {
        if (lacksSnapshots()) {
            return;
        }
        SnapshotRequest request = newSnapshot();
        DatabaseDriver one = another();
        DatabaseDriver other = another();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Callable<Void>> starts = List.of(start(one, request), start(other, request));
            for (var started : threads.invokeAll(starts)) {
                started.get();
            }
        } finally {
            threads.shutdownNow();
        }
        await(request.key());

        assertThat(withKey(request.key())).hasSize(1);
    }

    @Test
    void aNameMayBeGivenTwice() {
        if (lacksSnapshots()) {
            return;
        }
        String name = freshName();
        SnapshotRequest first = SnapshotRequest.of(OperationKey.random(), name);
        SnapshotRequest second = SnapshotRequest.of(OperationKey.random(), name);
        driver().startSnapshot(first);
        await(first.key());
        driver().startSnapshot(second);
        await(second.key());

        assertThat(driver().listSnapshots())
                .filteredOn(snapshot -> snapshot.name().equals(name))
                .extracting(Snapshot::id)
                .doesNotHaveDuplicates()
                .hasSize(2);
    }

    @Test
    void workGoesOnWhenItsDriverIsClosed() {
        if (lacksSnapshots()) {
            return;
        }
        SnapshotRequest request = newSnapshot();
        DatabaseDriver starter = another();
        starter.startSnapshot(request);
        starter.close();

        await(request.key());
    }

    @Test
    void whatWasNeverMadeIsNotFound() {
        if (lacksSnapshots()) {
            return;
        }
        assertThat(driver().findSnapshot(UNKNOWN)).isEmpty();
        assertThat(driver().findOperation(OperationKey.random())).isEmpty();
    }

    @Test
    void aDeletedSnapshotIsGone() {
        if (lacks(Capability.SNAPSHOT_DELETE, () -> driver().startDeleteSnapshot(UNKNOWN))) {
            return;
        }
        Snapshot kept = snapshot();
        Snapshot deleted = snapshot();
        driver().startDeleteSnapshot(deleted.id());
        deleteAgain(deleted.id());

        eventually(() -> Optional.of(deleted)
                .filter(snapshot -> driver().findSnapshot(snapshot.id()).isEmpty()));
        assertThat(driver().listSnapshots())
                .extracting(Snapshot::id)
                .contains(kept.id())
                .doesNotContain(deleted.id());
        refused(ErrorCode.NOT_FOUND, () -> driver().startDeleteSnapshot(deleted.id()));
        refused(ErrorCode.NOT_FOUND, () -> driver().startDeleteSnapshot(UNKNOWN));
    }

    @Test
    void whatIsNotedOnASnapshotStaysUntilItIsRemoved() {
        if (lacks(Capability.ANNOTATE, () -> driver().annotateSnapshot(UNKNOWN, Map.of("a", "b"), Set.of()))) {
            return;
        }
        String id = snapshot().id();
        driver().annotateSnapshot(id, Map.of("signal-dr:one", "1", "signal-dr:two", "a text: with / signs"), Set.of());
        driver().annotateSnapshot(id, Map.of("signal-dr:one", "uno"), Set.of("signal-dr:absent"));
        assertThat(another().findSnapshot(id))
                .hasValueSatisfying(snapshot -> assertThat(snapshot.annotations())
                        .containsEntry("signal-dr:one", "uno")
                        .containsEntry("signal-dr:two", "a text: with / signs"));

        driver().annotateSnapshot(id, Map.of(), Set.of("signal-dr:one"));
        assertThat(another().findSnapshot(id))
                .hasValueSatisfying(snapshot -> assertThat(snapshot.annotations())
                        .doesNotContainKey("signal-dr:one")
                        .containsKey("signal-dr:two"));
        refused(ErrorCode.NOT_FOUND, () -> driver().annotateSnapshot(UNKNOWN, Map.of("a", "b"), Set.of()));
    }

    @Test
    void whatIsNotedOnTheDatabaseStaysUntilItIsRemoved() {
        if (lacks(Capability.ANNOTATE, () -> driver().annotations())) {
            refused(ErrorCode.UNSUPPORTED, () -> driver().annotate(Map.of("a", "b"), Set.of()));
            return;
        }
        driver().annotate(Map.of("signal-dr:one", "1", "signal-dr:two", "2"), Set.of());
        assertThat(another().annotations()).containsEntry("signal-dr:one", "1").containsEntry("signal-dr:two", "2");

        driver().annotate(Map.of("signal-dr:two", "zwei"), Set.of("signal-dr:one"));
        assertThat(another().annotations())
                .containsEntry("signal-dr:two", "zwei")
                .doesNotContainKey("signal-dr:one");
        driver().annotate(Map.of(), Set.of("signal-dr:two"));
        assertThat(another().annotations()).doesNotContainKey("signal-dr:two");
    }

    /** A removal that is under way may be asked for again; one that is over by now is not found. */
    private void deleteAgain(String id) {
        if (driver().findSnapshot(id).isPresent()) {
            assertThatCode(() -> driver().startDeleteSnapshot(id))
                    .satisfiesAnyOf(
                            thrown -> assertThat(thrown).isNull(),
                            thrown -> assertThat(driver().findSnapshot(id)).isEmpty());
        }
    }

    private List<Snapshot> withKey(OperationKey key) {
        return driver().listSnapshots().stream()
                .filter(snapshot -> snapshot.key().filter(key::equals).isPresent())
                .toList();
    }

    private static Callable<Void> start(DatabaseDriver driver, SnapshotRequest request) {
        return () -> {
            driver.startSnapshot(request);
            return null;
        };
    }
}
