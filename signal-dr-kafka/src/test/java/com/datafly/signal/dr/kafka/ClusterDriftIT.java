package com.datafly.signal.dr.kafka;

import static com.datafly.signal.dr.kafka.Awaiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.ResourceOptions;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.AclRule;
import com.datafly.signal.dr.events.ClusterDifference;
import com.datafly.signal.dr.events.ClusterDifference.Kind;
import com.datafly.signal.dr.events.ClusterDrift;
import com.datafly.signal.dr.events.Topic;
import com.datafly.signal.dr.events.TopicSetting;
import com.datafly.signal.dr.events.TopicSpec;
import com.datafly.signal.dr.kafka.testing.KafkaCluster;
import com.datafly.signal.dr.spi.EventStreamDriver;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * In what a standby differs from its source, told by two real clusters that ask for passwords and keep access rules.
 */
class ClusterDriftIT {

    private static final Secret PASSWORD = Secret.of("drift");
    private static final String WRITE_IS_NOT_COPIED =
            "permission to write is not copied: add it at the standby before a failover";
    private static final String GROUPS_ARE_NOT_COPIED = "only rules of topics are copied: add it at the standby";

    @TempDir
    private static Path directory;

    private static KafkaCluster primary;
    private static KafkaCluster standby;
    private static EventStreamDriver source;
    private static EventStreamDriver target;

    @BeforeAll
    static void start() {
        primary = start("primary");
        standby = start("standby");
        source = TestContext.user("recovery", PASSWORD).open(primary.bootstrap());
        target = TestContext.user("recovery", PASSWORD).open(standby.bootstrap());
    }

    private static KafkaCluster start(String name) {
        return KafkaCluster.start(cluster -> PASSWORD.use(password -> cluster.directory(directory)
                .name(name)
                .option("message.max.bytes", name.equals("standby") ? "2000000" : "1000000")
                .superUser("recovery", new String(password))
                .user("reader", new String(password))));
    }

    @AfterAll
    static void stop() {
        target.close();
        source.close();
        standby.close();
        primary.close();
        PASSWORD.close();
    }

    @AfterEach
    void clear() throws ExecutionException, InterruptedException {
        for (EventStreamDriver driver : List.of(source, target)) {
            driver.removeAcls(driver.acls());
            Admin admin = driver.unwrap(Admin.class).orElseThrow();
            admin.deleteTopics(driver.topics().stream().map(Topic::name).toList())
                    .all()
                    .get();
            await(() -> driver.topics().isEmpty() && driver.acls().isEmpty());
        }
    }

    @Test
    void whatAFaithfulStandbyDiffersInIsItsBrokersDefaultsOnly() {
        create(source, topic("events.raw", 3, "604800000"), topic("events.processed", 2, "604800000"));
        create(target, topic("primary.events.raw", 3, "604800000"), topic("primary.events.processed", 2, "604800000"));
        add(source, rule("TOPIC", "events.raw", "READ"), rule("GROUP", "delivery", "READ"));
        add(target, rule("TOPIC", "primary.events.raw", "READ"), rule("GROUP", "delivery", "READ"));

        assertThat(drift("recovery", "default").differences())
                .containsExactly(new ClusterDifference(Kind.DEFAULT, "max.message.bytes", "1000000", "2000000", ""));
    }

    @Test
    void topicsPartitionsAndSettingsThatDifferAreToldWithBothValues() {
        create(source, topic("events.raw", 3, "604800000"), topic("events.dlq", 1, "1"), topic("events.wide", 2, "1"));
        create(
                target,
                topic("primary.events.raw", 3, "259200000"),
                topic("primary.events.wide", 4, "1"),
                topic("primary.events.gone", 1, "1"),
                topic("the-standbys-own", 1, "1"));
        change(source, "events.raw", "cleanup.policy", "compact,delete");

        assertThat(drift("recovery", "default").differences())
                .containsExactly(
                        new ClusterDifference(Kind.TOPIC_MISSING, "events.dlq", "1 partition", "", ""),
                        new ClusterDifference(Kind.PARTITIONS, "events.wide", "2", "4", ""),
                        new ClusterDifference(
                                Kind.TOPIC_EXTRA,
                                "events.gone",
                                "",
                                "1 partition",
                                "what is deleted at the source stays at the standby"),
                        new ClusterDifference(
                                Kind.SETTING, "events.raw cleanup.policy", "compact,delete", "delete", ""),
                        new ClusterDifference(Kind.SETTING, "events.raw retention.ms", "604800000", "259200000", ""),
                        new ClusterDifference(Kind.DEFAULT, "max.message.bytes", "1000000", "2000000", ""));
    }

    @Test
    void whereNamesAreKeptTheyAreComparedAsTheyAre() {
        create(source, topic("events.raw", 1, "1"), topic("events.dlq", 1, "1"));
        create(target, topic("events.raw", 1, "2"));
        add(source, rule("TOPIC", "events.raw", "READ"));

        assertThat(differences(drift("recovery", "identity")))
                .containsExactly(
                        new ClusterDifference(Kind.TOPIC_MISSING, "events.dlq", "1 partition", "", ""),
                        new ClusterDifference(Kind.SETTING, "events.raw retention.ms", "1", "2", ""),
                        new ClusterDifference(Kind.RULE_MISSING, "User:reader READ TOPIC events.raw", "ALLOW", "", ""));
    }

