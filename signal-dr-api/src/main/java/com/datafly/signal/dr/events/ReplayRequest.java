package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.internal.events.replay.ReplayChecks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which events are replayed, where to, and how. Thread-safe if the host's predicate is.
 *
 * @since 0.1
 */
public final class ReplayRequest {

    private final Builder settings;
    private final List<String> topics;
    private final Set<Integer> partitions;
    private final Set<String> lineages;
    private final Set<String> keys;
    private final Map<String, Optional<String>> headers;

    private ReplayRequest(Builder builder) {
        this.settings = builder;
        this.topics = List.copyOf(builder.topics);
        this.partitions = Collections.unmodifiableSet(new TreeSet<>(builder.partitions));
        this.lineages = Collections.unmodifiableSet(new TreeSet<>(builder.lineages));
        this.keys = Collections.unmodifiableSet(new TreeSet<>(builder.keys));
        this.headers = Collections.unmodifiableMap(new LinkedHashMap<>(builder.headers));
    }

    /**
     * Describes a replay.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if no topic is named, for two sources, for a pattern that is no
     *     name with {@code *} in it or that means topics which a cluster or this library keeps for itself, for times in
     *     the wrong order, for a rate that is not positive, or for an id of other letters than it may have
     */
    public static ReplayRequest of(Consumer<Builder> request) {
        Builder builder = new Builder();
        request.accept(builder);
        ReplayRequest made = new ReplayRequest(builder);
        ReplayChecks.require(made);
        return made;
    }

    /** Returns the stream to read; empty for the one that is written to, or for an archive. */
    public Optional<EventStream> source() {
        return Optional.ofNullable(settings.source);
    }

    /** Returns the archive to read; empty for a stream. */
    public Optional<EventArchive> archive() {
        return Optional.ofNullable(settings.archive);
    }

    /** Returns the ids of archived topics to read, where the archive has several of one name. */
    public Set<String> lineages() {
        return lineages;
    }

    /** Returns the patterns of the topics to read. */
    public List<String> topics() {
        return topics;
    }

    /** Returns the numbers of the partitions to read; empty for all. */
    public Set<Integer> partitions() {
        return partitions;
    }

    /** Returns the time of the oldest event; empty for the logs' start. */
    public Optional<Instant> from() {
        return Optional.ofNullable(settings.from);
    }

    /** Returns the time that events must be older than; empty for the logs' end. */
    public Optional<Instant> to() {
        return Optional.ofNullable(settings.to);
    }

    /** Returns how far out of order the times in a log may be. */
    public Duration disorder() {
        return settings.disorder;
    }

    /** Returns the keys to replay; empty for all. */
    public Set<String> keys() {
        return keys;
    }

    /** Returns the headers that an event must have, and their values where these matter. */
    public Map<String, Optional<String>> headers() {
        return headers;
    }

    /** Returns what the host's predicate chooses, in words; empty if it gave none. */
    public Optional<String> chosen() {
        return Optional.ofNullable(settings.chosen);
    }

    /** Returns the host's predicate, which by default takes everything. */
    public Predicate<EventRecord> predicate() {
        return settings.predicate;
    }

    /** Returns the topic to write to, in which {@code *} stands for the source's name; empty if nobody said. */
    public Optional<String> into() {
        return Optional.ofNullable(settings.into);
    }

    /** Tells whether an event's key chooses its partition; else it keeps its number. */
    public boolean byKey() {
        return settings.byKey;
    }

    /** Tells whether events keep their times; else they get the time of writing. */
    public boolean keepsTimes() {
        return settings.keepTimes;
    }

    /** Tells whether events that were replayed themselves are replayed again. */
    public boolean replayedToo() {
        return settings.replayedToo;
    }

    /** Tells whether what is gone from the logs is done without. */
    public boolean whatIsLeft() {
        return settings.whatIsLeft;
    }

    /** Tells whether it goes on with events that still come, until it is stopped. */
    public boolean follows() {
        return settings.follow;
    }

    /** Returns the most events a second; infinite for no limit. */
    public double recordsPerSecond() {
        return settings.recordsPerSecond;
    }

    /** Returns the most bytes of keys, values and headers a second; infinite for no limit. */
    public double bytesPerSecond() {
        return settings.bytesPerSecond;
    }

    /** Returns the replay's id; empty to make one up. */
    public Optional<String> runId() {
        return Optional.ofNullable(settings.runId);
    }

    /** Tells whether events must be read to know how many of them are replayed. */
    public boolean filters() {
        return !keys.isEmpty() || !headers.isEmpty() || settings.chosen != null;
    }

    @Override
    public String toString() {
        return "replay of " + String.join(", ", topics);
    }

