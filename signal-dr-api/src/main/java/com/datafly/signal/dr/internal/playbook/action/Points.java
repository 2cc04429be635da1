package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.database.RestorableWindow;
import java.util.Optional;

/** Points in time held against what can be recovered. */
public final class Points {

    private Points() {}

    /**
     * Tells whether a point lies within a window.
     *
     * @return empty if the window does not tell, for it has no LSNs, or the target is a snapshot's state
     */
    public static Optional<Boolean> isWithin(RestorableWindow window, RecoveryTarget target) {
        if (target instanceof RecoveryTarget.AtInstant at) {
            return Optional.of(window.contains(at.instant()));
        }
        if (target instanceof RecoveryTarget.AtLsn at) {
            return window.earliestLsn()
                    .flatMap(first -> window.latestLsn().map(last -> isBetween(first, at.lsn(), last)));
        }
        return target instanceof RecoveryTarget.Latest ? Optional.of(true) : Optional.empty();
    }

    private static boolean isBetween(Lsn first, Lsn lsn, Lsn last) {
        return !lsn.isAfter(last) && !first.isAfter(lsn);
    }
}
