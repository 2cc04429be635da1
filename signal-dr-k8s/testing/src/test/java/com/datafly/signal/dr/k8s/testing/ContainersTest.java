package com.datafly.signal.dr.k8s.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What containers hold, what they log, and commands in them. */
final class ContainersTest {

    private static final String POD = """
            apiVersion: v1
            kind: Secret
            metadata: {name: db, namespace: datafly}
            stringData: {url: "jdbc:old"}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: app, namespace: datafly}
            spec:
              containers:
              - name: main
                image: app:1
                env:
                - name: DB_URL
                  valueFrom:
                    secretKeyRef: {name: db, key: url}
                envFrom:
                - prefix: ALL_
                  secretRef: {name: db}
                volumeMounts:
                - {name: secret, mountPath: /etc/db}
                - {name: secret, mountPath: /etc/one, subPath: url}
              - name: side
                image: side:1
              volumes:
              - name: secret
                secret: {secretName: db}
            """;

    private final ApiServer server = ApiServer.start().namespace("datafly");
    private final ApiClient api = ApiClient.of(server);

    @BeforeEach
    void run() {
        server.objects().put(POD);
        server.cluster().settle();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private void change() {
        server.objects().patch("secrets", "datafly", "db", "{stringData: {url: \"jdbc:new\"}}");
    }

    @Test
    void aVariableKeepsItsValueUntilItsContainerStartsAgain() throws Exception {
        change();
        assertThat(exec("main", "sh", "-c", "echo $DB_URL $ALL_url").get(1)).isEqualTo("jdbc:old jdbc:old\n");

        server.cluster().crash("datafly", "app", "main", "Error");

        assertThat(exec("main", "sh", "-c", "echo $DB_URL").get(1)).isEqualTo("jdbc:new\n");
    }

    @Test
    void aFileFollowsItsSecretUnlessItIsMountedAlone() throws Exception {
        change();

        assertThat(exec("main", "cat", "/etc/db/url").get(1)).isEqualTo("jdbc:new");
        assertThat(exec("main", "cat", "/etc/one").get(1)).isEqualTo("jdbc:old");
    }

    @Test
    void aCommandAnswersItsOutputItsErrorsAndItsExitCode() throws Exception {
        Map<Integer, String> answers = exec("main", "sh", "-c", "echo out; echo err >&2; exit 3");

        assertThat(answers.get(1)).isEqualTo("out\n");
        assertThat(answers.get(2)).isEqualTo("err\n");
        assertThat(answers.get(3)).contains("\"Failure\"", "\"NonZeroExitCode\"", "\"ExitCode\"", "\"3\"");
    }

    @Test
    void aCommandThatSucceedsSaysSo() throws Exception {
        assertThat(exec("main", "true").get(3)).isEqualTo("{\"metadata\":{},\"status\":\"Success\"}");
    }

    @Test
    void anImageWithoutAShellRunsNothing() throws Exception {
        server.cluster().hasNoShell("app:1");

        assertThat(exec("main", "sh", "-c", "true").get(3))
                .contains("\"InternalError\"", "executable file not found in $PATH");
    }

    @Test
    void aTestMayAnswerCommandsItself() throws Exception {
        server.cluster().onCommand(command -> CommandResult.of(0, command.pod() + command.words(), ""));

        assertThat(exec("side", "any", "word").get(1)).isEqualTo("app[any, word]");
    }

    @Test
    void aCommandNeedsAWebSocket() {
        assertThat(api.get("/api/v1/namespaces/datafly/pods/app/exec?container=main&command=true")
                        .message())
                .isEqualTo("Upgrade request required");
    }

    @Test
    void amongSeveralContainersOneMustBeNamed() {
        ApiClient.Answer refused = api.get("/api/v1/namespaces/datafly/pods/app/log");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.message())
                .isEqualTo("a container name must be specified for pod app, choose one of: [main side]");
    }

    @Test
    void aLogIsCutAsWanted() {
        Instant start = Instant.parse("2026-01-15T10:30:00Z");
        for (int i = 0; i < 4; i++) {
            server.cluster().log("datafly", "app", "main", "line " + i, start.plusSeconds(i));
        }
        String log = "/api/v1/namespaces/datafly/pods/app/log?container=main";

        assertThat(api.get(log).text()).isEqualTo("line 0\nline 1\nline 2\nline 3\n");
        assertThat(api.get(log + "&tailLines=1").text()).isEqualTo("line 3\n");
        assertThat(api.get(log + "&limitBytes=8").text()).isEqualTo("line 0\nl");
        assertThat(api.get(log + "&sinceTime=2026-01-15T10:30:02Z").text()).isEqualTo("line 2\nline 3\n");
        assertThat(api.get(log + "&tailLines=1&timestamps=true").text()).isEqualTo("2026-01-15T10:30:03Z line 3\n");
    }

