package com.datafly.signal.dr.internal.events.replication;

import static com.datafly.signal.dr.internal.events.replication.MirroredPair.COPY;
import static com.datafly.signal.dr.internal.events.replication.MirroredPair.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.datafly.signal.dr.events.GroupOffset;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.PartitionPosition;
import com.datafly.signal.dr.events.ReplicationWatch;
import com.datafly.signal.dr.events.TranslatedOffset;
import com.datafly.signal.dr.events.TranslationMethod;
import com.datafly.signal.dr.tck.InMemoryCluster;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Histories that chance made, in which answers were wrong once, beside some more of their kind. */
class ReplicationChanceTest {

    private static final String SYNCS = "mm2-offset-syncs.primary.internal";
    private static final int ROUNDS = 14;

    /** What may happen in a history. */
    private record Traits(
            boolean transactions,
            boolean crashes,
            boolean compaction,
            boolean holes,
            boolean expiry,
            boolean markers,
            boolean restarts) {

        static Traits of(Random chance) {
            return new Traits(
                    chance.nextInt(3) == 0,
                    chance.nextBoolean(),
                    chance.nextInt(3) == 0,
                    chance.nextInt(3) == 0,
                    chance.nextInt(3) == 0,
                    chance.nextInt(4) == 0,
                    chance.nextBoolean());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {33, 277, 370, 565, 789, 1797, 1807, 405, 1500, 1510, 1611, 2476})
    void noPositionIsProvenThatIsNotTrueAndNoBoundIsExceeded(int seed) {
        check(seed, true);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 21, 31, 64})
    void whatExpiredAtTheSourceUnreadIsReadAtTheStandby(int seed) {
        check(seed, false);
    }

    @Test
    void aGroupOfTenThousandPartitionsIsKeptInMessagesThatBrokersTake() {
        Map<PartitionId, GroupOffset> commits = new TreeMap<>();
        Map<PartitionId, Witness> witnesses = new TreeMap<>();
        for (int i = 0; i < 10_000; i++) {
            PartitionId partition = new PartitionId("events.delivery.destination-" + i / 5, i % 5);
            commits.put(partition, GroupOffset.of(i));
            witnesses.put(partition, new Witness(i, 1, 1));
        }
        JournaledGroup group = new JournaledGroup(Instant.EPOCH, commits, witnesses);
        ReplicationMemory memory = new ReplicationMemory("primary");
        memory.journal("a/group", group);

        assertThat(memory.changes())
                .hasSize(2_000)
                .allSatisfy((key, bytes) -> assertThat(bytes.orElseThrow()).hasSizeLessThan(100_000));
        assertThat(JournaledGroup.of(group.byTopic().values())).isEqualTo(group);
        memory.forget("a/group");
        assertThat(memory.changes().values()).allMatch(Optional::isEmpty);
    }

    @Test
    void atATimeThatProvesNothingNoEventIsPassedOver() {
        try (MirroredPair pair = new MirroredPair("chance-time", 1)) {
            pair.produce(0, 99);
            pair.clock.advance(Duration.ofSeconds(5));
            pair.produce(0, 1);
            pair.clock.set(pair.clock.instant().minusSeconds(4));
            pair.produce(0, 9_900);
            pair.clock.advance(Duration.ofMinutes(1));
            pair.mirror.copy();
            pair.mirror.flush();
            pair.standby.deleteBefore(SYNCS, 0, pair.standby.end(SYNCS, 0) - 1);
            pair.standby.deleteBefore(COPY, 0, 150);
            pair.primary.commit("g", TOPIC, 0, 100);
            try (ReplicationWatch watch = pair.watch()) {
                watch.look();
            }
            pair.primary.kill();

            assertThat(pair.replication.translateFromJournal(Set.of("g")).offsets())
                    .extracting(TranslatedOffset::offset, TranslatedOffset::method)
                    .containsExactly(tuple(150L, TranslationMethod.EARLIEST));
        }
    }

