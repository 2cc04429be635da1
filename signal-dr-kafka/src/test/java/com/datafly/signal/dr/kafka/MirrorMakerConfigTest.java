package com.datafly.signal.dr.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.kafka.internal.config.ConnectorSettings;
import com.datafly.signal.dr.kafka.internal.config.MirrorConnector;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.connect.mirror.MirrorCheckpointConnector;
import org.apache.kafka.connect.mirror.MirrorHeartbeatConnector;
import org.apache.kafka.connect.mirror.MirrorSourceConnector;
import org.apache.kafka.connect.mirror.SourceAndTarget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MirrorMakerConfigTest {

    static final MirrorFlow FLOW = new MirrorFlow("primary", "standby");

    private static final String GUIDE = """
            # mm2.properties
            clusters = primary, standby
            primary.bootstrap.servers = primary-kafka:9092
            standby.bootstrap.servers = standby-kafka:9092
            primary->standby.enabled = true
            primary->standby.topics = events\\\\..*
            """;

    @TempDir
    Path directory;

    @Test
    void theFileOfTheGuideIsReadAsMirrorMakerLoadsIt() {
        MirrorMakerConfig config = MirrorMakerConfig.parse(GUIDE);

        assertThat(config.text()).isEqualTo(GUIDE);
        assertThat(config.clusters()).containsExactly("primary", "standby");
        assertThat(config.flows()).containsExactly(FLOW);
        assertThat(config.get("primary->standby.topics")).contains("events\\..*");
        assertThat(config.line("primary->standby.topics")).hasValue(6);
        assertThat(config.properties()).isEqualTo(loaded(GUIDE));
    }

    @Test
    void aChangeKeepsCommentsAndOrder() {
        MirrorMakerConfig config = MirrorMakerConfig.parse("""
                # first
                clusters: a,\\
                          b

                ! last
                tasks.max=1
                """);

        MirrorMakerConfig changed =
                config.with("clusters", "a, c").with("topics", "x\\d, y").without("tasks.max");

        assertThat(changed.text()).isEqualTo("""
                # first
                clusters = a, c

                ! last
                topics = x\\\\d, y
                """);
        assertThat(config.clusters()).containsExactly("a", "b");
    }

    @Test
    void aKeyThatStandsTwiceIsChangedWhereItHolds() {
        MirrorMakerConfig config =
                MirrorMakerConfig.parse("tasks.max = 1\ntasks.max = 2\n").with("tasks.max", "3");

        assertThat(config.get("tasks.max")).contains("3");
        assertThat(config.text()).isEqualTo("tasks.max = 1\ntasks.max = 3\n");
        assertThat(config.without("tasks.max").text()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void whatIsWrittenIsWhatIsLoaded(long seed) {
        Random random = new Random(seed);
        String letters = "ab.\\ =:#!,$\t\n\u00e9\u4e00->*";
        Map<String, String> written = new TreeMap<>();
        MirrorMakerConfig config = MirrorMakerConfig.parse("# comment \\\n");
        for (int i = 0; i < 200; i++) {
            String key = "k" + i + any(random, letters);
            String value = any(random, letters);
            written.put(key, value);
            config = config.with(key, value);
        }

        assertThat(config.properties()).containsExactlyInAnyOrderEntriesOf(written);
        assertThat(loaded(config.text())).isEqualTo(written);
        assertThat(config.text()).isASCII();
        assertThat(MirrorMakerConfig.parse(config.text()).text()).isEqualTo(config.text());
    }

    @Test
    void aGeneratedFileGivesMirrorMakersConnectorsWhatThisLibraryGivesThem() {
        MirrorMakerConfig config = generated();
        org.apache.kafka.connect.mirror.MirrorMakerConfig theirs =
                new org.apache.kafka.connect.mirror.MirrorMakerConfig(config.properties());
        SourceAndTarget flow = new SourceAndTarget("primary", "standby");
        ConnectorSettings ours = new ConnectorSettings(config.properties(), FLOW);

        assertThat(ours.dedicated(MirrorConnector.SOURCE))
                .isEqualTo(theirs.connectorBaseConfig(flow, MirrorSourceConnector.class));
        assertThat(ours.dedicated(MirrorConnector.CHECKPOINT))
                .isEqualTo(theirs.connectorBaseConfig(flow, MirrorCheckpointConnector.class));
        assertThat(ours.dedicated(MirrorConnector.HEARTBEAT))
                .isEqualTo(theirs.connectorBaseConfig(flow, MirrorHeartbeatConnector.class));
    }

    @Test
    void aGeneratedFileStartsOneSetOfWorkersThatFlushesEverySecond() {
        org.apache.kafka.connect.mirror.MirrorMakerConfig theirs =
                new org.apache.kafka.connect.mirror.MirrorMakerConfig(
                        generated().properties());

        assertThat(theirs.clusterPairs()).containsExactly(new SourceAndTarget("primary", "standby"));
        assertThat(theirs.workerConfig(new SourceAndTarget("primary", "standby")))
                .containsEntry("offset.flush.interval.ms", "1000")
                .containsEntry("plugin.discovery", "service_load")
                .containsEntry("offset.storage.replication.factor", "-1");
    }

    @Test
    void whatIsSetByHandTakesThePlaceOfWhatIsGenerated() {
        MirrorMakerConfig config = MirrorMakerConfig.generate(
                FLOW,
                plan -> plan.bootstrap("a:1", "b:2")
                        .topics("events\\..*")
                        .keepNames()
                        .exactlyOnce()
                        .tasks(8)
                        .replicationFactor(3)
                        .option("emit.checkpoints.interval.seconds", "60")
                        .option("primary.security.protocol", "SSL"));

        assertThat(config.properties())
                .containsEntry("emit.checkpoints.interval.seconds", "60")
                .containsEntry("primary.security.protocol", "SSL")
                .containsEntry("standby.exactly.once.source.support", "enabled")
                .containsEntry("checkpoints.topic.replication.factor", "3")
                .containsEntry("replication.policy.class", "org.apache.kafka.connect.mirror.IdentityReplicationPolicy")
                .containsEntry("tasks.max", "8");
    }

    @Test
    void whatIsMissingIsRefused() {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> MirrorMakerConfig.generate(FLOW, plan -> plan.topics("events")))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .withMessageContaining("brokers");
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> MirrorMakerConfig.generate(FLOW, plan -> plan.bootstrap("a:1", "b:1")))
                .withMessageContaining("which topics");
    }

    @Test
    void aFileIsReadInTheEncodingThatMirrorMakerUses() throws IOException {
        Path file = Files.writeString(directory.resolve("mm2.properties"), "k = \u00e9\n", StandardCharsets.ISO_8859_1);

        assertThat(MirrorMakerConfig.read(file).get("k")).contains("\u00e9");
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> MirrorMakerConfig.read(directory.resolve("none")))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    void aMalformedEscapeIsRefusedByItsLine() {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> MirrorMakerConfig.parse("a = 1\ntopics = events\\user\n"))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .withMessageContaining("line 2");
    }

    private static MirrorMakerConfig generated() {
        return MirrorMakerConfig.generate(
                FLOW,
                plan -> plan.bootstrap("primary-kafka:9092", "standby-kafka:9092")
                        .topics("events\\..*")
                        .option("primary.security.protocol", "SASL_SSL")
                        .option("primary.sasl.mechanism", "SCRAM-SHA-512")
                        .option("ssl.truststore.location", "/etc/trust.pem"));
    }

    private static String any(Random random, String letters) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }

    private static Map<String, String> loaded(String text) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> loaded = new TreeMap<>();
        properties.stringPropertyNames().forEach(key -> loaded.put(key, properties.getProperty(key)));
        return loaded;
    }
}
