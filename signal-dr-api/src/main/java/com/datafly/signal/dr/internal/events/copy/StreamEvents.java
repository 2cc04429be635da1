package com.datafly.signal.dr.internal.events.copy;

import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.spi.EventReader;
import com.datafly.signal.dr.spi.ReaderSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What was committed to a cluster.
 *
 * @param stream the cluster
 */
record StreamEvents(StreamResource stream) implements CopySource {

    @Override
    public EventReader open() {
        return stream.read("read " + stream.address(), driver -> driver.reader(ReaderSettings.committed()));
    }

    @Override
    public Map<PartitionId, Long> ends(Set<PartitionId> partitions) {
        Map<PartitionId, Long> ends = new HashMap<>();
        stream.read(
                        "ask for the ends of " + stream.address(),
                        driver ->
                                driver.offsets(partitions, OffsetPoint.latest()).orThrow())
                .forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }
}
