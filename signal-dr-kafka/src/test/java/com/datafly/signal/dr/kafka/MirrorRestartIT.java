package com.datafly.signal.dr.kafka;

import static com.datafly.signal.dr.kafka.Awaiting.await;
import static com.datafly.signal.dr.kafka.Awaiting.awaitCalm;
import static com.datafly.signal.dr.kafka.Awaiting.awaitLook;
import static com.datafly.signal.dr.kafka.Awaiting.awaitTopics;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.EventHeader;
import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.EventReplication;
import com.datafly.signal.dr.events.GroupOffset;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.ReplicationWatch;
import com.datafly.signal.dr.events.TopicSpec;
import com.datafly.signal.dr.events.TranslatedOffset;
import com.datafly.signal.dr.events.TranslationMethod;
import com.datafly.signal.dr.kafka.testing.KafkaCluster;
import com.datafly.signal.dr.kafka.testing.MirrorMakerProcess;
import com.datafly.signal.dr.kafka.testing.MirrorSettings;
import com.datafly.signal.dr.spi.EventReader;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.spi.EventWriter;
import com.datafly.signal.dr.spi.ReaderSettings;
import com.datafly.signal.dr.spi.WriterSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * MirrorMaker is killed before it has written down how far it came, and copies again what it had copied; its pairs of
 * offsets are compacted. Every event tells by a number, which is its offset at the source, where groups have to go on.
 */
class MirrorRestartIT {

    private static final String SYNCS = "mm2-offset-syncs.primary.internal";
    private static final String STATE = "signal-dr.state";
    private static final String HOUR = "3600000";
    private static final String NUMBER = "number";
    private static final Duration NEVER = Duration.ofDays(1);
    private static final int BATCH = 50;

    /** Recent, or retention takes what is of this time. */
    private static final long MOMENT = System.currentTimeMillis();

    @TempDir
    private static Path directory;

    private static KafkaCluster primary;
    private static KafkaCluster standby;
    private static MirrorMakerProcess mirror;
    private static EventStreamDriver source;
    private static EventStreamDriver target;

    @BeforeAll
    static void start() {
        primary = KafkaCluster.start(c -> c.directory(directory).name("primary"));
        standby =
                KafkaCluster.start(c -> c.directory(directory).name("standby").option("log.cleaner.backoff.ms", "100"));
        source = TestContext.empty().open(primary.bootstrap());
        target = TestContext.empty().with("replication.source", "primary").open(standby.bootstrap());
        awaitTopics(source, topic("events.twice"), topic("events.compacted"));
        Map<String, String> settings = MirrorSettings.between(primary, standby);
        settings.put("primary->standby.topics", "events\\..*");
        settings.put("sync.group.offsets.enabled", "false");
        mirror = MirrorMakerProcess.start(settings, p -> p.directory(directory));
        mirror.awaitRunning("primary", "standby");
    }

    private static TopicSpec topic(String name) {
        return TopicSpec.of(name, 2, Map.of()).replicationFactor(1);
    }

    @AfterAll
    static void stop() {
        mirror.close();
        target.close();
        source.close();
        standby.close();
        primary.close();
    }

    @Test
    void whatMirrorMakerCopiesAgainAfterItWasKilledSendsNobodyPastTheTruthAndNobodyFurtherBackThanIsSaid() {
        List<PartitionId> partitions = partitions("events.twice");
        try (SignalDr dr = open()) {
            EventReplication replication = dr.standbyEvents().replicationFrom(dr.events());
            try (ReplicationWatch watch = replication.watch(NEVER)) {
                write(partitions, 0, 400);
                restart(mirror::stop);
                write(partitions, 400, 600);
                awaitCopied(partitions, 999);
                awaitLook(watch);
                restart(mirror::kill);
                write(partitions, 1_000, 5_000);
                await(() -> partitions.stream().anyMatch(each -> end(target, copy(each)) > 3_000));
                restart(mirror::kill);
                write(partitions, 6_000, 300);
                awaitCopied(partitions, 6_299);
                commit(partitions, places(6_300));
                awaitLook(watch);
                assertThat(replication.holes()).isEmpty();
            }
            partitions.forEach(each -> assertThat(numbers(target, copy(each)).size())
                    .as("%s is there twice in part", each)
                    .isGreaterThan(6_300 + 600));
            List<TranslatedOffset> found = of(replication, partitions);
            assertThat(found).hasSize(partitions.size() * places(6_300).size());
            requireTrue(found, partitions);
        }
    }

