package com.datafly.signal.dr.platform;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.internal.report.Durations;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What was seen while somebody watched a platform. Immutable.
 *
 * @since 0.1
 */
public final class HealthHistory {

    private final Instant startedAt;
    private final Instant endedAt;
    private final Builder values;

    private HealthHistory(Instant startedAt, Instant endedAt, Builder values) {
        this.startedAt = startedAt;
        this.endedAt = endedAt;
        this.values = values;
    }

    /** Describes it; what is not set is empty, or zero. */
    public static HealthHistory create(Instant startedAt, Instant endedAt, Consumer<Builder> more) {
        Builder builder = new Builder();
        more.accept(builder);
        return new HealthHistory(
                requireNonNull(startedAt, "startedAt"), requireNonNull(endedAt, "endedAt"), builder.copy());
    }

    /** Returns when the first look was. */
    public Instant startedAt() {
        return startedAt;
    }

    /** Returns when the last look was. */
    public Instant endedAt() {
        return endedAt;
    }

    /** Returns what restarts were counted from; empty if the platform never answered. */
    public Optional<HealthBaseline> baseline() {
        return Optional.ofNullable(values.baseline);
    }

    /** Returns what the last look saw; empty if the platform did not answer then. */
    public Optional<HealthReport> last() {
        return Optional.ofNullable(values.last);
    }

    /** Returns what changed, the first thousand events at most. */
    public List<HealthEvent> events() {
        return values.events;
    }

    /** Returns how often somebody looked. */
    public int looks() {
        return values.looks;
    }

    /** Returns how many of the looks the platform did not answer. */
    public int unseen() {
        return values.unseen;
    }

    /** Returns for how long the platform was out of sight at the longest, the time before its first answer included. */
    public Duration blind() {
        return values.blind;
    }

    /**
     * Returns the verdict on the last look; UNPROVEN if the platform did not answer then, or was healthy but out of
     * sight for longer than it may be: what was replaced meanwhile begins to count its restarts at zero.
     */
    public Verdict verdict() {
        Verdict seen = last().map(HealthReport::verdict).orElse(Verdict.UNPROVEN);
        return seen == Verdict.PASSED && isTooBlind() ? Verdict.UNPROVEN : seen;
    }

    private boolean isTooBlind() {
        return values.blind.compareTo(values.mostBlind) > 0;
    }

    /** Says in one sentence what was found. */
    public String summary() {
        return last().map(HealthReport::summary).orElse("the platform did not answer at last") + ", after " + looks()
                + " looks, " + unseen() + " of them without an answer, and " + events().size() + " events"
                + (isTooBlind() ? "; nobody saw anything for " + Durations.words(blind()) : "");
    }

    /** Returns it as evidence. */
    public CheckResult toCheckResult() {
        return CheckResult.create(
                "platform watch",
                verdict(),
                summary(),
                result -> result.provesData(false)
                        .detail("started at", startedAt)
                        .detail("ended at", endedAt)
                        .detail("looks", looks())
                        .detail("looks without an answer", unseen())
                        .detail("out of sight at the longest", blind()));
    }

    @Override
    public String toString() {
        return verdict() + ": " + summary();
    }

    /**
     * Collects what was seen. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private @Nullable HealthBaseline baseline;
        private @Nullable HealthReport last;
        private List<HealthEvent> events = List.of();
        private int looks;
        private int unseen;
        private Duration blind = Duration.ZERO;
        private Duration mostBlind = Duration.ZERO;

        private Builder() {}

        /** Sets what restarts were counted from. */
        public Builder baseline(@Nullable HealthBaseline baseline) {
            this.baseline = baseline;
            return this;
        }

        /** Sets what the last look saw. */
        public Builder last(@Nullable HealthReport last) {
            this.last = last;
            return this;
        }

        /** Sets what changed. */
        public Builder events(List<HealthEvent> events) {
            this.events = List.copyOf(events);
            return this;
        }

        /** Sets how often somebody looked, and how often in vain. */
        public Builder looks(int looks, int unseen) {
            this.looks = looks;
            this.unseen = unseen;
            return this;
        }

        /** Sets for how long the platform was out of sight at the longest, and for how long it may be. */
        public Builder blind(Duration longest, Duration most) {
            this.blind = requireNonNull(longest, "longest");
            this.mostBlind = requireNonNull(most, "most");
            return this;
        }

        private Builder copy() {
            return new Builder()
                    .baseline(baseline)
                    .last(last)
                    .events(events)
                    .looks(looks, unseen)
                    .blind(blind, mostBlind);
        }
    }
}
