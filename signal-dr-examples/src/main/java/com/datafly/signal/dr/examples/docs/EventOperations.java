package com.datafly.signal.dr.examples.docs;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.FlowProbe;
import com.datafly.signal.dr.events.LagQuery;
import com.datafly.signal.dr.events.LagReport;
import com.datafly.signal.dr.events.StreamHealth;
import com.datafly.signal.dr.events.TopicRetention;
import com.datafly.signal.dr.events.TopicRetentionPlan;
import com.datafly.signal.dr.events.TopicRetentionPolicy;
import com.datafly.signal.dr.events.TopicRetentionResult;
import com.datafly.signal.dr.playbook.EventScenarios;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Scenarios;
import com.datafly.signal.dr.playbook.Step;
import java.time.Duration;

/** Looks after an event stream: health, retention, consumer lag. */
final class EventOperations {

    private EventOperations() {}

    static SignalDr open(Secret password) {
        return SignalDr.builder()
                .events(
                        "kafka:primary-kafka:9092",
                        options -> options.option("sasl.mechanism", "SCRAM-SHA-512")
                                .option("user", "recovery")
                                .secret("password", password))
                .build();
    }

    static boolean health(SignalDr dr) {
        StreamHealth health = dr.events().health();
        health.problems().forEach(System.out::println); // offline, under the minimum, under-replicated
        return health.serving();
    }

    static TopicRetentionResult retain(SignalDr dr) {
        TopicRetention retention = dr.events().retention();
        TopicRetentionPlan plan = retention.plan(TopicRetentionPolicy.guide());
        System.out.println(plan); // the drift: changes, missing topics, what defeats the times
        return retention.apply(plan);
    }

    static TopicRetentionPolicy policy() {
        return TopicRetentionPolicy.of(rules -> rules.topic("events.*", Duration.ofDays(7))
                .topic("events.delivery.*", Duration.ofDays(3))
                .unlimited("events.audit"));
    }

    static LagReport lag(SignalDr dr) {
        LagReport report = dr.events().lag().measure(LagQuery.groups("event-processor", "delivery"));
        System.out.println(report); // by group: messages, and how old the oldest unread one is
        report.obstacles().forEach(System.out::println); // why it is not zero
        return report;
    }

    static void trend(SignalDr dr, LagReport earlier) {
        LagReport now = dr.events().lag().measure(LagQuery.groups("event-processor", "delivery"));
        now.since(earlier).groups().forEach((group, trend) -> System.out.println(group + " " + trend.timeToDrain()));
    }

    static Playbook upgrade(Step helmUpgrade) {
        return Scenarios.preUpgrade(scenario ->
                scenario.consumerLagZero("event-processor", "delivery").then(helmUpgrade));
    }

    static Playbook failure() {
        FlowProbe flow = FlowProbe.intoTopic("events.raw", probe -> probe.through("events.processed"));
        return EventScenarios.eventStreamFailure(scenario -> scenario.group("event-processor", "events.raw")
                .group("delivery")
                .servingWithin(Duration.ofHours(4))
                .caughtUpWithin(Duration.ofMinutes(30))
                .flow(flow));
    }
}
