package com.datafly.signal.dr.selfmanaged.internal.wal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.selfmanaged.internal.protocol.WalMessage;
import com.datafly.signal.dr.selfmanaged.internal.protocol.WalMessage.Keepalive;
import com.datafly.signal.dr.selfmanaged.internal.protocol.WalMessage.TimelineEnd;
import com.datafly.signal.dr.selfmanaged.internal.protocol.WalMessage.Wal;
import com.datafly.signal.dr.selfmanaged.internal.protocol.WalStream;
import com.datafly.signal.dr.selfmanaged.internal.wal.DurableSteps.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One stream of WAL into the spool. Every byte is verified before it is written; what is acknowledged is the end of the
 * last record that is complete, sound and forced to disk, and nothing else ever is.
 */
final class StreamSession implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int LARGEST_BATCH = 4 << 20;

    private final WalStream stream;
    private final StreamStart start;
    private final Spool spool;
    private final ReceiverMonitor monitor;
    private final DurableSteps steps;
    private final WalVerifier verifier;
    private final Overlap overlap;
    private SegmentName segment;
    private @Nullable SpoolFile file;
    private Lsn position;
    private Lsn serverEnd = Lsn.ZERO;
    private final AnsweredRequests requests = new AnsweredRequests();
    private int unforced;
    private volatile Lsn written = Lsn.ZERO;
    private volatile Lsn acknowledged = Lsn.ZERO;
    private final boolean continues;
    private final Lsn archivedBefore;
    private boolean begun;
    private boolean forceFailed;
    private boolean over;

    /**
     * Begins where {@code start} says.
     *
     * @param archivedBefore the end of what the archive holds of this timeline
     * @throws DrException with {@code INTEGRITY_FAILED} if what is held before it is damaged
     */
    StreamSession(WalStream stream, StreamStart start, StreamGround ground, Lsn archivedBefore) {
        this.stream = stream;
        this.start = start;
        this.spool = ground.spool();
        this.monitor = ground.monitor();
        this.steps = ground.steps();
        this.archivedBefore = archivedBefore;
        this.position = start.from();
        this.segment = ground.segmentAt(start);
        this.verifier = ground.verifierFor(start);
        this.overlap = new Overlap(start.from(), ground.overlap(start));
        this.continues = verifier.lastRecordEnd().isPresent();
        verifier.defect().ifPresent(defect -> {
            throw wrong("what is held before is damaged: " + defect);
        });
    }

    /**
     * Receives until the timeline ends or the receiver is closed.
     *
     * @return the end of the timeline; empty if the receiver is being closed
     * @throws DrException whatever ends the stream otherwise; everything acknowledged is in the spool
     */
    Optional<TimelineEnd> run() {
        sendStatus(true);
        while (!monitor.isClosing()) {
            Optional<WalMessage> message = stream.receive(unforced > 0 ? Duration.ZERO : PATIENCE);
            begun();
            if (message.isEmpty()) {
                force();
                continue;
            }
            if (message.get() instanceof TimelineEnd end) {
                endStatus();
                force();
                return Optional.of(end);
            }
            take(message.get());
        }
        force();
        return Optional.empty();
    }

    /** Tells the server where we are; any thread may, while the stream lasts. */
    synchronized void sendStatus(boolean replyRequested) {
        if (!over) {
            if (replyRequested) {
                requests.sent();
            }
            stream.sendStatus(written, acknowledged, acknowledged, replyRequested);
        }
    }

    @Override
    public void close() {
        endStatus();
        SpoolFile open = file;
        if (open != null) {
            try (open) {
                force();
            }
        }
    }

    private synchronized void endStatus() {
        over = true;
    }

    /** A server that no longer has the WAL says so only where its first message would be. */
    private void begun() {
        if (!begun) {
            begun = true;
            monitor.streaming(start.timeline(), archivedBefore, segment.segmentSize());
            if (continues && start.isBehindWholeSegment()) {
                verifier.lastRecordEnd().ifPresent(monitor::acknowledged);
            }
        }
    }

    private void take(WalMessage message) {
        if (message instanceof Wal wal) {
            store(wal);
            heard(wal.serverEnd(), wal.serverTime());
            if (isCaughtUp() || unforced >= LARGEST_BATCH) {
                force();
            }
        } else if (message instanceof Keepalive keepalive) {
            heard(keepalive.serverEnd(), keepalive.serverTime());
            requests.answered(keepalive.serverTime()).ifPresent(this::confirm);
            if (keepalive.replyRequested()) {
                sendStatus(false);
            }
        }
    }

    private void store(Wal wal) {
        if (!wal.start().equals(position)) {
            throw wrong("the server sent WAL from " + wal.start() + " instead of " + position);
        }
        int offset = wal.offset();
        int left = wal.length();
        while (left > 0) {
            int length = (int) Math.min(left, segment.end().minus(position));
            verify(wal.buffer(), offset, length);
            opened().write(position, wal.buffer(), offset, length);
            steps.after(Step.WRITTEN);
            position = position.plus(length);
            unforced += length;
            offset += length;
            left -= length;
            written = position;
            monitor.received(position, segment);
            if (position.equals(segment.end())) {
                completeSegment();
            }
        }
    }

    private void verify(byte[] bytes, int offset, int length) {
        if (!overlap.agreesWith(position, bytes, offset, length)) {
            throw diverged("the server's WAL at " + position + " is not what was received before");
        }
        verifier.feed(bytes, offset, length);
        Optional<WalDefect> defect = verifier.defect();
        if (defect.isEmpty()) {
            return;
        }
        boolean onFirstPage = verifier.position().minus(start.from()) < PageHeader.PAGE_SIZE;
        if (defect.get().kind() == WalDefect.Kind.UNLINKED && onFirstPage && continues) {
            throw diverged("the server's WAL does not go on from what is held: " + defect.get());
        }
        throw wrong("the server sent damaged WAL: " + defect.get());
    }

    private SpoolFile opened() {
        SpoolFile open = file;
        if (open == null) {
            monitor.awaitRoom(segment.segmentSize());
            open = spool.begin(segment);
            file = open;
        }
        return open;
    }

    private void completeSegment() {
        SpoolFile whole = opened();
        file = null;
        spool.complete(whole);
        unforced = 0;
        monitor.completed(segment);
        segment = segment.next();
        acknowledge();
    }

    private void force() {
        // What the disk holds after it refused once is unknown: it is written again after the next start.
        if (unforced == 0 || file == null || forceFailed) {
            return;
        }
        forceFailed = true;
        file.force();
        forceFailed = false;
        steps.after(Step.FORCED);
        unforced = 0;
        acknowledge();
    }

    /** Before everything held was compared, the server may be another one: then nothing is acknowledged to it. */
    private void acknowledge() {
        Lsn recordEnd = verifier.lastRecordEnd().orElse(Lsn.ZERO);
        Lsn durable = recordEnd.isAfter(position) ? position : recordEnd;
        if (position.isBefore(start.heldUntil()) || !durable.isAfter(acknowledged)) {
            return;
        }
        acknowledged = durable;
        monitor.acknowledged(durable);
        sendStatus(false);
        steps.after(Step.ACKNOWLEDGED);
    }

    /** A keepalive only says up to where the server has sent; what a message with WAL said before stays true. */
    private void heard(Lsn end, Instant serverTime) {
        serverEnd = end.isAfter(serverEnd) ? end : serverEnd;
        monitor.heard(serverEnd, serverTime);
    }

    private boolean isCaughtUp() {
        return !position.isBefore(serverEnd);
    }

    /**
     * Since {@code asOf} the server has looked for the end of its log and sent, or said, what it found. So when all of
     * that is here, every commit that was confirmed by then is.
     */
    private void confirm(Instant asOf) {
        if (unforced == 0 && isCaughtUp() && !acknowledged.equals(Lsn.ZERO)) {
            monitor.confirmed(new EndMark(acknowledged, asOf));
        }
    }

    private DrException wrong(String problem) {
        return DrException.create(
                ErrorCode.INTEGRITY_FAILED, operation(), problem, failure -> failure.retry(RetryAdvice.SAFE));
    }

    private DrException diverged(String problem) {
        return DrException.create(
                ErrorCode.CONFLICT,
                operation(),
                problem,
                failure ->
                        failure.hint("Two servers have written the same part of the log, as after a failover without a"
                                + " new timeline or a restore in place. Give one of them a repository of its own."));
    }

    private String operation() {
        return "receive WAL of timeline " + start.timeline();
    }
}