    /**
     * Collects what to replay. Not thread-safe.
     *
     * <p>Defaults: the stream that is written to, all partitions, the whole log as it is at the start, times up to ten
     * minutes out of order, all events but replayed ones, partitions of the same number, the time of writing, no limit
     * of the rate, an id made up.
     *
     * @since 0.1
     */
    public static final class Builder {
        private final List<String> topics = new ArrayList<>();
        private final Set<Integer> partitions = new TreeSet<>();
        private final Set<String> keys = new TreeSet<>();
        private final Map<String, Optional<String>> headers = new LinkedHashMap<>();
        private final Set<String> lineages = new TreeSet<>();
        private @Nullable EventStream source;
        private @Nullable EventArchive archive;
        private @Nullable Instant from;
        private @Nullable Instant to;
        private Duration disorder = Duration.ofMinutes(10);
        private @Nullable String chosen;
        private Predicate<EventRecord> predicate = event -> true;
        private @Nullable String into;
        private boolean byKey;
        private boolean keepTimes;
        private boolean replayedToo;
        private boolean whatIsLeft;
        private boolean follow;
        private double recordsPerSecond = Double.POSITIVE_INFINITY;
        private double bytesPerSecond = Double.POSITIVE_INFINITY;
        private @Nullable String runId;

        private Builder() {}

        /** Reads another stream than the one that is written to. */
        public Builder source(EventStream source) {
            this.source = requireNonNull(source, "source");
            return this;
        }

        /**
         * Reads an archive, of whichever cluster: when retention has taken the events, or the cluster is lost. What was
         * not archived yet is not replayed.
         */
        public Builder source(EventArchive archive) {
            this.archive = requireNonNull(archive, "archive");
            return this;
        }

        /**
         * Says by their ids which topics of an archive are meant that has several of one name, as when one was made
         * anew; see {@link ArchivedTopic#lineage()}.
         */
        public Builder lineages(String... ids) {
            lineages.addAll(List.of(ids));
            return this;
        }

        /** Adds topics to read: names, in which {@code *} stands for any characters, also none. */
        public Builder topics(String... patterns) {
            topics.addAll(List.of(patterns));
            return this;
        }

        /** Reads only the partitions of these numbers. */
        public Builder partitions(Integer... numbers) {
            partitions.addAll(List.of(numbers));
            return this;
        }

        /** Replays events of this time and later ones. */
        public Builder from(Instant from) {
            this.from = requireNonNull(from, "from");
            return this;
        }

        /** Replays events that are older than this time. */
        public Builder to(Instant to) {
            this.to = requireNonNull(to, "to");
            return this;
        }

        /**
         * Says how far out of order the times in a log may be: a cluster is read that far behind the first event that
         * is younger than the window, and a gap of an archive is taken for part of the window that far around it. At
         * most 365 days.
         */
        public Builder disorder(Duration disorder) {
            this.disorder = requireNonNull(disorder, "disorder");
            return this;
        }

        /** Replays only events of these keys, which are text in UTF-8. */
        public Builder keys(String... keys) {
            this.keys.addAll(List.of(keys));
            return this;
        }

        /** Replays only events that have a header of this name; several calls must all hold. */
        public Builder header(String name) {
            headers.put(name, Optional.empty());
            return this;
        }

        /** Replays only events whose last header of this name has this value, as text in UTF-8. */
        public Builder header(String name, String value) {
            headers.put(name, Optional.of(value));
            return this;
        }

        /**
         * Replays only events that the host chooses. The predicate is called on the run's thread, and must give the
         * same answer in every process that goes on with the replay.
         *
         * @param what what it chooses, in words: they stand for it in what is kept of the replay
         */
        public Builder where(String what, Predicate<EventRecord> predicate) {
            this.chosen = requireNonNull(what, "what");
            this.predicate = requireNonNull(predicate, "predicate");
            return this;
        }

        /**
         * Names the topic to write to, in which {@code *} stands for the name of the topic that was read, as in
         * {@code *.replayed}; {@code *} alone is the same topic. Must be given unless the events are of another
         * cluster.
         */
        public Builder into(String topic) {
            this.into = requireNonNull(topic, "topic");
            return this;
        }

        /** Lets each event's key choose its partition. */
        public Builder byKey() {
            this.byKey = true;
            return this;
        }

        /** Keeps the events' times: retention may then delete them soon. */
        public Builder keepTimes() {
            this.keepTimes = true;
            return this;
        }

        /** Replays also events that were replayed themselves. */
        public Builder replayedToo() {
            this.replayedToo = true;
            return this;
        }

        /** Does without what is gone from the logs already, or was before it was archived. */
        public Builder whatIsLeft() {
            this.whatIsLeft = true;
            return this;
        }

        /** Goes on with events that still come, until it is stopped. */
        public Builder follow() {
            this.follow = true;
            return this;
        }

        /** Writes at most so many events a second. */
        public Builder recordsPerSecond(double recordsPerSecond) {
            this.recordsPerSecond = recordsPerSecond;
            return this;
        }

        /** Writes at most so many bytes of keys, values and headers a second. */
        public Builder bytesPerSecond(double bytesPerSecond) {
            this.bytesPerSecond = bytesPerSecond;
            return this;
        }

        /** Names the replay, with letters, digits, {@code .}, {@code _} and {@code -}, so that it can go on. */
        public Builder runId(String runId) {
            this.runId = requireNonNull(runId, "runId");
            return this;
        }
    }
}
