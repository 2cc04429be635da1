package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;

/**
 * Something that defeats the time for which events are to be kept, though the time itself is right.
 *
 * @param kind what
 * @param topic the topic; empty if it concerns the cluster
 * @param message what is there, what it does, and what to do
 * @since 0.1
 */
public record TopicRetentionWarning(Kind kind, String topic, String message) {

    /** Refuses null. */
    public TopicRetentionWarning {
        requireNonNull(kind, "kind");
        requireNonNull(topic, "topic");
        requireNonNull(message, "message");
    }

    @Override
    public String toString() {
        return kind + (topic.isEmpty() ? "" : " " + topic) + ": " + message;
    }

    /**
     * What defeats it. More may be added.
     *
     * @since 0.1
     */
    public enum Kind {
        /** A limit of size deletes events before their time. */
        SIZE_LIMIT,
        /** Segments are closed so rarely that events stay much longer than their time. */
        SEGMENT_TIME,
        /** A segment is larger than the limit of size, which therefore holds for whole segments only. */
        SEGMENT_SIZE,
        /** The topic is compacted: time deletes nothing, or older events of a key go before their time. */
        COMPACTED,
        /** Part of the log lies in remote storage, with a time of its own. */
        REMOTE,
        /** Something copies topics to this cluster, and may copy the source's settings over these. */
        MIRRORED,
        /** A group has not read events that are older than the time: they are deleted unread. */
        LAG_BEYOND_RETENTION,
        /** A group has not read events that are deleted already. */
        UNREAD_LOST,
        /** What groups have read could not be found out, so nothing is known of their unread events. */
        GROUPS_UNKNOWN
    }
}
