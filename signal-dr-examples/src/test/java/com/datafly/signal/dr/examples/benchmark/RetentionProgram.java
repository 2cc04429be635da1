package com.datafly.signal.dr.examples.benchmark;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.TopicRetention;
import com.datafly.signal.dr.events.TopicRetentionPlan;
import com.datafly.signal.dr.events.TopicRetentionPolicy;
import java.time.Duration;

/** Plans how long topics keep their events, and applies it if asked to, as a program of its own. */
final class RetentionProgram {

    private RetentionProgram() {}

    /** Takes the bootstrap address, the days to keep events, and {@code plan} or {@code apply}. */
    public static void main(String[] arguments) {
        try (SignalDr dr = SignalDr.builder().events("kafka:" + arguments[0]).build()) {
            int days = Integer.parseInt(arguments[1]);
            System.out.println(run(dr.events().retention(), days, arguments[2].equals("apply")));
        }
    }

    /** Returns what came of it. */
    static String run(TopicRetention retention, int days, boolean apply) {
        TopicRetentionPolicy policy =
                TopicRetentionPolicy.of(rules -> rules.topic("events.delivery.*", Duration.ofDays(days)));
        TopicRetentionPlan plan = retention.plan(policy);
        return apply
                ? retention.apply(plan.allowShrink().allowShrinkOfUnread()).toString()
                : plan.changes().size() + " changes planned";
    }
}
