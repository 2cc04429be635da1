package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;

/**
 * Where a group that read a partition of the source goes on at the target.
 *
 * @param group the consumer group
 * @param source the partition that it read
 * @param committed what it had committed there
 * @param target the partition's copy
 * @param offset where it goes on: never behind the true position, unless the target has removed what stood there; then
 *     its log's start
 * @param method how that was found
 * @param bound how many records at most lie between it and the true position, and are read again
 * @param lost how many records at most the group would have read next that the target had and has removed since, by
 *     retention
 * @since 0.1
 */
public record TranslatedOffset(
        String group,
        PartitionId source,
        GroupOffset committed,
        PartitionId target,
        long offset,
        TranslationMethod method,
        long bound,
        long lost) {

    /** Refuses null. */
    public TranslatedOffset {
        requireNonNull(group, "group");
        requireNonNull(source, "source");
        requireNonNull(committed, "committed");
        requireNonNull(target, "target");
        requireNonNull(method, "method");
    }
}
