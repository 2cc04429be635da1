package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.Database;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.database.Restore;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.BaselineCaptured;
import com.datafly.signal.dr.playbook.step.PointChosen;
import com.datafly.signal.dr.playbook.step.SnapshotSeen;
import java.util.Optional;
import java.util.stream.Stream;

/** What a copy is made of. The names are part of the definitions' hashes. */
public enum CopyOrigin {
    /** A point that the definition names. */
    TARGET("recover"),
    /** A point that an earlier step chose. */
    POINT("recover-to-point"),
    /** The moment of an earlier step's baseline. */
    BASELINE("recover-to-baseline"),
    /** A snapshot that an earlier step made or found. */
    SNAPSHOT("restore-snapshot"),
    /** The present state. */
    PRESENT("clone");

    private final String action;

    CopyOrigin(String action) {
        this.action = action;
    }

    String action() {
        return action;
    }

    /** Tells whether an action of that name makes copies. */
    public static boolean isCopying(String action) {
        return Stream.of(values()).anyMatch(origin -> origin.action.equals(action));
    }

    /** Begins the description of the copy. */
    Restore describe(StepContext context, MakeCopy.Input input) {
        Database database = context.database();
        if (this == SNAPSHOT) {
            requireUnlessBegun(context, input.from().orElse(""));
        }
        return this == PRESENT
                ? database.clones().create()
                : database.pointInTimeRecovery()
                        .to(target(context, input)
                                .orElseThrow(() ->
                                        Outputs.missing(context, input.from().orElse(""))));
    }

    /** Work that was begun goes on, whatever became of its snapshot. */
    private static void requireUnlessBegun(StepContext context, String snapshotStep) {
        if (Work.internal(context.database()).sight(context.key()).isEmpty()) {
            StoredSnapshot.of(context, Outputs.require(context, snapshotStep, SnapshotSeen.class))
                    .require();
        }
    }

    /** Returns the point, as far as it is known by now. */
    Optional<RecoveryTarget> target(StepContext context, MakeCopy.Input input) {
        String from = input.from().orElse("");
        return switch (this) {
            case TARGET -> input.target();
            case POINT -> context.output(from, PointChosen.class).map(PointChosen::target);
            case BASELINE ->
                context.output(from, BaselineCaptured.class).map(baseline -> RecoveryTarget.at(baseline.lsn()));
            case SNAPSHOT ->
                context.output(from, SnapshotSeen.class).map(snapshot -> RecoveryTarget.snapshot(snapshot.id()));
            case PRESENT -> Optional.of(RecoveryTarget.latest());
        };
    }

    /** Returns what the database must be able to do, as far as the definition tells. */
    Optional<Capability> capability(MakeCopy.Input input) {
        return switch (this) {
            case TARGET -> input.target().map(CopyOrigin::capability);
            case POINT -> Optional.empty();
            case BASELINE -> Optional.of(Capability.RECOVER_TO_LSN);
            case SNAPSHOT -> Optional.of(Capability.SNAPSHOT_RESTORE);
            case PRESENT -> Optional.of(Capability.CLONE);
        };
    }

    /** Returns what the recovery to a target needs. */
    static Capability capability(RecoveryTarget target) {
        if (target instanceof RecoveryTarget.AtSnapshot) {
            return Capability.SNAPSHOT_RESTORE;
        }
        if (target instanceof RecoveryTarget.AtInstant) {
            return Capability.RECOVER_TO_INSTANT;
        }
        return target instanceof RecoveryTarget.AtLsn ? Capability.RECOVER_TO_LSN : Capability.RECOVER_TO_LATEST;
    }
}
