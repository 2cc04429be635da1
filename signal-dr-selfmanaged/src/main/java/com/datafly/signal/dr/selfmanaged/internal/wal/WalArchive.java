package com.datafly.signal.dr.selfmanaged.internal.wal;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import com.datafly.signal.dr.selfmanaged.internal.repository.SealedObject;
import com.datafly.signal.dr.selfmanaged.internal.wal.WalInventory.Stored;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.store.Precondition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The write-ahead log in a repository: verified segments, the verified beginning of the last one, and the histories of
 * timelines.
 *
 * <p>Nothing is ever replaced by something else. Storing the same again changes nothing; storing something different
 * under the same name is {@code CONFLICT}, for then two servers have written the same part of the log. A beginning
 * gives way to a longer one, or to the whole segment, only after it was compared with it.
 *
 * <p>Thread-safe.
 */
public final class WalArchive {

    private static final String SEGMENT_KIND = "wal-segment";
    private static final String HISTORY_KIND = "wal-history";
    private static final String END_KIND = "wal-end";
    private static final String GAP_KIND = "wal-gap";
    private static final String NAME = "name";

    private final ObjectStore store;
    private final long systemIdentifier;
    private final int segmentSize;

    private WalArchive(ObjectStore store, long systemIdentifier, int segmentSize) {
        this.store = requireNonNull(store, "store");
        this.systemIdentifier = systemIdentifier;
        this.segmentSize = segmentSize;
        SegmentName.requireSize(segmentSize);
    }

    /**
     * Returns the archive of a repository.
     *
     * @param segmentSize the cluster's segment size in bytes
     */
    public static WalArchive of(Repository repository, int segmentSize) {
        return new WalArchive(repository.store(), repository.systemIdentifier(), segmentSize);
    }

    long systemIdentifier() {
        return systemIdentifier;
    }

    public int segmentSize() {
        return segmentSize;
    }

    /** Returns whose log it is, along a history. */
    public WalIdentity identity(TimelineHistory timelines) {
        return new WalIdentity(systemIdentifier, segmentSize, timelines);
    }

    /**
     * Stores a segment, or the beginning of one, durably. Repetition changes nothing.
     *
     * @throws DrException with {@code CONFLICT} and effect {@code NONE} if the archive holds something else under its
     *     name; with effect {@code UNKNOWN} if the store's answer was lost: then repeat
     */
    public void put(VerifiedWal wal) {
        SegmentName name = wal.name();
        Stored stored = WalInventory.stored(store, name);
        Lsn longest = longestSound(wal, stored);
        if (wal.isComplete()) {
            write(WalKeys.segment(name), name.fileName(), wal);
        } else if (stored.isComplete()) {
            requireAgreement(wal, read(name), WalKeys.segment(name));
        } else if (longest.isBefore(wal.end())) {
            write(WalKeys.tail(name, wal.end()), name.fileName(), wal);
        }
        dropTails(name, stored, wal.end());
    }

    /** Compares a segment with the beginnings that are stored of it. Damaged ones count for nothing and are removed. */
    private Lsn longestSound(VerifiedWal wal, Stored stored) {
        Lsn longest = wal.name().start();
        for (Lsn end : stored.tails()) {
            String key = WalKeys.tail(wal.name(), end);
            try {
                requireAgreement(wal, readTail(wal.name(), end), key);
                longest = end.isAfter(longest) ? end : longest;
            } catch (DrException e) {
                if (e.code() == ErrorCode.INTEGRITY_FAILED) {
                    store.delete(key, Precondition.none());
                } else if (e.code() != ErrorCode.NOT_FOUND) {
                    throw e;
                }
            }
        }
        return longest;
    }

    /**
     * Stores the history file of a timeline, durably. Repetition changes nothing.
     *
     * @throws DrException with {@code INTEGRITY_FAILED} if it is not a history, {@code CONFLICT} if the archive holds
     *     another under its name
     */
    public void putHistory(int timeline, byte[] content) {
        TimelineHistory history = TimelineHistory.parse(timeline, content);
        String key = WalKeys.history(timeline);
        writeOnce(
                key,
                HISTORY_KIND,
                Map.of(NAME, TimelineHistory.fileName(timeline), "path", history.toString()),
                content);
    }

