package com.datafly.signal.dr.internal.events.drift;

import com.datafly.signal.dr.events.ClusterDifference.Kind;
import com.datafly.signal.dr.events.Topic;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Compares which topics there are, and their partitions. */
final class TopicDrift {

    private final DriftNames names;
    private final DriftFindings findings;
    private final Map<String, Topic> here;
    private final Map<String, Topic> there;

    TopicDrift(DriftNames names, DriftFindings findings, List<Topic> source, List<Topic> target) {
        this.names = names;
        this.findings = findings;
        this.here = byName(source);
        this.there = byName(target);
    }

    /** Compares, and returns the topics that both have: by the source's name the target's. */
    Map<String, String> compare(AbsentTopics atSource, AbsentTopics atTarget) {
        Map<String, String> common = new LinkedHashMap<>();
        Map<String, String> missing = new LinkedHashMap<>();
        here.forEach((name, topic) -> {
            if (!topic.internal() && names.concerns(name)) {
                Topic copy = there.get(names.atTarget(name));
                (copy == null ? missing : common).put(name, names.atTarget(name));
            }
        });
        Map<String, String> doubts = atTarget.doubts(Set.copyOf(missing.values()));
        here.forEach((name, topic) -> {
            String copy = names.atTarget(name);
            if (missing.containsKey(name)) {
                missing(topic, doubts.get(copy));
            } else if (common.containsKey(name)) {
                partitions(topic, there.get(copy));
            }
        });
        extra(atSource);
        return common;
    }

    private void missing(Topic topic, @Nullable String doubt) {
        if (doubt == null) {
            findings.add(Kind.TOPIC_MISSING, topic.name(), partitions(topic), "");
        } else {
            findings.notCompared("topic " + topic.name() + ": " + doubt);
        }
    }

    private void partitions(Topic topic, @Nullable Topic copy) {
        if (copy != null && copy.partitions() != topic.partitions()) {
            findings.add(Kind.PARTITIONS, topic.name(), topic.partitions(), copy.partitions());
        }
    }

    private void extra(AbsentTopics atSource) {
        Map<String, Topic> extra = new LinkedHashMap<>();
        there.values().stream()
                .filter(topic -> !topic.internal())
                .forEach(topic -> names.atSource(topic.name())
                        .filter(name -> names.concerns(name) && !here.containsKey(name))
                        .ifPresent(name -> extra.put(name, topic)));
        Map<String, String> doubts = atSource.doubts(extra.keySet());
        extra.forEach((name, topic) -> {
            String doubt = doubts.get(name);
            if (doubt == null) {
                findings.expected(
                        Kind.TOPIC_EXTRA,
                        name,
                        "",
                        partitions(topic),
                        "what is deleted at the source stays at the standby");
            } else {
                findings.notCompared("topic " + name + ": " + doubt);
            }
        });
    }

    private static String partitions(Topic topic) {
        return topic.partitions() + (topic.partitions() == 1 ? " partition" : " partitions");
    }

    private static Map<String, Topic> byName(List<Topic> topics) {
        Map<String, Topic> byName = new TreeMap<>();
        topics.forEach(topic -> byName.put(topic.name(), topic));
        return byName;
    }
}
