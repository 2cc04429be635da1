package com.datafly.signal.dr.tck;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.Answers;
import com.datafly.signal.dr.events.ConsumerGroup;
import com.datafly.signal.dr.events.EventHeader;
import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.events.OffsetAnswer;
import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.spi.EventReader;
import com.datafly.signal.dr.spi.EventWriter;
import com.datafly.signal.dr.spi.ReaderSettings;
import com.datafly.signal.dr.tck.EventStreamHarness.Hook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What readers and writers do with single events, and what offsets mean. */
abstract class EventStreamDriverRecords extends EventStreamDriverGroups {

    @Test
    void anEventIsReadAsItWasWritten() {
        PartitionId partition = id(newTopic(1), 0);
        long time = Instant.now().minusSeconds(60).toEpochMilli();
        List<EventHeader> headers = List.of(
                EventHeader.of("kind", "first"), EventHeader.of("kind", "second"), EventHeader.of("none", (byte[])
                        null));
        EventWriter writer = writer();
        writer.append(NewEvent.of(partition.topic(), "key".getBytes(UTF_8), "value".getBytes(UTF_8))
                .timestampMillis(time)
                .headers(headers));
        writer.append(NewEvent.of(partition.topic(), "key".getBytes(UTF_8), null));
        writer.append(NewEvent.of(partition.topic(), null, new byte[0]));
        writer.flush();

        List<EventRecord> events = take(reader(ReaderSettings.committed(), Map.of(partition, 0L)), 3);

        EventRecord first = events.get(0);
        assertThat(first.partition()).isEqualTo(partition);
        assertThat(first.offset()).isZero();
        assertThat(first.timestampMillis()).isEqualTo(time);
        assertThat(first.key()).isEqualTo("key".getBytes(UTF_8));
        assertThat(text(first)).isEqualTo("value");
        assertThat(first.headers()).extracting(EventHeader::key).containsExactly("kind", "kind", "none");
        assertThat(first.header("kind"))
                .hasValueSatisfying(kind -> assertThat(kind.text()).isEqualTo("second"));
        assertThat(first.headers().get(2).value()).isNull();
        assertThat(events.get(1).value()).isNull();
        assertThat(events.get(1).headers()).isEmpty();
        assertThat(events.get(1).timestampMillis()).isGreaterThan(time);
        assertThat(events.get(2).key()).isNull();
        assertThat(events.get(2).value()).isEmpty();
    }

    @Test
    void partitionsAreReadInOrderEachFromItsOffset() {
        String topic = newTopic(2);
        write(id(topic, 0), 4);
        write(id(topic, 1), 3);
        EventReader reader = reader(ReaderSettings.committed(), Map.of(id(topic, 0), 1L, id(topic, 1), 0L));

        Map<PartitionId, List<String>> read = take(reader, 6).stream()
                .collect(Collectors.groupingBy(
                        EventRecord::partition,
                        Collectors.mapping(EventStreamDriverFixture::text, Collectors.toList())));

        assertThat(read)
                .containsEntry(id(topic, 0), List.of("1", "2", "3"))
                .containsEntry(id(topic, 1), List.of("0", "1", "2"));
        assertThat(reader.positions()).containsOnly(Map.entry(id(topic, 0), 4L), Map.entry(id(topic, 1), 3L));
    }

    @Test
    void aReaderReadsThePartitionsOfItsLastSeekAlone() {
        String topic = newTopic(2);
        write(id(topic, 0), 2);
        write(id(topic, 1), 2);
        EventReader reader = reader(ReaderSettings.committed(), Map.of(id(topic, 0), 0L));
        take(reader, 2);

        reader.seek(Map.of(id(topic, 1), 1L));

        assertThat(reader.positions()).containsOnly(Map.entry(id(topic, 1), 1L));
        assertThat(take(reader, 1)).extracting(EventStreamDriverFixture::text).containsExactly("1");
        assertThat(reader.poll(A_MOMENT)).isEmpty();
    }