    /**
     * Returns the history of a timeline; timeline 1 has none stored, for it has no parent.
     *
     * @throws DrException with {@code NOT_FOUND} if it is not stored, {@code INTEGRITY_FAILED} if it is damaged
     */
    public TimelineHistory history(int timeline) {
        return timeline == 1 ? TimelineHistory.of(1) : TimelineHistory.parse(timeline, historyFile(timeline));
    }

    /**
     * Returns the content of a timeline's history file.
     *
     * @throws DrException with {@code NOT_FOUND} if it is not stored, {@code INTEGRITY_FAILED} if it is damaged
     */
    public byte[] historyFile(int timeline) {
        return open(WalKeys.history(timeline), HISTORY_KIND, TimelineHistory.fileName(timeline))
                .payload();
    }

    /**
     * Reads a complete segment. Its hash is proven, its records are not.
     *
     * @throws DrException with {@code NOT_FOUND} if it is not stored, {@code INTEGRITY_FAILED} if it is not what was
     *     written
     */
    public byte[] read(SegmentName name) {
        byte[] bytes =
                open(WalKeys.segment(name), SEGMENT_KIND, name.fileName()).payload();
        if (bytes.length != segmentSize) {
            throw damaged(WalKeys.segment(name), "it has " + bytes.length + " bytes instead of " + segmentSize);
        }
        return bytes;
    }

    /**
     * Reads the beginning of a segment that ends at {@code end}. Its hash is proven, its records are not. A receiver
     * that goes on replaces beginnings by longer ones, of which the same bytes are taken.
     *
     * @throws DrException as {@link #read}
     */
    byte[] readTail(SegmentName name, Lsn end) {
        byte[] bytes = newest(name, end, there -> there.equals(name.end()) ? read(name) : readExactly(name, there));
        return Arrays.copyOf(bytes, Math.toIntExact(end.minus(name.start())));
    }

    /** Reads a beginning, or what has replaced it; a receiver may replace that too before it is read. */
    private <T> T newest(SegmentName name, Lsn end, Function<Lsn, T> reading) {
        Lsn there = end;
        while (true) {
            try {
                return reading.apply(there);
            } catch (DrException e) {
                there = longerThan(name, there, e);
            }
        }
    }

    private byte[] readExactly(SegmentName name, Lsn end) {
        String key = WalKeys.tail(name, end);
        byte[] bytes = open(key, SEGMENT_KIND, name.fileName()).payload();
        if (bytes.length != end.minus(name.start())) {
            throw damaged(key, "it has " + bytes.length + " bytes instead of " + end.minus(name.start()));
        }
        return bytes;
    }

    /** Returns the end of what has replaced a beginning that is gone; any other failure stays one. */
    private Lsn longerThan(SegmentName name, Lsn end, DrException failure) {
        if (failure.code() != ErrorCode.NOT_FOUND) {
            throw failure;
        }
        Stored now = WalInventory.stored(store, name);
        Lsn longest = now.isComplete() ? name.end() : now.longestTail().orElse(end);
        if (!longest.isAfter(end)) {
            throw failure;
        }
        return longest;
    }

    /** Reads the facts of a complete segment, unproven. */
    SegmentFacts facts(SegmentName name) {
        return facts(WalKeys.segment(name));
    }

    /** Reads the facts of the beginning of a segment, unproven; those of what has replaced it, where it is gone. */
    SegmentFacts tailFacts(SegmentName name, Lsn end) {
        return newest(name, end, there -> there.equals(name.end()) ? facts(name) : facts(WalKeys.tail(name, there)));
    }

    /** Tells whether the segment in which the log before a position lies is stored up to there, by now. */
    boolean reaches(int timeline, Lsn end) {
        SegmentName name = SegmentName.containing(timeline, end.plus(-1), segmentSize);
        Stored now = WalInventory.stored(store, name);
        return now.isComplete()
                || now.longestTail().filter(tail -> !tail.isBefore(end)).isPresent();
    }

    /** Lists what there is. */
    WalInventory inventory() {
        return WalInventory.of(store, segmentSize);
    }

