package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.internal.report.Durations;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a group has not read of one partition. What is not known is empty, never zero.
 *
 * @since 0.1
 */
public final class PartitionLag {

    private final PartitionId partition;
    private final State state;
    private final OptionalLong committed;
    private final OptionalLong end;
    private final OptionalLong messages;
    private final long held;
    private final long lost;
    private final @Nullable Duration delay;
    private final String trouble;

    private PartitionLag(Builder builder) {
        this.partition = builder.partition;
        this.state = builder.state;
        this.committed = builder.committed;
        this.end = builder.end;
        this.messages = builder.messages;
        this.held = builder.held;
        this.lost = builder.lost;
        this.delay = builder.delay;
        this.trouble = builder.trouble;
    }

    /** Describes a partition. Default: nothing is known. */
    public static PartitionLag create(PartitionId partition, State state, Consumer<Builder> more) {
        Builder builder = new Builder(partition, state);
        more.accept(builder);
        return new PartitionLag(builder);
    }

    /** Returns which partition. */
    public PartitionId partition() {
        return partition;
    }

    /** Returns how the group stands there. */
    public State state() {
        return state;
    }

    /** Returns the next offset that the group reads; empty if it never committed one. */
    public OptionalLong committed() {
        return committed;
    }

    /**
     * Returns the last stable offset, which a consumer of committed records cannot pass, or the log's end where the
     * group has read up to there; empty if it is not known.
     */
    public OptionalLong end() {
        return end;
    }

    /**
     * Returns how many messages can be read and are unread; at most, where compaction or aborted transactions left gaps
     * among them. Empty if that is not known, as where the group never committed an offset.
     */
    public OptionalLong messages() {
        return messages;
    }

    /**
     * Returns how many offsets lie behind {@link #end()}, held back by an open transaction; none where the group has
     * read those, too.
     */
    public long held() {
        return held;
    }

    /** Returns how many records were deleted before the group read them. */
    public long lost() {
        return lost;
    }

    /**
     * Returns how old the next unread record is, by its timestamp and this machine's clock; zero if nothing is unread.
     * Empty if it is not known, as where the record was not read or has no time.
     */
    public Optional<Duration> delay() {
        return Optional.ofNullable(delay);
    }

    /** Returns why nothing is known; empty if something is. */
    public String trouble() {
        return trouble;
    }

    /** Returns why this is not at zero, for a person; empty if it is. */
    public Optional<String> obstacle() {
        return switch (state) {
            case CAUGHT_UP, UNUSED ->
                held == 0
                        ? Optional.empty()
                        : Optional.of(partition + " has an open transaction that holds " + held + " offsets back");
            case BEHIND ->
                Optional.of(partition + " has " + messages.orElse(0) + " unread messages"
                        + delay().map(age -> ", the next one " + Durations.words(age) + " old")
                                .orElse(""));
            case NEVER_COMMITTED -> Optional.of("nothing was ever committed for " + partition);
            case LOST ->
                Optional.of(lost + " records of " + partition + " were deleted before they were read, and "
                        + messages.orElse(0) + " are unread");
            case AHEAD ->
                Optional.of("offset " + committed.orElse(0) + " was committed for " + partition
                        + ", which lies behind its end: the topic was made anew, or lost records");
            case UNREADABLE -> Optional.of(partition + " cannot be read: " + trouble);
        };
    }

    @Override
    public String toString() {
        return partition + " " + state + obstacle().map(why -> ": " + why).orElse("");
    }

    /**
     * How a group stands at a partition.
     *
     * @since 0.1
     */
    public enum State {
        /** It has read everything. */
        CAUGHT_UP,
        /** Some messages are unread. */
        BEHIND,
        /** There never was a record, and the group committed nothing. */
        UNUSED,
        /** The group committed nothing, though there are or were records. */
        NEVER_COMMITTED,
        /** Records that it had not read were deleted; where it goes on is up to its own settings. */
        LOST,
        /** It committed an offset that the log does not have yet, as after the topic was made anew. */
        AHEAD,
        /** It could not be found out. */
        UNREADABLE
    }

    /**
     * Collects what is known. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private final PartitionId partition;
        private final State state;
        private OptionalLong committed = OptionalLong.empty();
        private OptionalLong end = OptionalLong.empty();
        private OptionalLong messages = OptionalLong.empty();
        private long held;
        private long lost;
        private @Nullable Duration delay;
        private String trouble = "";

        private Builder(PartitionId partition, State state) {
            this.partition = requireNonNull(partition, "partition");
            this.state = requireNonNull(state, "state");
        }

        /** Sets the next offset that the group reads. */
        public Builder committed(OptionalLong committed) {
            this.committed = requireNonNull(committed, "committed");
            return this;
        }

        /** Sets the last stable offset. */
        public Builder end(long end) {
            this.end = OptionalLong.of(end);
            return this;
        }

        /** Sets how many messages are unread. */
        public Builder messages(long messages) {
            this.messages = OptionalLong.of(messages);
            return this;
        }

        /** Sets how many offsets an open transaction holds back. */
        public Builder held(long held) {
            this.held = held;
            return this;
        }

        /** Sets how many records were deleted unread. */
        public Builder lost(long lost) {
            this.lost = lost;
            return this;
        }

        /** Sets how old the next unread record is. */
        public Builder delay(Duration delay) {
            this.delay = requireNonNull(delay, "delay");
            return this;
        }

        /** Sets why nothing is known. */
        public Builder trouble(String trouble) {
            this.trouble = requireNonNull(trouble, "trouble");
            return this;
        }
    }
}
