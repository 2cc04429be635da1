package com.datafly.signal.dr.kafka;

import static com.datafly.signal.dr.kafka.Awaiting.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.EventReplication;
import com.datafly.signal.dr.events.GroupOffset;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.ReplicationWatch;
import com.datafly.signal.dr.events.TopicSpec;
import com.datafly.signal.dr.events.TranslatedOffset;
import com.datafly.signal.dr.events.Translation;
import com.datafly.signal.dr.events.TranslationMethod;
import com.datafly.signal.dr.kafka.testing.KafkaCluster;
import com.datafly.signal.dr.kafka.testing.MirrorMakerProcess;
import com.datafly.signal.dr.kafka.testing.MirrorSettings;
import com.datafly.signal.dr.playbook.FailoverScenarios;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.StepState;
import com.datafly.signal.dr.playbook.StepStatus;
import com.datafly.signal.dr.spi.EventReader;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.spi.EventWriter;
import com.datafly.signal.dr.spi.ReaderSettings;
import com.datafly.signal.dr.spi.WriterSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A thousand groups after the loss of the primary: each goes on where it was, and soon. */
class TranslationSpeedIT {

    private static final Duration LONG = Duration.ofSeconds(60);

    /** Ten times what is promised of a quiet machine: this one may be busy. */
    private static final Duration ALLOWED = Duration.ofSeconds(30);

    private static final int GROUPS = 1_000;
    private static final int PARTITIONS = 3;
    private static final int EVENTS = 5_000;
    private static final String PLAIN = "events.plain";
    private static final PartitionId PAID = new PartitionId("events.paid", 0);

    @TempDir
    private Path directory;

    /** The numbers of the events of each partition, by their offsets at the source. */
    private final Map<PartitionId, NavigableMap<Long, Integer>> written = new HashMap<>();

    @Test
    void aThousandGroupsAreTranslatedMovedAndReadOn() {
        try (KafkaCluster primary =
                        KafkaCluster.start(c -> c.directory(directory).name("primary"));
                KafkaCluster standby =
                        KafkaCluster.start(c -> c.directory(directory).name("standby"));
                EventStreamDriver source = TestContext.empty().open(primary.bootstrap());
                EventStreamDriver target = TestContext.empty().open(standby.bootstrap());
                SignalDr dr = SignalDr.builder()
                        .journal(directory.resolve("journal"))
                        .events("kafka:" + primary.bootstrap(), o -> o.option("request.timeout.ms", "3000"))
                        .standbyEvents("kafka:" + standby.bootstrap(), o -> o.option("replication.source", "primary"))
                        .build()) {
            EventReplication replication = dr.standbyEvents().replicationFrom(dr.events());
            Map<String, Map<PartitionId, GroupOffset>> committed = fill(source);
            copy(primary, standby, replication);

            primary.kill();
            ConsumerRecord<byte[], byte[]> first;
            try (Run run = dr.playbooks()
                    .plan(FailoverScenarios.streamFailover(over -> {}))
                    .start()) {
                first = firstOnceMoved(run, standby);
                assertThat(run.await(LONG).state()).isEqualTo(RunState.SUCCEEDED);
            }

            Translation translation = replication.translateFromJournal(Set.of());
            assertThat(translation.offsets()).hasSize(GROUPS * (PARTITIONS + 1));
            assertEachGoesOnWhereItWas(translation, committed, target);
            assertThat(target.groupOffsets(translation.commits().keySet()).orThrow())
                    .isEqualTo(translation.commits());
            PartitionId partition = new PartitionId(first.topic(), first.partition());
            assertThat(first.offset())
                    .isGreaterThanOrEqualTo(
                            requireNonNull(requireNonNull(translation.commits().get("group-500"))
                                            .get(partition))
                                    .offset());
        }
    }

    /** Reads with one of the groups as soon as the run has moved them, and tells how long that took in all. */
    private static ConsumerRecord<byte[], byte[]> firstOnceMoved(Run run, KafkaCluster standby) {
        await(() -> isMoved(run) || run.status().state() != RunState.RUNNING);
        assertThat(isMoved(run))
                .as(() -> run.status() + " " + run.status().steps())
                .isTrue();
        ConsumerRecord<byte[], byte[]> first = firstOf(standby, "group-500");
        StepStatus translate = step(run, "translate");
        StepStatus move = step(run, "move-groups");
        Instant begin = translate.startedAt().orElseThrow();
        Duration moved = Duration.between(begin, move.startedAt().orElseThrow().plus(move.duration()));
        Duration read = Duration.between(begin, Instant.now());
        System.out.printf(
                "%d groups: translated in %s, moved after %s, first event after %s%n",
                GROUPS, translate.duration(), moved, read);
        assertThat(read).isLessThan(ALLOWED);
        return first;
    }

    private static boolean isMoved(Run run) {
        return step(run, "move-groups").state() == StepState.SUCCEEDED;
    }

    private static StepStatus step(Run run, String id) {
        return run.status().step(id);
    }

    private void assertEachGoesOnWhereItWas(
            Translation translation, Map<String, Map<PartitionId, GroupOffset>> committed, EventStreamDriver target) {
        Map<PartitionId, NavigableMap<Long, Integer>> copies = new HashMap<>();
        for (TranslatedOffset each : translation.offsets()) {
            assertThat(each.committed())
                    .isEqualTo(requireNonNull(committed.get(each.group())).get(each.source()));
            int next = number(
                    requireNonNull(written.get(each.source())), each.committed().offset());
            NavigableMap<Long, Integer> copy = copies.computeIfAbsent(each.target(), id -> read(target, id));
            int goesOn = number(copy, each.offset());
            assertThat(goesOn).as("%s, next %d", each, next).isLessThanOrEqualTo(next);
            assertThat((long) next - goesOn).as(each.toString()).isLessThanOrEqualTo(each.bound());
            if (each.source().topic().equals(PLAIN)) {
                assertThat(each.method()).as(each.toString()).isEqualTo(TranslationMethod.EXACT);
            }
        }
    }

