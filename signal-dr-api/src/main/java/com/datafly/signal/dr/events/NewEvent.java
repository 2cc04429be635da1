package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event that is to be written. Bytes are shared, not copied.
 *
 * @since 0.1
 */
public final class NewEvent {

    /** Leaves the partition to the hash of the key. */
    public static final int BY_KEY = -1;

    /** Leaves the timestamp to the moment of writing. */
    public static final long NOW = -1;

    private final String topic;
    private final int partition;
    private final long timestampMillis;
    private final byte @Nullable [] key;
    private final byte @Nullable [] value;
    private final List<EventHeader> headers;

    private NewEvent(
            String topic,
            int partition,
            long timestampMillis,
            byte @Nullable [] key,
            byte @Nullable [] value,
            List<EventHeader> headers) {
        this.topic = requireNonNull(topic, "topic");
        this.partition = partition;
        this.timestampMillis = timestampMillis;
        this.key = key;
        this.value = value;
        this.headers = headers;
    }

    /** Describes an event for the partition that its key chooses, without headers, of the moment of writing. */
    public static NewEvent of(String topic, byte @Nullable [] key, byte @Nullable [] value) {
        return new NewEvent(topic, BY_KEY, NOW, key, value, List.of());
    }

    /** Describes a copy of an event: the same key, value, headers and timestamp, in the partition that is named. */
    public static NewEvent copyOf(EventRecord event, PartitionId to) {
        return new NewEvent(
                to.topic(), to.partition(), event.timestampMillis(), event.key(), event.value(), event.headers());
    }

    /** Returns this event for another partition, or {@link #BY_KEY}. */
    public NewEvent partition(int partition) {
        return new NewEvent(topic, partition, timestampMillis, key, value, headers);
    }

    /** Returns this event of another time, or {@link #NOW}. */
    public NewEvent timestampMillis(long timestampMillis) {
        return new NewEvent(topic, partition, timestampMillis, key, value, headers);
    }

    /** Returns this event with other headers; the list is not copied. */
    public NewEvent headers(List<EventHeader> headers) {
        return new NewEvent(topic, partition, timestampMillis, key, value, headers);
    }

    /** Returns the topic. */
    public String topic() {
        return topic;
    }

    /** Returns the partition's number, or {@link #BY_KEY}. */
    public int partition() {
        return partition;
    }

    /** Returns the timestamp in milliseconds since 1970 in UTC, or {@link #NOW}. */
    public long timestampMillis() {
        return timestampMillis;
    }

    /** Returns the key. */
    public byte @Nullable [] key() {
        return key;
    }

    /** Returns the value; none is a tombstone. */
    public byte @Nullable [] value() {
        return value;
    }

    /** Returns the headers, in order. */
    public List<EventHeader> headers() {
        return headers;
    }

    /** Says where it goes, never what is in it. */
    @Override
    public String toString() {
        return partition == BY_KEY ? topic : topic + "-" + partition;
    }
}
