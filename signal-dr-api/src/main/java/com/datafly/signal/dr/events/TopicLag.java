package com.datafly.signal.dr.events;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a group has not read of some partitions, together.
 *
 * @since 0.1
 */
public final class TopicLag {

    private final List<PartitionLag> partitions;

    private TopicLag(List<PartitionLag> partitions) {
        this.partitions = List.copyOf(partitions);
    }

    /** Sums up partitions. */
    public static TopicLag of(List<PartitionLag> partitions) {
        return new TopicLag(partitions);
    }

    /** Returns the partitions, in order. */
    public List<PartitionLag> partitions() {
        return partitions;
    }

    /** Returns how many messages are unread; empty if that is not known of some partition. */
    public OptionalLong messages() {
        return partitions.stream().allMatch(TopicLag::counted)
                ? OptionalLong.of(knownMessages())
                : OptionalLong.empty();
    }

    /** Returns how many messages are unread at least: those of the partitions of which it is known. */
    public long knownMessages() {
        return partitions.stream()
                .mapToLong(partition -> partition.messages().orElse(0))
                .sum();
    }

    /** Returns how old the oldest unread record is; empty if that is not known of some partition. */
    public Optional<Duration> delay() {
        return partitions.stream().allMatch(partition -> partition.delay().isPresent())
                ? Optional.of(knownDelay())
                : Optional.empty();
    }

    /** Returns how old the oldest unread record is at least. */
    public Duration knownDelay() {
        return partitions.stream()
                .flatMap(partition -> partition.delay().stream())
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    /** Returns how many records were deleted before the group read them. */
    public long lost() {
        return partitions.stream().mapToLong(PartitionLag::lost).sum();
    }

    private static boolean counted(PartitionLag partition) {
        return partition.messages().isPresent();
    }
}
