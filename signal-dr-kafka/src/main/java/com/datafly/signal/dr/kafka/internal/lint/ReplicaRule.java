package com.datafly.signal.dr.kafka.internal.lint;

import com.datafly.signal.dr.kafka.MirrorFlow;
import com.datafly.signal.dr.kafka.MirrorMakerFinding.Code;
import java.util.Map;

/** Looks at how many copies the target keeps. */
final class ReplicaRule implements Rule {

    private static final int USUAL = 3;

    private static final Map<String, String> DEFAULTS = Map.of(
            "replication.factor", "2",
            "offset-syncs.topic.replication.factor", "3",
            "checkpoints.topic.replication.factor", "3",
            "heartbeats.topic.replication.factor", "3",
            "offset.storage.replication.factor", "3",
            "status.storage.replication.factor", "3",
            "config.storage.replication.factor", "3");

    @Override
    public void check(LintInput input, Findings findings) {
        for (MirrorFlow flow : input.config().flows()) {
            DEFAULTS.forEach((name, byDefault) -> replicas(flow, name, byDefault, input, findings));
        }
    }

    private static void replicas(MirrorFlow flow, String name, String byDefault, LintInput input, Findings findings) {
        String worker = flow.target() + "." + name;
        String key = input.config().get(worker).isPresent() ? worker : input.keyOf(flow, name);
        boolean chosen = input.config().get(key).isPresent();
        long copies = Numbers.of(input.config().get(key).orElse(byDefault));
        Integer brokers = input.brokers().get(flow.target());
        if (brokers != null && copies > brokers) {
            findings.add(
                    key,
                    Code.TOO_MANY_REPLICAS,
                    copies + " copies do not fit the " + brokers + " brokers of " + flow.target()
                            + ": the topics cannot be made and nothing is copied.",
                    "Set it to " + brokers + ", or to -1 for the cluster's own default.");
        } else if (chosen && copies == 1 && (brokers == null || brokers >= USUAL)) {
            findings.add(
                    key,
                    Code.FEW_REPLICAS,
                    "One broker of " + flow.target() + " that is lost takes what was copied with it.",
                    "Set it to 3, or to -1 for the cluster's own default.");
        } else if (!chosen && brokers == null && name.equals("replication.factor")) {
            findings.add(
                    key,
                    Code.DEFAULT_REPLICAS,
                    "MirrorMaker makes topics with 2 copies and its own with 3, whatever " + flow.target() + " has.",
                    "Set the replication factors, to -1 for the cluster's own default.");
        }
    }
}
