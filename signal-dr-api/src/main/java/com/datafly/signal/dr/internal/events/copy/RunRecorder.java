package com.datafly.signal.dr.internal.events.copy;

import com.datafly.signal.dr.events.PartitionId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects where the events of a transaction went, as the target acknowledges them. Thread-safe. */
final class RunRecorder {

    private final Map<PartitionId, List<CopiedRun>> runs = new HashMap<>();

    synchronized void copied(PartitionId source, long sourceOffset, PartitionId target, long targetOffset) {
        List<CopiedRun> mine = runs.computeIfAbsent(source, partition -> new ArrayList<>());
        int last = mine.size() - 1;
        if (last >= 0 && mine.get(last).isContinuedBy(target, sourceOffset, targetOffset)) {
            mine.set(last, mine.get(last).longer());
        } else {
            mine.add(new CopiedRun(source, sourceOffset, target, targetOffset, 1));
        }
    }

    /** Returns what was collected, by the source's partition and in the order of its offsets, and forgets it. */
    synchronized Map<PartitionId, List<CopiedRun>> drain() {
        Map<PartitionId, List<CopiedRun>> drained = new HashMap<>(runs);
        drained.values().forEach(mine -> mine.sort(Comparator.comparingLong(CopiedRun::sourceFrom)));
        runs.clear();
        return drained;
    }
}
