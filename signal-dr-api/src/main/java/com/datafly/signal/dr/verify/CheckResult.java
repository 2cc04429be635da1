package com.datafly.signal.dr.verify;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What one {@link Check} found. Immutable.
 *
 * @since 0.1
 */
public final class CheckResult {

    private final String name;
    private final Verdict verdict;
    private final String summary;
    private final Map<String, String> details;
    private final Duration duration;
    private final boolean provesData;

    private CheckResult(Builder builder) {
        this.name = builder.name;
        this.verdict = builder.verdict;
        this.summary = builder.summary;
        this.details = Collections.unmodifiableMap(new LinkedHashMap<>(builder.details));
        this.duration = builder.duration;
        this.provesData = builder.provesData;
    }

    /** Creates a result without details. */
    public static CheckResult of(String name, Verdict verdict, String summary) {
        return create(name, verdict, summary, result -> {});
    }

    /**
     * Creates a result. Defaults: no details, duration zero (the verification measures it), data looked at.
     *
     * @param summary one sentence in plain words, free of secrets
     */
    public static CheckResult create(String name, Verdict verdict, String summary, Consumer<Builder> more) {
        Builder builder = new Builder(name, verdict, summary);
        more.accept(builder);
        return new CheckResult(builder);
    }

    /** Returns the check's name. */
    public String name() {
        return name;
    }

    /** Returns what the evidence says. */
    public Verdict verdict() {
        return verdict;
    }

    /** Returns one sentence in plain words. */
    public String summary() {
        return summary;
    }

    /** Returns further facts by name, in the order in which they were added. */
    public Map<String, String> details() {
        return details;
    }

    /** Returns how long the check ran. */
    public Duration duration() {
        return duration;
    }

    /** Tells whether this run looked at the application's data. */
    public boolean provesData() {
        return provesData;
    }

    CheckResult measured(String checkName, Duration measured, boolean checkProvesData) {
        return create(
                checkName,
                verdict,
                summary,
                copy -> copy.details(details).duration(measured).provesData(checkProvesData && provesData));
    }

    @Override
    public String toString() {
        return name + ": " + verdict + " (" + summary + ")";
    }

    /**
     * Collects a result. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private final String name;
        private final Verdict verdict;
        private final String summary;
        private final Map<String, String> details = new LinkedHashMap<>();
        private Duration duration = Duration.ZERO;
        private boolean provesData = true;

        private Builder(String name, Verdict verdict, String summary) {
            this.name = requireNonNull(name, "name");
            this.verdict = requireNonNull(verdict, "verdict");
            this.summary = requireNonNull(summary, "summary");
        }

        /** Adds a fact. Values must be free of secrets. */
        public Builder detail(String name, Object value) {
            this.details.put(requireNonNull(name, "name"), String.valueOf(value));
            return this;
        }

        /** Adds facts. Values must be free of secrets. */
        public Builder details(Map<String, String> details) {
            this.details.putAll(details);
            return this;
        }

        /** Sets how long the check ran. */
        public Builder duration(Duration duration) {
            this.duration = requireNonNull(duration, "duration");
            return this;
        }

        /** Sets whether this run looked at data; it counts only if {@link Check#provesData()} agrees. */
        public Builder provesData(boolean provesData) {
            this.provesData = provesData;
            return this;
        }
    }
}
