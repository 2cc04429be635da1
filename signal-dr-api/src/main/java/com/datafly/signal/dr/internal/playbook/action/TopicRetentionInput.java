package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.events.TopicRetentionPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A policy of topics' retention as data.
 *
 * @param rules the rules, in order
 */
public record TopicRetentionInput(List<RuleInput> rules) {

    /** Describes {@code policy}. */
    public static TopicRetentionInput of(TopicRetentionPolicy policy) {
        return new TopicRetentionInput(policy.rules().stream()
                .map(rule -> new RuleInput(rule.pattern(), rule.keep()))
                .toList());
    }

    /** Makes the policy again. */
    TopicRetentionPolicy policy() {
        return TopicRetentionPolicy.of(policy -> rules.forEach(rule -> {
            if (rule.keep().isPresent()) {
                policy.topic(rule.pattern(), rule.keep().get());
            } else {
                policy.unlimited(rule.pattern());
            }
        }));
    }

    /**
     * One rule.
     *
     * @param pattern the topics
     * @param keep how long their events are kept; empty for ever
     */
    public record RuleInput(String pattern, Optional<Duration> keep) {}
}
