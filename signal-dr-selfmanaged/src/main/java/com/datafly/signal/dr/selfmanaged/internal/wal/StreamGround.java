package com.datafly.signal.dr.selfmanaged.internal.wal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Lsn;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a stream goes on from: the spool, the archive, and what they hold before its first byte.
 *
 * @param spool where the stream is written to
 * @param archive where the spool is emptied to
 * @param monitor where the stream reports
 * @param steps who is told of durable steps
 */
record StreamGround(Spool spool, WalArchive archive, ReceiverMonitor monitor, DurableSteps steps) {

    SegmentName segmentAt(StreamStart start) {
        return SegmentName.containing(start.timeline(), start.from(), archive.segmentSize());
    }

    /** Returns a verifier that has seen the segment before the stream, so that it notices a log that does not go on. */
    WalVerifier verifierFor(StreamStart start) {
        SegmentName segment = segmentAt(start);
        WalVerifier verifier = new HeldLog(spool, archive).verifierAt(segment, start.history());
        int held = (int) start.from().minus(segment.start());
        if (held > 0) {
            verifier.feed(spool.readPartial(segment, held), 0, held);
        }
        return verifier;
    }

    /** Returns what the stream's first bytes have to be, because they were received before. */
    byte[] overlap(StreamStart start) {
        SegmentName segment = segmentAt(start);
        int from = (int) start.from().minus(segment.start());
        int until = (int) start.heldUntil().minus(segment.start());
        if (until <= from) {
            return new byte[0];
        }
        byte[] held = spool.partial().contains(segment)
                ? spool.readPartial(segment, until)
                : archive.readTail(segment, start.heldUntil());
        return Arrays.copyOfRange(held, from, until);
    }

    /**
     * Archives what is sound of a segment that is in the spool in part. It stays there.
     *
     * @throws DrException with {@code INTEGRITY_FAILED} if the spool's disk has damaged it: what is sound before the
     *     damage is archived all the same
     */
    void archiveBeginning(SegmentName name) {
        Optional<byte[]> held = spool.findPartial(name, name.segmentSize());
        if (held.isPresent()) {
            byte[] bytes = held.get();
            WalVerifier verifier = new HeldLog(spool, archive).verify(name, bytes);
            Lsn end = verifier.lastRecordEnd().filter(name.start()::isBefore).orElse(name.start());
            byte[] sound = Arrays.copyOf(bytes, (int) end.minus(name.start()));
            VerifiedWal.beginning(name, archive.identity(archive.history(name.timeline())), sound)
                    .ifPresent(archive::put);
            requireUndamaged(name, verifier, bytes);
            requireSoundTo(monitor.promisedOf(name), name, end);
        }
    }

    /** A writer that was killed leaves a torn record with nothing behind it; WAL behind a defect was whole once. */
    private static void requireUndamaged(SegmentName name, WalVerifier verifier, byte[] bytes) {
        Optional<WalDefect> defect = verifier.defect().filter(found -> found.kind() == WalDefect.Kind.CORRUPT);
        int behind = (int) Math.max(0, verifier.position().minus(name.start()));
        boolean goesOn = false;
        for (int i = behind; i < bytes.length && !goesOn; i++) {
            goesOn = bytes[i] != 0;
        }
        if (defect.isPresent() && goesOn) {
            throw damaged(name, defect.get().toString());
        }
    }

    /** What was acknowledged was sound when it came in. */
    static void requireSoundTo(Lsn acknowledged, SegmentName name, Lsn end) {
        if (end.isBefore(acknowledged)) {
            throw damaged(name, "it is sound only up to " + end + " instead of " + acknowledged);
        }
    }

    private static DrException damaged(SegmentName name, String problem) {
        return DrException.create(
                ErrorCode.INTEGRITY_FAILED,
                "archive WAL segment " + name,
                "the spool's disk has damaged it: " + problem,
                failure -> failure.hint("The file stays in the spool. Compare it with the server's; take a base backup,"
                        + " move the file away, and start the receiver again."));
    }

    /** Gives up every segment in part but the one that the stream goes on with. */
    void leaveAllBut(SegmentName current) {
        spool.partial().stream().filter(name -> !name.equals(current)).forEach(monitor::left);
    }
}
