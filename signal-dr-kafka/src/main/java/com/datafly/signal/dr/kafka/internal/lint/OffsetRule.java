package com.datafly.signal.dr.kafka.internal.lint;

import com.datafly.signal.dr.kafka.MirrorFlow;
import com.datafly.signal.dr.kafka.MirrorMakerFinding.Code;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Looks at what a failover needs: offset syncs at the target, offsets of all groups, soon enough. */
final class OffsetRule implements Rule {

    private static final String GROUPS_EXCLUDE = "console-consumer-.*, connect-.*, __.*";
    private static final String SAMPLE_GROUP = "any-group-of-the-product";
    private static final long SLOW_SECONDS = 300;
    private static final long SLOW_FLUSH_MILLIS = 10_000;

    @Override
    public void check(LintInput input, Findings findings) {
        for (MirrorFlow flow : input.config().flows()) {
            syncs(flow, input, findings);
            groups(flow, input, findings);
            refresh(flow, "topics", input, findings);
            refresh(flow, "groups", input, findings);
            flush(flow, input, findings);
        }
    }

    private static void syncs(MirrorFlow flow, LintInput input, Findings findings) {
        if (!input.value(flow, "offset-syncs.topic.location", "source").equals("target")) {
            findings.add(
                    input.keyOf(flow, "offset-syncs.topic.location"),
                    Code.SYNCS_LOST,
                    "Offset syncs are kept at " + flow.source() + " and are lost with it: no offset can be translated"
                            + " exactly.",
                    "Set it to target.");
        }
        if (!input.on(flow, "emit.offset-syncs.enabled", true)) {
            findings.add(
                    input.keyOf(flow, "emit.offset-syncs.enabled"),
                    Code.SYNCS_LOST,
                    "No offset syncs are written: no offset can be translated.",
                    "Set it to true.");
        }
    }

    private static void groups(MirrorFlow flow, LintInput input, Findings findings) {
        if (!input.on(flow, "sync.group.offsets.enabled", false) || !input.on(flow, "emit.checkpoints.enabled", true)) {
            findings.add(
                    input.keyOf(flow, "sync.group.offsets.enabled"),
                    Code.GROUP_OFFSETS_NOT_SYNCED,
                    "Groups have no offsets at " + flow.target() + ": unless somebody translates them, they begin where"
                            + " auto.offset.reset says.",
                    "Set it, and emit.checkpoints.enabled, to true; a failover by this library translates all groups"
                            + " itself.");
        }
        String list = input.value(flow, "groups", ".*");
        String left = input.value(flow, "groups.exclude", GROUPS_EXCLUDE);
        if (compile(list) && compile(left)) {
            boolean taken = Expressions.pattern(list).matcher(SAMPLE_GROUP).matches()
                    && !Expressions.pattern(left).matcher(SAMPLE_GROUP).matches();
            if (!taken) {
                findings.add(
                        input.keyOf(flow, "groups"),
                        Code.GROUPS_LEFT_OUT,
                        "Only some groups are copied; any other has no offsets at " + flow.target() + ".",
                        "Leave groups at .*, unless the others may begin anew.");
            }
        }
    }

    private static boolean compile(String list) {
        return Expressions.items(list).stream().allMatch(OffsetRule::compiles);
    }

    private static boolean compiles(String item) {
        try {
            return Pattern.compile(item).flags() >= 0;
        } catch (PatternSyntaxException e) {
            // Told by another rule.
            return false;
        }
    }

    private static void refresh(MirrorFlow flow, String what, LintInput input, Findings findings) {
        String key = "refresh." + what + ".interval.seconds";
        boolean on = input.on(flow, "refresh." + what + ".enabled", true);
        if (!on || Numbers.of(input.value(flow, key, "600")) >= SLOW_SECONDS) {
            findings.add(
                    input.keyOf(flow, on ? key : "refresh." + what + ".enabled"),
                    Code.SLOW_REFRESH,
                    "New " + what + " are not seen "
                            + (on ? "for up to " + input.value(flow, key, "600") + " s" : "before a restart")
                            + ": what they hold by then is lost with " + flow.source() + ".",
                    on ? "Set it to 30." : "Set it to true.");
        }
    }

    private static void flush(MirrorFlow flow, LintInput input, Findings findings) {
        String key = flow.target() + ".offset.flush.interval.ms";
        String millis = input.config().get(key).orElse("60000").strip();
        if (Numbers.of(millis) >= SLOW_FLUSH_MILLIS) {
            findings.add(
                    key,
                    Code.SLOW_FLUSH,
                    "What was copied is remembered only every " + millis
                            + " ms: after a crash that much is copied twice," + " and offset syncs come late.",
                    "Set it to 1000, with " + flow.target() + " in front.");
        }
    }
}
