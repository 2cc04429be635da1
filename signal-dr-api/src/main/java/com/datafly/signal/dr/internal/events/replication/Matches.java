package com.datafly.signal.dr.internal.events.replication;

import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.PartitionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the target for the records that offsets stand at, between the places where they may be. Where one is found
 * once, its place is the true one, unless copying went back behind it; of several the first is safe. Not thread-safe.
 */
final class Matches {

    /** More records than this are not read for the sake of one partition. */
    private static final long MOST_RECORDS = 20_000;

    private static final Duration ALLOWED = Duration.ofSeconds(10);

    private final Map<PartitionId, List<Search>> searches = new HashMap<>();
    private final Map<PartitionId, Repeats> repeats = new HashMap<>();
    private final UnaryOperator<PartitionId> targets;

    /** Looks for nothing yet; {@code targets} tells where a partition of the source is copied to. */
    Matches(UnaryOperator<PartitionId> targets) {
        this.targets = targets;
    }

    /**
     * A record that is looked for between two places.
     *
     * @param wanted the offset that it stands at
     * @param witness the record
     * @param range the places
     * @param first the last place that its first copy may have: behind it, it was copied again
     * @param found the positions after it that were found
     */
    private record Search(Wanted wanted, Witness witness, OffsetRange range, long first, List<Long> found) {

        /** Tells whether the record is the one that was read last; else it is the next. */
        boolean before() {
            return witness.offset() < wanted.committed().offset();
        }

        void look(EventRecord event) {
            long position = before() ? event.offset() + 1 : event.offset();
            if (position >= range.low() && position <= range.high() && witness.matches(event)) {
                found.add(position);
            }
        }
    }

    /**
     * Adds a record to be looked for.
     *
     * @param range where it may stand
     * @param first the last place that its first copy may have
     */
    void add(Wanted wanted, Witness witness, OffsetRange range, long first) {
        searches.computeIfAbsent(targets.apply(wanted.source()), id -> new ArrayList<>())
                .add(new Search(wanted, witness, range, first, new ArrayList<>()));
    }

    /** Reads the target, and returns what is known now of the offsets whose records were found. */
    Map<Wanted, OffsetRange> find(ReplicaLink link, TargetEdges edges) {
        Map<PartitionId, Long> from = new HashMap<>();
        Map<PartitionId, Long> to = new HashMap<>();
        searches.forEach((partition, wanted) -> {
            wanted.removeIf(search -> search.range().bound() > MOST_RECORDS);
            long low =
                    wanted.stream().mapToLong(each -> each.range().low()).min().orElse(0);
            long high =
                    wanted.stream().mapToLong(each -> each.range().high()).max().orElse(0);
            if (!wanted.isEmpty() && high - low <= 2 * MOST_RECORDS) {
                from.put(partition, Math.max(edges.start(partition), low - 1));
                to.put(partition, Math.min(edges.end(partition), high + 1));
            }
        });
        Map<PartitionId, Map<Long, List<Search>>> byTime = new HashMap<>();
        from.keySet().forEach(partition -> byTime.put(partition, byTime(partition)));
        boolean whole = link.askTarget(
                "look for records",
                driver -> Stretches.read(link.target(), driver, from, to, ALLOWED, event -> {
                    repeats.computeIfAbsent(event.partition(), id -> new Repeats())
                            .add(event);
                    byTime.getOrDefault(event.partition(), Map.of())
                            .getOrDefault(event.timestampMillis(), List.of())
                            .forEach(search -> search.look(event));
                }));
        Map<Wanted, OffsetRange> found = new HashMap<>();
        if (whole) {
            from.keySet()
                    .forEach(partition ->
                            collect(searches.get(partition), repeats.getOrDefault(partition, new Repeats()), found));
        }
        return found;
    }

    private Map<Long, List<Search>> byTime(PartitionId partition) {
        return searches.getOrDefault(partition, List.of()).stream()
                .collect(Collectors.groupingBy(search -> search.witness().timestampMillis()));
    }

    private static void collect(
            @Nullable Collection<Search> searches, Repeats repeats, Map<Wanted, OffsetRange> found) {
        if (searches == null) {
            return;
        }
        for (Search search : searches) {
            if (!search.found().isEmpty()) {
                long first = search.found().get(0);
                long last = search.found().get(search.found().size() - 1);
                // Before a second copy alone there may be records that the group has not read.
                long low = first <= search.first() ? first : search.range().low();
                long again = search.before()
                        ? repeats.endAfter(
                                low, search.range().high(), search.witness().timestampMillis())
                        : last;
                search.found().clear();
                found.put(search.wanted(), new OffsetRange(low, Math.max(last, again)));
            }
        }
    }
}
