package com.datafly.signal.dr.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The resource is read by a parser of YAML and held against the structure of Strimzi's {@code v1} API. */
class StrimziMirrorMakerTest {

    private static final MirrorFlow FLOW = MirrorMakerConfigTest.FLOW;

    @Test
    void aGeneratedConfigurationBecomesAResource() {
        JsonNode resource = read(StrimziMirrorMaker.yaml(
                config(),
                FLOW,
                more -> more.namespace("datafly")
                        .version("4.1.0")
                        .replicas(3)
                        .source(access -> access.tls("primary-ca").scram("mirror", "mirror-at-primary"))
                        .target(access -> access.tls("standby-ca"))));

        assertThat(resource.path("apiVersion").asText()).isEqualTo("kafka.strimzi.io/v1");
        assertThat(resource.path("kind").asText()).isEqualTo("KafkaMirrorMaker2");
        assertThat(resource.at("/metadata/name").asText()).isEqualTo("primary-to-standby");
        assertThat(resource.at("/metadata/namespace").asText()).isEqualTo("datafly");
        JsonNode spec = resource.path("spec");
        assertThat(spec.path("replicas").asInt()).isEqualTo(3);
        assertThat(spec.path("version").asText()).isEqualTo("4.1.0");
        JsonNode target = spec.path("target");
        assertThat(target.path("alias").asText()).isEqualTo("standby");
        assertThat(target.path("bootstrapServers").asText()).isEqualTo("standby-kafka:9092");
        assertThat(target.path("groupId").asText()).isEqualTo("primary-mm2");
        assertThat(target.path("offsetStorageTopic").asText()).isEqualTo("mm2-offsets.primary.internal");
        assertThat(target.at("/config/offset.flush.interval.ms").asText()).isEqualTo("1000");
        assertThat(target.at("/tls/trustedCertificates/0/secretName").asText()).isEqualTo("standby-ca");
        JsonNode mirror = spec.at("/mirrors/0");
        assertThat(mirror.at("/source/alias").asText()).isEqualTo("primary");
        assertThat(mirror.at("/source/authentication/type").asText()).isEqualTo("scram-sha-512");
        assertThat(mirror.at("/source/authentication/passwordSecret/secretName").asText())
                .isEqualTo("mirror-at-primary");
        assertThat(mirror.path("topicsPattern").asText()).isEqualTo("events\\..*");
        assertThat(mirror.path("groupsPattern").asText()).isEqualTo(".*");
        assertThat(mirror.has("heartbeatConnector")).isFalse();
    }

    @Test
    void eachConnectorGetsWhatItReadsAndNoMore() {
        JsonNode mirror =
                read(StrimziMirrorMaker.yaml(config(), FLOW, more -> {})).at("/spec/mirrors/0");
        JsonNode source = mirror.at("/sourceConnector/config");
        JsonNode checkpoint = mirror.at("/checkpointConnector/config");

        assertThat(mirror.at("/sourceConnector/tasksMax").asInt()).isEqualTo(4);
        assertThat(source.properties().stream().map(Map.Entry::getKey))
                .contains(
                        "offset-syncs.topic.location",
                        "config.properties.exclude",
                        "refresh.topics.interval.seconds",
                        "source.consumer.isolation.level",
                        "producer.override.batch.size")
                .doesNotContain(
                        "sync.group.offsets.enabled", "topics", "tasks.max", "enabled", "emit.heartbeats.enabled");
        assertThat(checkpoint.properties().stream().map(Map.Entry::getKey))
                .containsExactlyInAnyOrder(
                        "checkpoints.topic.replication.factor",
                        "emit.checkpoints.interval.seconds",
                        "offset-syncs.topic.location",
                        "refresh.groups.interval.seconds",
                        "sync.group.offsets.enabled",
                        "sync.group.offsets.interval.seconds");
    }

    @Test
    void passwordsOfTheConfigurationNeverEnterTheResource() {
        MirrorMakerConfig secured = config().with("primary.sasl.jaas.config", "a-planted-password")
                .with("primary.security.protocol", "SASL_SSL");

        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> StrimziMirrorMaker.yaml(secured, FLOW, more -> {}))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .withMessageContaining("primary");
        assertThat(StrimziMirrorMaker.yaml(
                        secured, FLOW, more -> more.source(access -> access.scram("mirror", "secret"))))
                .doesNotContain("a-planted-password");
    }

    @Test
    void aFlowThatIsOffAndAClusterThatIsNowhereAreRefused() {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> StrimziMirrorMaker.yaml(config(), FLOW.reversed(), more -> {}))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION));
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(
                        () -> StrimziMirrorMaker.yaml(config().without("standby.bootstrap.servers"), FLOW, more -> {}))
                .withMessageContaining("standby.bootstrap.servers");
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> StrimziMirrorMaker.yaml(config().with("tasks.max", "all"), FLOW, more -> {}))
                .withMessageContaining("tasks.max");
    }

    private static MirrorMakerConfig config() {
        return MirrorMakerConfig.generate(
                FLOW,
                plan -> plan.bootstrap("primary-kafka:9092", "standby-kafka:9092")
                        .topics("events\\..*")
                        .tasks(4));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "primary.consumer.sasl.jaas.config",
                "primary->standby.source.consumer.ssl.keystore.password",
                "standby.producer.sasl.jaas.config",
                "standby.admin.sasl.jaas.config",
                "primary->standby.producer.override.sasl.jaas.config",
                "primary->standby.target.admin.ssl.key.password",
                "standby.listeners.https.ssl.keystore.password",
                "ssl.truststore.password"
            })
    void aPasswordIsNeverWrittenWhateverStandsInFront(String key) {
        MirrorMakerConfig config = config().with(key, "s3cret");

        assertThat(StrimziMirrorMaker.yaml(
                        config,
                        FLOW,
                        more -> more.source(access -> access.tls("primary-ca"))
                                .target(access -> access.tls("standby-ca"))))
                .doesNotContain("s3cret");
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> StrimziMirrorMaker.yaml(config, FLOW, more -> {}))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .satisfies(e -> assertThat(e.toString()).doesNotContain("s3cret"));
    }

    private static JsonNode read(String yaml) {
        Object document = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
        return new JsonMapper().valueToTree(document);
    }
}
