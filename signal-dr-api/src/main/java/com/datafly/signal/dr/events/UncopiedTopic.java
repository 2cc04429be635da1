package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;

/**
 * A topic of the source that has no copy: it is not to be copied, or its copying has not begun. Which of both only the
 * copying software's configuration knows.
 *
 * @param topic its name at the source
 * @param events how many offsets the source has of it: as many events at most
 * @param exact whether all of its partitions were just counted; else it had as many when the source last answered
 * @since 0.1
 */
public record UncopiedTopic(String topic, long events, boolean exact) {

    /** Refuses null. */
    public UncopiedTopic {
        requireNonNull(topic, "topic");
    }

    @Override
    public String toString() {
        return topic + " (" + events + " events)";
    }
}
