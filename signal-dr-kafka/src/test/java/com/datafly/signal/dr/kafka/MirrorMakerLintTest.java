package com.datafly.signal.dr.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.kafka.MirrorMakerFinding.Code;
import com.datafly.signal.dr.kafka.MirrorMakerFinding.Severity;
import com.datafly.signal.dr.kafka.internal.config.MirrorKeys;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.PatternSyntaxException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.mirror.DefaultConfigPropertyFilter;
import org.apache.kafka.connect.mirror.DefaultTopicFilter;
import org.apache.kafka.connect.mirror.MirrorSourceConnector;
import org.apache.kafka.connect.mirror.SourceAndTarget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MirrorMakerLintTest {

    private static final SourceAndTarget FLOW = new SourceAndTarget("primary", "standby");

    private static final MirrorMakerConfig GOOD = MirrorMakerConfig.generate(
            MirrorMakerConfigTest.FLOW,
            plan -> plan.bootstrap("primary-kafka:9092", "standby-kafka:9092").topics("events\\..*"));

    @Test
    void nothingIsWrongWithWhatIsGenerated() {
        MirrorMakerConfig all = MirrorMakerConfig.generate(
                MirrorMakerConfigTest.FLOW,
                plan -> plan.bootstrap("a:1", "b:2")
                        .topics("events\\..*, audit")
                        .keepNames()
                        .exactlyOnce()
                        .replicationFactor(3)
                        .option("primary.security.protocol", "SASL_SSL"));

        assertThat(MirrorMakerLint.check(GOOD, known -> known.brokers("standby", 1)))
                .isEmpty();
        assertThat(MirrorMakerLint.check(all, known -> known.brokers("standby", 3)))
                .isEmpty();
    }

    @Test
    void theFileOfTheGuideCopiesButCannotFailOver() {
        List<MirrorMakerFinding> found = MirrorMakerLint.check(MirrorMakerConfig.parse("""
                clusters = primary, standby
                primary.bootstrap.servers = primary-kafka:9092
                standby.bootstrap.servers = standby-kafka:9092
                primary->standby.enabled = true
                primary->standby.topics = events\\\\..*
                """));

        assertThat(found)
                .extracting(MirrorMakerFinding::code)
                .containsExactlyInAnyOrder(
                        Code.SYNCS_LOST,
                        Code.GROUP_OFFSETS_NOT_SYNCED,
                        Code.SLOW_REFRESH,
                        Code.SLOW_REFRESH,
                        Code.SLOW_FLUSH,
                        Code.RETENTION_OVERWRITTEN,
                        Code.ABORTED_COPIED,
                        Code.HEARTBEATS_AT_SOURCE,
                        Code.DEFAULT_REPLICAS);
        assertThat(found.get(0).severity()).isEqualTo(Severity.ERROR);
    }

    @Test
    void aSingleBackslashIsGoneAndMirrorMakerTakesOtherTopicsToo() {
        MirrorMakerConfig config = MirrorMakerConfig.parse(GOOD.without("primary->standby.topics")
                        .text() + "primary->standby.topics = events\\..*, audit\\.\\\\d+\n");

        MirrorMakerFinding finding = only(
                MirrorMakerLint.check(
                        config, known -> known.topics(List.of("events.raw", "events_archive", "eventsX", "audit.1"))),
                Code.SINGLE_BACKSLASH);

        assertThat(finding.line()).isEqualTo(config.line("primary->standby.topics"));
        assertThat(finding.consequence())
                .contains("events..*, audit.\\d+")
                .contains("eventsX, events_archive")
                .doesNotContain("events.raw");
        assertThat(finding.remedy()).contains("events\\\\..*, audit\\\\.\\\\d+");
        try (DefaultTopicFilter theirs = new DefaultTopicFilter()) {
            theirs.configure(
                    Map.of("topics", config.get("primary->standby.topics").orElseThrow()));
            assertThat(theirs.shouldReplicateTopic("events_archive")).isTrue();
        }
    }

    @Test
    void withoutKnownTopicsAnExampleIsMadeUp() {
        MirrorMakerConfig config = MirrorMakerConfig.parse("topics = events\\..*\n");

        assertThat(only(MirrorMakerLint.check(config), Code.SINGLE_BACKSLASH).consequence())
                .contains("eventsXarchive");
    }

    @Test
    void everyBareKeyThatIsFoundToBeDroppedReachesNobodyAndNoOtherDoes() {
        Set<String> wrong = new TreeSet<>();
        Set<String> names = new TreeSet<>(MirrorKeys.all());
        names.addAll(Set.of("consumer.isolation.level", "producer.linger.ms", "admin.retries", "use.defaults.from"));
        names.removeAll(MirrorKeys.listed("file"));
        // MirrorMaker would look for classes there.
        names.remove("plugin.path");
        names.removeIf(name -> GOOD.get(name).isPresent()
                || GOOD.get("standby." + name).isPresent()
                || GOOD.get("primary->standby." + name).isPresent());
        for (String name : names) {
            MirrorMakerConfig config = GOOD.with(name, "1234567");
            boolean dropped = codes(config).contains(Code.DROPPED_KEY);
            if (dropped == reaches(config, "1234567")) {
                wrong.add(name + (dropped ? " is found, but read" : " is not found, but dropped"));
            }
        }

        assertThat(wrong).isEmpty();
    }

    private static boolean reaches(MirrorMakerConfig config, String value) {
        Map<String, String> raw = new HashMap<>(config.properties());
        // Values that MirrorMaker checks at once would be refused.
        raw.replace("security.protocol", "SSL");
        org.apache.kafka.connect.mirror.MirrorMakerConfig theirs;
        try {
            theirs = new org.apache.kafka.connect.mirror.MirrorMakerConfig(raw);
        } catch (ConfigException e) {
            return true;
        }
        return theirs.workerConfig(FLOW).containsValue(value)
                || theirs.workerConfig(FLOW).containsKey("security.protocol")
                || theirs.connectorBaseConfig(FLOW, MirrorSourceConnector.class).containsValue(value);
    }

    @ParameterizedTest
    @CsvSource({
        "topic.exclude, topics.exclude",
        "topics.blacklist, topics.exclude",
        "primary->standby.topcs, topics",
        "standby.offset.flush.intervall.ms, offset.flush.interval.ms",
        "sync.group.offset.enabled, sync.group.offsets.enabled"
    })
    void aMistypedKeyIsFoundWithWhatWasMeant(String key, String meant) {
        assertThat(only(MirrorMakerLint.check(GOOD.with(key, "x")), Code.UNKNOWN_KEY)
                        .remedy())
                .contains(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"primary->stanby.topics", "primary ->standby.topics", "primary-> standby.topics"})
    void aKeyOfNoClusterIsFound(String key) {
        assertThat(codes(GOOD.with(key, "x"))).contains(Code.UNKNOWN_ALIAS);
    }

    @Test
    void bothDirectionsUnderTheSameNamesLoop() {
        MirrorMakerConfig both = GOOD.with("standby->primary.enabled", "true")
                .with("replication.policy.class", "org.apache.kafka.connect.mirror.IdentityReplicationPolicy");

        assertThat(codes(both)).contains(Code.LOOP);
        assertThat(codes(both.with("standby->primary.enabled", "false"))).isEmpty();
        assertThat(codes(both.without("replication.policy.class"))).doesNotContain(Code.LOOP);
    }

    @Test
    void threeClustersLoopToo() {
        String identity = "org.apache.kafka.connect.mirror.IdentityReplicationPolicy";
        MirrorMakerConfig ring = MirrorMakerConfig.parse("clusters = a, b, c\nreplication.policy.class = " + identity
                + "\na->b.enabled = true\nb->c.enabled = true\nc->a.enabled = true\n");

        assertThat(MirrorMakerLint.check(ring).stream().filter(found -> found.code() == Code.LOOP))
                .extracting(MirrorMakerFinding::key)
                .containsExactlyInAnyOrder("a->b.enabled", "b->c.enabled", "c->a.enabled");
        assertThat(codes(ring.with("c->a.enabled", "false"))).doesNotContain(Code.LOOP);
    }

    @Test
    void aListThatReplacesTheDefaultOneIsFound() {
        MirrorMakerConfig config = GOOD.with("config.properties.exclude", "retention.*");

        assertThat(only(MirrorMakerLint.check(config), Code.DEFAULT_LIST_REPLACED)
                        .consequence())
                .contains("min.insync.replicas", "unclean.leader.election.enable");
        DefaultConfigPropertyFilter theirs = new DefaultConfigPropertyFilter();
        theirs.configure(config.properties());
        assertThat(theirs.shouldReplicateConfigProperty("min.insync.replicas")).isTrue();
        assertThat(codes(GOOD.with("topics.exclude", "secret"))).containsOnly(Code.DEFAULT_LIST_REPLACED);
    }

    @Test
    void theStandbysRetentionIsItsOwnOnlyIfItIsLeftOut() {
        String restated = GOOD.get("config.properties.exclude").orElseThrow();
        MirrorMakerConfig without = GOOD.with("config.properties.exclude", restated.replace(", retention.bytes", ""));

        assertThat(codes(without)).containsOnly(Code.RETENTION_OVERWRITTEN);
        assertThat(codes(without.with("sync.topic.configs.enabled", "false"))).isEmpty();
    }

    @Test
    void anExpressionThatACommaCutsDoesNotCompile() {
        MirrorMakerConfig config = GOOD.with("primary->standby.topics", "events\\.[a-z]{1,3}");

        assertThat(codes(config)).contains(Code.BAD_EXPRESSION);
        try (DefaultTopicFilter theirs = new DefaultTopicFilter()) {
            Map<String, String> topics = Map.of("topics", "events\\.[a-z]{1,3}");
            assertThatExceptionOfType(PatternSyntaxException.class).isThrownBy(() -> theirs.configure(topics));
        }
    }

    @Test
    void topicsOfOneClusterAloneAreNotForCopying() {
        assertThat(only(MirrorMakerLint.check(GOOD.with("primary->standby.topics", ".*")), Code.INTERNAL_TOPICS)
                        .consequence())
                .contains("_schemas", "signal-dr.state", "signal-dr.copies", "signal-dr.retention", "signal-dr.clock");
        assertThat(only(
                                MirrorMakerLint.check(
                                        GOOD.with("primary->standby.topics", "events, __consumer_offsets")),
                                Code.INTERNAL_TOPICS)
                        .consequence())
                .contains("never copies __consumer_offsets");
    }

    @Test
    void asManyCopiesAsBrokers() {
        MirrorMakerConfig three = GOOD.with("checkpoints.topic.replication.factor", "3");

        assertThat(MirrorMakerLint.check(three, known -> known.brokers("standby", 2)))
                .singleElement()
                .satisfies(finding -> assertThat(finding.code()).isEqualTo(Code.TOO_MANY_REPLICAS))
                .satisfies(finding -> assertThat(finding.key()).isEqualTo("checkpoints.topic.replication.factor"));
        assertThat(codes(GOOD.with("replication.factor", "1"))).containsOnly(Code.FEW_REPLICAS);
    }

    @ParameterizedTest
    @CsvSource({
        "primary->standby.enabled, yes, BAD_VALUE",
        "primary->standby.enabled, false, NO_FLOW",
        "refresh.topics.interval.seconds, 10 min, BAD_VALUE",
        "refresh.groups.interval.seconds, 600, SLOW_REFRESH",
        "refresh.groups.enabled, false, SLOW_REFRESH",
        "sync.group.offsets.enabled, false, GROUP_OFFSETS_NOT_SYNCED",
        "primary->standby.groups, delivery-.*, GROUPS_LEFT_OUT",
        "primary.consumer.isolation.level, read_uncommitted, ABORTED_COPIED",
        "offset-syncs.topic.location, source, SYNCS_LOST",
        "emit.offset-syncs.enabled, false, SYNCS_LOST",
        "standby->primary.emit.heartbeats.enabled, true, HEARTBEATS_AT_SOURCE",
        "standby.offset.flush.interval.ms, 60000, SLOW_FLUSH",
        "offset.flush.timeout.ms, 1000, DROPPED_KEY"
    })
    void oneValueIsEnough(String key, String value, Code code) {
        assertThat(codes(GOOD.with(key, value))).contains(code);
    }

    @Test
    void aKeyThatStandsTwiceIsFoundAndSoIsABlankAfterTrue() {
        MirrorMakerConfig twice = MirrorMakerConfig.parse(GOOD.text() + "tasks.max = 2\n");

        assertThat(only(MirrorMakerLint.check(twice), Code.DUPLICATE_KEY).line())
                .isEqualTo(twice.line("tasks.max"));
        assertThat(codes(MirrorMakerConfig.parse(GOOD.text() + "primary->standby.enabled = true \n")))
                .contains(Code.BAD_VALUE);
    }

    private static Set<Code> codes(MirrorMakerConfig config) {
        Set<Code> codes = new TreeSet<>();
        MirrorMakerLint.check(config).forEach(finding -> codes.add(finding.code()));
        return codes;
    }

    private static MirrorMakerFinding only(List<MirrorMakerFinding> found, Code code) {
        List<MirrorMakerFinding> matching =
                found.stream().filter(finding -> finding.code() == code).toList();
        assertThat(matching).as(found.toString()).hasSize(1);
        return matching.get(0);
    }
}
