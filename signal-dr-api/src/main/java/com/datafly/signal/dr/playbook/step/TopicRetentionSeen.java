package com.datafly.signal.dr.playbook.step;

import com.datafly.signal.dr.events.TopicRetentionChange;
import java.time.Duration;
import java.util.Optional;

/**
 * A topic that keeps its events for another time than a policy says.
 *
 * @param topic the topic's name
 * @param before how long it keeps them; empty for ever
 * @param after how long it is to keep them; empty for ever
 * @param shrink whether the change deletes events
 * @param detail all that is known of the change, in words
 * @since 0.1
 */
public record TopicRetentionSeen(
        String topic, Optional<Duration> before, Optional<Duration> after, boolean shrink, String detail) {

    /** Keeps what a journal needs of {@code change}. */
    public static TopicRetentionSeen of(TopicRetentionChange change) {
        return new TopicRetentionSeen(
                change.topic(), change.before(), change.after(), change.shrink(), change.toString());
    }

    /** Tells whether {@code change} is this one. */
    public boolean is(TopicRetentionChange change) {
        return topic.equals(change.topic()) && before.equals(change.before()) && after.equals(change.after());
    }
}
