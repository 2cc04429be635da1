package com.datafly.signal.dr.kafka.internal.lint;

import com.datafly.signal.dr.kafka.MirrorFlow;
import com.datafly.signal.dr.kafka.MirrorMakerFinding.Code;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Looks at expressions: whether they compile, and whether they take topics that are a cluster's own. */
final class ExpressionRule implements Rule {

    private static final String TOPICS_EXCLUDE = "mm2.*\\.internal, .*\\.replica, __.*";

    /** What is not Kafka's own, so that MirrorMaker copies it, though it tells of one cluster alone. */
    private static final List<String> OF_ONE_CLUSTER = List.of(
            "signal-dr.state",
            "signal-dr.copies",
            "signal-dr.retention",
            "signal-dr.clock",
            "_schemas",
            "connect-configs",
            "connect-offsets",
            "connect-status");

    private static final List<String> NEVER_COPIED = List.of(
            "__consumer_offsets", "__transaction_state", "mm2-offset-syncs.x.internal", "x.checkpoints.internal");

    @Override
    public void check(LintInput input, Findings findings) {
        boolean compile = true;
        for (Map.Entry<String, String> entry : input.config().properties().entrySet()) {
            if (Expressions.isOne(entry.getKey())) {
                for (String item : Expressions.items(entry.getValue())) {
                    compile &= compiles(entry.getKey(), item, findings);
                }
            }
        }
        if (compile) {
            input.config().flows().forEach(flow -> topics(flow, input, findings));
        }
    }

    private static boolean compiles(String key, String item, Findings findings) {
        try {
            return Pattern.compile(item).flags() >= 0;
        } catch (PatternSyntaxException e) {
            findings.add(
                    key,
                    Code.BAD_EXPRESSION,
                    "'" + item + "' is no regular expression (" + e.getDescription()
                            + "): the connector does not start.",
                    "Commas separate expressions, so none may hold one: write {1} or a list instead of {1,3}.");
            return false;
        }
    }

    private static void topics(MirrorFlow flow, LintInput input, Findings findings) {
        String key = input.keyOf(flow, "topics");
        String list = input.value(flow, "topics", ".*");
        Pattern taken = Expressions.pattern(list);
        Pattern left = Expressions.pattern(input.value(flow, "topics.exclude", TOPICS_EXCLUDE));
        List<String> own = OF_ONE_CLUSTER.stream()
                .filter(topic ->
                        taken.matcher(topic).matches() && !left.matcher(topic).matches())
                .toList();
        if (!own.isEmpty()) {
            findings.add(
                    key,
                    Code.INTERNAL_TOPICS,
                    list + " takes topics that tell of one cluster alone: " + String.join(", ", own)
                            + (input.keepsNames(flow) ? ", and overwrites those of " + flow.target() + "." : "."),
                    "Name the topics of the product, as in events\\\\..*, or add these to topics.exclude.");
        }
        List<String> never = NEVER_COPIED.stream()
                .filter(topic -> Expressions.items(list).stream()
                        .anyMatch(item -> !item.startsWith(".") && Pattern.matches(item, topic)))
                .toList();
        if (!never.isEmpty()) {
            findings.add(
                    key,
                    Code.INTERNAL_TOPICS,
                    "MirrorMaker never copies " + String.join(", ", never) + ", whatever this says.",
                    "Leave them out: offsets of groups are copied by sync.group.offsets.enabled.");
        }
    }
}
