package com.datafly.signal.dr.selfmanaged.internal.wal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.selfmanaged.internal.wal.DurableSteps.Step;
import com.datafly.signal.dr.selfmanaged.internal.wal.ReceiverMonitor.DueMark;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries WAL from the spool to the archive: complete segments as they come, the beginning of the current one from time
 * to time. Verifies all of it again, for the spool's disk may have changed it. A spooled file goes only after the
 * archive has it durably.
 */
final class SegmentArchiver implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(SegmentArchiver.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final StreamGround ground;
    private final Duration tailInterval;
    private final Map<Integer, TimelineHistory> histories = new HashMap<>();

    SegmentArchiver(StreamGround ground, Duration tailInterval) {
        this.ground = ground;
        this.tailInterval = tailInterval;
    }

    @Override
    public void run() {
        try {
            work();
        } catch (Throwable e) {
            LOG.error("archiving WAL has failed", e);
            monitor()
                    .failed(DrException.create(
                            ErrorCode.INTERNAL, "archive WAL", String.valueOf(e), failure -> failure.cause(e)));
        }
    }

    private void work() {
        Duration pause = FIRST_PAUSE;
        boolean more = true;
        while (more) {
            try {
                more = step();
                monitor().archiving(null);
                pause = FIRST_PAUSE;
            } catch (DrException e) {
                if (isForAPerson(e)) {
                    LOG.error("WAL cannot be archived: {}", e.getMessage());
                    monitor().failed(e);
                    return;
                }
                LOG.warn("WAL waits in the spool: {}", e.getMessage());
                monitor().archiving(e);
                more = !monitor().isClosing();
                monitor().pause(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        }
    }

    /** Does the next piece of work; false if there will be no more. */
    private boolean step() {
        switch (monitor().nextWork(tailInterval)) {
            case SEGMENT -> segment(monitor().nextComplete());
            case LEFTOVER -> leftover(monitor().nextLeftover());
            case TAIL -> tail();
            case MARK -> mark();
            case NOTHING -> LOG.trace("nothing to archive");
            case END -> {
                return false;
            }
        }
        return true;
    }

    /** A file that is gone was dropped by an attempt that failed behind that: then the archive has the segment. */
    private void segment(SegmentName name) {
        byte[] bytes =
                ground.spool().find(name).orElseGet(() -> ground.archive().read(name));
        VerifiedWal wal = VerifiedWal.complete(name, identity(name), bytes);
        ground.archive().put(wal);
        ground.steps().after(Step.ARCHIVED);
        ground.spool().drop(name);
        Lsn recordEnd = wal.facts().lastRecordEnd();
        monitor().segmentArchived(name, recordEnd == null ? Lsn.ZERO : recordEnd);
    }

    /** The beginning of a segment that the stream has left for another timeline, or for the other side of a gap. */
    private void leftover(SegmentName name) {
        ground.archiveBeginning(name);
        ground.spool().dropPartial(name);
        monitor().leftoverArchived(name);
    }

    private void tail() {
        Lsn end = monitor().acknowledgedEnd();
        Optional<SegmentName> current = monitor().current().filter(name -> name.contains(end.plus(-1)));
        Optional<byte[]> bytes =
                current.flatMap(name -> ground.spool().findPartial(name, (int) end.minus(name.start())));
        if (current.isPresent() && bytes.isPresent()) {
            SegmentName name = current.get();
            Optional<VerifiedWal> wal = VerifiedWal.beginning(name, identity(name), bytes.get());
            StreamGround.requireSoundTo(end, name, wal.map(VerifiedWal::end).orElse(name.start()));
            wal.ifPresent(ground.archive()::put);
            ground.steps().after(Step.ARCHIVED);
            monitor().archivedUntil(name.timeline(), end);
            // On a busy server there is always another tail.
            mark();
        }
        monitor().flushed();
    }

    private void mark() {
        Optional<DueMark> due = monitor().dueMark();
        if (due.isPresent()) {
            ground.archive().putEnd(due.get().timeline(), due.get().mark());
            monitor().marked(due.get());
        }
    }

    private WalIdentity identity(SegmentName name) {
        TimelineHistory history = histories.computeIfAbsent(
                name.timeline(), timeline -> ground.archive().history(timeline));
        return ground.archive().identity(history);
    }

    private ReceiverMonitor monitor() {
        return ground.monitor();
    }

    private static boolean isForAPerson(DrException e) {
        return e.code() == ErrorCode.CONFLICT || e.code() == ErrorCode.INTEGRITY_FAILED;
    }
}
