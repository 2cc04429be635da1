package com.datafly.signal.dr.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.ReplicationTask;
import com.datafly.signal.dr.events.ReplicationTask.Kind;
import com.datafly.signal.dr.events.ReplicationTask.State;
import com.datafly.signal.dr.kafka.ScriptedServer.Answer;
import com.datafly.signal.dr.kafka.internal.mirror.MirrorDriver;
import com.datafly.signal.dr.kafka.internal.mirror.MirrorOptions;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.tck.DriverOptions;
import com.datafly.signal.dr.tck.InMemoryCluster;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectClusterTest {

    private static final String PASSWORD = "a-planted-password";
    private static final MirrorFlow FLOW = new MirrorFlow("primary", "standby");
    private static final String IDENTITY = "org.apache.kafka.connect.mirror.IdentityReplicationPolicy";
    private static final String REBALANCE =
            "{\"error_code\":409,\"message\":\"Cannot complete request because of a conflicting operation\"}";

    private final ScriptedServer server = ScriptedServer.start();
    private final ConnectCluster connect = ConnectCluster.create(server.url(), more -> {});

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aFailedTaskTellsWhyWithoutTheFrames() {
        server.on("GET /connectors/m/status", 200, """
                {"name":"m","connector":{"state":"RUNNING","worker_id":"w"},"tasks":[
                 {"id":0,"state":"FAILED","worker_id":"w","trace":"java.lang.OutOfMemoryError: Java heap space\\n\\tat a.B.c(B.java:1)\\nCaused by: x.Y: z\\n\\tat d.E.f(E.java)"},
                 {"id":1,"state":"DESTROYED","worker_id":"w"},{"id":2,"state":"UNASSIGNED","worker_id":"w"}],"type":"source"}
                """);

        assertThat(connect.tasks("m"))
                .containsExactly(
                        new ReplicationTask("m", -1, Kind.UNKNOWN, State.RUNNING, ""),
                        new ReplicationTask(
                                "m",
                                0,
                                Kind.UNKNOWN,
                                State.FAILED,
                                "java.lang.OutOfMemoryError: Java heap space; Caused by: x.Y: z"),
                        new ReplicationTask("m", 1, Kind.UNKNOWN, State.UNKNOWN, ""),
                        new ReplicationTask("m", 2, Kind.UNKNOWN, State.UNASSIGNED, ""));
    }

    @Test
    void whileWorkersRebalanceTheSameCallMayBeMadeAgainInAMoment() {
        server.on("PUT /connectors/m/pause", 409, REBALANCE);

        DrException failure = failure(() -> connect.pause("m"));

        assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(failure.effect()).isEqualTo(Effect.NONE);
        assertThat(failure.retry()).isEqualTo(RetryAdvice.AFTER);
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(2));
        assertThat(failure).hasMessageContaining("conflicting operation").hasMessageContaining("rebalancing");
    }

    @ParameterizedTest
    @CsvSource({
        "400, INVALID_ARGUMENT, NONE",
        "401, UNAUTHENTICATED, NONE",
        "403, PERMISSION_DENIED, NONE",
        "404, NOT_FOUND, NONE",
        "405, UNSUPPORTED, NONE",
        "429, THROTTLED, NONE",
        "500, UNAVAILABLE, UNKNOWN",
        "503, UNAVAILABLE, UNKNOWN",
        "418, UNKNOWN, NONE"
    })
    void eachStatusHasItsCode(int status, ErrorCode code, Effect effect) {
        server.on("PUT /connectors/m/stop", status, "{\"message\":\"the worker's words\"}");

        DrException failure = failure(() -> connect.stop("m"));

        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.effect()).isEqualTo(effect);
        assertThat(failure).hasMessageContaining("the worker's words").hasMessageContaining("stop connector m");
    }

    @Test
    void aFailureOfALookHasChangedNothing() {
        server.on("GET /connectors", 500, "{\"message\":\"Request timed out\"}");

        assertThat(failure(connect::connectors).effect()).isEqualTo(Effect.NONE);
    }

    @Test
    void howLongToWaitIsTheServersToSay() {
        server.on("GET /connectors", new Answer(429, Map.of("Retry-After", "7"), "{}"));

        assertThat(failure(connect::connectors).retryAfter()).contains(Duration.ofSeconds(7));
    }

    @Test
    void workersThatAreTooOldSaySo() {
        assertThat(failure(() -> connect.positions("m")))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED))
                .hasMessageContaining("too old");
    }

    @Test
    void whatIsNotStoppedKeepsItsPositions() {
        server.on("GET /connectors/m/config", 200, "{\"source.cluster.alias\":\"primary\"}")
                .on(
                        "PATCH /connectors/m/offsets",
                        400,
                        "{\"message\":\"Connectors must be in the STOPPED state before their offsets can be altered.\"}");

        assertThat(failure(() -> connect.changePositions("m", Map.of(new PartitionId("t", 0), 1L)))
                        .code())
                .isEqualTo(ErrorCode.FAILED_PRECONDITION);
    }

    @Test
    void positionsAreOneBehindOnTheWireAndNoneForZero() {
        server.on("GET /connectors/m/config", 200, "{\"source.cluster.alias\":\"primary\"}")
                .on("PATCH /connectors/m/offsets", 200, "{\"message\":\"done\"}")
                .on("GET /connectors/m/offsets", 200, """
                        {"offsets":[{"partition":{"cluster":"primary","partition":1,"topic":"t"},"offset":{"offset":41}},
                         {"partition":{"cluster":"primary","partition":2,"topic":"t"},"offset":null}]}""");

        connect.changePositions("m", Map.of(new PartitionId("t", 0), 0L, new PartitionId("t", 1), 42L));

        assertThat(server.requests().get(1).body())
                .isEqualTo("{\"offsets\":[{\"partition\":{\"cluster\":\"primary\",\"partition\":0,\"topic\":\"t\"},"
                        + "\"offset\":null},{\"partition\":{\"cluster\":\"primary\",\"partition\":1,\"topic\":\"t\"},"
                        + "\"offset\":{\"offset\":41}}]}");
        assertThat(connect.positions("m")).containsExactly(Map.entry(new PartitionId("t", 1), 42L));
    }

    @Test
    void badPositionsAreRefusedBeforeAnythingIsSent() {
        assertThat(failure(() -> connect.changePositions("m", Map.of(new PartitionId("t", 0), -1L)))
                        .code())
                .isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void onlyMirrorMakersConnectorsFromThatSourceCount() {
        server.on("GET /connectors?expand=info&expand=status", 200, """
                {"sink":{"info":{"config":{"connector.class":"x.Sink","source.cluster.alias":"primary"}}},
                 "other":{"info":{"config":{"connector.class":"MirrorSource","source.cluster.alias":"tertiary"}}},
                 "mine":{"info":{"config":{"connector.class":"org.apache.kafka.connect.mirror.MirrorSourceConnector",
                   "source.cluster.alias":"primary"}}},
                 "short":{"info":{"config":{"connector.class":"MirrorCheckpoint","source.cluster.alias":"primary"}}}}""");

        assertThat(connect.mirrorTasks("primary"))
                .containsExactly(
                        new ReplicationTask("mine", -1, Kind.EVENTS, State.UNASSIGNED, ""),
                        new ReplicationTask("short", -1, Kind.GROUP_OFFSETS, State.UNASSIGNED, ""));
    }

    @Test
    void bothDirectionsUnderTheSameNamesAreNotDeployed() {
        MirrorMakerConfig config = MirrorMakerConfig.generate(
                        FLOW, plan -> plan.bootstrap("p:9092", "s:9092").topics("events"))
                .with("replication.policy.class", IDENTITY);
        server.on("GET /connectors?expand=info", 200, """
                {"whatever":{"info":{"config":{"connector.class":"MirrorSourceConnector","source.cluster.alias":"standby",
                 "target.cluster.alias":"primary","replication.policy.class":"%s"}}}}""".formatted(IDENTITY));

        assertThat(failure(() -> connect.deploy(config, FLOW)))
                .hasMessageContaining("whatever copies standby->primary")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION));
        assertThat(failure(() -> connect.deploy(config.with(FLOW.reversed() + ".enabled", "true"), FLOW)))
                .hasMessageContaining("switches standby->primary on too");
        assertThat(server.requests())
                .extracting(ScriptedServer.Request::line)
                .containsOnly("GET /connectors?expand=info");
    }

    @Test
    void allAreToldToPauseThoughOneFails() {
        server.on("GET /connectors?expand=info", 200, """
                {"a":{"info":{"config":{"connector.class":"MirrorSourceConnector","source.cluster.alias":"primary"}}},
                 "b":{"info":{"config":{"connector.class":"MirrorCheckpointConnector","source.cluster.alias":"primary"}}}}""")
                .on("PUT /connectors/a/pause", 500, "{}")
                .on("PUT /connectors/b/pause", 202, "");
        try (InMemoryCluster standby = InMemoryCluster.create("pause");
                EventStreamDriver target = standby.driver()) {
            MirrorDriver driver = new MirrorDriver(
                    MirrorOptions.read(DriverOptions.none()
                                    .with("replication.source", "primary")
                                    .with("replication.connect", server.url()))
                            .orElseThrow(),
                    target);

            assertThat(failure(driver::pause)).hasMessageContaining("connector a");
        }
        assertThat(server.requests())
                .extracting(ScriptedServer.Request::line)
                .endsWith("PUT /connectors/a/pause", "PUT /connectors/b/pause");
    }

    @Test
    void credentialsGoWithEachRequestAndIntoNoMessage() {
        server.on("GET /connectors", 401, "{\"message\":\"User cannot access the resource.\"}");
        try (Secret password = Secret.of(PASSWORD)) {
            ConnectCluster secured = ConnectCluster.create(server.url(), more -> more.basic("recovery", password));

            DrException failure = failure(secured::connectors);

            assertThat(failure.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
            assertThat(failure.toString()).doesNotContain(PASSWORD);
            assertThat(server.requests().get(0).authorization()).contains("Basic cmVjb3Zlcnk6YS1wbGFudGVkLXBhc3N3b3Jk");
        }
    }

    @Test
    void theNextWorkerIsAskedIfOneTakesNoConnection() {
        server.on("GET /connectors", 200, "[\"b\",\"a\"]");

        assertThat(ConnectCluster.create("http://127.0.0.1:1, " + server.url(), more -> {})
                        .connectors())
                .containsExactly("a", "b");
    }

    @Test
    void nobodyThereIsUnavailableAndNothingHappened() {
        ConnectCluster nobody = ConnectCluster.create("http://127.0.0.1:1", more -> {});

        DrException failure = failure(() -> nobody.delete("m"));

        assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(failure.effect()).isEqualTo(Effect.NONE);
    }

    @Test
    void aLostAnswerToAChangeIsUnknown() {
        server.on("DELETE /connectors/m", ScriptedServer.NO_ANSWER, "");

        DrException failure = failure(() -> connect.delete("m"));

        assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(failure.effect()).isEqualTo(Effect.UNKNOWN);
    }

    @Test
    void anAnswerThatIsNoJsonIsSaidToBeNone() {
        server.on("GET /connectors", 200, "<html>a proxy</html>");

        assertThat(failure(connect::connectors)).hasMessageContaining("no JSON");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "connect:8083",
                "ftp://connect",
                "http://a:secret@connect",
                "http://a,,http://b",
                "http://a?b"
            })
    void whatIsNoAddressIsRefused(String addresses) {
        assertThat(failure(() -> ConnectCluster.create(addresses, more -> {})))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .message()
                .doesNotContain("secret");
    }

    private static DrException failure(ThrowingCallable call) {
        DrException failure = catchThrowableOfType(DrException.class, call);
        assertThat(failure).isNotNull();
        return failure;
    }
}
