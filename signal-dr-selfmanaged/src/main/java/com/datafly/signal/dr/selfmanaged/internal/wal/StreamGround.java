package com.datafly.signal.dr.selfmanaged.internal.wal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Lsn;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a stream goes on from: the spool, the archive, and what they hold before its first byte.
 *
 * @param spool where the stream is written to
 * @param archive where the spool is emptied to
 * @param monitor where the stream reports
 * @param steps who is told of durable steps
 */
record StreamGround(Spool spool, WalArchive archive, ReceiverMonitor monitor, DurableSteps steps) {

    private static final Logger LOG = LoggerFactory.getLogger(StreamGround.class);

    SegmentName segmentAt(StreamStart start) {
        return SegmentName.containing(start.timeline(), start.from(), archive.segmentSize());
    }

    /** Returns a verifier that has seen the segment before the stream, so that it notices a log that does not go on. */
    WalVerifier verifierFor(StreamStart start) {
        WalIdentity identity = archive.identity(start.history());
        SegmentName segment = segmentAt(start);
        Optional<byte[]> before =
                segment.number() == 0 ? Optional.empty() : segment(start.history(), segment.number() - 1);
        Lsn from = segment.start().plus(-before.map(bytes -> bytes.length).orElse(0));
        WalVerifier verifier = WalVerifier.startingAt(from, identity, record -> {});
        before.ifPresent(bytes -> verifier.feed(bytes, 0, bytes.length));
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
        WalIdentity identity = archive.identity(archive.history(name.timeline()));
        spool.findPartial(name, name.segmentSize())
                .flatMap(bytes -> VerifiedWal.beginning(name, identity, bytes))
                .ifPresent(archive::put);
    }

    /** Gives up every segment in part but the one that the stream goes on with. */
    void leaveAllBut(SegmentName current) {
        spool.partial().stream().filter(name -> !name.equals(current)).forEach(monitor::left);
    }

    /** A damaged segment is no reason to stop receiving; a proof will name it. */
    private Optional<byte[]> segment(TimelineHistory history, long number) {
        Lsn last = new SegmentName(1, number, archive.segmentSize()).end().plus(-1);
        SegmentName name = new SegmentName(history.timelineAt(last), number, archive.segmentSize());
        try {
            return Optional.of(spool.has(name) ? spool.read(name) : archive.read(name));
        } catch (DrException e) {
            if (e.code() == ErrorCode.INTEGRITY_FAILED) {
                LOG.error("the segment before the stream is damaged: {}", e.getMessage());
                return Optional.empty();
            }
            if (e.code() == ErrorCode.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