    /** Replaces the mark that says until when a timeline's log is complete. */
    void putEnd(int timeline, EndMark mark) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put(NAME, WalKeys.END);
        facts.put("end", mark.end().toString());
        facts.put("asOf", mark.asOf().toString());
        store.write(WalKeys.end(timeline), SealedObject.seal(END_KIND, facts, new byte[0]), Precondition.none());
    }

    /**
     * Reads the mark of a timeline, proven.
     *
     * @return empty if there is none
     * @throws DrException with {@code INTEGRITY_FAILED} if it is damaged
     */
    public Optional<EndMark> end(int timeline) {
        String key = WalKeys.end(timeline);
        if (store.find(key).isEmpty()) {
            return Optional.empty();
        }
        Map<String, Object> facts = open(key, END_KIND, WalKeys.END).facts();
        return Optional.of(new EndMark(
                Lsn.parse(String.valueOf(facts.get("end"))), Instant.parse(String.valueOf(facts.get("asOf")))));
    }

    /** Records for ever that a part of the log is lost. Repetition changes nothing. */
    void putGap(WalGap gap, String reason) {
        String key = WalKeys.gap(gap.timeline(), gap.from(), gap.to());
        writeOnce(key, GAP_KIND, Map.of(NAME, WalKeys.GAP, "reason", reason), new byte[0]);
    }

    /** Returns the parts of the log that are recorded as lost, in no particular order. */
    public List<WalGap> gaps() {
        return new ArrayList<>(inventory().gaps());
    }

    /**
     * Estimates, from names and facts alone, how far a backup can be brought. Cheap and unproven.
     *
     * @throws DrException with {@code INTEGRITY_FAILED} if the histories or the facts at its end are damaged
     */
    public RestorableInterval interval(BaseStart base) {
        return IntervalEstimate.of(this, base);
    }

    private void write(String key, String name, VerifiedWal wal) {
        Map<String, Object> facts = new LinkedHashMap<>(wal.facts().toMap());
        facts.put(NAME, name);
        writeOnce(key, SEGMENT_KIND, facts, wal.bytes());
    }

    /**
     * An object that is there already, because an earlier answer was lost or a receiver resumed, has to be the same.
     */
    private void writeOnce(String key, String kind, Map<String, Object> facts, byte[] payload) {
        try {
            store.write(key, SealedObject.seal(kind, facts, payload), Precondition.absent());
        } catch (DrException e) {
            if (e.code() != ErrorCode.CONFLICT) {
                throw e;
            }
            if (!Arrays.equals(SealedObject.read(store, key).payload(), payload)) {
                throw splitBrain(key);
            }
        }
    }

    private void dropTails(SegmentName name, Stored stored, Lsn before) {
        for (Lsn end : stored.tails()) {
            if (end.isBefore(before)) {
                store.delete(WalKeys.tail(name, end), Precondition.none());
            }
        }
    }

    /** The hash does not cover the key, so that an object under a wrong one has to be told by its own name. */
    private SealedObject open(String key, String kind, String name) {
        SealedObject object = SealedObject.read(store, key);
        if (!object.kind().equals(kind) || !name.equals(object.facts().get(NAME))) {
            throw damaged(key, "it is " + object.kind() + " " + object.facts().get(NAME));
        }
        return object;
    }

    private SegmentFacts facts(String key) {
        return SegmentFacts.of(key, SealedObject.readFacts(store, key));
    }

    private static void requireAgreement(VerifiedWal wal, byte[] stored, String key) {
        if (!wal.agreesWith(stored)) {
            throw splitBrain(key);
        }
    }

    private static DrException splitBrain(String key) {
        return DrException.create(
                ErrorCode.CONFLICT,
                "archive " + key,
                "the archive holds different content under this name",
                failure -> failure.resource(key)
                        .hint("Two servers have written the same part of the log, as after a failover without a new"
                                + " timeline or a restore in place. Find out which one is right; give the other a"
                                + " repository of its own."));
    }

    private static DrException damaged(String key, String problem) {
        return DrException.of(ErrorCode.INTEGRITY_FAILED, "read " + key, problem);
    }
}
