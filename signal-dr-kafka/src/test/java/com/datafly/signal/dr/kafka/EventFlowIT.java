package com.datafly.signal.dr.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.EventHeader;
import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.FlowHop;
import com.datafly.signal.dr.events.FlowProbe;
import com.datafly.signal.dr.events.FlowReport;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.TopicSpec;
import com.datafly.signal.dr.kafka.testing.KafkaCluster;
import com.datafly.signal.dr.spi.EventReader;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.spi.EventWriter;
import com.datafly.signal.dr.spi.ReaderSettings;
import com.datafly.signal.dr.spi.WriterSettings;
import com.datafly.signal.dr.verify.Verdict;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Markers on their way through a small product of two stages and a gateway, on a real broker. */
class EventFlowIT {

    private static final String RAW = "events.raw";
    private static final String PROCESSED = "events.processed";
    private static final String ONE = "events.delivery.one";
    private static final String TWO = "events.delivery.two";

    /** Enough for a stage whose group has yet to form, on a machine that is busy. */
    private static final Duration LONG = Duration.ofSeconds(60);

    /** Enough for a stage that is at work. */
    private static final Duration SHORT = Duration.ofSeconds(8);

    private static KafkaCluster cluster;
    private static EventStreamDriver driver;
    private static SignalDr dr;

    private PipelineStage processor;
    private PipelineStage delivery;
    private HttpServer gateway;
    private volatile boolean loses;

    @BeforeAll
    static void startCluster() {
        cluster = KafkaCluster.start(options -> options.name("flow"));
        driver = TestContext.empty().open(cluster.bootstrap());
        dr = SignalDr.builder().events("kafka:" + cluster.bootstrap()).build();
        assertThat(driver.createTopics(Stream.of(RAW, PROCESSED, ONE, TWO)
                        .map(topic -> TopicSpec.of(topic, 3, Map.of()))
                        .toList()))
                .isEmpty();
    }

    @AfterAll
    static void stopCluster() {
        dr.close();
        driver.close();
        cluster.close();
    }

    @BeforeEach
    void start() throws IOException {
        processor = PipelineStage.start(cluster.bootstrap(), "event-processor", RAW, PROCESSED);
        delivery = startDelivery();
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.createContext("/v1/events", this::ingest);
        gateway.start();
    }

    @AfterEach
    void stop() {
        gateway.stop(0);
        delivery.close();
        processor.close();
    }

    @Test
    void aMarkerThatIsWrittenToTheFirstTopicComesOutEverywhereWithTheLatencyOfEachHop() {
        FlowReport report = dr.events().flow().probe(intoTopic(LONG));
        report.hops().forEach(System.out::println);

        assertCameOut(report);
        assertThat(report.front()).isEqualTo(RAW);
    }

    @Test
    void aMarkerThatIsSentToTheGatewayComesOutEverywhere() {
        FlowReport report = dr.events().flow().probe(intoGateway(LONG));

        assertCameOut(report);
        assertThat(report.front()).startsWith("POST http://127.0.0.1:").endsWith("/v1/events");
        assertThat(withMarker(RAW, report)).hasSize(1);
    }

