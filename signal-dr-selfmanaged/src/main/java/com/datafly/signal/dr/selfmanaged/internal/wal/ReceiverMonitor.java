package com.datafly.signal.dr.selfmanaged.internal.wal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.database.Lsn;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the threads of a receiver know of each other. Thread-safe. */
final class ReceiverMonitor {

    private static final Logger LOG = LoggerFactory.getLogger(ReceiverMonitor.class);

    private final ReceiverOptions options;
    private final Deque<SegmentName> complete = new ArrayDeque<>();
    private final Deque<SegmentName> leftovers = new ArrayDeque<>();
    private final Map<SegmentName, Lsn> promised = new HashMap<>();
    private ReceiverState connection = ReceiverState.CONNECTING;
    private int timeline;
    private int segmentSize;
    private Lsn received = Lsn.ZERO;
    private Lsn acknowledged = Lsn.ZERO;
    private Lsn archived = Lsn.ZERO;
    private Lsn serverEnd = Lsn.ZERO;
    private @Nullable Instant serverTime;
    private @Nullable SegmentName current;
    private @Nullable EndMark confirmed;
    private @Nullable EndMark marked;
    private @Nullable DrException streamFailure;
    private @Nullable DrException archiveFailure;
    private @Nullable WalGap gap;
    private boolean alarm;
    private boolean full;
    private boolean flushWanted;
    private boolean closing;
    private boolean receiving = true;

    ReceiverMonitor(ReceiverOptions options) {
        this.options = options;
    }

    /** A mark that is to be archived, and the timeline whose end it is. */
    record DueMark(int timeline, EndMark mark) {}

    /** What the archiver is to do next. */
    enum Work {
        SEGMENT,
        LEFTOVER,
        TAIL,
        MARK,
        NOTHING,
        END
    }

    synchronized ReceiverStatus status() {
        DrException failure = streamFailure == null ? archiveFailure : streamFailure;
        EndMark known = marked;
        return new ReceiverStatus(
                state(),
                timeline,
                received,
                acknowledged,
                archived,
                serverEnd,
                serverTime,
                known == null ? null : known.asOf(),
                alarm,
                failure,
                gap);
    }

    /** A stream begins on a timeline: positions of another one say nothing any more. */
    void streaming(int newTimeline, Lsn archivedBefore, int sizeOfSegments) {
        change(() -> {
            if (newTimeline != timeline) {
                archived = Lsn.ZERO;
                acknowledged = Lsn.ZERO;
                marked = null;
            }
            timeline = newTimeline;
            segmentSize = sizeOfSegments;
            archived = archivedBefore.isAfter(archived) ? archivedBefore : archived;
            current = null;
            received = Lsn.ZERO;
            confirmed = null;
            streamFailure = null;
            connection = ReceiverState.STREAMING;
        });
    }

    void disconnected(ReceiverState why, DrException failure) {
        change(() -> {
            connection = why;
            streamFailure = failure;
        });
    }

    void gap(WalGap found) {
        change(() -> gap = found);
    }

    /** A backup that begins behind the gap makes the gap meaningless for everything newer. */
    void backupTaken(Lsn start) {
        change(() -> gap = gap != null && gap.to().isAfter(start) ? gap : null);
    }

    synchronized void received(Lsn end, SegmentName segment) {
        received = end;
        current = segment;
    }

    /** What the server said of itself in the stream. */
    void heard(Lsn end, Instant time) {
        synchronized (this) {
            serverTime = time;
        }
        serverAt(end);
    }

    /** Where the server's WAL ends, which decides whether it holds too much for the slot. */
    void serverAt(Lsn end) {
        boolean over;
        synchronized (this) {
            serverEnd = end;
            over = !acknowledged.equals(Lsn.ZERO) && end.minus(acknowledged) > options.retentionLimit();
            if (over == alarm) {
                return;
            }
        }
        change(() -> alarm = over);
    }

    /** Everything before {@code end} is verified and durable here. It stays so when the stream begins anew. */
    synchronized void acknowledged(Lsn end) {
        acknowledged = end.isAfter(acknowledged) ? end : acknowledged;
        notifyAll();
    }

    /** Every commit that was confirmed until {@code mark}'s time lies before its end, which is durable here. */
    synchronized void confirmed(EndMark mark) {
        confirmed = mark;
        notifyAll();
    }

    synchronized void completed(SegmentName name) {
        complete.add(name);
        notifyAll();
    }

    /** The beginning of a segment that will not be received to its end. */
    synchronized void left(SegmentName name) {
        if (!acknowledged.equals(Lsn.ZERO) && name.equals(current) && name.contains(acknowledged.plus(-1))) {
            promised.put(name, acknowledged);
        }
        if (!leftovers.contains(name)) {
            leftovers.add(name);
        }
        notifyAll();
    }

    /** Waits until the archiver has made room in the spool. */
    synchronized void awaitRoom(int segmentSize) {
        long most = Math.max(1, options.spoolLimit() / segmentSize);
        full = complete.size() >= most;
        while (!await(() -> hasEnded() || complete.size() < most, Duration.ofMinutes(1))) {
            LOG.warn("the spool is full of WAL that the repository has not taken; WAL waits on the server");
        }
        full = false;
    }

    /** Tells whether the stream waits for room in the spool, so that nothing is heard from the server. */
    synchronized boolean isFull() {
        return full;
    }

