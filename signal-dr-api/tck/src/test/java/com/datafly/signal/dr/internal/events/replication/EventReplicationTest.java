package com.datafly.signal.dr.internal.events.replication;

import static com.datafly.signal.dr.internal.events.replication.MirroredPair.COPY;
import static com.datafly.signal.dr.internal.events.replication.MirroredPair.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.GroupOffset;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.ReplicationHole;
import com.datafly.signal.dr.events.ReplicationHole.Kind;
import com.datafly.signal.dr.events.ReplicationStatus;
import com.datafly.signal.dr.events.ReplicationWatch;
import com.datafly.signal.dr.events.TranslatedOffset;
import com.datafly.signal.dr.events.Translation;
import com.datafly.signal.dr.events.TranslationMethod;
import com.datafly.signal.dr.tck.InMemoryCluster;
import com.datafly.signal.dr.tck.InMemoryMirror;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventReplicationTest {

    private static final PartitionId RAW = new PartitionId(TOPIC, 0);

    private static final String SYNCS = "mm2-offset-syncs.primary.internal";

    private final MirroredPair pair = new MirroredPair("replication", 1);

    @AfterEach
    void close() {
        pair.close();
    }

    @Test
    void aGroupHalfWayGoesOnExactlyWhereItWas() {
        pair.produce(0, 1_000);
        pair.mirror.copy();
        pair.mirror.flush();
        pair.primary.commit("half", TOPIC, 0, 517).commit("whole", TOPIC, 0, 1_000);
        try (ReplicationWatch watch = pair.watch()) {
            watch.look();
            pair.primary.kill();

            Translation translation = pair.replication.translateFromJournal(Set.of("half", "whole", "nobody"));

            assertThat(translation.offsets())
                    .extracting(TranslatedOffset::group, TranslatedOffset::offset, TranslatedOffset::method)
                    .containsExactlyInAnyOrder(
                            tuple("half", 517L, TranslationMethod.EXACT),
                            tuple("whole", 1_000L, TranslationMethod.EXACT));
            assertThat(translation.bound()).isZero();
            assertThat(translation.live()).isFalse();
            assertThat(translation.unknownGroups()).containsExactly("nobody");
        }
    }

    @Test
    void aSourceThatAnswersIsAskedForItsCommits() {
        pair.produce(0, 300);
        pair.mirror.copy();
        pair.mirror.flush();
        pair.primary.commit("g", TOPIC, 0, 123);

        Translation translation = pair.replication.translate(Set.of());

        assertThat(translation.live()).isTrue();
        assertThat(translation.commits())
                .isEqualTo(Map.of("g", Map.of(new PartitionId(COPY, 0), new GroupOffset(123, ""))));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void whateverHappenedNoGroupMissesAnythingOrReadsMoreAgainThanSaid(int kind) {
        int exact = 0;
        int all = 0;
        for (int seed = 0; seed < 60; seed++) {
            try (MirroredPair random = new MirroredPair("random-" + kind + "-" + seed, 1)) {
                Translation translation = history(random, new Random(seed * 31L + kind), kind);
                NavigableMap<Long, Long> truth = random.truth(0);
                for (TranslatedOffset each : translation.offsets()) {
                    Map.Entry<Long, Long> next =
                            truth.ceilingEntry(each.committed().offset());
                    long right = next == null ? random.standby.end(COPY, 0) : next.getValue();
                    String what = "kind " + kind + " seed " + seed + " " + each + " truth " + right;
                    assertThat(random.eventsBetween(0, right, each.offset()))
                            .as(what)
                            .isZero();
                    assertThat(random.readAgain(
                                    0, each.offset(), each.committed().offset()))
                            .as(what)
                            .isLessThanOrEqualTo(each.bound());
                    all++;
                    exact += each.method() == TranslationMethod.EXACT ? 1 : 0;
                }
            }
        }
        assertThat(exact).isGreaterThan(all * (kind < 6 ? 8 : 2) / 10);
    }

    /** Lets chance act on both clusters, and translates groups at random places once the primary is gone. */
    private static Translation history(MirroredPair random, Random chance, int kind) {
        boolean transactions = kind == 1 || kind == 3 || kind == 5;
        boolean crashes = kind == 2 || kind == 3 || kind == 7;
        if (kind == 4 || kind == 5) {
            random.mirror.exactlyOnce();
        }
        if (transactions) {
            random.mirror.committedOnly();
        }
        try (ReplicationWatch watch = random.watch()) {
            for (int round = 0; round < 12; round++) {
                if (transactions) {
                    random.produceTogether(0, 1 + chance.nextInt(30), chance.nextInt(5) == 0);
                } else {
                    random.produce(0, chance.nextInt(120));
                }
                random.mirror.crowded(chance.nextInt(3) == 0);
                random.mirror.copy(chance.nextInt(4) == 0 ? chance.nextInt(50) : Integer.MAX_VALUE);
                if (chance.nextBoolean()) {
                    random.mirror.flush();
                }
                if (crashes && chance.nextInt(4) == 0) {
                    random.mirror.crash();
                    random.mirror.start();
                }
                if (kind >= 6 && chance.nextInt(5) == 0) {
                    random.standby.deleteTopic(SYNCS);
                }
                if (chance.nextInt(3) == 0) {
                    watch.look();
                }
            }
            random.mirror.copy();
            long end = random.primary.end(TOPIC, 0);
            for (int group = 0; group < 10 && end > 0; group++) {
                random.primary.commit("g" + group, TOPIC, 0, chance.nextLong(end + 1));
            }
            watch.look();
            random.primary.kill();
            return random.replication.translateFromJournal(Set.of());
        }
    }

    @Test
    void whatRetentionTookWhileNothingWasCopiedIsReportedWithItsOffsets() {
        try (ReplicationWatch watch = pair.watch()) {
            pair.produce(0, 500);
            pair.mirror.copy();
            pair.mirror.flush();
            watch.look();
            pair.mirror.stop();
            pair.produce(0, 800);
            pair.primary.deleteBefore(TOPIC, 0, 900);
            pair.mirror.start();
            pair.mirror.copy();
            watch.look();
        }

        assertThat(holes()).containsExactly("events.raw-0 500..900 EXPIRED");
    }

    @Test
    void aTruncatedLogAndARecreatedTopicAreNoticed() {
        try (ReplicationWatch watch = pair.watch()) {
            pair.produce(0, 500);
            pair.mirror.copy();
            watch.look();
            pair.primary.truncate(TOPIC, 0, 450);
            watch.look();
            assertThat(holes()).containsExactly("events.raw-0 450..500 TRUNCATED");

            pair.primary.deleteTopic(TOPIC);
            pair.primary.topic(TOPIC, 1);
            watch.look();
            assertThat(holes()).contains("events.raw-0 0..450 RECREATED");
        }
    }

    @Test
    void aTruncatedLogThatHasGrownPastItsOldEndIsNoticedByItsTermAndItsRecords() {
        try (ReplicationWatch watch = pair.watch()) {
            pair.produce(0, 500);
            pair.mirror.copy();
            watch.look();
            pair.primary.truncate(TOPIC, 0, 437);
            pair.clock.advance(Duration.ofSeconds(1));
            pair.produce(0, 200);
            pair.mirror.copy();
            pair.mirror.flush();
            pair.primary.commit("before", TOPIC, 0, 430).commit("in", TOPIC, 0, 450);
            watch.look();
            watch.look();
        }
        pair.primary.kill();

        assertThat(holes()).containsExactly("events.raw-0 437..500 TRUNCATED");
        assertThat(pair.replication.translateFromJournal(Set.of()).offsets())
                .extracting(TranslatedOffset::group, TranslatedOffset::offset)
                .contains(tuple("before", 430L))
                .allSatisfy(each -> assertThat((long) each.toList().get(1)).isLessThanOrEqualTo(500));
    }

    @Test
    void anotherTermAloneIsNoHole() {
        try (ReplicationWatch watch = pair.watch()) {
            pair.produce(0, 500);
            pair.mirror.copy();
            watch.look();
            pair.primary.truncate(TOPIC, 0, 500);
            pair.produce(0, 10);
            watch.look();
        }

        assertThat(holes()).isEmpty();
    }

    @Test
    void marksOfTransactionsAreNoHoles() {
        pair.mirror.committedOnly();
        try (ReplicationWatch watch = pair.watch()) {
            for (int i = 0; i < 20; i++) {
                pair.produceTogether(0, 10, i % 3 == 0);
            }
            pair.mirror.copy();
            pair.mirror.flush();
            watch.look();
        }

        assertThat(pair.replication.holes()).isEmpty();
    }

    @Test
    void whatIsNotCopiedIsAtRiskAndProvenOnlyWhileTheSourceAnswers() {
        try (ReplicationWatch watch = pair.watch()) {
            pair.produce(0, 500);
            pair.mirror.copy();
            pair.mirror.flush();
            assertThat(pair.replication.status())
                    .matches(ReplicationStatus::proven)
                    .extracting(ReplicationStatus::recordsAtRisk)
                    .isEqualTo(0L);
            watch.look();
            pair.produce(0, 40);
            pair.clock.advance(Duration.ofSeconds(7));
            watch.look();

            ReplicationStatus status = pair.replication.status();
            assertThat(status.recordsAtRisk()).isEqualTo(40);
            assertThat(status.proven()).isTrue();
            assertThat(status.timeAtRisk())
                    .hasValueSatisfying(
                            time -> assertThat(time).isBetween(Duration.ofSeconds(7), Duration.ofSeconds(8)));

            pair.primary.kill();
            ReplicationStatus lost = pair.replication.status();
            assertThat(lost.recordsAtRisk()).isEqualTo(40);
            assertThat(lost.proven()).isFalse();
        }
    }

    @Test
    void deadTasksAreNoticedBehindLiveHeartbeats() {
        pair.produce(0, 10);
        pair.mirror.copy();
        pair.mirror.failTasks();
        pair.mirror.heartbeat();

        assertThat(pair.replication.status().problems()).anyMatch(problem -> problem.contains("FAILED"));
    }

    @Test
    void aLaterWatchTakesOverFromAnEarlierOneAndKnowsWhatItKnew() {
        pair.produce(0, 300);
        pair.mirror.copy();
        pair.mirror.flush();
        pair.primary.commit("g", TOPIC, 0, 77);
        try (ReplicationWatch first = pair.watch()) {
            first.look();
            try (ReplicationWatch second = pair.watch()) {
                pair.produce(0, 300);
                pair.mirror.copy();
                pair.mirror.flush();
                second.look();
            }
        }
        pair.primary.kill();
        pair.standby.deleteBefore("mm2-offset-syncs.primary.internal", 0, 4);

        assertThat(pair.replication.translateFromJournal(Set.of()).offsets())
                .extracting(TranslatedOffset::offset)
                .containsExactly(77L);
    }

    @Test
    void withoutAWatchALostSourceLeavesNothingToTranslate() {
        pair.produce(0, 10);
        pair.mirror.copy();
        pair.primary.kill();

        assertThat(pair.replication.translateFromJournal(Set.of("g")).unknownGroups())
                .containsExactly("g");
    }

    @Test
    void aMarkerComesFromEndToEndWithBothClocks() {
        Clock ahead = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(90));
        Clock behind = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-5));
        try (InMemoryCluster source =
                        InMemoryCluster.create("marker-primary", ahead).topic(TOPIC, 1);
                InMemoryCluster target = InMemoryCluster.create("marker-standby", behind);
                var mirror = InMemoryMirror.between(source, target);
                var dr = SignalDr.builder()
                        .events(source.address())
                        .standbyEvents(target.address())
                        .build()) {
            source.write(NewEvent.of(TOPIC, null, new byte[1]));
            mirror.copy();
            var running = mirror.run(Duration.ofMillis(5));
            assertThat(running).isNotNull();

            long begin = System.nanoTime();
            var trip = dr.standbyEvents().replicationFrom(dr.events()).marker(TOPIC, Duration.ofSeconds(60));

            // Clocks are compared as exactly as the markers were quick.
            Duration error = Duration.ofSeconds(2).plusNanos(System.nanoTime() - begin);
            assertThat(trip.arrived()).isEqualTo(new PartitionId(COPY, 0));
            assertThat(trip.latency()).isPositive();
            assertThat(trip.sourceClockAhead()).isCloseTo(Duration.ofSeconds(90), error);
            assertThat(trip.targetClockAhead()).isCloseTo(Duration.ofMinutes(-5), error);
        }
    }

    @Test
    void aThousandGroupsGoOnWithinThreeSeconds() {
        pair.mirror.committedOnly();
        for (int i = 0; i < 200; i++) {
            pair.produceTogether(0, 20, i % 7 == 0);
        }
        pair.mirror.copy();
        pair.mirror.flush();
        long end = pair.primary.end(TOPIC, 0);
        for (int group = 0; group < 1_000; group++) {
            pair.primary.commit("g" + group, TOPIC, 0, end * group / 1_000);
        }
        try (ReplicationWatch watch = pair.watch()) {
            watch.look();
        }
        pair.primary.kill();

        // The machine may stand still during one of them.
        List<Duration> times = List.of(goOn(), goOn(), goOn());

        assertThat(times).anySatisfy(time -> assertThat(time).isLessThan(Duration.ofSeconds(3)));
        assertThat(pair.standby.committed("g500", COPY, 0)).isPresent();
    }

    private Duration goOn() {
        long begin = System.nanoTime();
        Translation translation = pair.replication.translateFromJournal(Set.of());
        try (var standby = pair.standby.driver()) {
            assertThat(standby.changeGroupOffsets(translation.commits())).isEmpty();
        }
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        assertThat(translation.offsets()).hasSize(1_000);
        return took;
    }

    private List<String> holes() {
        return pair.replication.holes().stream()
                .map(hole -> hole.partition() + " " + hole.from() + ".." + hole.to() + " " + hole.kind())
                .toList();
    }

    @Test
    void holesAreOrderedAndKept() {
        try (ReplicationWatch watch = pair.watch()) {
            pair.produce(0, 100);
            pair.mirror.copy();
            watch.look();
            pair.primary.truncate(TOPIC, 0, 90);
            watch.look();
        }
        ReplicationHole hole = pair.replication.holes().get(0);
        assertThat(hole.partition()).isEqualTo(RAW);
        assertThat(hole.offsets()).isEqualTo(10);
        assertThat(hole.kind()).isEqualTo(Kind.TRUNCATED);
    }
}
