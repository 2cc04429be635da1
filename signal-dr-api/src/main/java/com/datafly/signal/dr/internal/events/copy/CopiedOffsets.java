package com.datafly.signal.dr.internal.events.copy;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.internal.events.StateTopic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Where the events of a copy went, which offsets of consumer groups can be mapped by exactly. Immutable. */
public final class CopiedOffsets {

    private final Map<PartitionId, NavigableMap<Long, CopiedRun>> runs;

    private CopiedOffsets(Map<PartitionId, NavigableMap<Long, CopiedRun>> runs) {
        this.runs = runs;
    }

    /** Reads what a copy that {@linkplain CopyPlan.Builder#keepOffsets() keeps offsets} has committed so far. */
    public static CopiedOffsets read(StreamResource target, String copy) {
        return read(CopyState.topic(target, copy), copy);
    }

    /** Reads likewise; only what is new is read again. */
    static CopiedOffsets read(StateTopic state, String copy) {
        Map<PartitionId, NavigableMap<Long, CopiedRun>> runs = new HashMap<>();
        new CopyState(state, copy)
                .load()
                .runs()
                .forEach(run -> runs.computeIfAbsent(run.source(), source -> new TreeMap<>())
                        .put(run.sourceFrom(), run));
        return new CopiedOffsets(runs);
    }

    /** Returns what was copied of a partition, in the order of its offsets. */
    public List<CopiedRun> runs(PartitionId source) {
        NavigableMap<Long, CopiedRun> mine = runs.get(source);
        return mine == null ? List.of() : new ArrayList<>(mine.values());
    }

    /**
     * Returns these offsets, if they tell of every event: by a part of them a group would be placed wrongly.
     *
     * @param events how many were copied
     * @throws DrException with {@code UNAVAILABLE} if they tell of fewer
     */
    public CopiedOffsets requireAll(String operation, long events) {
        if (size() < events) {
            throw DrException.create(
                    ErrorCode.UNAVAILABLE,
                    operation,
                    "only " + size() + " of " + events + " events that were copied can be found",
                    failure -> failure.hint("Try again: what was copied stays."));
        }
        return this;
    }

    private long size() {
        return runs.values().stream()
                .flatMap(mine -> mine.values().stream())
                .mapToLong(CopiedRun::length)
                .sum();
    }

    /** Returns the partition that a partition was copied to; empty if nothing of it was. */
    public Optional<PartitionId> targetOf(PartitionId source) {
        return runs(source).stream().map(CopiedRun::target).findFirst();
    }

    /**
     * Returns the offset at the target of the first copied event that is at {@code offset} of the source or after it;
     * where there is none, the one after the last copied event. Who reads on from there misses nothing that was copied
     * and reads nothing twice.
     *
     * @return empty if nothing of that partition was copied
     * @throws DrException with {@code FAILED_PRECONDITION} if the partition was copied to several
     */
    public OptionalLong target(PartitionId source, long offset) {
        NavigableMap<Long, CopiedRun> mine = runs.get(source);
        if (mine == null) {
            return OptionalLong.empty();
        }
        requireOneTarget(source, mine);
        Map.Entry<Long, CopiedRun> floor = mine.floorEntry(offset);
        if (floor != null && offset < floor.getKey() + floor.getValue().length()) {
            return OptionalLong.of(floor.getValue().targetFrom() + offset - floor.getKey());
        }
        Map.Entry<Long, CopiedRun> next = mine.ceilingEntry(offset);
        if (next != null) {
            return OptionalLong.of(next.getValue().targetFrom());
        }
        CopiedRun last = mine.lastEntry().getValue();
        return OptionalLong.of(last.targetFrom() + last.length());
    }

    /** Returns the offset at the target of the first copied event at {@code offset} of the source or after it. */
    public OptionalLong first(PartitionId source, long offset) {
        NavigableMap<Long, CopiedRun> mine = runs.get(source);
        if (mine == null) {
            return OptionalLong.empty();
        }
        CopiedRun last = mine.lastEntry().getValue();
        return offset < last.sourceFrom() + last.length() ? target(source, offset) : OptionalLong.empty();
    }

    private static void requireOneTarget(PartitionId source, NavigableMap<Long, CopiedRun> mine) {
        if (mine.values().stream().map(CopiedRun::target).distinct().count() > 1) {
            throw DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    "map an offset of " + source,
                    "its events went to several partitions, so no one offset stands for it",
                    failure -> failure.hint("Set the groups' offsets by time, or copy into the same partitions."));
        }
    }
}
