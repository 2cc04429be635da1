package com.datafly.signal.dr.selfmanaged.internal.wal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.selfmanaged.internal.repository.Sha256;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A segment of the log, or the beginning of one up to the end of a record, that was verified record by record. The
 * archive takes nothing else. Immutable, as long as nobody writes into the bytes that it was made from.
 */
public final class VerifiedWal {

    private final SegmentName name;
    private final byte[] bytes;
    private final SegmentFacts facts;

    private VerifiedWal(SegmentName name, byte[] bytes, SegmentFacts facts) {
        this.name = name;
        this.bytes = bytes;
        this.facts = facts;
    }

    /**
     * Verifies a complete segment.
     *
     * <p>Where it begins inside a record, the rest of that record can only be verified together with the segment before
     * it; a {@linkplain WalProof proof} does that.
     *
     * @throws DrException with {@code INTEGRITY_FAILED} if it is not as long as a segment or anything in it is not what
     *     PostgreSQL wrote, naming the position
     */
    public static VerifiedWal complete(SegmentName name, WalIdentity identity, byte[] bytes) {
        String operation = "verify WAL segment " + name;
        if (bytes.length != name.segmentSize()) {
            throw DrException.of(
                    ErrorCode.INTEGRITY_FAILED,
                    operation,
                    "it has " + bytes.length + " bytes instead of " + name.segmentSize());
        }
        Times times = new Times();
        WalVerifier verifier = WalVerifier.startingAt(name.start(), identity, times);
        verifier.feed(bytes, 0, bytes.length);
        verifier.defect().ifPresent(defect -> {
            throw DrException.of(ErrorCode.INTEGRITY_FAILED, operation, defect.toString());
        });
        return new VerifiedWal(name, bytes, facts(name.end(), bytes, verifier, times));
    }

    /**
     * Verifies the beginning of a segment and cuts it behind the last record that is complete and sound.
     *
     * <p>Where it begins inside a record, the rest of that record counts as soon as it is complete, verified or not: as
     * in a {@linkplain #complete complete} segment, only a proof can verify it.
     *
     * @return empty if there is no such record
     */
    public static Optional<VerifiedWal> beginning(SegmentName name, WalIdentity identity, byte[] bytes) {
        Times times = new Times();
        WalVerifier verifier = WalVerifier.startingAt(name.start(), identity, times);
        verifier.feed(bytes, 0, bytes.length);
        if (verifier.lastCompleteEnd().isEmpty()) {
            return Optional.empty();
        }
        long length = Math.min(verifier.lastCompleteEnd().get().minus(name.start()), bytes.length);
        byte[] sound = Arrays.copyOf(bytes, (int) length);
        return Optional.of(new VerifiedWal(name, sound, facts(name.start().plus(length), sound, verifier, times)));
    }

    /** Returns which segment it is, or belongs to. */
    public SegmentName name() {
        return name;
    }

    /** Tells whether it is the whole segment. */
    public boolean isComplete() {
        return bytes.length == name.segmentSize();
    }

    /** Returns the first LSN behind it. */
    public Lsn end() {
        return facts.end();
    }

    /** Returns what is known of its records. */
    public SegmentFacts facts() {
        return facts;
    }

    /** Returns its bytes, which must not be changed. */
    byte[] bytes() {
        return bytes;
    }

    /** Tells whether the bytes from the segment's start are the same as far as both go. */
    boolean agreesWith(byte[] others) {
        int common = Math.min(bytes.length, others.length);
        return Arrays.mismatch(bytes, 0, common, others, 0, common) < 0;
    }

    private static SegmentFacts facts(Lsn end, byte[] bytes, WalVerifier verifier, Times times) {
        boolean whole = end.equals(verifier.position());
        return new SegmentFacts(
                end,
                verifier.majorVersion(),
                Sha256.hex(bytes, 0, bytes.length),
                verifier.firstRecordStart().orElse(null),
                verifier.firstRecordPrevious().orElse(null),
                verifier.lastRecordStart().orElse(null),
                verifier.lastCompleteEnd().orElse(null),
                whole ? verifier.unfinishedRecord().orElse(null) : null,
                times.first,
                times.last);
    }

    /** The earliest and the latest time that the records state. */
    private static final class Times implements WalVisitor {
        private @Nullable Instant first;
        private @Nullable Instant last;

        @Override
        public void record(WalRecord record) {
            Instant time = record.time();
            if (time == null) {
                return;
            }
            first = first == null || time.isBefore(first) ? time : first;
            last = last == null || time.isAfter(last) ? time : last;
        }
    }
}
