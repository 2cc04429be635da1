package com.datafly.signal.dr.internal.events.lag;

import com.datafly.signal.dr.events.LagQuery;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.internal.StreamResource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The next unread records of groups, each read once though several groups stand there. Only what has lag is looked at,
 * and of that the partitions with the most messages first, up to the query's limit.
 */
final class UnreadRecords {

    private final Map<Place, NextRecord> found = new HashMap<>();
    private final Set<String> warnings = new HashSet<>();

    private UnreadRecords() {}

    /** A place in a log. */
    private record Place(PartitionId partition, long offset) {}

    static UnreadRecords read(
            StreamResource resource, LagQuery query, Map<String, Map<PartitionId, OptionalLong>> positions, Logs logs) {
        UnreadRecords unread = new UnreadRecords();
        List<Place> places = places(positions, logs);
        if (query.mostReads() > 0 && places.size() > query.mostReads()) {
            unread.warnings.add("of " + places.size() + " places with lag, the next record of " + query.mostReads()
                    + " was read; the times of the others are unknown");
        }
        List<Place> left = new ArrayList<>(places.subList(0, Math.min(places.size(), query.mostReads())));
        while (!left.isEmpty()) {
            left = unread.readOnePerPartition(resource, left, logs);
        }
        return unread;
    }

    /**
     * A reader stands at one offset of a partition at a time, so groups that stand elsewhere wait for the next round.
     */
    private List<Place> readOnePerPartition(StreamResource resource, List<Place> places, Logs logs) {
        Map<PartitionId, Long> from = new HashMap<>();
        Map<PartitionId, Long> ends = new HashMap<>();
        List<Place> later = new ArrayList<>();
        for (Place place : places) {
            if (from.putIfAbsent(place.partition(), place.offset()) == null) {
                logs.find(place.partition()).ifPresent(log -> ends.put(place.partition(), log.stable()));
            } else {
                later.add(place);
            }
        }
        NextRecords records = NextRecords.read(resource, from, ends);
        from.forEach((id, offset) -> records.find(id).ifPresent(record -> found.put(new Place(id, offset), record)));
        if (!records.trouble().isEmpty()) {
            warnings.add(records.trouble());
        }
        return later;
    }

    private static List<Place> places(Map<String, Map<PartitionId, OptionalLong>> positions, Logs logs) {
        Map<Place, Long> lags = new HashMap<>();
        positions
                .values()
                .forEach(group -> group.forEach((id, committed) -> logs.find(id)
                        .filter(log -> committed.isPresent())
                        .ifPresent(log -> {
                            long next = Math.max(committed.orElse(0), log.start());
                            if (next < log.stable()) {
                                lags.put(new Place(id, next), log.stable() - next);
                            }
                        })));
        return lags.entrySet().stream()
                .sorted(Map.Entry.<Place, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(entry -> entry.getKey().partition()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Returns the first record at or behind an offset; empty if it was not read. */
    Optional<NextRecord> find(PartitionId id, long offset) {
        return Optional.ofNullable(found.get(new Place(id, offset)));
    }

    List<String> warnings() {
        return warnings.stream().sorted().toList();
    }
}