    @Test
    void theStageThatIsDeadIsNamedByWhatItDoesNotWriteAndTheDeadline() {
        dr.events().flow().probe(intoTopic(LONG));
        delivery.close();

        FlowReport report = dr.events().flow().probe(intoTopic(SHORT));

        assertThat(report.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(report.entry()).isEqualTo(Verdict.PASSED);
        assertThat(report.hops()).extracting(FlowHop::verdict).containsExactly(Verdict.PASSED, Verdict.FAILED);
        assertThat(report.missing()).containsExactly(ONE, TWO);
        assertThat(report.summary())
                .isEqualTo("a marker from events.raw did not come to events.delivery.one, events.delivery.two"
                        + " within 8 s");
        delivery = startDelivery();
        assertCameOut(dr.events().flow().probe(intoTopic(LONG)));
    }

    @Test
    void behindADeadStageNothingComesOut() {
        processor.close();

        FlowReport report = dr.events().flow().probe(intoTopic(SHORT));

        assertThat(report.missing()).containsExactly(PROCESSED, ONE, TWO);
        assertThat(withMarker(RAW, report)).hasSize(1);
    }

    @Test
    void aGatewayThatSaysYesAndKeepsItToItselfIsFoundOut() {
        loses = true;

        FlowReport report = dr.events().flow().probe(intoGateway(SHORT));

        assertThat(report.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(report.entry()).isEqualTo(Verdict.PASSED);
        assertThat(report.missing()).containsExactly(PROCESSED, ONE, TWO);
        assertThat(withMarker(RAW, report)).isEmpty();
    }

    @Test
    void whatOthersSendMeanwhileIsNotTakenForIt() throws InterruptedException {
        List<FlowReport> others = new CopyOnWriteArrayList<>();
        Thread other = new Thread(() -> others.add(dr.events().flow().probe(intoTopic(LONG))), "another who probes");
        flood(2_000);
        other.start();
        FlowReport report = dr.events().flow().probe(intoTopic(LONG));
        other.join();
        delivery.close();
        flood(100);

        FlowReport dead = dr.events().flow().probe(intoTopic(SHORT));

        assertCameOut(report);
        assertThat(others).singleElement().satisfies(EventFlowIT::assertCameOut);
        assertThat(others.get(0).marker()).isNotEqualTo(report.marker());
        assertThat(dead.missing()).containsExactly(ONE, TWO);
    }

    @Test
    void eachProbeLeavesOneMarkerOfItsOwn() {
        List<FlowReport> reports = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            reports.add(dr.events().flow().probe(intoTopic(LONG)));
        }

        assertThat(reports).allSatisfy(EventFlowIT::assertCameOut);
        assertThat(reports).extracting(FlowReport::marker).doesNotHaveDuplicates();
        for (FlowReport report : reports) {
            for (String topic : List.of(RAW, PROCESSED, ONE, TWO)) {
                assertThat(withMarker(topic, report)).as(topic).hasSize(1);
            }
        }
    }

    private static void assertCameOut(FlowReport report) {
        assertThat(report.verdict()).as(report::toString).isEqualTo(Verdict.PASSED);
        assertThat(report.missing()).isEmpty();
        FlowHop first = report.hops().get(0);
        FlowHop last = report.hops().get(1);
        assertThat(first.sightings())
                .singleElement()
                .satisfies(seen -> assertThat(seen.partition().topic()).isEqualTo(PROCESSED));
        assertThat(last.sightings())
                .extracting(seen -> seen.partition().topic())
                .containsExactlyInAnyOrder(ONE, TWO);
        assertThat(last.stampedLatencySince(first).orElseThrow()).isBetween(Duration.ZERO, LONG);
        assertThat(last.latencySince(first).orElseThrow()).isBetween(Duration.ZERO, LONG);
        // One fetch may look at the first topic before the marker comes there, and at the last ones after.
        assertThat(report.latency())
                .contains(Stream.of(first, last)
                        .map(hop -> hop.completion().orElseThrow().seenAfter())
                        .max(Comparator.naturalOrder())
                        .orElseThrow());
        assertThat(report.toCheckResult().details().get(PROCESSED)).matches("events.processed: PASSED after \\d+ ms");
    }

    private FlowProbe intoTopic(Duration deadline) {
        return FlowProbe.intoTopic(RAW, hops(deadline));
    }

    private FlowProbe intoGateway(Duration deadline) {
        return FlowProbe.intoEndpoint(
                URI.create("http://127.0.0.1:" + gateway.getAddress().getPort() + "/v1/events"), hops(deadline));
    }

    private static Consumer<FlowProbe.Builder> hops(Duration deadline) {
        return probe -> probe.through(PROCESSED).through("events.delivery.*").within(deadline);
    }

    private static PipelineStage startDelivery() {
        return PipelineStage.start(cluster.bootstrap(), "delivery", PROCESSED, ONE, TWO);
    }

    private void ingest(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (!loses) {
            write(List.of(NewEvent.of(RAW, null, body)));
        }
        exchange.sendResponseHeaders(202, -1);
        exchange.close();
    }

    /** Events of somebody else, who puts markers in as well. */
    private static void flood(int events) {
        List<NewEvent> flood = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            flood.add(NewEvent.of(RAW, null, ("{\"signal-dr-marker\":\"sdr-" + i + "\"}").getBytes(UTF_8))
                    .headers(List.of(EventHeader.of(FlowProbe.MARKER_HEADER, "sdr-" + i))));
            flood.add(NewEvent.of(ONE, null, ("sdr-" + i).getBytes(UTF_8)));
        }
        write(flood);
    }

    private static void write(List<NewEvent> events) {
        try (EventWriter writer = driver.writer(WriterSettings.plain())) {
            events.forEach(writer::append);
            writer.flush();
        }
    }

    /** Reads all of a topic, and returns what carries the marker of a report. */
    private static List<EventRecord> withMarker(String topic, FlowReport report) {
        Set<PartitionId> partitions =
                Set.of(new PartitionId(topic, 0), new PartitionId(topic, 1), new PartitionId(topic, 2));
        Map<PartitionId, Long> ends = new HashMap<>();
        driver.offsets(partitions, OffsetPoint.stable())
                .orThrow()
                .forEach((partition, answer) -> ends.put(partition, answer.offset()));
        Map<PartitionId, Long> begins = new HashMap<>();
        partitions.forEach(partition -> begins.put(partition, 0L));
        List<EventRecord> found = new ArrayList<>();
        try (EventReader reader = driver.reader(ReaderSettings.committed())) {
            reader.seek(begins);
            while (ends.entrySet().stream()
                    .anyMatch(end -> reader.positions().getOrDefault(end.getKey(), 0L) < end.getValue())) {
                reader.poll(Duration.ofMillis(100)).stream()
                        .filter(event -> new String(requireNonNull(event.value()), UTF_8).contains(report.marker()))
                        .forEach(found::add);
            }
        }
        return found;
    }
}