    @Test
    void whoTailedThePairsOfOffsetsNeedsThemNoMoreAndWhoComesAfterTheirCompactionSaysWhatIsNotKnown() throws Exception {
        List<PartitionId> partitions = partitions("events.compacted");
        List<TranslatedOffset> before;
        try (SignalDr dr = open()) {
            EventReplication replication = dr.standbyEvents().replicationFrom(dr.events());
            try (ReplicationWatch watch = replication.watch(NEVER)) {
                write(partitions, 0, 2_000);
                awaitCopied(partitions, 1_999);
                restart(mirror::kill);
                write(partitions, 2_000, 1_000);
                awaitCopied(partitions, 2_999);
                closeSegment(partitions);
                commit(partitions, places(3_000));
                before = settled(watch, replication, partitions);
                requireTrue(before, partitions);
                compactPairs();
                awaitLook(watch);
            }
            assertThat(of(replication, partitions)).isEqualTo(before);
        }
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", standby.bootstrap()))) {
            admin.deleteTopics(List.of(STATE)).all().get();
        }
        try (SignalDr dr = open()) {
            EventReplication replication = dr.standbyEvents().replicationFrom(dr.events());
            awaitCalm(() -> {
                try (ReplicationWatch watch = replication.watch(NEVER)) {
                    watch.look();
                    return watch.trouble().isEmpty();
                }
            });
            List<TranslatedOffset> after = of(replication, partitions);
            assertThat(after).hasSameSizeAs(before);
            requireTrue(after, partitions);
            assertThat(after.stream().mapToLong(TranslatedOffset::bound).sum())
                    .isGreaterThan(
                            before.stream().mapToLong(TranslatedOffset::bound).sum());
            assertThat(replication.holes()).isEmpty();
        }
    }

    private static List<TranslatedOffset> of(EventReplication replication, List<PartitionId> partitions) {
        return replication.translateFromJournal(Set.of()).offsets().stream()
                .filter(each -> partitions.contains(each.source()))
                .toList();
    }

    /**
     * Looks until two looks in a row say the same: one reads the records that groups stand at for a short time only,
     * and pairs of offsets come a little after the events.
     */
    private static List<TranslatedOffset> settled(
            ReplicationWatch watch, EventReplication replication, List<PartitionId> partitions) {
        List<TranslatedOffset> found = new ArrayList<>();
        await(() -> {
            List<TranslatedOffset> last = List.copyOf(found);
            awaitLook(watch);
            found.clear();
            found.addAll(of(replication, partitions));
            return !found.isEmpty() && found.equals(last);
        });
        return found;
    }

    /** Compares event by event: none is passed over, none is read again beyond what was said, by EXACT none at all. */
    private static void requireTrue(List<TranslatedOffset> found, List<PartitionId> partitions) {
        for (PartitionId partition : partitions) {
            List<long[]> there = numbers(target, copy(partition));
            for (TranslatedOffset each : found) {
                if (each.source().equals(partition)) {
                    long again = again(there, each);
                    assertThat(passedOver(there, each))
                            .as("passed over, %s", each)
                            .isZero();
                    assertThat(again).as("read again, %s", each).isLessThanOrEqualTo(each.bound());
                    assertThat(each.method() == TranslationMethod.EXACT && each.bound() > 0)
                            .as("%s", each)
                            .isFalse();
                }
            }
        }
    }

    /** Returns how many events that the group has not read come nowhere behind its new place. */
    private static long passedOver(List<long[]> there, TranslatedOffset place) {
        Map<Long, Long> last = new HashMap<>();
        there.forEach(event -> last.put(event[1], event[0]));
        return last.entrySet().stream()
                .filter(each -> each.getKey() >= place.committed().offset() && each.getValue() < place.offset())
                .count();
    }

    /** Returns how many events that the group has read come behind its new place. */
    private static long again(List<long[]> there, TranslatedOffset place) {
        return there.stream()
                .filter(event -> event[0] >= place.offset()
                        && event[1] < place.committed().offset())
                .count();
    }

    /** Places at the edges of what was copied twice, and some that chance chose. */
    private static List<Long> places(int end) {
        List<Long> places = new ArrayList<>(List.of(0L, 1L, 399L, 400L, 401L, 999L, 1_000L, 1_001L, 2_000L));
        new Random(end).longs(12, 0, end).forEach(places::add);
        places.addAll(List.of(end - 300L, end - 1L, (long) end));
        return places;
    }

    private static void commit(List<PartitionId> partitions, List<Long> places) {
        Map<String, Map<PartitionId, GroupOffset>> groups = new HashMap<>();
        for (long place : places) {
            Map<PartitionId, GroupOffset> offsets = new HashMap<>();
            partitions.forEach(each -> offsets.put(each, GroupOffset.of(place)));
            groups.put("at-" + partitions.get(0).topic() + "-" + place, offsets);
        }
        awaitCalm(() -> source.changeGroupOffsets(groups).isEmpty());
    }

    /** From the first time on MirrorMaker writes down how far it came only when it ends in good order. */
    private static void restart(Runnable end) {
        end.run();
        mirror.option("standby.offset.flush.interval.ms", HOUR);
        mirror.restart();
        mirror.awaitRunning("primary", "standby");
    }

    /** The cleaner leaves the segment alone that is written: pairs that come later than it may be close it. */
    private static void closeSegment(List<PartitionId> partitions) throws Exception {
        changePairs(Map.of("segment.ms", "100", "min.compaction.lag.ms", HOUR));
        long pairs = end(target, new PartitionId(SYNCS, 0));
        int[] next = {3_000};
        await(() -> {
            write(partitions, next[0], 2 * BATCH);
            next[0] += 2 * BATCH;
            awaitCopied(partitions, next[0] - 1);
            return end(target, new PartitionId(SYNCS, 0)) > pairs + 1;
        });
    }

    /** Lets the cleaner run until most pairs are gone. */
    private static void compactPairs() throws Exception {
        int written = pairs();
        changePairs(Map.of(
                "min.cleanable.dirty.ratio", "0.001", "min.compaction.lag.ms", "0", "max.compaction.lag.ms", "100"));
        await(() -> pairs() < written / 2);
    }

    private static void changePairs(Map<String, String> settings) throws Exception {
        List<AlterConfigOp> changes = new ArrayList<>();
        settings.forEach(
                (key, value) -> changes.add(new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET)));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", standby.bootstrap()))) {
            admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, SYNCS), changes))
                    .all()
                    .get();
        }
    }

    private static int pairs() {
        return read(target, new PartitionId(SYNCS, 0)).size();
    }

    private static SignalDr open() {
        return SignalDr.builder()
                .events("kafka:" + primary.bootstrap())
                .standbyEvents(
                        "kafka:" + standby.bootstrap(), options -> options.option("replication.source", "primary"))
                .build();
    }

    private static List<PartitionId> partitions(String topic) {
        return List.of(new PartitionId(topic, 0), new PartitionId(topic, 1));
    }

    private static PartitionId copy(PartitionId partition) {
        return new PartitionId("primary." + partition.topic(), partition.partition());
    }

    /** In partition 1 nothing but a header tells events apart: pairs of offsets alone can place them. */
    private static void write(List<PartitionId> partitions, int first, int events) {
        try (EventWriter writer = source.writer(WriterSettings.plain())) {
            for (int i = first; i < first + events; i++) {
                for (PartitionId each : partitions) {
                    String text = each.partition() == 0 ? "event-" + i : "same";
                    writer.append(NewEvent.of(each.topic(), null, text.getBytes(UTF_8))
                            .partition(each.partition())
                            .timestampMillis(MOMENT)
                            .headers(List.of(EventHeader.of(NUMBER, Integer.toString(i)))));
                }
                if (i % BATCH == BATCH - 1) {
                    writer.flush();
                }
            }
        }
    }

    private static void awaitCopied(List<PartitionId> partitions, long newest) {
        await(() -> partitions.stream()
                .allMatch(each -> numbers(target, copy(each)).stream().anyMatch(event -> event[1] == newest)));
    }

    /** Returns the events of a partition: the offset and the number of each. */
    private static List<long[]> numbers(EventStreamDriver driver, PartitionId partition) {
        return read(driver, partition).values().stream()
                .map(event -> new long[] {
                    event.offset(),
                    Long.parseLong(event.header(NUMBER).orElseThrow().text())
                })
                .toList();
    }

    private static NavigableMap<Long, EventRecord> read(EventStreamDriver driver, PartitionId partition) {
        NavigableMap<Long, EventRecord> events = new TreeMap<>();
        long end = end(driver, partition);
        if (end <= 0) {
            return events;
        }
        try (EventReader reader = driver.reader(ReaderSettings.committed())) {
            reader.seek(Map.of(partition, 0L));
            await(() -> {
                reader.poll(Duration.ofMillis(200)).forEach(event -> events.put(event.offset(), event));
                return reader.positions().getOrDefault(partition, 0L) >= end;
            });
        }
        return events;
    }

    private static long end(EventStreamDriver driver, PartitionId partition) {
        var answer =
                driver.offsets(Set.of(partition), OffsetPoint.stable()).found().get(partition);
        return answer == null ? -1 : answer.offset();
    }
}
