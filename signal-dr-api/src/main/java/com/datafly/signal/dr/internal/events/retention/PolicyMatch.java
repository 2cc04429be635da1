package com.datafly.signal.dr.internal.events.retention;

import com.datafly.signal.dr.events.Topic;
import com.datafly.signal.dr.events.TopicRetentionPolicy;
import com.datafly.signal.dr.events.TopicRetentionPolicy.Rule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which topics of a cluster follow which rule.
 *
 * @param topics those that follow a rule, by name, in order
 * @param rules their rules
 * @param unmanaged those that follow none
 * @param missing the names in the policy that the cluster does not have
 * @param unmatched the patterns that no topic follows
 */
record PolicyMatch(
        Map<String, Topic> topics,
        Map<String, Rule> rules,
        List<String> unmanaged,
        List<String> missing,
        List<String> unmatched) {

    static PolicyMatch of(TopicRetentionPolicy policy, List<Topic> cluster) {
        Map<String, Topic> topics = new LinkedHashMap<>();
        Map<String, Rule> rules = new LinkedHashMap<>();
        List<String> unmanaged = new ArrayList<>();
        for (Topic topic :
                cluster.stream().sorted(Comparator.comparing(Topic::name)).toList()) {
            if (TopicPattern.reserved(topic)) {
                continue;
            }
            Optional<Rule> rule = policy.ruleFor(topic.name());
            if (rule.isPresent()) {
                topics.put(topic.name(), topic);
                rules.put(topic.name(), rule.get());
            } else {
                unmanaged.add(topic.name());
            }
        }
        Set<Rule> followed = new HashSet<>(rules.values());
        return new PolicyMatch(
                Collections.unmodifiableMap(topics),
                Collections.unmodifiableMap(rules),
                List.copyOf(unmanaged),
                idle(policy, followed, false),
                idle(policy, followed, true));
    }

    private static List<String> idle(TopicRetentionPolicy policy, Set<Rule> followed, boolean wild) {
        return policy.rules().stream()
                .filter(rule -> !followed.contains(rule) && TopicPattern.wild(rule.pattern()) == wild)
                .map(Rule::pattern)
                .toList();
    }
}
