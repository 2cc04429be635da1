package com.datafly.signal.dr.internal.events.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.EventHeader;
import com.datafly.signal.dr.events.FlowProbe;
import com.datafly.signal.dr.events.FlowReport;
import com.datafly.signal.dr.events.FlowSighting;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.PartitionProblem;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.spi.EventWriter;
import com.datafly.signal.dr.spi.WriterSettings;
import com.datafly.signal.dr.tck.Fault;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.Verdict;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventFlowTest extends FlowFixture {

    @Test
    void aMarkerThatComesOutEverywherePassesWithTheLatencyOfEachHop() {
        Instant start = clock.instant();
        meanwhile(1, relay(PROCESSED, Duration.ofSeconds(2)));
        meanwhile(2, relay(ONE, Duration.ofSeconds(3)));
        meanwhile(3, relay(TWO, Duration.ofSeconds(4)));

        FlowReport report = flow.probe(probe());

        assertThat(report.verdict()).as(report::toString).isEqualTo(Verdict.PASSED);
        assertThat(report.startedAt()).isEqualTo(start);
        assertThat(report.front()).isEqualTo(RAW);
        assertThat(report.missing()).isEmpty();
        assertThat(hop(report, 0).completion().orElseThrow().seenAfter()).isEqualTo(Duration.ofSeconds(2));
        assertThat(hop(report, 0).completion().flatMap(FlowSighting::stampedAfter))
                .contains(Duration.ofSeconds(2));
        assertThat(hop(report, 1).sightings())
                .extracting(FlowSighting::partition)
                .containsExactly(new PartitionId(ONE, 0), new PartitionId(TWO, 0));
        assertThat(hop(report, 1).latencySince(hop(report, 0))).contains(Duration.ofSeconds(7));
        assertThat(hop(report, 1).stampedLatencySince(hop(report, 0))).contains(Duration.ofSeconds(7));
        assertThat(report.latency()).contains(Duration.ofSeconds(9));
        assertThat(report.summary())
                .isEqualTo("a marker came from events.raw to events.processed, events.delivery.* in 9000 ms");
    }

    @Test
    void theMarkerIsAnEventWithTheHostsKeyValueAndHeaders() {
        meanwhile(1, relayAll());

        FlowReport report = flow.probe(FlowProbe.intoTopic(
                RAW,
                probe -> probe.through(PROCESSED)
                        .key("tenant-dr")
                        .value("{\"type\":\"probe\",\"id\":\"{marker}\"}")
                        .header("tenant", "dr")));

        assertThat(new String(last().key(), UTF_8)).isEqualTo("tenant-dr");
        assertThat(last().value()).isEqualTo(bytes("{\"type\":\"probe\",\"id\":\"" + report.marker() + "\"}"));
        assertThat(last().header(FlowProbe.MARKER_HEADER).map(EventHeader::text))
                .contains(report.marker());
        assertThat(last().header("tenant").map(EventHeader::text)).contains("dr");
    }

    @Test
    void theMarkerIsKnownByItsHeaderOrWhereThatIsDroppedInKeyOrValue() {
        meanwhile(1, () -> {
            String marker = last().header(FlowProbe.MARKER_HEADER).orElseThrow().text();
            cluster.write(PROCESSED, 1, "processed", "{\"was\":{\"id\":\"" + marker + "\"},\"more\":1}");
            cluster.write(ONE, 0, marker + "/1", null);
            cluster.write(NewEvent.of(TWO, null, bytes("another form"))
                    .headers(List.of(EventHeader.of(FlowProbe.MARKER_HEADER, marker))));
        });

        assertThat(flow.probe(probe()).verdict()).isEqualTo(Verdict.PASSED);
    }

    @Test
    void anotherMarkerIsNotTakenForOurs() {
        meanwhile(1, () -> {
            relay(PROCESSED, Duration.ZERO).run();
            for (String topic : List.of(ONE, TWO)) {
                cluster.write(NewEvent.of(topic, bytes("sdr-0123456789abcdef0123456789abcdef"), null)
                        .headers(List.of(EventHeader.of(FlowProbe.MARKER_HEADER, "sdr-another"))));
            }
        });

        assertThat(flow.probe(probe()).verdict()).isEqualTo(Verdict.FAILED);
    }

    @Test
    void theHopWhereTheMarkerStaysIsNamedOnceTheTimeIsOver() {
        meanwhile(1, relay(PROCESSED, Duration.ofSeconds(1)));
        meanwhile(2, relay(ONE, Duration.ofSeconds(1)));
        Instant start = clock.instant();

        FlowReport report = flow.probe(probe());

        assertThat(Duration.between(start, clock.instant())).isEqualTo(Duration.ofSeconds(30));
        assertThat(report.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(report.entry()).isEqualTo(Verdict.PASSED);
        assertThat(hop(report, 0).verdict()).isEqualTo(Verdict.PASSED);
        assertThat(hop(report, 1).verdict()).isEqualTo(Verdict.FAILED);
        assertThat(hop(report, 1).sightings()).hasSize(1);
        assertThat(report.missing()).containsExactly(TWO);
        assertThat(report.latency()).isEmpty();
        assertThat(report.summary())
                .isEqualTo("a marker from events.raw did not come to events.delivery.two within 30 s");
    }

    @Test
    void oneOfTheTopicsIsEnoughWhereTheProbeSaysSo() {
        meanwhile(1, relay(TWO, Duration.ofSeconds(1)));

        FlowReport report = flow.probe(FlowProbe.intoTopic(RAW, probe -> probe.throughAny("events.delivery.*")));

        assertThat(report.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(hop(report, 0).missing()).isEmpty();
    }

    @Test
    void readIsOnlyWhatCameAfterTheTopicsEnded() {
        cluster.fill(PROCESSED, 0, 20_000);
        cluster.fill(ONE, 0, 20_000);
        meanwhile(1, relayAll());

        assertThat(flow.probe(probe()).verdict()).isEqualTo(Verdict.PASSED);
        assertThat(cluster.faults().count("poll")).isEqualTo(1);
    }

    @Test
    void aTopicThatAppearsMeanwhileIsLookedAtFromItsStart() {
        String late = "events.delivery.late";
        meanwhile(1, relayAll());
        meanwhile(1, () -> {
            List.of(PROCESSED, ONE).forEach(topic -> relay(topic, Duration.ZERO).run());
            cluster.topic(late, 1);
            relay(late, Duration.ZERO).run();
        });
        meanwhile(15, relay(TWO, Duration.ZERO));

        FlowReport report = flow.probe(probe());

        assertThat(report.verdict()).as(report::toString).isEqualTo(Verdict.PASSED);
        assertThat(hop(report, 1).sightings())
                .extracting(seen -> seen.partition().topic())
                .containsExactlyInAnyOrder(ONE, TWO, late);
    }

    @Test
    void aHopWithoutTopicsFailsForWhatCameInCameNowhere() {
        FlowReport report = flow.probe(FlowProbe.intoTopic(RAW, probe -> probe.through("events.no-such.*")));

        assertThat(report.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(report.missing()).containsExactly("events.no-such.*");
        assertThat(hop(report, 0).trouble()).isEqualTo("no topic matches");
    }

    @Test
    void whatWasAbortedDidNotComeOut() {
        meanwhile(1, () -> {
            try (EventStreamDriver driver = cluster.driver();
                    EventWriter writer = driver.writer(WriterSettings.transactional("processor"))) {
                writer.begin();
                writer.append(NewEvent.copyOf(last(), new PartitionId(PROCESSED, 0)));
                writer.abort();
            }
        });

        assertThat(flow.probe(FlowProbe.intoTopic(RAW, probe -> probe.through(PROCESSED)))
                        .verdict())
                .isEqualTo(Verdict.FAILED);
    }

    @Test
    void whatRetentionTookBeforeItWasReadIsNotProvenEitherWay() {
        meanwhile(1, () -> {
            relayAll().run();
            cluster.fill(TWO, 0, 3);
            cluster.deleteBefore(TWO, 0, 2);
        });

        FlowReport report = flow.probe(probe());

        assertThat(report.verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(hop(report, 1).trouble()).contains("events of events.delivery.two-0 before 2 are gone");
        assertThat(report.missing()).isEmpty();
    }

    @Test
    void aClusterThatComesBackInTimeIsWaitedFor() {
        meanwhile(2, cluster::kill);
        meanwhile(8, () -> {
            cluster.revive();
            relayAll().run();
        });

        assertThat(flow.probe(probe()).verdict()).isEqualTo(Verdict.PASSED);
    }

    @Test
    void aClusterThatStaysAwayLeavesItUnproven() {
        meanwhile(2, cluster::kill);

        FlowReport report = flow.probe(probe());

        assertThat(report.verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(report.summary()).contains("nothing shows that events flow", "no broker answers");
    }

    @Test
    void aClusterThatDoesNotAnswerAtAllIsAFailureAndNothingWasPutIn() {
        cluster.kill();

        assertThat(refused(ErrorCode.UNAVAILABLE, () -> flow.probe(probe())).effect())
                .isEqualTo(Effect.NONE);
        cluster.revive();
        assertThat(cluster.end(RAW, 0) + cluster.end(RAW, 1)).isZero();
    }

    @Test
    void aFrontThatTakesNothingIsWhereItFails() {
        cluster.deleteTopic(RAW);
        Instant start = clock.instant();

        FlowReport report = flow.probe(probe());

        assertThat(report.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(report.entry()).isEqualTo(Verdict.FAILED);
        assertThat(report.missing()).containsExactly(RAW);
        assertThat(report.hops()).allSatisfy(hop -> assertThat(hop.verdict()).isEqualTo(Verdict.UNPROVEN));
        assertThat(report.summary()).contains("refused by events.raw", "there is no topic 'events.raw'");
        assertThat(clock.instant()).isEqualTo(start);
    }

    @Test
    void aFrontThatWeMayNotUseShowsNothing() {
        cluster.forbid(RAW);

        FlowReport report = flow.probe(probe());

        assertThat(report.verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(report.summary()).contains("permission to use events.raw is missing");
    }

    @Test
    void anAnswerThatWasLostIsNoFailureIfTheMarkerComesOut() {
        cluster.faults().next("flush", Fault.ANSWER_LOST);
        meanwhile(1, relayAll());

        FlowReport report = flow.probe(probe());

        assertThat(report.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(report.entry()).isEqualTo(Verdict.PASSED);
    }

    @Test
    void anAnswerThatWasLostLeavesItUnprovenIfTheMarkerDoesNotComeOut() {
        cluster.faults().next("flush", Fault.ANSWER_LOST);

        FlowReport report = flow.probe(probe());

        assertThat(report.verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(report.summary()).contains("the connection broke off");
    }

    @Test
    void aTopicThatCannotBeReadLeavesItUnproven() {
        meanwhile(1, relayAll());
        cluster.problem(new PartitionProblem(
                new PartitionId(TWO, 0), PartitionProblem.Kind.OFFLINE, -1, List.of(1), List.of(), 1));
        meanwhile(
                1,
                () -> List.of(PROCESSED, ONE)
                        .forEach(topic -> relay(topic, Duration.ZERO).run()));

        FlowReport report = flow.probe(probe());

        assertThat(report.verdict()).as(report::toString).isEqualTo(Verdict.UNPROVEN);
        assertThat(hop(report, 1).trouble()).contains("events.delivery.two-0 cannot be read", "has no leader");
        assertThat(hop(report, 0).verdict()).isEqualTo(Verdict.PASSED);
    }

    @Test
    void anInterruptionEndsTheWait() {
        meanwhile(1, () -> Thread.currentThread().interrupt());
        try {
            refused(ErrorCode.CANCELLED, () -> flow.probe(probe()));
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void theReportIsEvidenceOfARun() {
        meanwhile(1, relayAll());
        CheckResult evidence = flow.probe(probe()).toCheckResult();

        assertThat(evidence.name()).isEqualTo("event flow");
        assertThat(evidence.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(evidence.details()).containsKeys("marker", "front", "started at", PROCESSED, "events.delivery.*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"events\\..*", "", "__consumer_offsets", "mm2-*", "signal-dr.state", "a b", "heartbeats"})
    void topicsThatNoEventsFlowThroughAreRefused(String pattern) {
        refused(ErrorCode.INVALID_ARGUMENT, () -> FlowProbe.intoTopic(RAW, probe -> probe.through(pattern)));
        refused(ErrorCode.INVALID_ARGUMENT, () -> FlowProbe.intoTopic(pattern, probe -> probe.through(PROCESSED)));
    }

    @Test
    void aProbeThatMeansNothingIsRefused() {
        refused(ErrorCode.INVALID_ARGUMENT, () -> FlowProbe.intoTopic(RAW, probe -> {}));
        refused(ErrorCode.INVALID_ARGUMENT, () -> FlowProbe.intoTopic("events.*", probe -> probe.through(RAW)));
        refused(
                ErrorCode.INVALID_ARGUMENT,
                () -> FlowProbe.intoTopic(RAW, probe -> probe.through(PROCESSED).within(Duration.ZERO)));
        refused(
                ErrorCode.INVALID_ARGUMENT,
                () -> FlowProbe.intoTopic(RAW, probe -> probe.through(PROCESSED).secretHeader("a", "b")));
        for (String endpoint : List.of("ftp://ingest/", "ingest", "https:///path", "http://user:pw@ingest/")) {
            refused(
                    ErrorCode.INVALID_ARGUMENT,
                    () -> FlowProbe.intoEndpoint(URI.create(endpoint), probe -> probe.through(PROCESSED)));
        }
    }
}
