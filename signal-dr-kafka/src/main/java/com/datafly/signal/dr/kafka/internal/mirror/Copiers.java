package com.datafly.signal.dr.kafka.internal.mirror;

import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.kafka.ConnectCluster;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The connectors that copy a source's topics: mostly one, but topics may be split among several.
 *
 * @param connect where they run
 * @param names their names
 */
record Copiers(ConnectCluster connect, List<String> names) {

    void stop() {
        names.forEach(connect::stop);
    }

    Map<PartitionId, Long> positions() {
        Map<PartitionId, Long> all = new HashMap<>();
        names.forEach(
                name -> connect.positions(name).forEach((partition, next) -> all.merge(partition, next, Math::max)));
        return all;
    }

    /** Tells each connector of the partitions that it copied, and all of those that nobody copied yet. */
    void change(Map<PartitionId, Long> positions) {
        Map<String, Map<PartitionId, Long>> had = new HashMap<>();
        names.forEach(name -> had.put(name, connect.positions(name)));
        had.forEach((name, mine) -> {
            Map<PartitionId, Long> changed = new HashMap<>(positions);
            changed.keySet()
                    .removeIf(partition -> !mine.containsKey(partition)
                            && had.values().stream().anyMatch(other -> other.containsKey(partition)));
            if (!changed.isEmpty()) {
                connect.changePositions(name, changed);
            }
        });
    }
}
