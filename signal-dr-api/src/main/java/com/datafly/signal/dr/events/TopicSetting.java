package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;

/**
 * A setting of a topic as it holds now.
 *
 * @param value its value, in the cluster's own notation
 * @param overridden whether the topic itself has it; else it is the cluster's or the software's default
 * @since 0.1
 */
public record TopicSetting(String value, boolean overridden) {

    /** Refuses null. */
    public TopicSetting {
        requireNonNull(value, "value");
    }
}
