package com.datafly.signal.dr.selfmanaged.internal.wal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.selfmanaged.internal.protocol.ReplicationConnection;
import com.datafly.signal.dr.selfmanaged.internal.protocol.SlotPosition;
import com.datafly.signal.dr.selfmanaged.internal.protocol.SystemIdentity;
import com.datafly.signal.dr.selfmanaged.internal.protocol.WalMessage.TimelineEnd;
import com.datafly.signal.dr.selfmanaged.internal.wal.TimelineHistory.Span;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out where to go on with a server: whether it is the right one, which timeline to follow, what its slot still
 * holds. What is lost is recorded in the archive before anything newer is taken.
 */
final class Attachment {

    private static final Logger LOG = LoggerFactory.getLogger(Attachment.class);

    private final String slot;
    private final Spool spool;
    private final WalArchive archive;
    private final ReceiverMonitor monitor;
    private Optional<Held> archived = Optional.empty();
    private boolean slotLost;
    private boolean walRemoved;

    Attachment(String slot, StreamGround ground) {
        this.slot = slot;
        this.spool = ground.spool();
        this.archive = ground.archive();
        this.monitor = ground.monitor();
    }

    /** The server refused the slot: the next attempt makes it anew. */
    void slotWasLost() {
        slotLost = true;
    }

    /** The server no longer has the WAL that was wanted: the next attempt records the gap. */
    void walWasRemoved() {
        walRemoved = true;
    }

    /** Returns the end of what the archive held of a timeline when the stream began. */
    Lsn archivedOn(int timeline) {
        return archived.filter(held -> held.timeline() == timeline)
                .map(Held::end)
                .orElse(Lsn.ZERO);
    }

    /**
     * Finds where to go on.
     *
     * @throws DrException with {@code CONFLICT} if the server's history is not the archive's
     */
    StreamStart start(ReplicationConnection connection) {
        SystemIdentity server = connection.identify();
        if (server.systemIdentifier() != archive.systemIdentifier()) {
            throw foreign("the server is system " + Long.toUnsignedString(server.systemIdentifier())
                    + ", the repository is of system " + Long.toUnsignedString(archive.systemIdentifier()));
        }
        TimelineHistory history = history(connection, server.timeline());
        SlotPosition position = requireSlot(connection);
        archived = Held.inArchive(archive);
        Optional<Held> held = Held.newest(Held.inSpool(spool, archive), archived);
        if (held.isEmpty()) {
            return StreamStart.at(history.upTo(position.timeline()), segmentStart(position.restartLsn()));
        }
        if (walRemoved) {
            return startBehindGap(connection, history, position, held.get());
        }
        return resume(history, held.get());
    }

    /** Goes on where a timeline has ended: the history first, then the new timeline from its segment's start. */
    StreamStart next(ReplicationConnection connection, TimelineEnd end) {
        TimelineHistory history = history(connection, end.nextTimeline());
        LOG.info("timeline {} begins at {}", end.nextTimeline(), end.switchPoint());
        return StreamStart.at(history, segmentStart(end.switchPoint()));
    }

    private StreamStart resume(TimelineHistory history, Held held) {
        if (history.span(held.timeline()).isEmpty()) {
            throw foreign("the server is on timeline " + history.timeline() + ", which does not come from timeline "
                    + held.timeline() + " of the archive");
        }
        Optional<Span> next = history.after(held.timeline());
        if (next.isPresent() && held.end().isAfter(next.get().begin())) {
            LOG.warn(
                    "the server left timeline {} at {}, before {} that is held of it",
                    held.timeline(),
                    next.get().begin(),
                    held.end());
            return StreamStart.at(
                    history.upTo(next.get().timeline()), segmentStart(next.get().begin()));
        }
        return new StreamStart(history.upTo(held.timeline()), held.from(), held.end());
    }

    private StreamStart startBehindGap(
            ReplicationConnection connection, TimelineHistory history, SlotPosition position, Held held) {
        SlotPosition reserved = position;
        if (!segmentStart(reserved.restartLsn()).isAfter(held.from())) {
            connection.dropSlot(slot);
            reserved = requireSlot(connection);
        }
        Lsn from = segmentStart(reserved.restartLsn());
        WalGap gap = new WalGap(reserved.timeline(), held.end(), from);
        walRemoved = false;
        archive.putGap(gap, "the server has removed this WAL");
        LOG.error("WAL is lost: {}; only a new base backup can be recovered beyond it", gap);
        monitor.gap(gap);
        return StreamStart.at(history.upTo(reserved.timeline()), from);
    }

    private SlotPosition requireSlot(ReplicationConnection connection) {
        Optional<SlotPosition> found = connection.readSlot(slot);
        if (found.isPresent() && (slotLost || !found.get().reservesWal())) {
            LOG.warn("slot {} no longer holds WAL; it is made anew", slot);
            connection.dropSlot(slot);
            found = Optional.empty();
        }
        if (found.isEmpty()) {
            connection.createSlot(slot, false, true);
            slotLost = false;
            found = connection.readSlot(slot);
        }
        return found.filter(SlotPosition::reservesWal)
                .orElseThrow(() -> DrException.of(
                        ErrorCode.UNAVAILABLE,
                        "use replication slot " + slot,
                        "it holds no WAL right after it was made"));
    }

    /** A history is in the archive before any WAL of its timeline. */
    private TimelineHistory history(ReplicationConnection connection, int timeline) {
        if (timeline == 1) {
            return TimelineHistory.of(1);
        }
        byte[] content = connection.timelineHistory(timeline).content();
        archive.putHistory(timeline, content);
        return TimelineHistory.parse(timeline, content);
    }

    private Lsn segmentStart(Lsn lsn) {
        return SegmentName.containing(1, lsn, archive.segmentSize()).start();
    }

    private DrException foreign(String problem) {
        return DrException.create(
                ErrorCode.CONFLICT,
                "receive WAL with slot " + slot,
                problem,
                failure -> failure.hint("Two servers claim to be the same cluster, as after a failover without a new"
                        + " timeline or when an old primary came back. Give one of them a repository of its own."));
    }
}
