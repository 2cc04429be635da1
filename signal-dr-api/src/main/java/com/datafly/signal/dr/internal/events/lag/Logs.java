package com.datafly.signal.dr.internal.events.lag;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.events.Answers;
import com.datafly.signal.dr.events.OffsetAnswer;
import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.internal.StreamResource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Where the logs of partitions begin and end, as far as that decides what groups have not read. */
final class Logs {

    private final StreamResource resource;
    private final String operation;
    private final Collection<Map<PartitionId, OptionalLong>> positions;
    private final Map<PartitionId, Long> ends = new HashMap<>();
    private final Map<PartitionId, Long> stable = new HashMap<>();
    private final Map<PartitionId, Long> starts = new HashMap<>();
    private final Map<PartitionId, String> troubles = new HashMap<>();

    private Logs(StreamResource resource, Collection<Map<PartitionId, OptionalLong>> positions) {
        this.resource = resource;
        this.operation = "ask where the logs of " + resource.address() + " end";
        this.positions = positions;
    }

    /**
     * Asks where the logs end, of those where somebody does not stand there what is stable, and of those where somebody
     * stands before that where they start. In this order, what comes meanwhile is neither taken for a record that an
     * open transaction holds back, nor left out.
     *
     * @param positions what each group committed of the partitions
     */
    static Logs ask(StreamResource resource, Collection<Map<PartitionId, OptionalLong>> positions) {
        Logs logs = new Logs(resource, positions);
        logs.ask(logs.where((id, committed) -> true), OffsetPoint.latest(), logs.ends);
        logs.ask(logs.where(logs::apart), OffsetPoint.stable(), logs.stable);
        logs.ask(logs.where(logs::behind), OffsetPoint.earliest(), logs.starts);
        return logs;
    }

    private interface Standing {
        boolean is(PartitionId id, OptionalLong committed);
    }

    private Set<PartitionId> where(Standing standing) {
        Set<PartitionId> where = new HashSet<>();
        positions.forEach(group -> group.forEach((id, committed) -> {
            if (standing.is(id, committed)) {
                where.add(id);
            }
        }));
        return where;
    }

    /** A group at the very end has read what an open transaction wrote, too: from it nothing is held back. */
    private boolean apart(PartitionId id, OptionalLong committed) {
        Long end = ends.get(id);
        return end != null && end != committed.orElse(0);
    }

    /** Whoever stands at what is stable, or behind it, stands behind the start. */
    private boolean behind(PartitionId id, OptionalLong committed) {
        Long last = stable.get(id);
        return last != null && committed.isPresent() && committed.getAsLong() < last;
    }

    private void ask(Set<PartitionId> partitions, OffsetPoint point, Map<PartitionId, Long> offsets) {
        if (partitions.isEmpty()) {
            return;
        }
        Answers<PartitionId, OffsetAnswer> answers =
                resource.read(operation, driver -> driver.offsets(partitions, point));
        for (PartitionId id : partitions) {
            OffsetAnswer answer = answers.found().get(id);
            if (answer == null) {
                DrException failure = answers.failed().get(id);
                troubles.put(id, failure == null ? "the cluster said nothing of it" : failure.problem());
            } else {
                offsets.put(id, answer.offset());
            }
        }
    }

    /** Returns a partition's log; empty if some of it could not be found out. */
    Optional<Log> find(PartitionId id) {
        Long end = ends.get(id);
        return end == null || troubles.containsKey(id)
                ? Optional.empty()
                : Optional.of(new Log(starts.getOrDefault(id, 0L), end, stable.getOrDefault(id, end)));
    }

    /** Returns why a partition's log could not be found out. */
    String trouble(PartitionId id) {
        return troubles.getOrDefault(id, "the cluster was not asked for it");
    }

    /**
     * One partition's log.
     *
     * @param start the first offset that can be read; 0 where nobody stands before {@code stable}
     * @param end the offset behind the last record
     * @param stable the last stable offset; {@code end} where everybody stands there
     */
    record Log(long start, long end, long stable) {

        /** Returns how many offsets an open transaction holds back. */
        long held() {
            return Math.max(0, end - stable);
        }
    }
}
