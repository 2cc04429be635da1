package com.datafly.signal.dr.selfmanaged.internal.wal;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.selfmanaged.internal.wal.WalDefect.Kind;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the write-ahead log in order and lets nothing pass that PostgreSQL did not write: the header of every page, the
 * checksum and length of every record, and the chain of their backward links.
 *
 * <p>What a record means is not looked at, except for the time that a commit, an abort or a restore point states. Where
 * the log begins inside a record, the rest of that record is skipped: {@link #beganInsideRecord()} says so, and only
 * the log before it can verify it. After the first defect nothing more is shown to the visitor; {@link #defect()} tells
 * what and where.
 *
 * <p>Not thread-safe.
 */
public final class WalVerifier {

    private static final int ALIGNMENT = 8;

    /** The end of a record's header: its kind and its checksum. A switch of segments is a header and nothing else. */
    private static final int KIND_AND_CHECKSUM = 8;

    private final WalIdentity identity;
    private final WalVisitor visitor;
    private final RecordAssembly record = new RecordAssembly();
    private byte[] pageHeader = new byte[0];
    private int pageHeaderTaken;
    private int magic;
    private long position;
    private long skipped;
    private final byte[] skippedLast = new byte[KIND_AND_CHECKSUM];
    private boolean mayBeSwitched;
    private int padding;
    private long switchedUntil;
    private boolean beganInsideRecord;
    private boolean expectsOverwrite;
    private @Nullable Lsn previous;
    private @Nullable Lsn firstRecordStart;
    private @Nullable Lsn firstRecordPrevious;
    private @Nullable Lsn lastRecordEnd;
    private @Nullable Lsn continuationEnd;
    private @Nullable WalDefect defect;

    private WalVerifier(WalIdentity identity, Lsn start, WalVisitor visitor) {
        this.identity = requireNonNull(identity, "identity");
        this.visitor = requireNonNull(visitor, "visitor");
        this.position = start.value();
    }

    /**
     * Begins at the start of a page.
     *
     * @throws IllegalArgumentException if {@code start} is not a multiple of the page size
     */
    public static WalVerifier startingAt(Lsn start, WalIdentity identity, WalVisitor visitor) {
        if ((start.value() & (PageHeader.PAGE_SIZE - 1)) != 0) {
            throw new IllegalArgumentException(start + " is not the start of a page");
        }
        return new WalVerifier(identity, start, visitor);
    }

    /** Demands that the first record that begins here follows the one that begins at {@code lastStart}. */
    public void expectPrevious(Lsn lastStart) {
        this.previous = requireNonNull(lastStart, "lastStart");
    }

    /** Verifies the next bytes of the log. Does nothing after a defect, except to look whether zeros go on. */
    public void feed(byte[] bytes, int offset, int length) {
        int at = offset;
        int end = offset + length;
        while (at < end && defect == null) {
            at += step(bytes, at, end - at);
        }
        if (defect != null && at < end) {
            lookBehindDefect(defect, bytes, at, end - at);
        }
    }

    /** Returns the LSN of the next byte to be fed; after a defect, of the byte at which verification stopped. */
    public Lsn position() {
        return new Lsn(position);
    }

    /** Returns where the first verified record begins. */
    public Optional<Lsn> firstRecordStart() {
        return Optional.ofNullable(firstRecordStart);
    }

    /** Returns where the record before the first verified record begins, as that one says. */
    public Optional<Lsn> firstRecordPrevious() {
        return Optional.ofNullable(firstRecordPrevious);
    }

    /** Returns where the last verified record begins. */
    public Optional<Lsn> lastRecordStart() {
        return lastRecordEnd == null ? Optional.empty() : Optional.ofNullable(previous);
    }

    /** Returns the end of the last verified record: the first LSN behind it, aligned to 8. */
    public Optional<Lsn> lastRecordEnd() {
        return Optional.ofNullable(lastRecordEnd);
    }

    /**
     * Returns the end of the last record that is complete, aligned to 8: of the last verified one or, where the log
     * began inside a record and none was verified yet, of that one.
     */
    public Optional<Lsn> lastCompleteEnd() {
        return Optional.ofNullable(lastRecordEnd == null ? continuationEnd : lastRecordEnd);
    }

    /** Returns where a record begins of which only a part was fed. */
    public Optional<Lsn> unfinishedRecord() {
        return record.isUnfinished() ? Optional.of(record.start()) : Optional.empty();
    }

    /** Tells whether the log began inside a record, whose rest was skipped unverified. */
    public boolean beganInsideRecord() {
        return beganInsideRecord;
    }

    /** Returns the major version of PostgreSQL that wrote the log; 0 before the first page. */
    public int majorVersion() {
        return PageHeader.majorVersion(magic);
    }

    /** Returns why verification stopped; empty while everything is sound. */
    public Optional<WalDefect> defect() {
        return Optional.ofNullable(defect);
    }

    /**
     * Demands that the log is sound and complete up to {@code end}.
     *
     * @param what the log's name for the message, as in {@code segment 000000010000000000000003}
     * @throws DrException with {@code INTEGRITY_FAILED} otherwise, naming the position and the reason
     */
    public void requireSoundTo(Lsn end, String what) {
        if (lastRecordEnd != null && !lastRecordEnd.isBefore(end)) {
            return;
        }
        String problem = defect != null
                ? defect.toString()
                : lastRecordEnd == null ? "it holds no complete record" : "it ends at " + lastRecordEnd;
        throw DrException.of(ErrorCode.INTEGRITY_FAILED, "verify " + what + " up to " + end, problem);
    }

    private int step(byte[] bytes, int offset, int available) {
        if (position < switchedUntil) {
            return advance((int) Math.min(available, switchedUntil - position));
        }
        int inPage = (int) (position & (PageHeader.PAGE_SIZE - 1));
        if (inPage == 0) {
            pageHeader = new byte[PageHeader.lengthAt(position(), identity.segmentSize())];
            pageHeaderTaken = 0;
        }
        if (pageHeaderTaken < pageHeader.length) {
            return takePageHeader(bytes, offset, available);
        }
        int room = Math.min(available, PageHeader.PAGE_SIZE - inPage);
        if (skipped > 0) {
            return skipRemainder(bytes, offset, room);
        }
        if (padding > 0) {
            int taken = Math.min(room, padding);
            padding -= taken;
            return advance(taken);
        }
        return takeRecord(bytes, offset, room);
    }

    private int advance(int taken) {
        position += taken;
        return taken;
    }

    private int takePageHeader(byte[] bytes, int offset, int available) {
        int taken = Math.min(available, pageHeader.length - pageHeaderTaken);
        System.arraycopy(bytes, offset, pageHeader, pageHeaderTaken, taken);
        pageHeaderTaken += taken;
        advance(taken);
        if (pageHeaderTaken == pageHeader.length) {
            judgePage(new Lsn(position - pageHeader.length));
        }
        return taken;
    }

    private int skipRemainder(byte[] bytes, int offset, int room) {
        int taken = (int) Math.min(room, skipped);
        for (int i = Math.max(0, taken - KIND_AND_CHECKSUM); i < taken; i++) {
            System.arraycopy(skippedLast, 1, skippedLast, 0, KIND_AND_CHECKSUM - 1);
            skippedLast[KIND_AND_CHECKSUM - 1] = bytes[offset + i];
        }
        skipped -= taken;
        advance(taken);
        if (skipped == 0) {
            mayBeSwitched = mayBeSwitched && endsSwitch();
            padding = toAlignment(position);
            continuationEnd = new Lsn(position + padding);
        }
        return taken;
    }

    /** A header has its resource manager behind its info bits, and then two bytes that are always zero. */
    private boolean endsSwitch() {
        return WalRecord.isSwitch(skippedLast[1] & 0xFF, skippedLast[0] & 0xFF)
                && skippedLast[2] == 0
                && skippedLast[3] == 0;
    }

    private int takeRecord(byte[] bytes, int offset, int room) {
        if (!record.isUnfinished()) {
            record.begin(position());
        }
        int taken = record.take(bytes, offset, room);
        advance(taken);
        judgeRecord();
        return taken;
    }

    private void judgePage(Lsn page) {
        if (isZero(pageHeader, 0, pageHeader.length)) {
            stop(Kind.ZEROS, record.isUnfinished() ? record.start() : page, "nothing is written");
            return;
        }
        PageHeader header = PageHeader.read(pageHeader);
        String problem = header.defect(page, identity);
        if (problem == null && magic != 0 && magic != header.magic()) {
            problem = "page is of another version than the pages before it";
        }
        if (problem != null) {
            stop(Kind.CORRUPT, page, problem);
        } else {
            problem = judgeContinuation(header);
            if (problem != null) {
                stop(Kind.UNLINKED, page, problem);
            }
        }
        magic = header.magic();
    }

    private @Nullable String judgeContinuation(PageHeader header) {
        boolean continues = record.isUnfinished() || skipped > 0;
        if (header.overwritesRecord() && (continues || magic == 0)) {
            expectsOverwrite = true;
            previous = continues ? previous : null;
            record.begin(position());
            skipped = 0;
            return null;
        }
        if (continues) {
            long missing = record.isUnfinished() ? record.missing() : skipped;
            return header.continuesRecord() && header.remaining() == missing
                    ? null
                    : "page does not continue the record before it, of which " + missing + " bytes are missing";
        }
        if (header.continuesRecord()) {
            beganInsideRecord = magic == 0;
            skipped = header.remaining();
            mayBeSwitched = skipped == KIND_AND_CHECKSUM || skipped == RecordAssembly.HEADER_LENGTH - KIND_AND_CHECKSUM;
            return magic == 0 && skipped > 0 ? null : "page continues a record that was not begun";
        }
        return null;
    }

    private void judgeRecord() {
        Lsn start = record.start();
        if (record.hasJustLength() && record.length() == 0 && mayBeSwitched) {
            passSwitch();
            return;
        }
        if (record.hasJustLength() && !record.hasPlausibleLength()) {
            if (record.length() == 0) {
                stop(Kind.ZEROS, start, "nothing is written");
            } else {
                stop(Kind.CORRUPT, start, "record has length " + record.length());
            }
            record.begin(start);
            return;
        }
        if (record.hasJustHeader() && !judgeHeader(start)) {
            return;
        }
        if (record.isComplete()) {
            finishRecord();
        }
    }

    private boolean judgeHeader(Lsn start) {
        String problem = record.headerDefect();
        if (problem == null && expectsOverwrite && !WalRecord.isOverwrite(record.resourceManager(), record.info())) {
            problem = "record does not say that it replaces an unfinished one";
        }
        expectsOverwrite = false;
        if (problem != null) {
            stop(Kind.CORRUPT, start, problem);
        } else if (previous != null && !record.previous().equals(previous)) {
            stop(Kind.UNLINKED, start, "record follows " + record.previous() + ", not " + previous);
        }
        return defect == null;
    }

    private void finishRecord() {
        if (!record.hasSoundChecksum()) {
            stop(Kind.CORRUPT, record.start(), "record has a wrong checksum");
            return;
        }
        mayBeSwitched = false;
        padding = toAlignment(position);
        long end = position + padding;
        if (WalRecord.isSwitch(record.resourceManager(), record.info())) {
            end = segmentEnd();
            switchedUntil = end;
            padding = 0;
        }
        WalRecord finished = record.toRecord(new Lsn(end));
        if (record.statesTime() && finished.time() == null) {
            stop(Kind.CORRUPT, record.start(), "record states no time");
            return;
        }
        if (firstRecordStart == null) {
            firstRecordStart = finished.start();
            firstRecordPrevious = finished.previous();
        }
        previous = finished.start();
        lastRecordEnd = finished.end();
        record.begin(finished.end());
        visitor.record(finished);
    }

    /** The log began inside a record that ends like a switch of segments, and nothing follows it: so it is one. */
    private void passSwitch() {
        mayBeSwitched = false;
        switchedUntil = segmentEnd();
        continuationEnd = new Lsn(switchedUntil);
        record.begin(continuationEnd);
    }

    private long segmentEnd() {
        return (position + identity.segmentSize() - 1) & -identity.segmentSize();
    }

    private void stop(Kind kind, Lsn at, String reason) {
        defect = new WalDefect(kind, at, reason);
    }

    /** A torn end consists of zeros alone; data behind zeros means that something was lost in the middle. */
    private void lookBehindDefect(WalDefect found, byte[] bytes, int offset, int length) {
        if (found.kind() == Kind.ZEROS && !isZero(bytes, offset, length)) {
            stop(Kind.CORRUPT, found.at(), "zeros stand where a record has to be");
        }
    }

    private static int toAlignment(long position) {
        return (int) (-position & (ALIGNMENT - 1));
    }

    private static boolean isZero(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }
}
