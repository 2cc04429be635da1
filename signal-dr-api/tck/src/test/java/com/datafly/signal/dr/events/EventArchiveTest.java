package com.datafly.signal.dr.events;

import static com.datafly.signal.dr.events.EventArchiveFixture.PREFIX;
import static com.datafly.signal.dr.events.EventArchiveFixture.SMALL;
import static com.datafly.signal.dr.events.EventArchiveFixture.contents;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.spi.EventWriter;
import com.datafly.signal.dr.spi.WriterSettings;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.verify.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventArchiveTest {

    private static final Duration MOMENT = Duration.ofMillis(5);

    private final EventArchiveFixture fixture = new EventArchiveFixture();
    private final EventArchive archive = fixture.archive;

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void everyEventIsInItWithOffsetsTimesAndHeaders() {
        fixture.cluster.topic("events.raw", 2).topic("orders", 1);
        fixture.fill("events.raw", 0, 300);
        fixture.fill("events.raw", 1, 40);
        fixture.fill("orders", 0, 5);

        ArchiveReport report = archive.append(SMALL).orThrow();

        assertThat(report.amount().records()).isEqualTo(340);
        assertThat(report.gaps()).isEmpty();
        assertThat(fixture.keys("segments")).hasSizeGreaterThan(5);
        assertThat(archive.verify(report.seal()).orThrow().ranges())
                .satisfiesExactly(
                        first -> assertThat(first.next()).isEqualTo(300),
                        second -> assertThat(second.next()).isEqualTo(40));
        ArchivedTopic topic = archive.topics().get(0);
        assertThat(topic.name()).isEqualTo("events.raw");
        assertThat(topic.partitions()).isEqualTo(2);
        assertThat(topic.cluster()).isEqualTo(fixture.dr.events().clusterId());

        RestoredTopic restored = fixture.elsewhere.restore(TopicRestore.of("events.raw"));

        assertThat(restored.records()).isEqualTo(340);
        for (int partition = 0; partition < 2; partition++) {
            assertThat(contents(fixture.other, "events.raw", partition))
                    .isEqualTo(contents(fixture.cluster, "events.raw", partition));
        }
    }

    @Test
    void aSecondCallAddsWhatIsNewAndNothingElse() {
        fixture.cluster.topic("events.raw", 1);
        fixture.fill("events.raw", 0, 10);
        ArchiveReport first = archive.append(SMALL);
        int objects = fixture.store.list("", "", 1000).size();

        ArchiveReport idle = archive.append(SMALL);

        assertThat(idle.added()).isEmpty();
        assertThat(idle.seal()).isEqualTo(first.seal());
        assertThat(fixture.store.list("", "", 1000)).hasSize(objects);

        fixture.fill("events.raw", 0, 3);

        assertThat(archive.append(SMALL).added()).singleElement().satisfies(added -> {
            assertThat(added.from()).isEqualTo(10);
            assertThat(added.next()).isEqualTo(13);
            assertThat(added.amount().records()).isEqualTo(3);
        });
        assertThat(archive.verify().verdict()).isEqualTo(Verdict.PASSED);
    }

    @Test
    void internalTopicsAreNeverMeantByAWildcard() {
        fixture.cluster
                .topic("events.raw", 1)
                .topic("signal-dr.state", 1)
                .topic("mm2-offsets", 1)
                .topic("heartbeats", 1);
        fixture.fill("events.raw", 0, 1);

        archive.append(ArchiveRequest.of("*"));

        assertThat(archive.topics()).extracting(ArchivedTopic::name).containsExactly("events.raw");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "events\\..*", "__consumer_offsets", "signal-dr.*", "mm2-*", "a b"})
    void aPatternThatMeansInternalTopicsOrIsNoneIsRefused(String pattern) {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> ArchiveRequest.of(pattern))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }

    @Test
    void aTopicThatIsNamedAndNotThereIsNotFoundAndAPatternMayMatchNothing() {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> archive.append(ArchiveRequest.of("events.missing")))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
        assertThat(archive.append(SMALL).added()).isEmpty();
        assertThat(archive.verify().verdict()).isEqualTo(Verdict.UNPROVEN);
    }

    @Test
    void transactionMarkersAbortedAndCompactedEventsAreAccountedFor() {
        fixture.cluster.topic("events.raw", 1);
        try (EventStreamDriver driver = fixture.cluster.driver();
                EventWriter writer = driver.writer(WriterSettings.transactional("t"))) {
            for (int i = 0; i < 6; i++) {
                writer.begin();
                writer.append(NewEvent.of("events.raw", new byte[] {(byte) (i % 3)}, new byte[10])
                        .partition(0));
                if (i == 1 || i == 5) {
                    writer.abort();
                } else {
                    writer.commit();
                }
            }
        }
        long end = fixture.cluster.end("events.raw", 0);

        ArchivedRange range = archive.append(SMALL).orThrow().added().get(0);

        assertThat(range.next()).isEqualTo(end);
        assertThat(range.amount().records()).isEqualTo(4);
        assertThat(range.withoutEvent()).isEqualTo(end - 4);
        assertThat(range.gaps()).isEmpty();
        assertThat(archive.append(SMALL).added()).isEmpty();

        fixture.fill("events.raw", 0, 8);
        fixture.cluster.compact("events.raw");

        ArchivedRange compacted = archive.append(SMALL).orThrow().added().get(0);

        assertThat(compacted.gaps()).isEmpty();
        assertThat(compacted.next()).isEqualTo(end + 8);
        assertThat(archive.verify().verdict()).isEqualTo(Verdict.PASSED);
    }

    @Test
    void whatAnOpenTransactionHoldsBackIsArchivedOnceItIsCommitted() {
        fixture.cluster.topic("events.raw", 1);
        try (EventStreamDriver driver = fixture.cluster.driver();
                EventWriter writer = driver.writer(WriterSettings.transactional("t"))) {
            fixture.fill("events.raw", 0, 2);
            writer.begin();
            writer.append(NewEvent.of("events.raw", null, new byte[1]).partition(0));
            writer.flush();
            fixture.fill("events.raw", 0, 2);

            assertThat(archive.append(SMALL).amount().records()).isEqualTo(2);

            writer.commit();
        }
        assertThat(archive.append(SMALL).amount().records()).isEqualTo(3);
    }

    @Test
    void whatRetentionTookBeforeItWasArchivedIsReportedExactly() {
        fixture.cluster.topic("events.raw", 1);
        fixture.fill("events.raw", 0, 10);
        archive.append(SMALL);
        fixture.fill("events.raw", 0, 10);
        fixture.cluster.deleteBefore("events.raw", 0, 17);

        ArchiveReport report = archive.append(SMALL).orThrow();

        assertThat(report.gaps()).singleElement().satisfies(gap -> {
            assertThat(gap.from()).isEqualTo(10);
            assertThat(gap.to()).isEqualTo(17);
        });
        assertThat(report.amount().records()).isEqualTo(3);
        assertThat(archive.verify().orThrow().gaps()).isEqualTo(report.gaps());
        assertThat(archive.topics().get(0).ranges().get(0).withoutEvent()).isZero();
        assertThat(fixture.elsewhere.restore(TopicRestore.of("events.raw")).gaps())
                .isEqualTo(report.gaps());
    }

    @Test
    void aLogThatLostEverythingSinceIsAGapToo() {
        fixture.cluster.topic("events.raw", 1);
        fixture.fill("events.raw", 0, 4);
        archive.append(SMALL);
        fixture.fill("events.raw", 0, 4);
        fixture.cluster.deleteBefore("events.raw", 0, 8);

        assertThat(archive.append(SMALL).gaps()).singleElement().hasToString("events.raw-0 [4, 8)");
        fixture.fill("events.raw", 0, 1);
        assertThat(archive.append(SMALL).amount().records()).isEqualTo(1);
        assertThat(archive.verify().verdict()).isEqualTo(Verdict.PASSED);
    }

    @Test
    void aTopicMadeAnewBeginsANewLineage() {
        fixture.cluster.topic("events.raw", 1);
        fixture.fill("events.raw", 0, 4);
        archive.append(SMALL);
        fixture.cluster.deleteTopic("events.raw");
        fixture.cluster.topic("events.raw", 2);
        fixture.fill("events.raw", 0, 2);

        archive.append(SMALL).orThrow();

        List<ArchivedTopic> topics = archive.topics();
        assertThat(topics).extracting(ArchivedTopic::name).containsExactly("events.raw", "events.raw");
        assertThat(topics).extracting(ArchivedTopic::lineage).doesNotHaveDuplicates();
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> fixture.elsewhere.restore(TopicRestore.of("events.raw")))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .withMessageContaining(topics.get(0).lineage())
                .withMessageContaining(topics.get(1).lineage());
        ArchivedTopic older = topics.stream()
                .filter(topic -> topic.partitions() == 1)
                .findFirst()
                .orElseThrow();
        assertThat(fixture.elsewhere
                        .restore(TopicRestore.create("events.raw", more -> more.lineage(older.lineage())))
                        .records())
                .isEqualTo(4);
    }

    @Test
    void aTopicMadeAnewWhileItIsReadIsNotMixedUp() {
        fixture.cluster.topic("events.raw", 1).topic("events.other", 1);
        fixture.fill("events.raw", 0, 4);
        fixture.fill("events.other", 0, 4);
        fixture.cluster.faults().before("topics", 2, () -> {
            fixture.cluster.deleteTopic("events.raw");
            fixture.cluster.topic("events.raw", 1);
        });

        ArchiveReport report = archive.append(SMALL);

        assertThat(report.failed()).containsOnlyKeys(new PartitionId("events.raw", 0));
        assertThat(report.added())
                .singleElement()
                .satisfies(added -> assertThat(added.partition().topic()).isEqualTo("events.other"));
        assertThat(archive.append(SMALL).failed()).isEmpty();
    }

    @Test
    void aLogThatWasTruncatedIsLeftAloneAndSaid() {
        fixture.cluster.topic("events.raw", 1).topic("events.other", 1);
        fixture.fill("events.raw", 0, 10);
        archive.append(SMALL);
        fixture.cluster.truncate("events.raw", 0, 6);
        fixture.fill("events.other", 0, 1);

        ArchiveReport report = archive.append(SMALL);

        assertThat(report.failed().get(new PartitionId("events.raw", 0))).hasMessageContaining("ends at offset 6");
        assertThat(report.amount().records()).isEqualTo(1);

        fixture.fill("events.raw", 0, 20);

        ArchiveReport rewritten = archive.append(SMALL);

        assertThat(rewritten.failed().get(new PartitionId("events.raw", 0)))
                .hasMessageContaining("event at offset 9 is not the one that was archived");
        assertThat(archive.verify().verdict()).isEqualTo(Verdict.PASSED);
    }

    @Test
    void ofTwoArchiversAtOnceOneIsFenced() {
        fixture.cluster.topic("events.raw", 1);
        fixture.fill("events.raw", 0, 200);
        ObjectStore racing = new BeforeWrite(
                fixture.store,
                key -> key.contains("/chains/"),
                () -> archive.append(ArchiveRequest.of("events.*").segmentBytes(2048)));

        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> fixture.dr.events().archive(racing, PREFIX).append(SMALL))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT);
                    assertThat(e.effect()).isEqualTo(Effect.NONE);
                });
        assertThat(archive.verify().orThrow().ranges().get(0).amount().records())
                .isEqualTo(200);
        assertThat(archive.verify().leftovers()).hasSize(1);
    }

    @Test
    void anArchiveInTheBackgroundFollowsTopicsAndNewOnes() {
        fixture.cluster.topic("events.raw", 1);
        fixture.fill("events.raw", 0, 5);
        try (ArchiveTail tail = archive.follow(SMALL, Duration.ofMillis(100))) {
            await(tail, 1);
            fixture.cluster.topic("events.new", 1);
            fixture.fill("events.new", 0, 7);
            await(tail, tail.rounds() + 2);
            fixture.fill("events.raw", 0, 2);
            assertThat(tail.failure()).isEmpty();
            assertThat(tail.isRunning()).isTrue();
        }
        assertThat(archive.verify().orThrow().ranges())
                .extracting(range -> range.amount().records())
                .containsExactly(7L, 7L);
    }

    @Test
    void aTailIsRefusedAnIntervalThatIsTooShort() {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> archive.follow(SMALL, Duration.ofMillis(1)))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }

    private static void await(ArchiveTail tail, long rounds) {
        long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (tail.rounds() < rounds) {
            assertThat(System.nanoTime()).isLessThan(until);
            LockSupport.parkNanos(MOMENT.toNanos());
        }
    }
}
