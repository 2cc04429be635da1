package com.datafly.signal.dr.selfmanaged.internal.protocol;

import com.datafly.signal.dr.database.Lsn;

/**
 * What a physical replication slot holds.
 *
 * @param restartLsn the oldest WAL that the server keeps for it; {@link Lsn#ZERO} if it keeps none, because the slot
 *     was never used or was invalidated
 * @param timeline the timeline of that WAL; 0 if it keeps none
 */
public record SlotPosition(Lsn restartLsn, int timeline) {

    /** Tells whether the server keeps any WAL for the slot. */
    public boolean reservesWal() {
        return !restartLsn.equals(Lsn.ZERO);
    }
}