    @Test
    void nothingComesWithinTheWaitAndThenWhatIsWritten() {
        PartitionId partition = id(newTopic(1), 0);
        EventReader reader = reader(ReaderSettings.committed(), Map.of(partition, 0L));
        assertThat(reader.poll(A_MOMENT)).isEmpty();
        assertThat(reader.poll(Duration.ZERO)).isEmpty();

        write(partition, 1);

        assertThat(take(reader, 1)).hasSize(1);
    }

    @Test
    void noMoreEventsComeAtOnceThanWereAllowed() {
        PartitionId partition = id(newTopic(1), 0);
        write(partition, 25);
        EventReader reader = reader(ReaderSettings.committed().maxRecords(10), Map.of(partition, 0L));

        List<String> read = new ArrayList<>();
        await(() -> {
            List<EventRecord> some = reader.poll(A_MOMENT);
            assertThat(some).hasSizeLessThanOrEqualTo(10);
            some.forEach(event -> read.add(text(event)));
            return read.size() >= 25;
        });
        assertThat(read)
                .containsExactlyElementsOf(
                        IntStream.range(0, 25).mapToObj(Integer::toString).toList());
    }

    @Test
    void aReaderBelongsToNoGroup() {
        PartitionId partition = id(newTopic(1), 0);
        write(partition, 1);
        Set<String> before = groupNames();

        try (EventReader reader = driver().reader(ReaderSettings.committed())) {
            reader.seek(Map.of(partition, 0L));
            take(reader, 1);
            assertThat(groupNames()).isEqualTo(before);
        }
        assertThat(groupNames()).isEqualTo(before);
    }

    @Test
    void anOffsetBehindTheLogsEndIsSaidAndNothingIsSkipped() {
        PartitionId partition = id(newTopic(1), 0);
        write(partition, 3);
        EventReader reader = reader(ReaderSettings.committed(), Map.of(partition, 7L));

        DrException failure = awaitFailure(reader);

        checked(ErrorCode.FAILED_PRECONDITION, failure);
        assertThat(failure.details())
                .containsEntry("partition", partition.toString())
                .containsEntry("offset", "7")
                .containsEntry("earliest", "0");
        assertThat(reader.positions()).containsEntry(partition, 7L);
    }

    @Test
    void anOffsetBeforeTheLogsStartIsSaidWithTheEarliestOneThatIsThere() {
        PartitionId partition = id(newTopic(1), 0);
        write(partition, 5);
        if (!has(Hook.REMOVAL, () -> here().deleteBefore(partition, 3))) {
            return;
        }
        here().deleteBefore(partition, 3);
        await(() -> offset(partition, OffsetPoint.earliest()) == 3);

        DrException failure = awaitFailure(reader(ReaderSettings.committed(), Map.of(partition, 1L)));

        checked(ErrorCode.FAILED_PRECONDITION, failure);
        assertThat(failure.details()).containsEntry("offset", "1").containsEntry("earliest", "3");
        assertThat(committed(partition, 3)).containsExactly("3", "4");
        assertThat(offset(partition, OffsetPoint.latest())).isEqualTo(5);
    }

    @Test
    void edgesOfALogAreAskedFor() {
        PartitionId partition = id(newTopic(1), 0);
        assertThat(offset(partition, OffsetPoint.earliest())).isZero();
        assertThat(offset(partition, OffsetPoint.latest())).isZero();
        assertThat(offset(partition, OffsetPoint.stable())).isZero();

        write(partition, 4);

        assertThat(offset(partition, OffsetPoint.earliest())).isZero();
        assertThat(offset(partition, OffsetPoint.latest())).isEqualTo(4);
        assertThat(offset(partition, OffsetPoint.stable())).isEqualTo(4);
        assertThat(driver().offsets(Set.of(partition), OffsetPoint.latest()).orThrow())
                .containsEntry(partition, new OffsetAnswer(4, -1));
    }

