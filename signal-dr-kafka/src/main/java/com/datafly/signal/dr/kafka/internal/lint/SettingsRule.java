package com.datafly.signal.dr.kafka.internal.lint;

import com.datafly.signal.dr.kafka.MirrorFlow;
import com.datafly.signal.dr.kafka.MirrorMakerFinding.Code;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Looks at settings of topics that are copied, at lists that replace default ones, at numbers and at transactions. */
final class SettingsRule implements Rule {

    private static final List<String> RETENTION = List.of("retention.ms", "retention.bytes");

    /** What MirrorMaker leaves alone unless a list of one's own replaces its own. */
    private static final List<String> LEFT_ALONE = List.of(
            "follower.replication.throttled.replicas",
            "leader.replication.throttled.replicas",
            "message.timestamp.difference.max.ms",
            "message.timestamp.type",
            "unclean.leader.election.enable",
            "min.insync.replicas");

    private static final Map<String, List<String>> LEFT_OUT = Map.of(
            "topics.exclude", List.of("mm2-configs.x.internal", "events.replica", "__consumer_offsets"),
            "groups.exclude", List.of("console-consumer-1", "connect-sink", "__group"));

    private static final Pattern NUMBER = Pattern.compile(
            "(?:.+->[^.]+\\.)?(?:.*\\.interval\\.(?:seconds|ms)|(?:.+\\.)?replication\\.factor|tasks\\.max|offset\\.lag\\.max)");

    @Override
    public void check(LintInput input, Findings findings) {
        input.config().properties().forEach((key, value) -> {
            if (NUMBER.matcher(key).matches() && !Numbers.isOne(value)) {
                findings.add(key, Code.BAD_VALUE, "'" + value + "' is no number.", "Write a whole number.");
            }
        });
        for (MirrorFlow flow : input.config().flows()) {
            retention(flow, input, findings);
            LEFT_OUT.forEach((key, samples) -> replaced(flow, key, samples, input, findings));
            isolation(flow, input, findings);
        }
    }

    private static void retention(MirrorFlow flow, LintInput input, Findings findings) {
        if (!input.on(flow, "sync.topic.configs.enabled", true)) {
            return;
        }
        String key = input.keyOf(flow, "config.properties.exclude");
        if (input.config().get(key).isEmpty() || !matchesAll(input, flow, RETENTION)) {
            findings.add(
                    key,
                    Code.RETENTION_OVERWRITTEN,
                    "Settings of topics are copied too: what " + flow.target() + " has of "
                            + String.join(", ", RETENTION) + " is set back to what " + flow.source()
                            + " has, again and again.",
                    "Restate the default list and add " + String.join(", ", RETENTION) + "; or manage retention at "
                            + flow.source() + " alone.");
        }
        replaced(flow, "config.properties.exclude", LEFT_ALONE, input, findings);
    }

    private static boolean matchesAll(LintInput input, MirrorFlow flow, List<String> names) {
        return missing(input.value(flow, "config.properties.exclude", ""), names)
                .isEmpty();
    }

    private static void replaced(
            MirrorFlow flow, String name, List<String> samples, LintInput input, Findings findings) {
        String key = input.keyOf(flow, name);
        List<String> missing =
                input.config().get(key).map(list -> missing(list, samples)).orElse(List.of());
        if (!missing.isEmpty()) {
            findings.add(
                    key,
                    Code.DEFAULT_LIST_REPLACED,
                    "This list replaces the default one, and no longer holds " + String.join(", ", missing) + ".",
                    "Restate the default list in front of it.");
        }
    }

    private static List<String> missing(String list, List<String> samples) {
        try {
            Pattern pattern = Expressions.pattern(list);
            return samples.stream()
                    .filter(sample -> !pattern.matcher(sample).matches())
                    .toList();
        } catch (PatternSyntaxException e) {
            // Told by another rule.
            return List.of();
        }
    }

    private static void isolation(MirrorFlow flow, LintInput input, Findings findings) {
        String cluster = flow.source() + ".consumer.isolation.level";
        String level = input.config()
                .get(flow + ".source.consumer.isolation.level")
                .or(() -> input.config().get(cluster))
                .or(() -> input.config().get(flow + ".consumer.isolation.level"))
                .orElse("read_uncommitted");
        if (!level.strip().equals("read_committed")) {
            findings.add(
                    cluster,
                    Code.ABORTED_COPIED,
                    "Events of aborted transactions are copied, and are events at " + flow.target() + ".",
                    "Set it to read_committed.");
        }
    }
}
