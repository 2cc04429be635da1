package com.datafly.signal.dr.internal.events.retention;

import com.datafly.signal.dr.events.Answers;
import com.datafly.signal.dr.events.OffsetAnswer;
import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.internal.StreamResource;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The records of partitions that are older than the time for which they are to be kept: from the log's start to the
 * first record that is young enough. Found by up to three kinds of requests, whatever the number of partitions.
 */
final class AgedRecords {

    private final StreamResource resource;
    private final String operation;
    private final Map<PartitionId, Long> starts = new HashMap<>();
    private final Map<PartitionId, Long> cutoffs = new HashMap<>();

    private AgedRecords(StreamResource resource, String operation) {
        this.resource = resource;
        this.operation = operation;
    }

    /**
     * Asks the cluster.
     *
     * @param keeps how long each partition's records are to be kept; a partition kept for ever is not there
     */
    static AgedRecords ask(StreamResource resource, String operation, Map<PartitionId, Duration> keeps) {
        AgedRecords aged = new AgedRecords(resource, operation);
        if (!keeps.isEmpty()) {
            aged.ask(keeps, resource.clock().instant());
        }
        return aged;
    }

    private void ask(Map<PartitionId, Duration> keeps, Instant now) {
        offsets(keeps.keySet(), OffsetPoint.earliest()).found().forEach((id, at) -> starts.put(id, at.offset()));
        Map<Duration, Set<PartitionId>> byKeep = new HashMap<>();
        keeps.forEach((id, keep) ->
                byKeep.computeIfAbsent(keep, any -> new HashSet<>()).add(id));
        byKeep.forEach((keep, partitions) -> cutoffs(partitions, before(now, keep)));
    }

    /** A partition with no record that young is old up to its end, which is asked for only there. */
    private void cutoffs(Set<PartitionId> partitions, Optional<Instant> oldest) {
        if (oldest.isEmpty()) {
            partitions.stream().filter(starts::containsKey).forEach(id -> cutoffs.put(id, starts.get(id)));
            return;
        }
        Answers<PartitionId, OffsetAnswer> young = offsets(partitions, OffsetPoint.at(oldest.get()));
        young.found().forEach((id, first) -> cutoffs.put(id, first.offset()));
        Set<PartitionId> old = new HashSet<>(partitions);
        old.removeAll(young.found().keySet());
        old.removeAll(young.failed().keySet());
        if (!old.isEmpty()) {
            offsets(old, OffsetPoint.latest()).found().forEach((id, end) -> cutoffs.put(id, end.offset()));
        }
    }

    private Answers<PartitionId, OffsetAnswer> offsets(Set<PartitionId> partitions, OffsetPoint point) {
        return resource.read(operation, driver -> driver.offsets(partitions, point));
    }

    /** A time that began before 1970 leaves nothing out. */
    private static Optional<Instant> before(Instant now, Duration keep) {
        return keep.compareTo(Duration.ofMillis(now.toEpochMilli())) >= 0
                ? Optional.empty()
                : Optional.of(now.minus(keep));
    }

    /** Returns the log's start; empty if it could not be found out. */
    OptionalLong start(PartitionId id) {
        Long start = starts.get(id);
        return start == null ? OptionalLong.empty() : OptionalLong.of(start);
    }

    /** Returns how many of a partition's records are too old, from {@code offset} on; empty if that is not known. */
    OptionalLong from(PartitionId id, long offset) {
        Long start = starts.get(id);
        Long cutoff = cutoffs.get(id);
        return start == null || cutoff == null
                ? OptionalLong.empty()
                : OptionalLong.of(Math.max(0, cutoff - Math.max(start, offset)));
    }
}
