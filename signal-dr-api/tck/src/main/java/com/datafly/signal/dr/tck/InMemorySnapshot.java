package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.database.SnapshotState;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.operation.OperationStatus;
import com.datafly.signal.dr.operation.Progress;
import com.datafly.signal.dr.spi.SnapshotCopyRequest;
import com.datafly.signal.dr.spi.SnapshotRequest;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One snapshot of an {@link InMemoryDatabase}. */
final class InMemorySnapshot {

    private final String id;
    private final String name;
    private final @Nullable OperationKey key;
    private final Instant createdAt;
    private final Instant availableAt;
    private final int commits;
    private final Map<String, String> annotations = new LinkedHashMap<>();
    private @Nullable Instant goneAt;
    private @Nullable DrException failure;

    private InMemorySnapshot(
            String id, String name, @Nullable OperationKey key, Instant createdAt, Instant availableAt, int commits) {
        this.id = id;
        this.name = name;
        this.key = key;
        this.createdAt = createdAt;
        this.availableAt = availableAt;
        this.commits = commits;
    }

    static InMemorySnapshot manual(
            String id, SnapshotRequest request, Instant createdAt, Instant availableAt, int commits) {
        return new InMemorySnapshot(id, request.name(), request.key(), createdAt, availableAt, commits);
    }

    static InMemorySnapshot automated(String id, Instant createdAt, int commits) {
        return new InMemorySnapshot(id, "automated", null, createdAt, createdAt, commits);
    }

    /** Makes a copy that will be available later. */
    InMemorySnapshot copy(SnapshotCopyRequest request, Instant availableAt) {
        return new InMemorySnapshot(
                "copy-" + request.key(), request.name(), request.key(), createdAt, availableAt, commits);
    }

    void remove(Instant goneAt) {
        if (this.goneAt == null) {
            this.goneAt = goneAt;
        }
    }

    void breakOff(DrException failure) {
        this.failure = failure;
    }

    boolean isGone(Instant now) {
        return goneAt != null && !goneAt.isAfter(now);
    }

    boolean isAvailable(Instant now) {
        return state(now) == SnapshotState.AVAILABLE;
    }

    boolean isMadeBy(OperationKey key) {
        return key.equals(this.key);
    }

    Instant createdAt() {
        return createdAt;
    }

    /** Returns how many of the database's commits it holds. */
    int commits() {
        return commits;
    }

    Map<String, String> annotations() {
        return annotations;
    }

    OperationStatus making(Instant now) {
        return switch (state(now)) {
            case CREATING -> OperationStatus.running(Progress.of("copying", 1, 2, "steps"));
            case FAILED -> OperationStatus.failed(failure == null ? unexplained() : failure);
            case AVAILABLE, DELETING, UNKNOWN -> OperationStatus.succeeded(id);
        };
    }

    Snapshot describe(Instant now) {
        return Snapshot.create(id, name, state(now), createdAt, more -> {
            more.automated(key == null).annotations(annotations).sizeBytes(1000L * commits);
            if (key != null) {
                more.key(key);
            }
        });
    }

    private SnapshotState state(Instant now) {
        if (goneAt != null) {
            return SnapshotState.DELETING;
        }
        if (failure != null) {
            return SnapshotState.FAILED;
        }
        return availableAt.isAfter(now) ? SnapshotState.CREATING : SnapshotState.AVAILABLE;
    }

    private DrException unexplained() {
        throw new IllegalStateException("snapshot " + id + " failed for no reason");
    }
}
