package com.datafly.signal.dr.internal.events.drift;

import com.datafly.signal.dr.events.ClusterDifference.Kind;
import com.datafly.signal.dr.events.TopicSetting;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Compares settings of topics that both have, and the defaults behind them, each of those once. */
final class SettingDrift {

    /** What belongs to one cluster's machines or operation, so that nobody copies it. */
    private static final Set<String> OF_ONE_CLUSTER = Set.of(
            "follower.replication.throttled.replicas",
            "leader.replication.throttled.replicas",
            "message.timestamp.difference.max.ms",
            "message.timestamp.before.max.ms",
            "message.timestamp.after.max.ms",
            "message.timestamp.type",
            "unclean.leader.election.enable",
            "min.insync.replicas");

    private static final String NOT_COPIED = "copying software leaves this setting to each cluster";

    private final DriftFindings findings;
    private final Map<String, Both> defaults = new TreeMap<>();

    SettingDrift(DriftFindings findings) {
        this.findings = findings;
    }

    void compare(String topic, Map<String, TopicSetting> source, Map<String, TopicSetting> target) {
        Set<String> names = new TreeSet<>(source.keySet());
        names.addAll(target.keySet());
        for (String name : names) {
            TopicSetting here = source.get(name);
            TopicSetting there = target.get(name);
            if (here == null || there == null) {
                oneSided(topic + " " + name, here, there);
            } else if (!here.value().equals(there.value())) {
                if (here.overridden() || there.overridden()) {
                    add(Kind.SETTING, topic + " " + name, name, here.value(), there.value());
                } else {
                    defaults.putIfAbsent(name, new Both(here.value(), there.value()));
                }
            }
        }
    }

    /** Clusters of different versions do not know the same settings: that matters where a topic has its own value. */
    private void oneSided(String subject, @Nullable TopicSetting here, @Nullable TopicSetting there) {
        boolean matters = (here != null && here.overridden()) || (there != null && there.overridden());
        if (matters) {
            findings.add(Kind.SETTING, subject, here == null ? "" : here.value(), there == null ? "" : there.value());
        }
    }

    /** Reports the defaults that differ. */
    void finish() {
        defaults.forEach((name, both) -> add(Kind.DEFAULT, name, name, both.source(), both.target()));
    }

    private void add(Kind kind, String subject, String name, String here, String there) {
        findings.expected(kind, subject, here, there, OF_ONE_CLUSTER.contains(name) ? NOT_COPIED : "");
    }

    /** A default at both clusters. */
    private record Both(String source, String target) {}
}
