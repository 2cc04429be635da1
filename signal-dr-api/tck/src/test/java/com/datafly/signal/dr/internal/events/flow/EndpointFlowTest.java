package com.datafly.signal.dr.internal.events.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.events.EventHeader;
import com.datafly.signal.dr.events.FlowProbe;
import com.datafly.signal.dr.events.FlowReport;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.tck.SecretRecorder;
import com.datafly.signal.dr.verify.Verdict;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Markers that are sent to an ingestion gateway, a real server on the loopback. */
class EndpointFlowTest extends FlowFixture {

    private final SecretRecorder secrets = SecretRecorder.create();
    private final Secret token = secrets.plant("token");
    private final Map<String, String> received = new ConcurrentHashMap<>();
    private HttpServer gateway;
    private volatile int status = 202;

    @BeforeEach
    void start() throws IOException {
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.createContext("/v1/events", this::ingest);
        gateway.start();
    }

    @AfterEach
    void stop() {
        gateway.stop(0);
        token.close();
        secrets.assertNotLeaked();
    }

    @Test
    void aMarkerThatIsSentToTheGatewayComesOutEverywhere() {
        meanwhile(1, relayAll());

        FlowReport report = flow.probe(probe("/v1/events?tenant=dr", probe -> {}), this::secret);
        search(report);

        assertThat(report.verdict()).as(report::toString).isEqualTo(Verdict.PASSED);
        assertThat(report.front()).isEqualTo("POST http://127.0.0.1:" + port() + "/v1/events");
        assertThat(received)
                .containsEntry("method", "POST")
                .containsEntry("type", "application/json")
                .containsEntry("query", "tenant=dr")
                .containsEntry("source", "signal-dr")
                .containsEntry("marker", report.marker())
                .containsEntry("body", "{\"signal-dr-marker\":\"" + report.marker() + "\"}")
                .containsEntry("token", token.use(String::new));
        assertThat(last().header(FlowProbe.MARKER_HEADER).map(EventHeader::text))
                .isEmpty();
    }

    @Test
    void theHostChoosesMethodTypeAndBody() {
        meanwhile(1, relayAll());

        flow.probe(
                probe(
                        "/v1/events",
                        probe -> probe.method("PUT").contentType("text/plain").value("id={marker}")),
                this::secret);

        assertThat(received).containsEntry("method", "PUT").containsEntry("type", "text/plain");
        assertThat(received.get("body")).startsWith("id=sdr-");
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503, 429, 408})
    void aGatewayThatTakesNothingInIsWhereItFails(int answer) {
        status = answer;

        FlowReport report = flow.probe(probe("/v1/events", probe -> {}), this::secret);
        search(report);

        assertThat(report.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(report.missing()).containsExactly(report.front());
        assertThat(report.summary()).contains("answered " + answer);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 302, 404})
    void aGatewayThatDoesNotWantThisMarkerShowsNothing(int answer) {
        status = answer;

        FlowReport report = flow.probe(probe("/v1/events", probe -> {}), this::secret);
        search(report);

        assertThat(report.verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(report.missing()).isEmpty();
        assertThat(report.summary()).contains("answered " + answer);
    }

    @Test
    void aGatewayThatIsNotThereIsWhereItFails() throws IOException {
        // Bound, so that nobody else listens there.
        try (Socket silent = new Socket()) {
            silent.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

            FlowReport report = flow.probe(FlowProbe.intoEndpoint(
                    URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/"), probe -> probe.through(PROCESSED)));

            assertThat(report.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(report.summary()).contains("cannot be connected to");
        }
    }

    @Test
    void aGatewayWhoseAnswerIsLostFailsNothingIfTheMarkerComesOut() {
        status = 0;
        meanwhile(1, relayAll());

        FlowReport report = flow.probe(probe("/v1/events", probe -> {}), this::secret);

        assertThat(report.verdict()).as(report::toString).isEqualTo(Verdict.PASSED);
        assertThat(report.entryProblem()).contains("was lost");
    }

    @Test
    void aSecretThatNobodyGaveIsMissedBeforeAnythingIsSent() {
        DrException failure =
                refused(ErrorCode.FAILED_PRECONDITION, () -> flow.probe(probe("/v1/events", probe -> {})));

        assertThat(failure).hasMessageContaining("'gateway-token'");
        assertThat(received).isEmpty();
    }

    @Test
    void aHeaderThatCannotBeSentIsNamedWithoutItsValue() {
        DrException failure = refused(
                ErrorCode.INVALID_ARGUMENT,
                () -> flow.probe(
                        probe("/v1/events", probe -> {}), name -> Secret.of(token.use(String::new) + "\r\nX: y")));
        secrets.search("a failure", failure);

        assertThat(failure).hasMessageContaining("'Authorization'");
        assertThat(failure.hint()).get().asString().contains("line break");
        assertThat(received).isEmpty();
    }

    private FlowProbe probe(String path, Consumer<FlowProbe.Builder> more) {
        return FlowProbe.intoEndpoint(URI.create("http://127.0.0.1:" + port() + path), probe -> {
            probe.through(PROCESSED)
                    .through("events.delivery.*")
                    .header("X-Source", "signal-dr")
                    .secretHeader("Authorization", "gateway-token")
                    .within(Duration.ofSeconds(20));
            more.accept(probe);
        });
    }

    private Secret secret(String name) {
        assertThat(name).isEqualTo("gateway-token");
        return token;
    }

    private void ingest(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        received.put("method", exchange.getRequestMethod());
        received.put("query", String.valueOf(exchange.getRequestURI().getQuery()));
        received.put("body", body);
        for (Map.Entry<String, String> header : Map.of(
                        "type", "Content-Type",
                        "source", "X-Source",
                        "token", "Authorization",
                        "marker", FlowProbe.MARKER_HEADER)
                .entrySet()) {
            received.put(
                    header.getKey(),
                    String.join(",", exchange.getRequestHeaders().getOrDefault(header.getValue(), List.of())));
        }
        cluster.write(NewEvent.of(RAW, null, body.getBytes(UTF_8)).partition(0));
        if (status > 0) {
            exchange.sendResponseHeaders(status, -1);
        }
        exchange.close();
    }

    private int port() {
        return gateway.getAddress().getPort();
    }

    private void search(FlowReport report) {
        secrets.search(
                "a report", report + report.summary() + report.toCheckResult().details());
    }
}
