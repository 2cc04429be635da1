package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How topics are copied from one cluster to another: how far each partition is, and what is wrong.
 *
 * @since 0.1
 */
public final class ReplicationStatus {

    private final Instant at;
    private final boolean live;
    private final List<PartitionPosition> partitions;
    private final @Nullable List<ReplicationTask> tasks;
    private final List<String> problems;
    private final long unexplained;
    private final List<UncopiedTopic> uncopied;
    private final Set<String> hidden;

    private ReplicationStatus(
            Instant at,
            boolean live,
            List<PartitionPosition> partitions,
            @Nullable List<ReplicationTask> tasks,
            List<String> problems,
            long unexplained,
            List<UncopiedTopic> uncopied,
            Set<String> hidden) {
        this.at = requireNonNull(at, "at");
        this.live = live;
        this.partitions = List.copyOf(partitions);
        this.tasks = tasks == null ? null : List.copyOf(tasks);
        this.problems = List.copyOf(problems);
        this.unexplained = unexplained;
        this.uncopied = List.copyOf(uncopied);
        this.hidden = Collections.unmodifiableSet(new TreeSet<>(hidden));
    }

    /** Describes a state in which nothing was passed over. */
    public static ReplicationStatus of(
            Instant at,
            boolean live,
            List<PartitionPosition> partitions,
            Optional<List<ReplicationTask>> tasks,
            List<String> problems) {
        return new ReplicationStatus(at, live, partitions, tasks.orElse(null), problems, 0, List.of(), Set.of());
    }

    /**
     * Returns the same state with what was not copied.
     *
     * @param unexplained see {@link #unexplained}
     */
    public ReplicationStatus withGaps(long unexplained, List<UncopiedTopic> uncopied) {
        return new ReplicationStatus(at, live, partitions, tasks, problems, unexplained, uncopied, hidden);
    }

    /**
     * Returns the same state with what could not be seen.
     *
     * @param hidden see {@link #hidden}
     */
    public ReplicationStatus withHidden(Set<String> hidden) {
        return new ReplicationStatus(at, live, partitions, tasks, problems, unexplained, uncopied, hidden);
    }

    /** Returns when this was looked at. */
    public Instant at() {
        return at;
    }

    /** Tells whether the source answered; else its ends are those that were last seen. */
    public boolean live() {
        return live;
    }

    /** Returns each partition that is copied. */
    public List<PartitionPosition> partitions() {
        return partitions;
    }

    /** Returns what the copying software's tasks do; empty if nobody can be asked. */
    public Optional<List<ReplicationTask>> tasks() {
        return Optional.ofNullable(tasks);
    }

    /** Returns what is wrong, a sentence each: dead tasks, partitions that are not copied, pairs that are missing. */
    public List<String> problems() {
        return problems;
    }

    /**
     * Returns how many offsets were passed over that some group has not read yet, where it is not proven whether that
     * lost events: holes that are {@code UNPROVEN}, and those of a log that began anew.
     */
    public long unexplained() {
        return unexplained;
    }

    /** Returns the source's topics that have no copy, without those that the cluster and its software keep. */
    public List<UncopiedTopic> uncopied() {
        return uncopied;
    }

    /**
     * Returns the source's topics of which it cannot be told whether they are copied, for the credential may not
     * describe them, or their copies. They count neither as copied nor as {@link #uncopied}; {@link #problems} says
     * why.
     */
    public Set<String> hidden() {
        return hidden;
    }

    /**
     * Returns how many records at most would be lost if the source were lost at the last look at it: of the topics that
     * are copied, behind where their copies end. What was passed over before is in {@link EventReplication#holes}.
     */
    public long recordsAtRisk() {
        return partitions.stream().mapToLong(PartitionPosition::recordsAtRisk).sum();
    }

    /** Returns for how long the oldest of them has waited; empty if that is not known. */
    public Optional<Duration> timeAtRisk() {
        if (partitions.stream().anyMatch(partition -> partition.timeAtRisk().isEmpty())) {
            return Optional.empty();
        }
        return partitions.stream()
                .flatMap(partition -> partition.timeAtRisk().stream())
                .max(Comparator.naturalOrder());
    }

    /**
     * Tells whether {@link #recordsAtRisk} is proven: the source was just asked for its ends, every partition answered
     * and its position is exact, nothing that was passed over is {@link #unexplained}, and no topic is {@link #hidden}.
     * What was acknowledged after the last look at a lost source nobody can tell from here.
     */
    public boolean proven() {
        return live
                && unexplained == 0
                && hidden.isEmpty()
                && !partitions.isEmpty()
                && partitions.stream().allMatch(PartitionPosition::exact);
    }

    @Override
    public String toString() {
        return partitions.size() + " partitions, " + recordsAtRisk() + " records at risk"
                + (proven() ? "" : " (unproven)") + ", " + problems.size() + " problems";
    }
}
