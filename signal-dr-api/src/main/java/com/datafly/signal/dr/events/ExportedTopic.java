package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A topic and what it has set, as exported.
 *
 * @param topic the topic
 * @param settings the settings that the topic itself has, by name
 * @since 0.1
 */
public record ExportedTopic(Topic topic, Map<String, String> settings) {

    /** Takes a copy. */
    public ExportedTopic {
        requireNonNull(topic, "topic");
        settings = Collections.unmodifiableMap(new TreeMap<>(settings));
    }
}
