package com.datafly.signal.dr.kafka.internal.lint;

import com.datafly.signal.dr.kafka.MirrorFlow;
import com.datafly.signal.dr.kafka.MirrorMakerConfig;
import com.datafly.signal.dr.kafka.internal.config.PropertyLine;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What rules look at.
 *
 * @param config the configuration
 * @param lines its lines, for what loading hides
 * @param topics topics of the source that are known
 * @param brokers how many brokers clusters have, where it is known
 */
public record LintInput(
        MirrorMakerConfig config, List<PropertyLine> lines, Set<String> topics, Map<String, Integer> brokers) {

    /** Returns the key that holds for a flow: its own if the file has it, else the one for all. */
    String keyOf(MirrorFlow flow, String key) {
        String own = flow + "." + key;
        return config.get(own).isPresent() ? own : key;
    }

    /** Returns the value that holds for a flow. */
    String value(MirrorFlow flow, String key, String byDefault) {
        return config.get(flow, key).orElse(byDefault).strip();
    }

    /** Tells whether a switch is on for a flow. */
    boolean on(MirrorFlow flow, String key, boolean byDefault) {
        return Boolean.parseBoolean(value(flow, key, Boolean.toString(byDefault)));
    }

    boolean keepsNames(MirrorFlow flow) {
        return value(flow, "replication.policy.class", "").endsWith("IdentityReplicationPolicy");
    }
}
