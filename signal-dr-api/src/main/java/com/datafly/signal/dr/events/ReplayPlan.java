package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What a replay would do.
 *
 * @since 0.1
 */
public final class ReplayPlan {

    private final List<ReplayPart> parts;
    private final List<ArchiveGap> gaps;
    private final String repetition;

    private ReplayPlan(List<ReplayPart> parts, List<ArchiveGap> gaps, String repetition) {
        this.parts = List.copyOf(parts);
        this.gaps = List.copyOf(gaps);
        this.repetition = requireNonNull(repetition, "repetition");
    }

    /**
     * Describes a replay.
     *
     * @param gaps what an archive never had of the times that are meant
     * @param repetition why a crash may repeat events; empty if it cannot
     */
    public static ReplayPlan of(List<ReplayPart> parts, List<ArchiveGap> gaps, String repetition) {
        return new ReplayPlan(parts, gaps, repetition);
    }

    /** Returns what it reads of each partition, in the partitions' order. */
    public List<ReplayPart> parts() {
        return parts;
    }

    /** Returns how many events it writes: exactly if {@link #counted()}, else at most. */
    public long events() {
        return parts.stream().mapToLong(ReplayPart::events).sum();
    }

    /** Tells whether the events were counted by reading them; else their number is that of the offsets. */
    public boolean counted() {
        return parts.stream().allMatch(ReplayPart::counted);
    }

    /**
     * Returns what a cluster had removed before it was archived, where that may have been of the times that are meant.
     * Empty for a replay that reads a stream.
     */
    public List<ArchiveGap> gaps() {
        return gaps;
    }

    /** Tells whether the logs, or the archive, hold everything that was asked for. */
    public boolean complete() {
        return gaps.isEmpty()
                && parts.stream().allMatch(part -> part.missingBefore().isEmpty());
    }

    /** Returns why a crash may repeat events; empty if it cannot. */
    public String repetition() {
        return repetition;
    }

    @Override
    public String toString() {
        return (counted() ? "" : "at most ") + events() + " events of " + parts.size() + " partitions";
    }
}
