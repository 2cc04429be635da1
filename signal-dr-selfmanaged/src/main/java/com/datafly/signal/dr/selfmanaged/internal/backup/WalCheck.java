package com.datafly.signal.dr.selfmanaged.internal.backup;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.selfmanaged.internal.wal.SegmentName;
import com.datafly.signal.dr.selfmanaged.internal.wal.WalIdentity;
import com.datafly.signal.dr.selfmanaged.internal.wal.WalVerifier;

/**
 * Verifies the WAL that a backup brings along, record by record as it comes, from the backup's start to its stop. The
 * server's manifest does not cover it.
 */
final class WalCheck {

    private static final String FOLDER = "pg_wal/";
    private static final int PAGE = 8192;

    private final WalIdentity identity;
    private final int timeline;
    private final Lsn first;
    private final WalVerifier verifier;
    private Lsn position = Lsn.ZERO;

    /** Waits for the segment that holds {@code start}. */
    WalCheck(WalIdentity identity, int timeline, Lsn start) {
        this.identity = identity;
        this.timeline = timeline;
        this.first = new Lsn(start.value() & -PAGE);
        this.verifier = WalVerifier.startingAt(first, identity, record -> {});
    }

    /**
     * Tells whether the file is a segment whose content has to be fed. Segments that another timeline left behind are
     * not: the backup does not need them.
     */
    boolean begin(String path, long size) {
        String name = path.startsWith(FOLDER) ? path.substring(FOLDER.length()) : "";
        if (!SegmentName.isSegment(name)) {
            return false;
        }
        SegmentName segment = SegmentName.parse(name, identity.segmentSize());
        if (segment.timeline() != timeline) {
            return false;
        }
        if (size != identity.segmentSize()) {
            throw failed("segment " + name + " has " + size + " bytes");
        }
        if (position.equals(Lsn.ZERO)
                ? segment.start().isAfter(first)
                : !segment.start().equals(position)) {
            throw failed("a segment before " + name + " is missing");
        }
        position = segment.start();
        return true;
    }

    void feed(byte[] bytes, int offset, int length) {
        Lsn end = position.plus(length);
        if (end.isAfter(first)) {
            int skipped = Math.toIntExact(Math.max(0, first.minus(position)));
            verifier.feed(bytes, offset + skipped, length - skipped);
        }
        position = end;
    }

    /**
     * Demands that every record up to {@code stop} was there and sound.
     *
     * @throws DrException with {@code INTEGRITY_FAILED} otherwise
     */
    void requireSoundTo(Lsn stop) {
        verifier.requireSoundTo(stop, "the backup's WAL");
    }

    private static DrException failed(String problem) {
        return DrException.of(ErrorCode.INTEGRITY_FAILED, "verify the backup's WAL", problem);
    }
}
