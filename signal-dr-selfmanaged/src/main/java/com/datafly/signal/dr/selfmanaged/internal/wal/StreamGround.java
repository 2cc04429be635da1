package com.datafly.signal.dr.selfmanaged.internal.wal;

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

    /** Archives what is sound of a segment that is in the spool in part. It stays there. */
    void archiveBeginning(SegmentName name) {
        Optional<byte[]> held = spool.findPartial(name, name.segmentSize());
        if (held.isPresent()) {
            HeldLog log = new HeldLog(spool, archive);
            Lsn end = log.verify(name, held.get()).lastRecordEnd().orElse(name.start());
            byte[] sound = Arrays.copyOf(held.get(), (int) Math.max(0, end.minus(name.start())));
            VerifiedWal.beginning(name, archive.identity(archive.history(name.timeline())), sound)
                    .ifPresent(archive::put);
        }
    }

    /** Gives up every segment in part but the one that the stream goes on with. */
    void leaveAllBut(SegmentName current) {
        spool.partial().stream().filter(name -> !name.equals(current)).forEach(monitor::left);
    }
}
