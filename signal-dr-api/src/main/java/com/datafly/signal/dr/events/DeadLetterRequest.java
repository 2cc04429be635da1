package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.internal.events.replay.LetterChecks;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters are meant, how to read them, and what becomes of them. Thread-safe if the host's predicate is.
 *
 * @since 0.1
 */
public final class DeadLetterRequest {

    private final String topic;
    private final Builder settings;

    private DeadLetterRequest(String topic, Builder settings) {
        this.topic = topic;
        this.settings = settings;
    }

    /** Means all letters of a topic; see {@link #of(String, Consumer)}. */
    public static DeadLetterRequest of(String topic) {
        return of(topic, request -> {});
    }

    /**
     * Means letters of a topic.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} for a topic that a cluster or this library keeps for itself, a
     *     limit or a rate that is not positive, or a parking topic that is the topic itself
     */
    public static DeadLetterRequest of(String topic, Consumer<Builder> request) {
        Builder builder = new Builder();
        request.accept(builder);
        DeadLetterRequest made = new DeadLetterRequest(requireNonNull(topic, "topic"), builder);
        LetterChecks.require(made);
        return made;
    }

    /** Returns the topic of dead letters. */
    public String topic() {
        return topic;
    }

    /** Returns the headers that may tell why a letter is dead; the first one that is there counts. */
    public List<String> reasonHeaders() {
        return List.copyOf(settings.reasonHeaders);
    }

    /** Returns the headers that may tell the topic that a letter came from. */
    public List<String> topicHeaders() {
        return List.copyOf(settings.topicHeaders);
    }

    /** Returns the headers that may tell the partition that a letter came from. */
    public List<String> partitionHeaders() {
        return List.copyOf(settings.partitionHeaders);
    }

    /** Returns the reasons that are meant, with {@code *} for any characters; empty for all. */
    public Set<String> reasons() {
        return Set.copyOf(settings.reasons);
    }

    /** Returns the keys that are meant; empty for all. */
    public Set<String> keys() {
        return Set.copyOf(settings.keys);
    }

    /** Returns the time of the oldest letter; empty for any. */
    public Optional<Instant> from() {
        return Optional.ofNullable(settings.from);
    }

    /** Returns the time that letters must be older than; empty for any. */
    public Optional<Instant> to() {
        return Optional.ofNullable(settings.to);
    }

    /** Returns the host's choice, which by default takes everything. */
    public Predicate<EventRecord> predicate() {
        return settings.predicate;
    }

    /** Returns how often a letter is redelivered at most. */
    public int maxAttempts() {
        return settings.maxAttempts;
    }

    /** Returns where letters go that cannot be redelivered; empty if they stay. */
    public Optional<String> parkingTopic() {
        return Optional.ofNullable(settings.parkingTopic);
    }

    /** Tells whether a letter waits behind earlier ones of its key that stay or are parked. */
    public boolean keepsOrder() {
        return !settings.anyOrder;
    }

    /** Returns the most events a second; infinite for no limit. */
    public double recordsPerSecond() {
        return settings.recordsPerSecond;
    }

    /** Returns the most bytes of keys, values and headers a second; infinite for no limit. */
    public double bytesPerSecond() {
        return settings.bytesPerSecond;
    }

    /** Returns on whose word this is done; empty if nobody said. */
    public String by() {
        return settings.by;
    }

    /** Returns the redelivery's id; empty to make one up. */
    public Optional<String> runId() {
        return Optional.ofNullable(settings.runId);
    }

    @Override
    public String toString() {
        return "dead letters of " + topic;
    }

    /**
     * Collects which letters are meant. Not thread-safe.
     *
     * <p>Defaults: the headers of Kafka Connect and of Spring for Apache Kafka, all letters, three attempts, no parking
     * topic, the order of each key kept, no limit of the rate, an id made up.
     *
     * @since 0.1
     */
    public static final class Builder {
        private List<String> reasonHeaders = List.of(
                "__connect.errors.exception.class.name", "kafka_dlt-exception-cause-fqcn", "kafka_dlt-exception-fqcn");
        private List<String> topicHeaders = List.of("__connect.errors.topic", "kafka_dlt-original-topic");
        private List<String> partitionHeaders = List.of("__connect.errors.partition", "kafka_dlt-original-partition");
        private final Set<String> reasons = new TreeSet<>();
        private final Set<String> keys = new TreeSet<>();
        private @Nullable Instant from;
        private @Nullable Instant to;
        private Predicate<EventRecord> predicate = event -> true;
        private int maxAttempts = 3;
        private @Nullable String parkingTopic;
        private boolean anyOrder;
        private double recordsPerSecond = Double.POSITIVE_INFINITY;
        private double bytesPerSecond = Double.POSITIVE_INFINITY;
        private String by = "";
        private @Nullable String runId;

        private Builder() {}

        /** Names the headers that may tell why a letter is dead, as text; the first one that is there counts. */
        public Builder reasonHeaders(String... names) {
            this.reasonHeaders = new ArrayList<>(List.of(names));
            return this;
        }

        /** Names the headers that may tell the topic that a letter came from, as text. */
        public Builder topicHeaders(String... names) {
            this.topicHeaders = new ArrayList<>(List.of(names));
            return this;
        }

        /** Names the headers that may tell the partition that a letter came from, as text or four bytes. */
        public Builder partitionHeaders(String... names) {
            this.partitionHeaders = new ArrayList<>(List.of(names));
            return this;
        }

        /** Means only letters that are dead for these reasons, in which {@code *} stands for any characters. */
        public Builder reasons(String... patterns) {
            reasons.addAll(List.of(patterns));
            return this;
        }

        /** Means only letters of these keys, which are text in UTF-8. */
        public Builder keys(String... keys) {
            this.keys.addAll(List.of(keys));
            return this;
        }

        /** Means only letters of this time and later ones. */
        public Builder from(Instant from) {
            this.from = requireNonNull(from, "from");
            return this;
        }

        /** Means only letters that are older than this time. */
        public Builder to(Instant to) {
            this.to = requireNonNull(to, "to");
            return this;
        }

        /** Means only letters that the host chooses. Called on the run's thread. */
        public Builder where(Predicate<EventRecord> predicate) {
            this.predicate = requireNonNull(predicate, "predicate");
            return this;
        }

        /** Redelivers a letter at most so often. */
        public Builder maxAttempts(int maxAttempts) {
            this.maxAttempts = maxAttempts;
            return this;
        }

        /** Names the topic for letters that were redelivered too often, or that have no way back. */
        public Builder parkingTopic(String topic) {
            this.parkingTopic = requireNonNull(topic, "topic");
            return this;
        }

        /** Redelivers letters also where an earlier one of the same key stays or is parked. */
        public Builder anyOrder() {
            this.anyOrder = true;
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

        /** Notes in the history on whose word this is done. */
        public Builder by(String by) {
            this.by = requireNonNull(by, "by");
            return this;
        }

        /** Names the redelivery, with letters, digits, {@code .}, {@code _} and {@code -}. */
        public Builder runId(String runId) {
            this.runId = requireNonNull(runId, "runId");
            return this;
        }
    }
}
