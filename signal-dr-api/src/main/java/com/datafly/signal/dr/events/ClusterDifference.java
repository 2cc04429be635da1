package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;

/**
 * One thing in which a standby differs from its source.
 *
 * @param kind what differs
 * @param subject the topic by its name at the source, with the setting behind it; or the access rule
 * @param source what the source has; empty if it has none
 * @param target what the standby has; empty if it has none
 * @param expected why software that copies topics leaves it so; empty if it should not
 * @since 0.1
 */
public record ClusterDifference(Kind kind, String subject, String source, String target, String expected) {

    /** Refuses null. */
    public ClusterDifference {
        requireNonNull(kind, "kind");
        requireNonNull(subject, "subject");
        requireNonNull(source, "source");
        requireNonNull(target, "target");
        requireNonNull(expected, "expected");
    }

    /** Returns all of it in one line. */
    @Override
    public String toString() {
        return kind + " " + subject + ": " + (source.isEmpty() ? "-" : source) + " at the source, "
                + (target.isEmpty() ? "-" : target) + " at the standby"
                + (expected.isEmpty() ? "" : " (" + expected + ")");
    }

    /**
     * What differs.
     *
     * @since 0.1
     */
    public enum Kind {
        /** The standby lacks the topic. */
        TOPIC_MISSING,
        /** The standby has a copy of a topic that the source has not. */
        TOPIC_EXTRA,
        /** The topic has another number of partitions: with more, keys go to other partitions than before. */
        PARTITIONS,
        /** A setting of the topic has another value. */
        SETTING,
        /** The clusters have different defaults for a setting that topics leave to them. */
        DEFAULT,
        /** The standby lacks an access rule: who needs it is refused after a failover. */
        RULE_MISSING,
        /** The standby has an access rule that the source has not. */
        RULE_EXTRA
    }
}