    /** Returns the number of the first event from an offset on; behind the last one, one more. */
    private static int number(NavigableMap<Long, Integer> events, long offset) {
        Map.Entry<Long, Integer> next = events.ceilingEntry(offset);
        return next == null ? events.lastEntry().getValue() + 1 : next.getValue();
    }

    private Map<String, Map<PartitionId, GroupOffset>> fill(EventStreamDriver source) {
        await(() -> source.createTopics(List.of(
                        TopicSpec.of(PLAIN, PARTITIONS, Map.of()).replicationFactor(1),
                        TopicSpec.of(PAID.topic(), 1, Map.of()).replicationFactor(1)))
                .isEmpty());
        for (int partition = 0; partition < PARTITIONS; partition++) {
            write(source, new PartitionId(PLAIN, partition));
        }
        writeTogether(source);
        Random random = new Random(11);
        Map<String, Map<PartitionId, GroupOffset>> groups = new HashMap<>();
        for (int group = 0; group < GROUPS; group++) {
            Map<PartitionId, GroupOffset> offsets = new HashMap<>();
            written.forEach((partition, events) ->
                    offsets.put(partition, new GroupOffset(random.nextLong(events.lastKey() + 2), "")));
            groups.put("group-" + group, offsets);
        }
        await(() -> source.changeGroupOffsets(groups).isEmpty());
        return groups;
    }

    private void write(EventStreamDriver source, PartitionId partition) {
        NavigableMap<Long, Integer> places = new ConcurrentSkipListMap<>();
        try (EventWriter writer = source.writer(WriterSettings.plain())) {
            for (int i = 0; i < EVENTS; i++) {
                append(writer, partition, i, places);
            }
            writer.flush();
        }
        written.put(partition, places);
    }

    /** Every fifth transaction is given up. */
    private void writeTogether(EventStreamDriver source) {
        NavigableMap<Long, Integer> places = new ConcurrentSkipListMap<>();
        try (EventWriter writer = source.writer(WriterSettings.transactional("paid"))) {
            int number = 0;
            for (int transaction = 0; number < EVENTS; transaction++) {
                NavigableMap<Long, Integer> mine = new ConcurrentSkipListMap<>();
                writer.begin();
                for (int i = 0; i < 40; i++) {
                    append(writer, PAID, number + i, mine);
                }
                if (transaction % 5 == 3) {
                    writer.flush();
                    writer.abort();
                } else {
                    writer.commit();
                    places.putAll(mine);
                    number += 40;
                }
            }
        }
        written.put(PAID, places);
    }

    private static void append(EventWriter writer, PartitionId partition, int number, Map<Long, Integer> places) {
        writer.append(
                NewEvent.of(partition.topic(), null, Integer.toString(number).getBytes(UTF_8))
                        .partition(partition.partition()),
                (where, offset) -> places.put(offset, number));
    }

    /** Lets MirrorMaker copy everything, and a watch see that. */
    private void copy(KafkaCluster primary, KafkaCluster standby, EventReplication replication) {
        Map<String, String> settings = MirrorSettings.between(primary, standby);
        settings.put("primary->standby.topics", "events\\..*");
        settings.put("primary.consumer.isolation.level", "read_committed");
        settings.put("sync.group.offsets.enabled", "false");
        settings.put("emit.checkpoints.enabled", "false");
        try (MirrorMakerProcess mirror = MirrorMakerProcess.start(settings, p -> p.directory(directory));
                ReplicationWatch watch = replication.watch(Duration.ofDays(1))) {
            mirror.awaitRunning("primary", "standby");
            await(() -> replication.status().partitions().size() == PARTITIONS + 1
                    && replication.status().recordsAtRisk() == 0);
            watch.look();
        }
    }

    private static ConsumerRecord<byte[], byte[]> firstOf(KafkaCluster standby, String group) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", standby.bootstrap(), "group.id", group, "enable.auto.commit", "false");
        try (Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of("primary." + PLAIN, "primary." + PAID.topic()));
            long begin = System.nanoTime();
            ConsumerRecords<byte[], byte[]> polled = consumer.poll(Duration.ofMillis(100));
            while (polled.isEmpty()) {
                assertThat(since(begin)).isLessThan(LONG);
                polled = consumer.poll(Duration.ofMillis(100));
            }
            return polled.iterator().next();
        }
    }

    private static NavigableMap<Long, Integer> read(EventStreamDriver target, PartitionId partition) {
        NavigableMap<Long, Integer> events = new TreeMap<>();
        long end = target.offsets(Set.of(partition), OffsetPoint.stable())
                .orThrow()
                .values()
                .iterator()
                .next()
                .offset();
        long begin = System.nanoTime();
        try (EventReader reader = target.reader(ReaderSettings.committed())) {
            reader.seek(Map.of(partition, 0L));
            while (reader.positions().getOrDefault(partition, 0L) < end) {
                assertThat(since(begin)).isLessThan(LONG);
                for (EventRecord event : reader.poll(Duration.ofMillis(200))) {
                    events.put(event.offset(), Integer.parseInt(new String(requireNonNull(event.value()), UTF_8)));
                }
            }
        }
        return events;
    }

    private static Duration since(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
