package com.datafly.signal.dr.selfmanaged.internal.wal;

import com.datafly.signal.dr.database.Lsn;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A record whose checksum, length and place in the chain were verified.
 *
 * @param start where it begins
 * @param end the first LSN behind it, aligned to 8; the end of the segment for a segment switch
 * @param previous where the record before it begins, as it says itself
 * @param resourceManager the id of the resource manager that replays it
 * @param info the resource manager's flags
 * @param length its length in bytes, page headers not counted
 * @param time the moment that a commit, an abort or a restore point states; null for every other record
 * @param restorePoint the name of a restore point; null for every other record
 */
public record WalRecord(
        Lsn start,
        Lsn end,
        Lsn previous,
        int resourceManager,
        int info,
        int length,
        @Nullable Instant time,
        @Nullable String restorePoint) {

    static final int RM_XLOG = 0;
    static final int RM_XACT = 1;

    private static final int XLOG_SWITCH = 0x40;
    private static final int XLOG_RESTORE_POINT = 0x70;
    private static final int XLOG_OVERWRITE_CONTRECORD = 0xD0;
    private static final int XLOG_MASK = 0xF0;
    private static final int XACT_MASK = 0x70;

    /** Returns the moment that a commit, an abort or a restore point states. */
    public Optional<Instant> statedTime() {
        return Optional.ofNullable(time);
    }

    static boolean isSwitch(int resourceManager, int info) {
        return resourceManager == RM_XLOG && (info & XLOG_MASK) == XLOG_SWITCH;
    }

    static boolean isRestorePoint(int resourceManager, int info) {
        return resourceManager == RM_XLOG && (info & XLOG_MASK) == XLOG_RESTORE_POINT;
    }

    static boolean isOverwrite(int resourceManager, int info) {
        return resourceManager == RM_XLOG && (info & XLOG_MASK) == XLOG_OVERWRITE_CONTRECORD;
    }

    /** Tells whether it is a commit, an abort, or either of a prepared transaction. */
    static boolean endsTransaction(int resourceManager, int info) {
        if (resourceManager != RM_XACT) {
            return false;
        }
        return switch (info & XACT_MASK) {
            case 0x00, 0x20, 0x30, 0x40 -> true;
            default -> false;
        };
    }
}
