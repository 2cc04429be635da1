package com.datafly.signal.dr.kafka.internal.lint;

import com.datafly.signal.dr.kafka.MirrorFlow;
import com.datafly.signal.dr.kafka.MirrorMakerFinding.Code;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Looks at the flows: whether there are any, whether they loop, and what runs beside them. */
final class FlowRule implements Rule {

    @Override
    public void check(LintInput input, Findings findings) {
        List<MirrorFlow> flows = input.config().flows();
        if (flows.isEmpty()) {
            findings.add(
                    "clusters",
                    Code.NO_FLOW,
                    "No flow is switched on: nothing is copied, though MirrorMaker runs.",
                    "Set SOURCE->TARGET.enabled = true for two of "
                            + input.config().clusters() + ".");
        }
        input.config().properties().forEach((key, value) -> enabled(key, value, findings));
        for (String alias : input.config().clusters()) {
            if (input.config().get(alias + ".bootstrap.servers").isEmpty()
                    && flows.stream().anyMatch(flow -> concerns(flow, alias))) {
                findings.add(
                        alias + ".bootstrap.servers",
                        Code.NO_BOOTSTRAP,
                        "Nobody says where " + alias + " is.",
                        "Set it to its brokers, as in kafka:9092.");
            }
        }
        for (MirrorFlow flow : flows) {
            loop(flow, flows, input, findings);
            heartbeats(flow, flows, input, findings);
        }
    }

    private static boolean concerns(MirrorFlow flow, String alias) {
        return flow.source().equals(alias) || flow.target().equals(alias);
    }

    private static void enabled(String key, String value, Findings findings) {
        if (key.contains("->") && key.endsWith(".enabled") && !value.matches("(?i)true|false")) {
            findings.add(
                    key,
                    Code.BAD_VALUE,
                    "'" + value
                            + "' is neither true nor false, and a blank after the word counts: the flow may be off.",
                    "Write true or false and nothing after it.");
        }
    }

    /** Follows the flows that keep names until one comes back. */
    private static void loop(MirrorFlow flow, List<MirrorFlow> flows, LintInput input, Findings findings) {
        Set<String> reached = new HashSet<>();
        Deque<String> next = new ArrayDeque<>();
        if (input.keepsNames(flow)) {
            next.add(flow.target());
        }
        while (!next.isEmpty()) {
            String at = next.remove();
            if (reached.add(at)) {
                flows.stream()
                        .filter(onward -> onward.source().equals(at) && input.keepsNames(onward))
                        .forEach(onward -> next.add(onward.target()));
            }
        }
        if (reached.contains(flow.source())) {
            findings.add(
                    flow + ".enabled",
                    Code.LOOP,
                    "Flows lead back to " + flow.source()
                            + " under the same names: each event is copied in a circle for" + " ever.",
                    "Switch one direction off, or leave replication.policy.class at its default.");
        }
    }

    private static void heartbeats(MirrorFlow flow, List<MirrorFlow> flows, LintInput input, Findings findings) {
        MirrorFlow back = flow.reversed();
        if (!flows.contains(back) && input.on(back, "emit.heartbeats.enabled", true)) {
            findings.add(
                    back + ".emit.heartbeats.enabled",
                    Code.HEARTBEATS_AT_SOURCE,
                    "A second set of workers runs for the way back and writes topics mm2-* and heartbeats into "
                            + flow.source() + ".",
                    "Set it to false.");
        }
    }
}
