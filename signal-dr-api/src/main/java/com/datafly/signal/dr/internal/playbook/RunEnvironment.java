package com.datafly.signal.dr.internal.playbook;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.internal.journal.Journals;
import com.datafly.signal.dr.operation.TimeSource;
import com.datafly.signal.dr.playbook.RunListener;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What all runs of one process have in common. Immutable. */
public final class RunEnvironment {

    private final Journals journals;
    private final String holder;
    private final Clock clock;
    private final TimeSource time;
    private final Function<String, String> redactor;
    private final List<RunListener> listeners;
    private final @Nullable DurationHistory history;
    private final @Nullable RunHistory past;
    private final Duration leaseTtl;
    private final Duration patience;
    private final Duration poll;

    private RunEnvironment(Builder builder) {
        this.journals = builder.journals;
        this.holder = builder.holder;
        this.clock = builder.clock;
        this.time = builder.time;
        this.redactor = builder.redactor;
        this.listeners = List.copyOf(builder.listeners);
        this.history = builder.history;
        this.past = builder.history == null ? null : new RunHistory(builder.journals.driver());
        this.leaseTtl = builder.leaseTtl;
        this.patience = builder.patience;
        this.poll = builder.poll;
    }

    /**
     * Describes an environment. Defaults: the system's clock and time, nothing masked, no listeners, no history, leases
     * of 30 seconds, the inbox looked at every half second, answers of other processes awaited for 30 seconds.
     *
     * @param holder the name of this process to people, as in {@code orders-service@pod-7}
     */
    public static RunEnvironment of(Journals journals, String holder, Consumer<Builder> more) {
        Builder builder = new Builder(journals, holder);
        more.accept(builder);
        return new RunEnvironment(builder);
    }

    Journals journals() {
        return journals;
    }

    String holder() {
        return holder;
    }

    Clock clock() {
        return clock;
    }

    TimeSource time() {
        return time;
    }

    Function<String, String> redactor() {
        return redactor;
    }

    List<RunListener> listeners() {
        return listeners;
    }

    Optional<DurationHistory> history() {
        return Optional.ofNullable(history);
    }

    Optional<RunHistory> past() {
        return Optional.ofNullable(past);
    }

    Duration leaseTtl() {
        return leaseTtl;
    }

    Duration patience() {
        return patience;
    }

    Duration poll() {
        return poll;
    }

    /** Collects an environment. Not thread-safe. */
    public static final class Builder {
        private final Journals journals;
        private final String holder;
        private final List<RunListener> listeners = new ArrayList<>();
        private Clock clock = Clock.systemUTC();
        private TimeSource time = TimeSource.system();
        private Function<String, String> redactor = Function.identity();
        private @Nullable DurationHistory history;
        private Duration leaseTtl = Duration.ofSeconds(30);
        private Duration patience = Duration.ofSeconds(30);
        private Duration poll = Duration.ofMillis(500);

        private Builder(Journals journals, String holder) {
            this.journals = requireNonNull(journals, "journals");
            this.holder = requireNonNull(holder, "holder");
        }

        /** Sets the clock for instants, and how the durations of steps are measured. Leases go by the system's time. */
        public Builder time(Clock clock, TimeSource time) {
            this.clock = requireNonNull(clock, "clock");
            this.time = requireNonNull(time, "time");
            return this;
        }

        /** Sets what masks secrets. */
        public Builder redactor(Function<String, String> redactor) {
            this.redactor = requireNonNull(redactor, "redactor");
            return this;
        }

        /** Adds who hears of events. */
        public Builder listeners(List<RunListener> listeners) {
            this.listeners.addAll(listeners);
            return this;
        }

        /** Sets where the durations of steps are kept; what runs achieved is then kept beside the journals. */
        public Builder history(DurationHistory history) {
            this.history = requireNonNull(history, "history");
            return this;
        }

        /** Sets how long a lease lasts without a renewal. */
        public Builder leaseTtl(Duration leaseTtl) {
            this.leaseTtl = requireNonNull(leaseTtl, "leaseTtl");
            return this;
        }

        /** Sets how long the answer of another process is awaited. */
        public Builder patience(Duration patience) {
            this.patience = requireNonNull(patience, "patience");
            return this;
        }

        /** Sets how often messages of other processes are looked for. */
        public Builder poll(Duration poll) {
            this.poll = requireNonNull(poll, "poll");
            return this;
        }
    }
}
