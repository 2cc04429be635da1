package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An event as it stands in a partition. Bytes are shared, not copied: whoever changes them changes the event.
 *
 * @since 0.1
 */
public final class EventRecord {

    private final PartitionId partition;
    private final long offset;
    private final long timestampMillis;
    private final byte @Nullable [] key;
    private final byte @Nullable [] value;
    private final List<EventHeader> headers;

    private EventRecord(
            PartitionId partition,
            long offset,
            long timestampMillis,
            byte @Nullable [] key,
            byte @Nullable [] value,
            List<EventHeader> headers) {
        this.partition = requireNonNull(partition, "partition");
        this.offset = offset;
        this.timestampMillis = timestampMillis;
        this.key = key;
        this.value = value;
        this.headers = headers;
    }

    /**
     * Describes an event.
     *
     * @param timestampMillis milliseconds since 1970 in UTC, or -1 if it has no time
     * @param headers not copied: an unmodifiable list
     */
    public static EventRecord of(
            PartitionId partition,
            long offset,
            long timestampMillis,
            byte @Nullable [] key,
            byte @Nullable [] value,
            List<EventHeader> headers) {
        return new EventRecord(partition, offset, timestampMillis, key, value, headers);
    }

    /** Returns where it stands. */
    public PartitionId partition() {
        return partition;
    }

    /** Returns its offset in the partition. */
    public long offset() {
        return offset;
    }

    /** Returns its timestamp in milliseconds since 1970 in UTC, or -1 if it has none. */
    public long timestampMillis() {
        return timestampMillis;
    }

    /** Returns its key. */
    public byte @Nullable [] key() {
        return key;
    }

    /** Returns its value; none is a tombstone. */
    public byte @Nullable [] value() {
        return value;
    }

    /** Returns its headers, in order. */
    public List<EventHeader> headers() {
        return headers;
    }

    /** Returns the last header of a key, which is the one that counts. */
    public Optional<EventHeader> header(String key) {
        for (int i = headers.size() - 1; i >= 0; i--) {
            if (headers.get(i).key().equals(key)) {
                return Optional.of(headers.get(i));
            }
        }
        return Optional.empty();
    }

    /** Says where it stands, never what is in it. */
    @Override
    public String toString() {
        return partition + "@" + offset;
    }
}
