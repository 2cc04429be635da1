package com.datafly.signal.dr.internal.events.retention;

import com.datafly.signal.dr.events.TopicSetting;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The settings of one topic that decide how long its events are kept. */
record TopicSettings(Map<String, TopicSetting> values) {

    static final String RETENTION_MS = "retention.ms";
    static final String RETENTION_BYTES = "retention.bytes";
    static final String SEGMENT_MS = "segment.ms";
    static final String SEGMENT_BYTES = "segment.bytes";
    static final String CLEANUP_POLICY = "cleanup.policy";
    static final String REMOTE_STORAGE = "remote.storage.enable";
    static final String LOCAL_RETENTION_MS = "local.retention.ms";

    /** All that a plan looks at. */
    static final Set<String> NAMES = Set.of(
            RETENTION_MS,
            RETENTION_BYTES,
            SEGMENT_MS,
            SEGMENT_BYTES,
            CLEANUP_POLICY,
            REMOTE_STORAGE,
            LOCAL_RETENTION_MS);

    private static final long FOR_EVER = -1;

    /** Tells whether the cluster shows a time at all. */
    boolean shown() {
        return number(RETENTION_MS).isPresent();
    }

    /** Returns how long events are kept; empty for ever. */
    Optional<Duration> keep() {
        return keep(number(RETENTION_MS).orElse(FOR_EVER));
    }

    /** Tells whether the topic itself has its time. */
    boolean overridden() {
        TopicSetting setting = values.get(RETENTION_MS);
        return setting != null && setting.overridden();
    }

    /** Returns a number; empty if the cluster does not show it, or shows something else. */
    OptionalLong number(String name) {
        TopicSetting setting = values.get(name);
        try {
            return setting == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(setting.value()));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** Returns a text; empty if the cluster does not show it. */
    String text(String name) {
        TopicSetting setting = values.get(name);
        return setting == null ? "" : setting.value();
    }

    static Optional<Duration> keep(long millis) {
        return millis < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(millis));
    }

    /** Returns the value of {@link #RETENTION_MS} that keeps events so long. */
    static String millis(Optional<Duration> keep) {
        return Long.toString(keep.map(Duration::toMillis).orElse(FOR_EVER));
    }
}
