package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How the topics of a cluster differ from a policy: a report of the drift, and what {@link TopicRetention#apply} would
 * change.
 *
 * @since 0.1
 */
public final class TopicRetentionPlan {

    private final TopicRetentionPolicy policy;
    private final String clusterId;
    private final Instant plannedAt;
    private final Contents contents;
    private final boolean shrinkAllowed;
    private final boolean unreadAllowed;

    private TopicRetentionPlan(TopicRetentionPlan from, boolean unreadAllowed) {
        this(from.policy, from.clusterId, from.plannedAt, from.contents, true, unreadAllowed);
    }

    private TopicRetentionPlan(
            TopicRetentionPolicy policy,
            String clusterId,
            Instant plannedAt,
            Contents contents,
            boolean shrinkAllowed,
            boolean unreadAllowed) {
        this.policy = requireNonNull(policy, "policy");
        this.clusterId = requireNonNull(clusterId, "clusterId");
        this.plannedAt = requireNonNull(plannedAt, "plannedAt");
        this.contents = contents;
        this.shrinkAllowed = shrinkAllowed;
        this.unreadAllowed = unreadAllowed;
    }

    /** Makes a plan; applications get theirs from {@link TopicRetention#plan}. Default: nothing differs. */
    public static TopicRetentionPlan create(
            TopicRetentionPolicy policy, String clusterId, Instant plannedAt, Consumer<Builder> more) {
        Builder builder = new Builder();
        more.accept(builder);
        return new TopicRetentionPlan(policy, clusterId, plannedAt, new Contents(builder), false, false);
    }

    /** Returns the policy. */
    public TopicRetentionPolicy policy() {
        return policy;
    }

    /** Returns the name that the cluster gave itself. A plan is applied to that cluster and no other. */
    public String clusterId() {
        return clusterId;
    }

    /** Returns when the plan was made. */
    public Instant plannedAt() {
        return plannedAt;
    }

    /** Returns what differs, in the order of the topics' names. */
    public List<TopicRetentionChange> changes() {
        return contents.changes;
    }

    /** Returns those changes that make the cluster delete events. */
    public List<TopicRetentionChange> shrinks() {
        return contents.changes.stream().filter(TopicRetentionChange::shrink).toList();
    }

    /** Returns the topics that are as the policy says. */
    public List<String> matching() {
        return contents.matching;
    }

    /** Returns the topics that follow no rule, without those that a cluster or this library keeps for itself. */
    public List<String> unmanaged() {
        return contents.unmanaged;
    }

    /** Returns the topics that the policy names and the cluster does not have. */
    public List<String> missing() {
        return contents.missing;
    }

    /** Returns the patterns with a wildcard that no topic follows. */
    public List<String> unmatched() {
        return contents.unmatched;
    }

    /** Returns the topics whose settings could not be read, and why. */
    public Map<String, DrException> unreadable() {
        return contents.unreadable;
    }

    /** Returns what defeats the times, also of topics that match. */
    public List<TopicRetentionWarning> warnings() {
        return contents.warnings;
    }

    /** Returns why retention is frozen, if it is; a plan that shrinks nothing can be applied even so. */
    public Optional<String> frozen() {
        return Optional.ofNullable(contents.frozen);
    }

    /**
     * Tells whether everything was read and is as the policy says: no change, no topic missing, no pattern without a
     * topic. Warnings do not count.
     */
    public boolean inSync() {
        return contents.changes.isEmpty()
                && contents.missing.isEmpty()
                && contents.unmatched.isEmpty()
                && contents.unreadable.isEmpty();
    }

    /** Returns this plan with the consent that its shrinks delete events that every group has read. */
    public TopicRetentionPlan allowShrink() {
        return new TopicRetentionPlan(this, unreadAllowed);
    }

    /** Returns this plan with the consent that its shrinks delete events, also those that groups have not read. */
    public TopicRetentionPlan allowShrinkOfUnread() {
        return new TopicRetentionPlan(this, true);
    }

    /** Tells whether shrinks are consented to. */
    public boolean shrinkAllowed() {
        return shrinkAllowed;
    }

    /** Tells whether the loss of unread events is consented to. */
    public boolean shrinkOfUnreadAllowed() {
        return unreadAllowed;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("retention of topics by ").append(policy);
        frozen().ifPresent(reason -> line(text, "frozen    " + reason));
        contents.changes.forEach(change -> line(text, (change.shrink() ? "shrink    " : "extend    ") + change));
        contents.missing.forEach(topic -> line(text, "missing   " + topic));
        contents.unmatched.forEach(pattern -> line(text, "unmatched " + pattern));
        contents.unreadable.forEach((topic, why) -> line(text, "unread    " + topic + ": " + why.problem()));
        contents.warnings.forEach(warning -> line(text, "warning   " + warning));
        line(text, contents.matching.size() + " topics match, " + contents.unmanaged.size() + " follow no rule");
        return text.toString();
    }

    private static void line(StringBuilder text, String line) {
        text.append(System.lineSeparator()).append(line);
    }

    private static final class Contents {
        private final List<TopicRetentionChange> changes;
        private final List<String> matching;
        private final List<String> unmanaged;
        private final List<String> missing;
        private final List<String> unmatched;
        private final Map<String, DrException> unreadable;
        private final List<TopicRetentionWarning> warnings;
        private final @Nullable String frozen;

        Contents(Builder builder) {
            this.changes = List.copyOf(builder.changes);
            this.matching = List.copyOf(builder.matching);
            this.unmanaged = List.copyOf(builder.unmanaged);
            this.missing = List.copyOf(builder.missing);
            this.unmatched = List.copyOf(builder.unmatched);
            this.unreadable = Collections.unmodifiableMap(new LinkedHashMap<>(builder.unreadable));
            this.warnings = List.copyOf(builder.warnings);
            this.frozen = builder.frozen;
        }
    }

    /**
     * Collects what was found. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private List<TopicRetentionChange> changes = List.of();
        private List<String> matching = List.of();
        private List<String> unmanaged = List.of();
        private List<String> missing = List.of();
        private List<String> unmatched = List.of();
        private Map<String, DrException> unreadable = Map.of();
        private List<TopicRetentionWarning> warnings = List.of();
        private @Nullable String frozen;

        private Builder() {}

        /** Sets what differs. */
        public Builder changes(List<TopicRetentionChange> changes) {
            this.changes = requireNonNull(changes, "changes");
            return this;
        }

        /** Sets the topics that are as they should be. */
        public Builder matching(List<String> matching) {
            this.matching = requireNonNull(matching, "matching");
            return this;
        }

        /** Sets the topics that follow no rule. */
        public Builder unmanaged(List<String> unmanaged) {
            this.unmanaged = requireNonNull(unmanaged, "unmanaged");
            return this;
        }

        /** Sets the topics that are not there. */
        public Builder missing(List<String> missing) {
            this.missing = requireNonNull(missing, "missing");
            return this;
        }

        /** Sets the patterns that no topic follows. */
        public Builder unmatched(List<String> unmatched) {
            this.unmatched = requireNonNull(unmatched, "unmatched");
            return this;
        }

        /** Sets the topics that could not be read. */
        public Builder unreadable(Map<String, DrException> unreadable) {
            this.unreadable = requireNonNull(unreadable, "unreadable");
            return this;
        }

        /** Sets what defeats the times. */
        public Builder warnings(List<TopicRetentionWarning> warnings) {
            this.warnings = requireNonNull(warnings, "warnings");
            return this;
        }

        /** Sets why retention is frozen, if it is. */
        public Builder frozen(Optional<String> frozen) {
            this.frozen = frozen.orElse(null);
            return this;
        }
    }
}
