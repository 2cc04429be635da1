package com.datafly.signal.dr.spi;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.PartitionId;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Reads partitions from given offsets on. Not thread-safe.
 *
 * @since 0.1
 */
public interface EventReader extends AutoCloseable {

    /** Reads these partitions from now on, and no others, each from its offset. */
    void seek(Map<PartitionId, Long> positions);

    /**
     * Returns the next events, in order within each partition; none if none came within {@code wait}.
     *
     * @throws DrException with {@code FAILED_PRECONDITION} and the details {@code partition}, {@code offset} and
     *     {@code earliest} if an offset lies outside the log: nothing is skipped silently; {@code UNAVAILABLE} if the
     *     cluster does not answer
     */
    List<EventRecord> poll(Duration wait);

    /**
     * Returns the offset that each partition is read from next. It moves over what holds no event for this reader:
     * transaction markers, aborted and compacted records.
     */
    Map<PartitionId, Long> positions();

    /** Releases the connection. */
    @Override
    void close();
}
