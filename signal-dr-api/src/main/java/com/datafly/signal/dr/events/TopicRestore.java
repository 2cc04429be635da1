package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is restored from an {@link EventArchive}, and how. Immutable.
 *
 * @since 0.1
 */
public final class TopicRestore {

    private final String topic;
    private final Builder settings;

    private TopicRestore(String topic, Builder settings) {
        this.topic = requireNonNull(topic, "topic");
        this.settings = settings;
    }

    /** Restores a topic under its own name; see {@link Builder} for the defaults. */
    public static TopicRestore of(String topic) {
        return create(topic, more -> {});
    }

    /** Restores a topic; see {@link Builder}. */
    public static TopicRestore create(String topic, Consumer<Builder> more) {
        Builder builder = new Builder();
        more.accept(builder);
        return new TopicRestore(topic, new Builder(builder));
    }

    /** Returns the archived topic's name. */
    public String topic() {
        return topic;
    }

    /** Returns the name of the topic that it is restored to. */
    public String target() {
        String as = settings.as;
        return as == null ? topic : as;
    }

    /** Returns which life of the topic is restored; empty for the only one. */
    public Optional<String> lineage() {
        return Optional.ofNullable(settings.lineage);
    }

    /** Returns the groups whose offsets are translated. */
    public Set<String> groups() {
        return settings.groups;
    }

    /** Returns the copies that a new topic gets, or {@link TopicSpec#CLUSTER_DEFAULT}. */
    public int replicationFactor() {
        return settings.replicationFactor;
    }

    /** Tells whether the target may hold events already. */
    public boolean intoNonEmpty() {
        return settings.intoNonEmpty;
    }

    /** Tells whether an archive whose end is missing is restored as far as it is there. */
    public boolean whatIsLeft() {
        return settings.whatIsLeft;
    }

    /** Returns how many events a second are written at most; empty for no limit. */
    public OptionalDouble recordsPerSecond() {
        return settings.recordsPerSecond > 0 ? OptionalDouble.of(settings.recordsPerSecond) : OptionalDouble.empty();
    }

    /**
     * Collects how a topic is restored. Not thread-safe.
     *
     * <p>Defaults: the topic's own name, its only lineage, no groups, the cluster's replication factor, only into a
     * topic that is empty or not there, only from an archive that is as long as it was sealed, no limit of the rate.
     *
     * @since 0.1
     */
    public static final class Builder {
        private @Nullable String as;
        private @Nullable String lineage;
        private Set<String> groups = Set.of();
        private int replicationFactor = TopicSpec.CLUSTER_DEFAULT;
        private boolean intoNonEmpty;
        private boolean whatIsLeft;
        private double recordsPerSecond;

        private Builder() {}

        private Builder(Builder other) {
            this.as = other.as;
            this.lineage = other.lineage;
            this.groups = other.groups;
            this.replicationFactor = other.replicationFactor;
            this.intoNonEmpty = other.intoNonEmpty;
            this.whatIsLeft = other.whatIsLeft;
            this.recordsPerSecond = other.recordsPerSecond;
        }

        /** Restores to a topic of another name. */
        public Builder as(String name) {
            this.as = requireNonNull(name, "name");
            return this;
        }

        /** Says which of several topics of that name is meant, by {@link ArchivedTopic#lineage()}. */
        public Builder lineage(String id) {
            this.lineage = requireNonNull(id, "id");
            return this;
        }

        /**
         * Places these groups at the restored events that they had not read yet when the metadata was last exported.
         */
        public Builder groups(String... names) {
            this.groups = Set.copyOf(new LinkedHashSet<>(List.of(names)));
            return this;
        }

        /** Sets how many copies of each partition a new topic gets. */
        public Builder replicationFactor(int replicationFactor) {
            this.replicationFactor = replicationFactor;
            return this;
        }

        /** Appends to a topic that holds other events already. */
        public Builder intoNonEmpty() {
            this.intoNonEmpty = true;
            return this;
        }

        /**
         * Does without the ends of partitions that were sealed and are missing in the archive, or without seals that
         * are damaged; {@link RestoredTopic#notes()} says which. A partition with damage before its end is refused all
         * the same.
         */
        public Builder whatIsLeft() {
            this.whatIsLeft = true;
            return this;
        }

        /**
         * Limits how many events are written a second.
         *
         * @throws DrException with {@code INVALID_ARGUMENT} unless it is above zero
         */
        public Builder recordsPerSecond(double recordsPerSecond) {
            if (!(recordsPerSecond > 0)) {
                throw DrException.create(
                        ErrorCode.INVALID_ARGUMENT,
                        "restore a topic",
                        recordsPerSecond + " events a second",
                        failure -> failure.hint("Name a rate above zero, or none at all for no limit."));
            }
            this.recordsPerSecond = recordsPerSecond;
            return this;
        }
    }
}
