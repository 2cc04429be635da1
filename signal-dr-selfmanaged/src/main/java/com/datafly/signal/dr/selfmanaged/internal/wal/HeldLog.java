package com.datafly.signal.dr.selfmanaged.internal.wal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Lsn;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log as the spool and the archive hold it together. Where a segment begins inside a record, only the segments
 * before it can verify the rest of that record.
 *
 * @param spool the spool
 * @param archive the archive
 */
record HeldLog(Spool spool, WalArchive archive) {

    private static final Logger LOG = LoggerFactory.getLogger(HeldLog.class);

    /**
     * Returns a verifier that is at the start of a segment and has seen the log before it, from the segment on in which
     * the record began that goes on here. If that is not held, it begins with the segment.
     */
    WalVerifier verifierAt(SegmentName segment, TimelineHistory history) {
        WalIdentity identity = archive.identity(history);
        long first = segment.number();
        boolean known = first == 0;
        while (!known) {
            Optional<byte[]> before = read(history, first - 1);
            if (before.isEmpty()) {
                break;
            }
            first--;
            known = first == 0 || holdsRecord(first, identity, before.get());
        }
        WalVerifier verifier = WalVerifier.startingAt(start(first), identity, record -> {});
        for (long number = first; number < segment.number(); number++) {
            read(history, number).ifPresent(bytes -> verifier.feed(bytes, 0, bytes.length));
        }
        return verifier.position().equals(segment.start()) || verifier.defect().isPresent()
                ? verifier
                : WalVerifier.startingAt(segment.start(), identity, record -> {});
    }

    /** Verifies the beginning of a segment together with the log before it, as far as that is held and sound. */
    WalVerifier verify(SegmentName segment, byte[] beginning) {
        TimelineHistory history = archive.history(segment.timeline());
        WalVerifier verifier = verifierAt(segment, history);
        if (verifier.defect().isPresent()) {
            verifier = WalVerifier.startingAt(segment.start(), archive.identity(history), record -> {});
        }
        verifier.feed(beginning, 0, beginning.length);
        return verifier;
    }

    private boolean holdsRecord(long number, WalIdentity identity, byte[] bytes) {
        WalVerifier verifier = WalVerifier.startingAt(start(number), identity, record -> {});
        verifier.feed(bytes, 0, bytes.length);
        return verifier.unfinishedRecord().isPresent()
                || verifier.lastRecordEnd().isPresent()
                || verifier.defect().isPresent();
    }

    private Lsn start(long number) {
        return new Lsn(number * archive.segmentSize());
    }

    /** A damaged segment is no reason to stop receiving; a proof will name it. */
    private Optional<byte[]> read(TimelineHistory history, long number) {
        Lsn last = new SegmentName(1, number, archive.segmentSize()).end().plus(-1);
        SegmentName name = new SegmentName(history.timelineAt(last), number, archive.segmentSize());
        try {
            return Optional.of(spool.has(name) ? spool.read(name) : archive.read(name));
        } catch (DrException e) {
            if (e.code() == ErrorCode.INTEGRITY_FAILED) {
                LOG.error("segment {}, which comes before, is damaged: {}", name, e.getMessage());
                return Optional.empty();
            }
            if (e.code() == ErrorCode.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
