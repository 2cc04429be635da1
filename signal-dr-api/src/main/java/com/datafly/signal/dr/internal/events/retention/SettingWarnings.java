package com.datafly.signal.dr.internal.events.retention;

import com.datafly.signal.dr.events.TopicRetentionPolicy.Rule;
import com.datafly.signal.dr.events.TopicRetentionWarning;
import com.datafly.signal.dr.events.TopicRetentionWarning.Kind;
import com.datafly.signal.dr.internal.report.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Finds settings of a topic that defeat the time for which its events are to be kept. */
final class SettingWarnings {

    private final String topic;
    private final Rule rule;
    private final TopicSettings settings;
    private final List<TopicRetentionWarning> found = new ArrayList<>();

    private SettingWarnings(String topic, Rule rule, TopicSettings settings) {
        this.topic = topic;
        this.rule = rule;
        this.settings = settings;
    }

    static List<TopicRetentionWarning> of(String topic, Rule rule, TopicSettings settings) {
        SettingWarnings warnings = new SettingWarnings(topic, rule, settings);
        warnings.cleanup();
        warnings.size();
        warnings.segments();
        warnings.remote();
        return warnings.found;
    }

    private void cleanup() {
        String policy = settings.text(TopicSettings.CLEANUP_POLICY);
        if (policy.equals("compact")) {
            warn(
                    Kind.COMPACTED,
                    "cleanup.policy=compact: no event goes by its age, and older events of a key go at any time; set"
                            + " delete for a topic that is replayed");
        } else if (policy.contains("compact")) {
            warn(
                    Kind.COMPACTED,
                    "cleanup.policy=" + policy
                            + ": older events of a key go before their time, so a replay lacks them");
        }
    }

    private void size() {
        OptionalLong limit = settings.number(TopicSettings.RETENTION_BYTES);
        if (limit.isEmpty() || limit.getAsLong() < 0) {
            return;
        }
        warn(
                Kind.SIZE_LIMIT,
                "retention.bytes=" + limit.getAsLong() + " deletes events before "
                        + rule.keep().map(Durations::words).orElse("ever") + " once a partition has grown to that;"
                        + " set it to -1, or large enough for the whole time");
        OptionalLong segment = settings.number(TopicSettings.SEGMENT_BYTES);
        if (segment.isPresent() && segment.getAsLong() >= limit.getAsLong()) {
            warn(
                    Kind.SEGMENT_SIZE,
                    "segment.bytes=" + segment.getAsLong() + " is no less than retention.bytes=" + limit.getAsLong()
                            + ": a whole segment at a time goes or stays, however old its events are");
        }
    }

    private void segments() {
        OptionalLong millis = settings.number(TopicSettings.SEGMENT_MS);
        if (rule.keep().isEmpty()
                || millis.isEmpty()
                || millis.getAsLong() <= rule.keep().get().toMillis()) {
            return;
        }
        Duration open = Duration.ofMillis(millis.getAsLong());
        warn(
                Kind.SEGMENT_TIME,
                "segment.ms=" + millis.getAsLong() + ": a segment takes events for up to " + Durations.words(open)
                        + " and is deleted as a whole, so events may stay that much longer than "
                        + Durations.words(rule.keep().get()));
    }

    private void remote() {
        if (!settings.text(TopicSettings.REMOTE_STORAGE).equals("true")) {
            return;
        }
        OptionalLong local = settings.number(TopicSettings.LOCAL_RETENTION_MS);
        boolean above = rule.keep().isPresent()
                && local.isPresent()
                && local.getAsLong() > rule.keep().get().toMillis();
        warn(
                Kind.REMOTE,
                above
                        ? "local.retention.ms=" + local.getAsLong()
                                + " is more than the whole time: the cluster refuses" + " that; lower it first"
                        : "part of the log lies in remote storage, where deleting the topic deletes it too: that is no"
                                + " backup");
    }

    private void warn(Kind kind, String message) {
        found.add(new TopicRetentionWarning(kind, topic, message));
    }
}
