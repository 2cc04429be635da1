package com.datafly.signal.dr.selfmanaged.internal.recovery;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.selfmanaged.internal.wal.WalRecord;
import com.datafly.signal.dr.selfmanaged.internal.wal.WalVisitor;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks for tablespaces that were created after the backup. Their records name the source's directory; a server that
 * replays one on the source's machine writes its files among the source's own.
 */
final class TablespaceCreations implements WalVisitor {

    private static final int RM_TABLESPACE = 5;
    private static final int CREATE = 0x00;
    private static final int MASK = 0xF0;

    private final Lsn from;
    private @Nullable Lsn first;

    /** Looks at the records from {@code from} on. */
    TablespaceCreations(Lsn from) {
        this.from = from;
    }

    @Override
    public void record(WalRecord record) {
        boolean creates = record.resourceManager() == RM_TABLESPACE && (record.info() & MASK) == CREATE;
        if (creates && first == null && !record.start().isBefore(from)) {
            first = record.start();
        }
    }

    /**
     * Refuses a log that creates one.
     *
     * @throws DrException with {@code FAILED_PRECONDITION}
     */
    void refuse(String operation) {
        Optional.ofNullable(first).ifPresent(lsn -> {
            throw DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    operation,
                    "a tablespace was created at " + lsn + ", behind the backup: replaying that would write into the"
                            + " source's own directory",
                    failure -> failure.hint("Choose a target before " + lsn
                            + ", or take a backup after creating a tablespace and recover from that."));
        });
    }
}
