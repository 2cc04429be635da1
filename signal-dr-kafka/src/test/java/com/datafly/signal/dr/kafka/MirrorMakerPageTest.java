package com.datafly.signal.dr.kafka;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.ClusterDrift;
import com.datafly.signal.dr.events.ReplicationTask;
import com.datafly.signal.dr.events.StreamHealth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page on MirrorMaker shows. */
class MirrorMakerPageTest {

    @TempDir
    Path directory;

    @Test
    void aGeneratedFileHasNoFindingsAndALineOfTheGuideWithOneBackslashHas() throws IOException {
        Path file = directory.resolve("mm2.properties");

        generate(file);

        assertThat(lint(file)).isEmpty();
        Files.writeString(file, "primary->standby.topics = events\\..*\n", US_ASCII);
        assertThat(lint(file))
                .extracting(MirrorMakerFinding::code)
                .contains(MirrorMakerFinding.Code.SINGLE_BACKSLASH, MirrorMakerFinding.Code.NO_FLOW);
    }

    @Test
    void connectorsAreDeployedAndThoseThatFailedAreRestarted() {
        try (ScriptedServer server = ScriptedServer.start();
                Secret password = Secret.of("secret")) {
            String copier = "/primary-%3Estandby.MirrorSourceConnector";
            for (String name :
                    List.of("MirrorSourceConnector", "MirrorCheckpointConnector", "MirrorHeartbeatConnector")) {
                server.on("PUT /connector-plugins/" + name + "/config/validate", 200, "{\"configs\":[]}")
                        .on("PUT /connectors/primary-%3Estandby." + name + "/config", 201, "{}");
            }
            server.on("GET /connectors?expand=info&expand=status", 200, """
                    {"primary->standby.MirrorSourceConnector":{
                     "info":{"config":{"connector.class":"MirrorSourceConnector","source.cluster.alias":"primary"}},
                     "status":{"connector":{"state":"RUNNING"},"tasks":[{"id":0,"state":"FAILED","trace":"x: y"}]}}}""")
                    .on("POST /connectors" + copier + "/restart?includeTasks=true&onlyFailed=true", 202, "{}");

            onConnect(config(), server.url(), password);

            assertThat(server.requests())
                    .hasSize(8)
                    .allMatch(request -> request.authorization().isPresent());
            assertThat(server.requests().get(7).line()).contains("restart");
        }
    }

    @Test
    void aStandbyIsOpenedWithoutAskingAnybody() {
        try (Secret password = Secret.of("secret");
                SignalDr dr = open(password)) {
            assertThat(dr.standbyEvents().address().toString()).isEqualTo("kafka:standby-kafka:9092");
        }
    }

    @Test
    void theResourceOfStrimziNamesItsSecrets() {
        assertThat(strimzi(config())).contains("kafka.strimzi.io/v1", "mirror-at-primary");
    }

    @Test
    void probesAddToWhatKafkaTells() {
        StreamHealth health = StreamHealth.of(List.of(1), OptionalInt.of(1), 1, List.of());
        try (ScriptedServer server = ScriptedServer.start();
                Secret secret = Secret.of("secret")) {
            server.on(
                    "GET /cmk/v2/clusters/lkc-00000?environment=env-00000", 200, "{\"status\":{\"phase\":\"FAILED\"}}");
            ConfluentCloudProbe probe = ConfluentCloudProbe.create(
                    "env-00000", "lkc-00000", more -> more.apiKey("key", secret).endpoint(server.url()));

            assertThat(probe.look(health).warnings()).singleElement().asString().contains("FAILED");
        }
    }

    private static MirrorMakerConfig config() {
        return MirrorMakerConfig.generate(
                new MirrorFlow("primary", "standby"),
                plan -> plan.bootstrap("primary-kafka:9092", "standby-kafka:9092")
                        .topics("events\\..*")
                        .tasks(4)
                        .refresh(Duration.ofSeconds(30)));
    }

    private static void generate(Path file) throws IOException {
        MirrorMakerConfig config = MirrorMakerConfig.generate(
                new MirrorFlow("primary", "standby"),
                plan -> plan.bootstrap("primary-kafka:9092", "standby-kafka:9092")
                        .topics("events\\..*")
                        .option("primary.security.protocol", "SASL_SSL"));
        Files.writeString(file, config.text(), US_ASCII);
    }

    private static List<MirrorMakerFinding> lint(Path file) {
        List<MirrorMakerFinding> findings = MirrorMakerLint.check(
                MirrorMakerConfig.read(file),
                known -> known.brokers("standby", 3).topics(List.of("events.raw", "events_archive")));
        findings.forEach(System.out::println); // line, key, what happens, what to write instead
        return findings;
    }

    private static void onConnect(MirrorMakerConfig config, String url, Secret password) {
        ConnectCluster connect = ConnectCluster.create(url, more -> more.basic("recovery", password));
        connect.deploy(config, new MirrorFlow("primary", "standby"));
        connect.mirrorTasks("primary").stream()
                .filter(task -> task.state() == ReplicationTask.State.FAILED)
                .map(ReplicationTask::connector)
                .distinct()
                .forEach(connect::restartFailed);
    }

    private static SignalDr open(Secret password) {
        return SignalDr.builder()
                .events("kafka:primary-kafka:9092")
                .standbyEvents(
                        "kafka:standby-kafka:9092",
                        options -> options.option("replication.source", "primary")
                                .option("replication.connect", "http://connect:8083")
                                .option("replication.connect-user", "recovery")
                                .secret("replication.connect-password", password))
                .build();
    }

    private static String strimzi(MirrorMakerConfig config) {
        return StrimziMirrorMaker.yaml(
                config,
                new MirrorFlow("primary", "standby"),
                more -> more.namespace("datafly")
                        .source(access -> access.tls("primary-ca").scram("mirror", "mirror-at-primary"))
                        .target(access -> access.tls("standby-ca")));
    }

    /** Only compiled: clusters are compared by tests of their own. */
    static ClusterDrift drift(SignalDr dr) {
        ClusterDrift drift = dr.standbyEvents().driftFrom(dr.events());
        System.out.print(drift); // every difference, and what could not be compared
        return drift;
    }
}
