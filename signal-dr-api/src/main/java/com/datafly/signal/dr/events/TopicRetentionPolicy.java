package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.events.retention.TopicPattern;
import com.datafly.signal.dr.internal.report.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How long topics keep their events. A topic follows the most specific pattern that matches it: its own name before any
 * wildcard, then the pattern with the most characters that are no wildcard.
 *
 * @since 0.1
 */
public final class TopicRetentionPolicy {

    private final List<Rule> rules;

    private TopicRetentionPolicy(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    /**
     * Makes a policy.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} for a pattern that is no name with {@code *} in it, that means
     *     topics which a cluster or this library keeps for itself, or that comes twice; for a time that is not
     *     positive; or if there is no rule
     */
    public static TopicRetentionPolicy of(Consumer<Builder> rules) {
        Builder builder = new Builder();
        rules.accept(builder);
        if (builder.rules.isEmpty()) {
            throw invalid("it has no rule", "Add one, as in topic(\"events.raw\", Duration.ofDays(7)).");
        }
        return new TopicRetentionPolicy(builder.rules);
    }

    /**
     * Returns the operations guide's: {@code events.raw} and {@code events.processed} 7 days, {@code events.delivery.*}
     * 3 days, {@code events.dlq} 30 days.
     */
    public static TopicRetentionPolicy guide() {
        return of(rules -> rules.topic("events.raw", Duration.ofDays(7))
                .topic("events.processed", Duration.ofDays(7))
                .topic("events.delivery.*", Duration.ofDays(3))
                .topic("events.dlq", Duration.ofDays(30)));
    }

    /** Returns the rules, in the order in which they were given. */
    public List<Rule> rules() {
        return rules;
    }

    /**
     * Returns the rule that a topic follows; empty if none matches. Topics that a cluster or this library keeps for
     * itself follow none.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if two equally specific patterns match it and differ in time
     */
    public Optional<Rule> ruleFor(String topic) {
        return TopicPattern.mostSpecific(rules, requireNonNull(topic, "topic"));
    }

    @Override
    public String toString() {
        return String.join(", ", rules.stream().map(Rule::toString).toList());
    }

    private static DrException invalid(String problem, String hint) {
        return DrException.create(
                ErrorCode.INVALID_ARGUMENT, "set the retention of topics", problem, failure -> failure.hint(hint));
    }

    /**
     * How long the topics of one pattern keep their events.
     *
     * @param pattern a topic's name, in which {@code *} stands for any characters, also none
     * @param keep how long events are kept; empty for ever
     * @since 0.1
     */
    public record Rule(String pattern, Optional<Duration> keep) {
        /** Refuses null. */
        public Rule {
            requireNonNull(pattern, "pattern");
            requireNonNull(keep, "keep");
        }

        @Override
        public String toString() {
            return pattern + " " + keep.map(Durations::words).orElse("for ever");
        }
    }

    /**
     * Collects the rules. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private static final Duration LONGEST = Duration.ofMillis(Long.MAX_VALUE);

        private final List<Rule> rules = new ArrayList<>();

        private Builder() {}

        /**
         * Keeps the events of topics for a time.
         *
         * @param pattern a topic's name, in which {@code *} stands for any characters, also none
         */
        public Builder topic(String pattern, Duration keep) {
            if (!isPositive(keep)
                    || keep.compareTo(LONGEST) > 0
                    || !Duration.ofMillis(keep.toMillis()).equals(keep)) {
                throw invalid(
                        "the time for '" + pattern + "' is " + keep,
                        "Use whole milliseconds, one at least, or unlimited(\"" + pattern
                                + "\") to keep events for ever.");
            }
            return add(new Rule(pattern, Optional.of(keep)));
        }

        /** Keeps the events of topics for ever, as far as time is concerned. */
        public Builder unlimited(String pattern) {
            return add(new Rule(pattern, Optional.empty()));
        }

        private static boolean isPositive(Duration keep) {
            return !keep.isNegative() && !keep.isZero();
        }

        private Builder add(Rule rule) {
            TopicPattern.require(rule.pattern());
            if (rules.stream().anyMatch(present -> present.pattern().equals(rule.pattern()))) {
                throw invalid("the pattern '" + rule.pattern() + "' comes twice", "Keep one of the two rules.");
            }
            rules.add(rule);
            return this;
        }
    }
}
