package com.datafly.signal.dr.internal.events.copy;

import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.spi.EventReader;
import java.util.Map;
import java.util.Set;

/** Where events are copied from: a cluster, or an archive that reads like one. Thread-safe. */
@FunctionalInterface
public interface CopySource {

    /** Reads what was committed to a cluster. */
    static CopySource of(StreamResource stream) {
        return new StreamEvents(stream);
    }

    /**
     * Opens a reader, which the engine closes. It is opened again after each failure that passes. The reader's
     * positions must move over what holds no event, up to the range's end.
     */
    EventReader open();

    /**
     * Returns where partitions end now, also of what is not committed yet. One that cannot become shorter may be left
     * out.
     */
    default Map<PartitionId, Long> ends(Set<PartitionId> partitions) {
        return Map.of();
    }
}