    /** Waits for the archiver's next work; at most {@code timeout}, then a tail is due if there is anything new. */
    synchronized Work nextWork(Duration timeout) {
        boolean ended = await(this::hasWork, timeout) && closing && !receiving;
        if (!complete.isEmpty()) {
            return Work.SEGMENT;
        }
        if (!leftovers.isEmpty()) {
            return Work.LEFTOVER;
        }
        if (hasTail()) {
            return Work.TAIL;
        }
        if (dueMark().isPresent()) {
            return Work.MARK;
        }
        flushWanted = false;
        return ended ? Work.END : Work.NOTHING;
    }

    synchronized SegmentName nextLeftover() {
        return leftovers.element();
    }

    /** Returns up to where a segment was acknowledged before it was left, as far as that is known. */
    synchronized Lsn promisedOf(SegmentName leftover) {
        return promised.getOrDefault(leftover, leftover.start());
    }

    synchronized void leftoverArchived(SegmentName name) {
        leftovers.remove(name);
        promised.remove(name);
    }

    synchronized SegmentName nextComplete() {
        return complete.element();
    }

    synchronized Optional<SegmentName> current() {
        return Optional.ofNullable(current);
    }

    synchronized Lsn acknowledgedEnd() {
        return acknowledged;
    }

    /** Returns the mark to be archived: one that is newer than the last, and whose end is in the archive. */
    synchronized Optional<DueMark> dueMark() {
        EndMark next = confirmed;
        return next == null || next.equals(marked) || next.end().isAfter(archived)
                ? Optional.empty()
                : Optional.of(new DueMark(timeline, next));
    }

    synchronized void marked(DueMark due) {
        if (due.timeline() == timeline) {
            marked = due.mark();
        }
        notifyAll();
    }

    synchronized void segmentArchived(SegmentName name, Lsn end) {
        complete.remove(name);
        advance(name.timeline(), end);
    }

    synchronized void archivedUntil(int onTimeline, Lsn end) {
        advance(onTimeline, end);
    }

    synchronized void flushed() {
        flushWanted = false;
    }

    void archiving(@Nullable DrException failure) {
        if (failure != null || hasArchiveFailure()) {
            change(() -> archiveFailure = failure);
        }
    }

    void failed(DrException failure) {
        change(() -> {
            connection = ReceiverState.FAILED;
            streamFailure = failure;
        });
    }

    synchronized void requestFlush() {
        flushWanted = true;
        notifyAll();
    }

    /** Waits until the archive reaches {@code lsn}; false if time is up or the receiver has failed or was closed. */
    synchronized boolean awaitArchived(Lsn lsn, Duration timeout) {
        boolean[] asked = new boolean[1];
        await(
                () -> {
                    if (!asked[0] && reaches(acknowledged, lsn)) {
                        asked[0] = true;
                        requestFlush();
                    }
                    return hasEnded() || reaches(archived, lsn);
                },
                timeout);
        return reaches(archived, lsn);
    }

    /** A server whose last record ends with its page may say that it is behind the header of the next one. */
    private boolean reaches(Lsn end, Lsn lsn) {
        return !lsn.isAfter(PageHeader.firstRecordPlace(end, segmentSize));
    }

    /** Waits until the receiver streams; false if time is up or it has failed or was closed. */
    synchronized boolean awaitStreaming(Duration timeout) {
        await(() -> hasEnded() || connection == ReceiverState.STREAMING, timeout);
        return connection == ReceiverState.STREAMING;
    }

    /** Waits before another attempt; ends early when the receiver is being closed. */
    synchronized void pause(Duration duration) {
        if (await(this::hasEnded, duration)) {
            LOG.debug("not waiting any longer, for the receiver is being closed");
        }
    }

    synchronized void closing() {
        closing = true;
        notifyAll();
    }

    /** Tells whether the receiver is being closed, or has failed for good. */
    synchronized boolean isClosing() {
        return hasEnded();
    }

    synchronized void receivingEnded() {
        receiving = false;
        notifyAll();
    }

    void closed() {
        change(() -> connection = connection == ReceiverState.FAILED ? ReceiverState.FAILED : ReceiverState.CLOSED);
    }

    private synchronized boolean hasArchiveFailure() {
        return archiveFailure != null;
    }

    private boolean hasEnded() {
        return closing || connection == ReceiverState.FAILED;
    }

    private boolean hasTail() {
        return !acknowledged.equals(Lsn.ZERO) && acknowledged.isAfter(archived);
    }

    private void advance(int onTimeline, Lsn end) {
        if (onTimeline == timeline && end.isAfter(archived)) {
            archived = end;
        }
        notifyAll();
    }

    private ReceiverState state() {
        return connection == ReceiverState.STREAMING && gap != null ? ReceiverState.GAP : connection;
    }

    private void change(Runnable change) {
        ReceiverStatus before;
        ReceiverStatus after;
        synchronized (this) {
            before = status();
            change.run();
            after = status();
            notifyAll();
        }
        if (before.state() != after.state() || before.retentionAlarm() != after.retentionAlarm()) {
            tell(options.listener(), after);
        }
    }

    private static void tell(Consumer<ReceiverStatus> listener, ReceiverStatus status) {
        try {
            listener.accept(status);
        } catch (RuntimeException e) {
            LOG.warn("a listener of the WAL receiver failed", e);
        }
    }

    private boolean hasWork() {
        return !complete.isEmpty() || !leftovers.isEmpty() || flushWanted || (closing && !receiving);
    }

    /** Waits until a condition holds; false if time is up before. */
    private synchronized boolean await(BooleanSupplier condition, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!condition.getAsBoolean()) {
            long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
            if (left <= 0) {
                return false;
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                closing = true;
                return condition.getAsBoolean();
            }
        }
        return true;
    }
}
