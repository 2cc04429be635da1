package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.tck.InMemoryCluster;
import com.datafly.signal.dr.tck.SettableClock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;

/** A cluster in memory whose topics keep their events for some time. */
abstract class RetentionFixture {

    static final Duration DAY = Duration.ofDays(1);
    static final String RETENTION = "retention.ms";

    final SettableClock clock = SettableClock.at("2025-01-15T10:00:00Z");
    final InMemoryCluster cluster = InMemoryCluster.create("retention-" + UUID.randomUUID(), clock);
    final SignalDr dr = open();

    /** Opens the cluster as another process would. */
    final SignalDr open() {
        return SignalDr.builder()
                .events(cluster.address())
                .clock(clock)
                .timeSource(clock)
                .build();
    }

    @AfterEach
    void close() {
        dr.close();
        cluster.close();
    }

    final TopicRetention retention() {
        return dr.events().retention();
    }

    final TopicRetentionPlan plan(TopicRetentionPolicy policy) {
        return retention().plan(policy);
    }

    /** Returns what a topic has set. */
    final String value(String topic, String setting) {
        try (EventStreamDriver driver = cluster.driver()) {
            Map<String, Map<String, TopicSetting>> settings =
                    driver.settings(Set.of(topic), Set.of(setting)).orThrow();
            return requireNonNull(requireNonNull(settings.get(topic)).get(setting))
                    .value();
        }
    }

    static TopicRetentionPolicy keep(String pattern, Duration keep) {
        return TopicRetentionPolicy.of(rules -> rules.topic(pattern, keep));
    }

    /** Returns so many days as a cluster writes them. */
    static String millis(int days) {
        return Long.toString(DAY.multipliedBy(days).toMillis());
    }
}
