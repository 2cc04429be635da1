package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Offsets of one partition that an archive answers for. Immutable.
 *
 * @since 0.1
 */
public final class ArchivedRange {

    private final PartitionId partition;
    private final String lineage;
    private final long from;
    private final long next;
    private final Amount amount;
    private final List<ArchiveGap> gaps;

    private ArchivedRange(
            PartitionId partition, String lineage, long from, long next, Amount amount, List<ArchiveGap> gaps) {
        this.partition = requireNonNull(partition, "partition");
        this.lineage = requireNonNull(lineage, "lineage");
        this.from = from;
        this.next = next;
        this.amount = requireNonNull(amount, "amount");
        this.gaps = List.copyOf(gaps);
    }

    /** Describes a range; see the accessors. */
    public static ArchivedRange of(
            PartitionId partition, String lineage, long from, long next, Amount amount, List<ArchiveGap> gaps) {
        return new ArchivedRange(partition, lineage, from, next, amount, gaps);
    }

    /** Returns the partition. */
    public PartitionId partition() {
        return partition;
    }

    /** Returns the id of the topic, which tells it from one of the same name before or after it. */
    public String lineage() {
        return lineage;
    }

    /** Returns the first offset; what was before it had left the cluster when its archive began. */
    public long from() {
        return from;
    }

    /** Returns the offset behind the last. */
    public long next() {
        return next;
    }

    /** Returns how much there is. */
    public Amount amount() {
        return amount;
    }

    /** Returns what was removed from the cluster before it was archived, in order. */
    public List<ArchiveGap> gaps() {
        return gaps;
    }

    /**
     * Returns how many offsets hold no event though the cluster still had them: transaction markers, aborted events and
     * what compaction removed.
     */
    public long withoutEvent() {
        long lost = gaps.stream().mapToLong(gap -> gap.to() - gap.from()).sum();
        return next - from - lost - amount.records();
    }

    @Override
    public String toString() {
        return partition + " [" + from + ", " + next + "), " + amount.records() + " events"
                + (gaps.isEmpty() ? "" : ", lost " + gaps);
    }

    /**
     * How much is archived.
     *
     * @param segments how many segments
     * @param records how many events
     * @param bytes their size before compression
     * @param storedBytes their size in the store
     * @since 0.1
     */
    public record Amount(long segments, long records, long bytes, long storedBytes) {

        /** Nothing. */
        public static final Amount NONE = new Amount(0, 0, 0, 0);

        /** Returns the sum. */
        public Amount plus(Amount other) {
            return new Amount(
                    segments + other.segments,
                    records + other.records,
                    bytes + other.bytes,
                    storedBytes + other.storedBytes);
        }
    }
}
