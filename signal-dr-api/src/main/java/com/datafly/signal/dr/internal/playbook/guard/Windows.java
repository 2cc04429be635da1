package com.datafly.signal.dr.internal.playbook.guard;

import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.database.RestorableWindow;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.database.SnapshotState;
import com.datafly.signal.dr.internal.playbook.action.Points;
import com.datafly.signal.dr.playbook.GuardResult;
import com.datafly.signal.dr.playbook.StepContext;
import java.util.Optional;

/** Whether a point can be recovered now. */
public final class Windows {

    private Windows() {}

    /** Looks at the source's restorable window, or at the snapshot. */
    public static GuardResult look(StepContext context, RecoveryTarget target) {
        if (target instanceof RecoveryTarget.AtSnapshot at) {
            return ofSnapshot(context.database().snapshots().find(at.snapshotId()), at);
        }
        Optional<RestorableWindow> window =
                context.database().pointInTimeRecovery().window();
        if (window.isEmpty()) {
            return GuardResult.failed("no point can be recovered yet: take a snapshot, and let the WAL be archived");
        }
        return Points.isWithin(window.get(), target)
                .map(within -> within
                        ? GuardResult.passed(target + " can be recovered: " + window.get())
                        : GuardResult.failed(target + " lies outside of what can be recovered: " + window.get()))
                .orElseGet(() -> GuardResult.unproven(
                        "the provider does not tell which LSNs can be recovered, only " + window.get()));
    }

    private static GuardResult ofSnapshot(Optional<Snapshot> snapshot, RecoveryTarget.AtSnapshot target) {
        if (snapshot.isEmpty()) {
            return GuardResult.failed("there is no snapshot '" + target.snapshotId() + "'");
        }
        return snapshot.get().state() == SnapshotState.AVAILABLE
                ? GuardResult.passed(snapshot.get() + " can be restored")
                : GuardResult.failed(snapshot.get() + " cannot be restored");
    }
}