    @Test
    void theFirstRecordThatIsNotOlderIsFoundByTimeIfThereIsOne() {
        String topic = newTopic(2);
        long time = Instant.now().minusSeconds(600).toEpochMilli();
        EventWriter writer = writer();
        for (int i = 0; i < 3; i++) {
            writer.append(event(id(topic, 0), "at " + i).timestampMillis(time + i * 1000L));
        }
        writer.flush();
        Set<PartitionId> both = Set.of(id(topic, 0), id(topic, 1));

        assertThat(driver().offsets(both, at(time + 500)).orThrow())
                .containsOnly(Map.entry(id(topic, 0), new OffsetAnswer(1, time + 1000)));
        assertThat(driver().offsets(both, at(time + 2000)).orThrow())
                .containsOnly(Map.entry(id(topic, 0), new OffsetAnswer(2, time + 2000)));
        assertThat(driver().offsets(both, at(time + 2001)).orThrow()).isEmpty();
    }

    @Test
    void offsetsOfAPartitionThatIsMissingAreNotFoundBesideTheOthers() {
        PartitionId partition = id(newTopic(1), 0);
        PartitionId noTopic = id(freshName(), 0);
        PartitionId noPartition = id(partition.topic(), 9);

        Answers<PartitionId, OffsetAnswer> answers =
                driver().offsets(Set.of(partition, noTopic, noPartition), OffsetPoint.latest());

        assertThat(answers.found()).containsOnlyKeys(partition);
        assertThat(answers.failed()).containsOnlyKeys(noTopic, noPartition);
        checked(ErrorCode.NOT_FOUND, answers.failed().get(noTopic));
        checked(ErrorCode.NOT_FOUND, answers.failed().get(noPartition));
    }

    @Test
    void whereAnEventStandsIsToldBeforeTheFlushReturnsAndOnAnotherThread() {
        PartitionId partition = id(newTopic(1), 0);
        Map<Long, PartitionId> told = Collections.synchronizedMap(new HashMap<>());
        Set<Thread> tellers = Collections.synchronizedSet(new HashSet<>());
        EventWriter writer = writer();

        for (int i = 0; i < 5; i++) {
            writer.append(event(partition, "event"), (id, offset) -> {
                told.put(offset, id);
                tellers.add(Thread.currentThread());
            });
        }
        writer.flush();

        assertThat(told).containsOnlyKeys(0L, 1L, 2L, 3L, 4L).containsValue(partition);
        assertThat(tellers).isNotEmpty().doesNotContain(Thread.currentThread());
    }

    @Test
    void eventsOfOneKeyStandInOnePartition() {
        String topic = newTopic(4);
        Set<PartitionId> partitions = Collections.synchronizedSet(new HashSet<>());
        EventWriter writer = writer();

        for (int i = 0; i < 10; i++) {
            writer.append(
                    NewEvent.of(topic, "the-key".getBytes(UTF_8), new byte[] {1}), (id, offset) -> partitions.add(id));
        }
        writer.flush();

        assertThat(partitions).hasSize(1);
    }

    @Test
    void aWriterWithoutTransactionsWritesWhetherItCommitsOrAborts() {
        PartitionId partition = id(newTopic(1), 0);
        EventWriter writer = writer();
        writer.begin();
        writer.append(event(partition, "one"));
        writer.commit();
        writer.begin();
        writer.append(event(partition, "two"));
        writer.abort();
        writer.flush();

        assertThat(committed(partition, 0)).containsExactly("one", "two");
    }

    @Test
    void anEventForATopicThatIsMissingFailsAtTheLatestWhenItIsFlushed() {
        EventWriter writer = writer();
        String missing = freshName();

        DrException failure = failure(() -> {
            writer.append(NewEvent.of(missing, null, new byte[] {1}));
            writer.flush();
        });

        assertThat(failure.code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(failure).hasMessageContaining(missing);
    }

    /** A reader may look at what it knows before it asks. */
    private DrException awaitFailure(EventReader reader) {
        List<DrException> failures = new ArrayList<>();
        await(() -> {
            try {
                assertThat(reader.poll(A_MOMENT)).isEmpty();
            } catch (DrException e) {
                failures.add(e);
            }
            return !failures.isEmpty();
        });
        return failures.get(0);
    }

    private Set<String> groupNames() {
        return driver().groups().stream().map(ConsumerGroup::name).collect(Collectors.toSet());
    }

    private static OffsetPoint at(long millis) {
        return OffsetPoint.at(Instant.ofEpochMilli(millis));
    }
}
