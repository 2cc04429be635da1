package com.datafly.signal.dr.database;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.internal.DefaultRetention;
import java.util.List;
import java.util.Optional;

/**
 * Which snapshots of one database are kept. Thread-safe.
 *
 * @since 0.1
 */
public sealed interface Retention permits DefaultRetention {

    /** Shows what {@code policy} would remove and why each snapshot goes or stays. Reads only. */
    RetentionPlan plan(RetentionPolicy policy);

    /**
     * Removes what {@code plan} shows, after planning afresh.
     *
     * @return the ids of the snapshots removed
     * @throws DrException with {@code CONFLICT} and effect {@code NONE} if by now something would go that the plan did
     *     not show; {@code FAILED_PRECONDITION} and effect {@code NONE} while an incident freeze is on; on a failure
     *     halfway, effect {@code APPLIED} and the removed ids in the details
     */
    List<String> apply(RetentionPlan plan);

    /** Forbids the removal of a snapshot. Repeating it replaces the reason. */
    void hold(String snapshotId, String reason);

    /** Ends a hold. Harmless if there is none. */
    void release(String snapshotId);

    /**
     * Forbids every removal until {@link #unfreeze()}: the first act when an incident is declared.
     *
     * @param reason shown to whoever is refused
     */
    void freeze(String reason);

    /** Ends the freeze. Harmless if there is none. */
    void unfreeze();

    /** Returns why removals are frozen, if they are. */
    Optional<String> frozen();
}
