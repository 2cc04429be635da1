package com.datafly.signal.dr.internal.events.drift;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.database.CapabilityStatus;
import com.datafly.signal.dr.events.Answers;
import com.datafly.signal.dr.events.ClusterDrift;
import com.datafly.signal.dr.events.EventCapability;
import com.datafly.signal.dr.events.TopicSetting;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.spi.EventStreamDriver;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compares a standby with its source, in a few requests to each. */
public final class DriftComparison {

    private static final int TOPICS_AT_ONCE = 1_000;

    private final StreamResource source;
    private final StreamResource target;
    private final DriftFindings findings = new DriftFindings();

    /** Prepares; nothing is asked yet. */
    public DriftComparison(StreamResource source, StreamResource target) {
        this.source = source;
        this.target = target;
    }

    /** Asks both clusters. */
    public ClusterDrift run() {
        DriftNames names = new DriftNames(target.read(
                "ask how topics come to " + target.address(), driver -> driver.replicationFrom(source.driver())));
        TopicDrift topics = new TopicDrift(
                names,
                findings,
                source.read("list the topics of " + source.address(), EventStreamDriver::topics),
                target.read("list the topics of " + target.address(), EventStreamDriver::topics));
        Map<String, String> common = topics.compare(new AbsentTopics(source), new AbsentTopics(target));
        settings(common);
        rules(names);
        return findings.drift();
    }

    private void settings(Map<String, String> common) {
        if (!canBoth(EventCapability.READ_SETTINGS, "settings of topics")) {
            return;
        }
        SettingDrift drift = new SettingDrift(findings);
        List<Map.Entry<String, String>> topics = List.copyOf(common.entrySet());
        for (int from = 0; from < topics.size(); from += TOPICS_AT_ONCE) {
            compare(topics.subList(from, Math.min(topics.size(), from + TOPICS_AT_ONCE)), drift);
        }
        drift.finish();
    }

    private void compare(List<Map.Entry<String, String>> topics, SettingDrift drift) {
        Answers<String, Map<String, TopicSetting>> here =
                settings(source, topics.stream().map(Map.Entry::getKey).collect(Collectors.toSet()));
        Answers<String, Map<String, TopicSetting>> there =
                settings(target, topics.stream().map(Map.Entry::getValue).collect(Collectors.toSet()));
        topics.forEach(topic -> {
            Map<String, TopicSetting> ours = here.found().get(topic.getKey());
            Map<String, TopicSetting> theirs = there.found().get(topic.getValue());
            if (ours == null || theirs == null) {
                findings.notCompared("settings of " + topic.getKey() + ": "
                        + why(here.failed().get(topic.getKey()), there.failed().get(topic.getValue())));
            } else {
                drift.compare(topic.getKey(), ours, theirs);
            }
        });
    }

    private static Answers<String, Map<String, TopicSetting>> settings(StreamResource stream, Set<String> topics) {
        return stream.read(
                "read settings of topics of " + stream.address(), driver -> driver.settings(topics, Set.of()));
    }

    private static String why(@Nullable DrException here, @Nullable DrException there) {
        DrException failure = here == null ? there : here;
        return failure == null ? "no answer" : failure.problem();
    }

    private void rules(DriftNames names) {
        if (canBoth(EventCapability.READ_ACLS, "access rules")) {
            new RuleDrift(names, findings)
                    .compare(
                            source.read("list the access rules of " + source.address(), EventStreamDriver::acls),
                            target.read("list the access rules of " + target.address(), EventStreamDriver::acls));
        }
    }

    private boolean canBoth(EventCapability capability, String what) {
        boolean here = can(source, capability, what);
        boolean there = can(target, capability, what);
        return here && there;
    }

    private boolean can(StreamResource stream, EventCapability capability, String what) {
        CapabilityStatus status = stream.read(
                        "ask what " + stream.address() + " can do", EventStreamDriver::capabilities)
                .status(capability);
        if (status instanceof CapabilityStatus.Unsupported unsupported) {
            findings.notCompared(what + ": " + stream.address() + ": " + unsupported.reason());
            return false;
        }
        return true;
    }
}
