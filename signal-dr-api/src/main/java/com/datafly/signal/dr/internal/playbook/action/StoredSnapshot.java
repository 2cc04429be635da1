package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.database.Snapshots;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.SnapshotSeen;
import java.util.Optional;

/** A snapshot that a step of this run saw, looked up again by id and key. */
final class StoredSnapshot {

    private final StepContext context;
    private final SnapshotSeen seen;

    private StoredSnapshot(StepContext context, SnapshotSeen seen) {
        this.context = context;
        this.seen = seen;
    }

    static StoredSnapshot of(StepContext context, SnapshotSeen seen) {
        return new StoredSnapshot(context, seen);
    }

    /**
     * Looks it up.
     *
     * @throws DrException with {@code CONFLICT} if another snapshot took its id
     */
    Optional<Snapshot> find() {
        Optional<Snapshot> present = find(context, seen.id());
        if (present.filter(snapshot -> !seen.is(snapshot)).isPresent()) {
            throw DrException.create(
                    ErrorCode.CONFLICT,
                    context.stepId(),
                    "snapshot '" + seen.id() + "' is another than the one that the run saw",
                    failure -> failure.hint("Look which of them the run means; the library touches neither."));
        }
        return present;
    }

    /** Looks it up where it has to be. */
    Snapshot require() {
        return find().orElseThrow(() -> DrException.create(
                ErrorCode.NOT_FOUND,
                context.stepId(),
                "snapshot '" + seen.id() + "' is gone",
                failure -> failure.hint("Run the step that made or found it again, in a new run.")));
    }

    boolean isGone() {
        return find().isEmpty();
    }

    /** Removes it; one that is gone already is as good as removed, for a step saw it. */
    String delete() {
        if (isGone()) {
            return seen.id() + " was gone already";
        }
        return Work.unlessMissing(() -> {
                    Work.finish(context, snapshots().delete(seen.id()));
                    return seen.id() + " was removed";
                })
                .orElse(seen.id() + " was gone already");
    }

    /** Looks up a snapshot that was there once. */
    static Optional<Snapshot> find(StepContext context, String id) {
        return Work.settled(context, () -> context.database().snapshots().find(id));
    }

    private Snapshots snapshots() {
        return context.database().snapshots();
    }
}