    @Test
    void rulesThatTheStandbyLacksAreToldUntilTheyAreAddedThere() {
        create(source, topic("events.raw", 1, "1"));
        create(target, topic("primary.events.raw", 1, "1"));
        add(
                source,
                rule("TOPIC", "events.raw", "READ"),
                rule("GROUP", "delivery", "READ"),
                new AclRule("TOPIC", "events.", "PREFIXED", "User:ingestion", "10.0.0.1", "WRITE", "ALLOW"),
                new AclRule("TOPIC", "events.raw", "LITERAL", "User:stranger", "*", "READ", "DENY"));
        add(target, new AclRule("TOPIC", "*", "LITERAL", "User:stranger", "*", "READ", "ALLOW"));

        assertThat(differences(drift("recovery", "default")))
                .containsExactly(
                        missing("User:reader READ GROUP delivery", "ALLOW", GROUPS_ARE_NOT_COPIED),
                        missing(
                                "User:ingestion WRITE TOPIC primary.events.... from 10.0.0.1",
                                "ALLOW",
                                WRITE_IS_NOT_COPIED),
                        missing("User:reader READ TOPIC primary.events.raw", "ALLOW", ""),
                        missing("User:stranger READ TOPIC primary.events.raw", "DENY", ""),
                        new ClusterDifference(Kind.RULE_EXTRA, "User:stranger READ TOPIC *", "", "ALLOW", ""));

        target.removeAcls(target.acls());
        add(
                target,
                rule("TOPIC", "primary.events.raw", "READ"),
                rule("GROUP", "delivery", "READ"),
                new AclRule("TOPIC", "primary.events.", "PREFIXED", "User:ingestion", "10.0.0.1", "WRITE", "ALLOW"),
                new AclRule("TOPIC", "primary.events.raw", "LITERAL", "User:stranger", "*", "READ", "DENY"));
        assertThat(differences(drift("recovery", "default"))).isEmpty();
    }

    @Test
    void whatSomebodyMayNotSeeIsNotTakenForMissing() {
        create(source, topic("events.raw", 1, "1"), topic("events.dlq", 1, "1"));
        create(target, topic("primary.events.raw", 1, "1"), topic("primary.events.dlq", 1, "1"));
        add(source, rule("TOPIC", "events.", "PREFIXED", "DESCRIBE"));
        add(target, rule("TOPIC", "primary.events.raw", "DESCRIBE"));

        ClusterDrift drift = drift("reader", "default");

        assertThat(drift.differences()).isEmpty();
        assertThat(drift.none()).isFalse();
        assertThat(drift.notCompared())
                .anySatisfy(
                        gap -> assertThat(gap).startsWith("topic events.dlq: ").contains("primary.events.dlq"))
                .anySatisfy(gap -> assertThat(gap).startsWith("access rules: "))
                .anySatisfy(gap -> assertThat(gap).startsWith("settings of "));
    }

    /** The brokers' defaults differ in every test; what is left is this test's. */
    private static List<ClusterDifference> differences(ClusterDrift drift) {
        assertThat(drift.notCompared()).isEmpty();
        return drift.differences().stream()
                .filter(difference -> difference.kind() != Kind.DEFAULT)
                .toList();
    }

    private static ClusterDifference missing(String rule, String permission, String expected) {
        return new ClusterDifference(Kind.RULE_MISSING, rule, permission, "", expected);
    }

    private static ClusterDrift drift(String user, String policy) {
        try (SignalDr dr = SignalDr.builder()
                .events("kafka:" + primary.bootstrap(), options -> login(options, user))
                .standbyEvents(
                        "kafka:" + standby.bootstrap(),
                        options -> login(options, user)
                                .option("replication.source", "primary")
                                .option("replication.policy", policy))
                .build()) {
            return dr.standbyEvents().driftFrom(dr.events());
        }
    }

    private static ResourceOptions.Builder login(ResourceOptions.Builder options, String user) {
        return options.option("security.protocol", "SASL_PLAINTEXT")
                .option("sasl.mechanism", "SCRAM-SHA-512")
                .option("user", user)
                .secret("password", PASSWORD);
    }

    private static TopicSpec topic(String name, int partitions, String retention) {
        return TopicSpec.of(name, partitions, Map.of("retention.ms", retention));
    }

    private static void create(EventStreamDriver driver, TopicSpec... topics) {
        assertThat(driver.createTopics(List.of(topics))).isEmpty();
        await(() -> driver.topics().size() == topics.length);
    }

    private static void change(EventStreamDriver driver, String topic, String setting, String value) {
        assertThat(driver.changeSettings(Map.of(topic, Map.of(setting, Optional.of(value))), false))
                .isEmpty();
        Map<String, Map<String, TopicSetting>> wanted = Map.of(topic, Map.of(setting, new TopicSetting(value, true)));
        await(() -> driver.settings(Set.of(topic), Set.of(setting)).found().equals(wanted));
    }

    private static void add(EventStreamDriver driver, AclRule... rules) {
        driver.addAcls(List.of(rules));
        await(() -> driver.acls().size() == rules.length);
    }

    private static AclRule rule(String type, String resource, String operation) {
        return rule(type, resource, "LITERAL", operation);
    }

    private static AclRule rule(String type, String resource, String pattern, String operation) {
        return new AclRule(type, resource, pattern, "User:reader", "*", operation, "ALLOW");
    }
}