    private static void check(int seed, boolean unexpired) {
        Random chance = new Random(seed * 7_919L);
        Traits traits = Traits.of(chance);
        try (MirroredPair pair = new MirroredPair("chance-" + seed, 1)) {
            ReplicationWatch watch = history(pair, chance, traits);
            long end = pair.primary.end(TOPIC, 0);
            long start = unexpired ? pair.primary.start(TOPIC, 0) : 0;
            for (int group = 0; group < 12; group++) {
                pair.primary.commit("g" + group, TOPIC, 0, start + chance.nextLong(end - start + 1));
            }
            watch.look();
            watch.close();
            pair.replication.status().partitions().forEach(position -> assertTrue(pair, position));
            pair.primary.kill();
            pair.replication.translateFromJournal(Set.of()).offsets().forEach(offset -> assertKept(pair, offset));
        }
    }

    private static ReplicationWatch history(MirroredPair pair, Random chance, Traits traits) {
        if (traits.markers()) {
            pair.mirror.exactlyOnce();
        }
        if (traits.transactions()) {
            pair.mirror.committedOnly();
        }
        ReplicationWatch watch = pair.watch();
        for (int round = 0; round < ROUNDS; round++) {
            copy(pair, chance, traits);
            if (traits.compaction() && chance.nextInt(3) == 0) {
                expire(pair.standby, SYNCS, chance);
            }
            if (traits.expiry() && chance.nextInt(4) == 0) {
                expire(pair.standby, COPY, chance);
            }
            if (chance.nextInt(3) == 0) {
                if (traits.restarts() && chance.nextBoolean()) {
                    watch.close();
                    watch = pair.watch();
                }
                watch.look();
            }
        }
        if (chance.nextBoolean()) {
            pair.mirror.copy();
        }
        return watch;
    }

    private static void copy(MirroredPair pair, Random chance, Traits traits) {
        if (traits.transactions() && chance.nextBoolean()) {
            pair.produceTogether(0, 1 + chance.nextInt(30), chance.nextInt(5) == 0);
        } else {
            pair.produce(0, chance.nextInt(150));
        }
        if (traits.holes() && chance.nextInt(5) == 0) {
            long start = pair.primary.start(TOPIC, 0);
            long end = pair.primary.end(TOPIC, 0);
            pair.primary.deleteBefore(TOPIC, 0, start + chance.nextLong(end - start + 1));
        }
        pair.mirror.crowded(chance.nextInt(3) == 0);
        pair.mirror.copy(chance.nextInt(4) == 0 ? chance.nextInt(60) : Integer.MAX_VALUE);
        if (chance.nextBoolean()) {
            pair.mirror.flush();
        }
        if (traits.crashes() && chance.nextInt(4) == 0) {
            pair.mirror.crash();
            pair.mirror.start();
        }
    }

    private static void expire(InMemoryCluster cluster, String topic, Random chance) {
        long start = exists(cluster, topic) ? cluster.start(topic, 0) : 0;
        long end = exists(cluster, topic) ? cluster.end(topic, 0) : 0;
        if (end > start) {
            cluster.deleteBefore(topic, 0, start + chance.nextLong(end - start));
        }
    }

    private static boolean exists(InMemoryCluster cluster, String topic) {
        try (var driver = cluster.driver()) {
            return driver.topics().stream().anyMatch(each -> each.name().equals(topic));
        }
    }

    private static void assertTrue(MirroredPair pair, PartitionPosition position) {
        long most = pair.standby.events(COPY, 0).stream()
                .mapToLong(MirroredPair::sourceOffset)
                .max()
                .orElse(-1);
        long next = pair.primary.events(TOPIC, 0).stream()
                .mapToLong(event -> event.offset())
                .filter(offset -> offset > most)
                .findFirst()
                .orElse(pair.primary.end(TOPIC, 0));
        assertThat(position.copiedTo()).as("%s", position).isLessThanOrEqualTo(next);
        if (position.exact()) {
            assertThat(position.copiedTo()).as("%s", position).isBetween(most + 1, next);
        }
    }

    private static void assertKept(MirroredPair pair, TranslatedOffset offset) {
        NavigableMap<Long, Long> truth = pair.truth(0);
        Map.Entry<Long, Long> next = truth.ceilingEntry(offset.committed().offset());
        long right = next == null ? pair.standby.end(COPY, 0) : next.getValue();
        assertThat(pair.eventsBetween(0, right, offset.offset()))
                .as("%s for %d", offset, right)
                .isZero();
        assertThat(pair.readAgain(0, offset.offset(), offset.committed().offset()))
                .as("%s for %d", offset, right)
                .isLessThanOrEqualTo(offset.bound());
    }
}
