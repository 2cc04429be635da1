package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.internal.report.Durations;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A topic that keeps its events for another time than the policy says.
 *
 * @since 0.1
 */
public final class TopicRetentionChange {

    private final String topic;
    private final @Nullable String topicId;
    private final TopicRetentionPolicy.Rule rule;
    private final @Nullable Duration before;
    private final boolean overridden;
    private final OptionalLong deletes;
    private final Map<String, Long> unread;
    private final boolean unreadKnown;
    private final @Nullable String refusal;

    private TopicRetentionChange(Builder builder) {
        this.topic = builder.topic;
        this.topicId = builder.topicId;
        this.rule = builder.rule;
        this.before = builder.before;
        this.overridden = builder.overridden;
        this.deletes = builder.deletes;
        this.unread = Collections.unmodifiableMap(new LinkedHashMap<>(builder.unread));
        this.unreadKnown = builder.unreadKnown;
        this.refusal = builder.refusal;
    }

    /** Describes a change. Defaults: events were kept for ever by the cluster's default, nothing is lost. */
    public static TopicRetentionChange create(String topic, TopicRetentionPolicy.Rule rule, Consumer<Builder> more) {
        Builder builder = new Builder(topic, rule);
        more.accept(builder);
        return new TopicRetentionChange(builder);
    }

    /** Returns the topic's name. */
    public String topic() {
        return topic;
    }

    /** Returns the topic's id when the plan was made, where the cluster has ids. */
    public Optional<String> topicId() {
        return Optional.ofNullable(topicId);
    }

    /** Returns the rule that the topic follows. */
    public TopicRetentionPolicy.Rule rule() {
        return rule;
    }

    /** Returns how long it keeps events now; empty for ever. */
    public Optional<Duration> before() {
        return Optional.ofNullable(before);
    }

    /** Returns how long it is to keep them; empty for ever. */
    public Optional<Duration> after() {
        return rule.keep();
    }

    /** Tells whether the topic itself has its present time; else that is the cluster's default. */
    public boolean overridden() {
        return overridden;
    }

    /** Tells whether events are kept for a shorter time than before: the cluster then deletes some for good. */
    public boolean shrink() {
        return rule.keep().isPresent() && (before == null || rule.keep().get().compareTo(before) < 0);
    }

    /**
     * Returns how many records are older than the new time, by their timestamps: the cluster may delete that many at
     * once. It deletes whole segments, so some of them may stay a while. Empty if it could not be found out; 0 for a
     * change that is no {@link #shrink()}.
     */
    public OptionalLong deletes() {
        return deletes;
    }

    /**
     * Returns, by group, how many of these the group has not read yet; a group that has read them all is not there. Of
     * a partition of the topic that a group never committed it has read nothing.
     */
    public Map<String, Long> unread() {
        return unread;
    }

    /** Tells whether it could be found out what every group has read. */
    public boolean unreadKnown() {
        return unreadKnown;
    }

    /** Returns why the cluster would not take the change; empty if it would. */
    public Optional<String> refusal() {
        return Optional.ofNullable(refusal);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(topic)
                .append(": ")
                .append(words(before()))
                .append(overridden ? "" : " (the cluster's default)")
                .append(" to ")
                .append(words(after()))
                .append(" by ")
                .append(rule.pattern());
        if (shrink()) {
            text.append(", deletes ")
                    .append(deletes.isPresent() ? "up to " + deletes.getAsLong() : "an unknown number of")
                    .append(" records");
        }
        unread.forEach((group, records) ->
                text.append(", ").append(records).append(" of them unread by ").append(group));
        if (!unreadKnown) {
            text.append(", perhaps unread");
        }
        refusal().ifPresent(reason -> text.append(", refused: ").append(reason));
        return text.toString();
    }

    private static String words(Optional<Duration> keep) {
        return keep.map(Durations::words).orElse("for ever");
    }

    /**
     * Collects what is known of a change. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private final String topic;
        private final TopicRetentionPolicy.Rule rule;
        private @Nullable String topicId;
        private @Nullable Duration before;
        private boolean overridden;
        private OptionalLong deletes = OptionalLong.of(0);
        private Map<String, Long> unread = Map.of();
        private boolean unreadKnown = true;
        private @Nullable String refusal;

        private Builder(String topic, TopicRetentionPolicy.Rule rule) {
            this.topic = requireNonNull(topic, "topic");
            this.rule = requireNonNull(rule, "rule");
        }

        /** Sets the topic's id. */
        public Builder topicId(Optional<String> topicId) {
            this.topicId = topicId.orElse(null);
            return this;
        }

        /** Sets how long events are kept now, and whether the topic itself says so. */
        public Builder before(Optional<Duration> before, boolean overridden) {
            this.before = before.orElse(null);
            this.overridden = overridden;
            return this;
        }

        /** Sets how many records are older than the new time; empty if that is not known. */
        public Builder deletes(OptionalLong deletes) {
            this.deletes = requireNonNull(deletes, "deletes");
            return this;
        }

        /** Sets, by group, how many of them it has not read. */
        public Builder unread(Map<String, Long> unread) {
            this.unread = requireNonNull(unread, "unread");
            return this;
        }

        /** Sets whether it could be found out what every group has read. */
        public Builder unreadKnown(boolean unreadKnown) {
            this.unreadKnown = unreadKnown;
            return this;
        }

        /** Sets why the cluster would not take the change. */
        public Builder refusal(String refusal) {
            this.refusal = requireNonNull(refusal, "refusal");
            return this;
        }
    }
}