    @Test
    void theLogOfTheContainerBeforeIsKept() {
        server.cluster().log("datafly", "app", "main", "before");
        server.cluster().crash("datafly", "app", "main", "Error");
        String log = "/api/v1/namespaces/datafly/pods/app/log?container=main";

        assertThat(api.get(log).text()).isEmpty();
        assertThat(api.get(log + "&previous=true").text()).isEqualTo("before\n");
    }

    @Test
    void aDeadNodeAnswersNothingAboutItsContainers() {
        server.cluster()
                .loseNode(server.objects()
                        .get("pods", "datafly", "app")
                        .at("/spec/nodeName")
                        .asText());

        ApiClient.Answer failed = api.get("/api/v1/namespaces/datafly/pods/app/log?container=main");

        assertThat(failed.status()).isEqualTo(500);
        assertThat(failed.message()).contains("no route to host");
    }

    @Test
    void thePodThatNoNodeHasLogsNothingWithSuccess() {
        server.cluster().cannotBeScheduled("large:1");
        server.objects().put("""
                apiVersion: v1
                kind: Pod
                metadata: {name: waiting, namespace: datafly}
                spec: {containers: [{name: main, image: "large:1"}]}
                """);
        server.cluster().settle();

        for (String more : List.of("", "?container=main", "?previous=true")) {
            ApiClient.Answer answer = api.get("/api/v1/namespaces/datafly/pods/waiting/log" + more);
            assertThat(answer.status()).isEqualTo(204);
            assertThat(answer.text()).isEmpty();
        }
        assertThat(api.get("/api/v1/namespaces/datafly/pods/waiting/log?container=nobody")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aContainerWhoseSecretIsMissingDoesNotStart() {
        server.objects()
                .put(POD.substring(POD.indexOf("---") + 4)
                        .replace("name: app,", "name: other,")
                        .replace("{name: db, key: url}", "{name: db, key: none}"));
        server.cluster().settle();

        String status =
                server.objects().get("pods", "datafly", "other").path("status").toString();
        assertThat(status).contains("CreateContainerConfigError", "couldn't find key none in Secret datafly/db");
        assertThat(api.get("/api/v1/namespaces/datafly/pods/other/log?container=main")
                        .message())
                .isEqualTo("container \"main\" in pod \"other\" is waiting to start: CreateContainerConfigError");
    }

    /** Returns what came on each channel. */
    private Map<Integer, String> exec(String container, String... words) throws Exception {
        String command = List.of(words).stream()
                .map(word -> "&command=" + URLEncoder.encode(word, UTF_8))
                .collect(Collectors.joining());
        URI uri = URI.create(server.url().toString().replace("http:", "ws:")
                + "/api/v1/namespaces/datafly/pods/app/exec?stdout=true&stderr=true&container=" + container + command);
        Channels channels = new Channels();
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("Authorization", "Bearer " + server.token())
                .subprotocols("v5.channel.k8s.io", "v4.channel.k8s.io")
                .buildAsync(uri, channels)
                .get(20, TimeUnit.SECONDS);
        assertThat(socket.getSubprotocol()).isEqualTo("v5.channel.k8s.io");
        channels.closed.get(20, TimeUnit.SECONDS);
        return channels.texts();
    }

    /** Collects what comes on each channel. */
    private static final class Channels implements WebSocket.Listener {

        private final Map<Integer, ByteArrayOutputStream> bytes = new ConcurrentHashMap<>();
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();

        Map<Integer, String> texts() {
            return bytes.entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, entry -> entry.getValue().toString(UTF_8)));
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            byte[] rest = new byte[data.remaining() - 1];
            int channel = data.get();
            data.get(rest);
            bytes.computeIfAbsent(channel, key -> new ByteArrayOutputStream()).writeBytes(rest);
            socket.request(1);
            return CompletableFuture.completedStage(Json.object());
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(code);
            return CompletableFuture.completedStage(code);
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            closed.completeExceptionally(error);
        }
    }
}
