package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one call of {@link EventArchive#append} added. Immutable.
 *
 * @since 0.1
 */
public final class ArchiveReport {

    private final List<ArchivedRange> added;
    private final Map<PartitionId, DrException> failed;
    private final String seal;

    private ArchiveReport(List<ArchivedRange> added, Map<PartitionId, DrException> failed, String seal) {
        this.added = List.copyOf(added);
        this.failed = Collections.unmodifiableMap(new TreeMap<>(failed));
        this.seal = requireNonNull(seal, "seal");
    }

    /** Describes what was added; takes copies. */
    public static ArchiveReport of(List<ArchivedRange> added, Map<PartitionId, DrException> failed, String seal) {
        return new ArchiveReport(added, failed, seal);
    }

    /** Returns what was added, by partition; a partition with nothing new is not there. */
    public List<ArchivedRange> added() {
        return added;
    }

    /** Returns what the cluster had removed before it was archived, of all partitions. */
    public List<ArchiveGap> gaps() {
        return added.stream().flatMap(range -> range.gaps().stream()).toList();
    }

    /** Returns the partitions that could not be archived, or not wholly, and why. */
    public Map<PartitionId, DrException> failed() {
        return failed;
    }

    /** Returns how much was added. */
    public ArchivedRange.Amount amount() {
        return added.stream().map(ArchivedRange::amount).reduce(ArchivedRange.Amount.NONE, ArchivedRange.Amount::plus);
    }

    /**
     * Returns the hash that stands for everything in the archive when this ended. Kept elsewhere, it lets
     * {@link EventArchive#verify(String)} notice that the archive's end was cut off.
     */
    public String seal() {
        return seal;
    }

    /** Returns this, or throws the first failure of a partition. */
    public ArchiveReport orThrow() {
        failed.values().stream().findFirst().ifPresent(failure -> {
            throw failure;
        });
        return this;
    }

    @Override
    public String toString() {
        return amount().records() + " events of " + added.size() + " partitions archived"
                + (gaps().isEmpty() ? "" : ", lost before: " + gaps())
                + (failed.isEmpty() ? "" : ", failed: " + failed.keySet());
    }
}
