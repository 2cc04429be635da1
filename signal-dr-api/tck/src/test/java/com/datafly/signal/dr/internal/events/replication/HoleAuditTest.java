package com.datafly.signal.dr.internal.events.replication;

import static com.datafly.signal.dr.internal.events.replication.MirroredPair.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.ReplicationHole;
import com.datafly.signal.dr.events.ReplicationHole.Kind;
import com.datafly.signal.dr.events.ReplicationWatch;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.spi.ReplicationDriver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holes among the many gaps that transactions leave. */
class HoleAuditTest {

    private final MirroredPair pair = new MirroredPair("audited", 1);

    @BeforeEach
    void copyTransactions() {
        pair.mirror.committedOnly();
        transactions(1);
    }

    @AfterEach
    void close() {
        pair.close();
    }

    @Test
    void aHoleAmongThousandsOfTransactionsIsFoundAndNothingElse() {
        try (ReplicationWatch watch = pair.watch()) {
            watch.look();
            long lost = lose(50);
            transactions(2_000);

            watch.look();

            assertThat(pair.replication.holes())
                    .singleElement()
                    .satisfies(hole -> assertThat(hole)
                            .returns(Kind.EXPIRED, ReplicationHole::kind)
                            .returns(lost, ReplicationHole::to));
        }
    }

    @Test
    void whatOneWatchCouldNotExplainTheNextOneDoes() {
        try (ReplicationWatch watch = pair.watch()) {
            watch.look();
            transactions(20);
            pair.primary.kill();
            watch.look();
            assertThat(pair.replication.holes())
                    .hasSizeGreaterThanOrEqualTo(20)
                    .allMatch(hole -> hole.kind() == Kind.UNPROVEN);
        }
        pair.primary.revive();

        try (ReplicationWatch watch = pair.watch()) {
            watch.look();
        }
        assertThat(pair.replication.holes()).isEmpty();
    }

    @Test
    void marksOfWhatWasCopiedAreNoHolesThatAreProvenOnceTheyAreOld() {
        try (ReplicationWatch watch = pair.watch()) {
            watch.look();
        }
        transactions(100);
        pair.clock.advance(Duration.ofDays(8));
        pair.primary.deleteBefore(TOPIC, 0, pair.primary.end(TOPIC, 0));

        try (ReplicationWatch watch = pair.watch()) {
            watch.look();
        }

        assertThat(kinds()).isNotEmpty().containsOnly(Kind.UNPROVEN);
    }

    @Test
    void whereAPairOfOffsetsWasDisplacedCopiesAreNoHole() {
        try (ReplicationWatch watch = pair.watch()) {
            watch.look();
            pair.mirror.crowded(true);
            pair.produceTogether(0, 50, true);
            pair.produceTogether(0, 300, false);
            pair.mirror.copy();
            pair.mirror.flush();

            watch.look();

            assertThat(pair.replication.holes()).isEmpty();
        }
    }

    @Test
    void whereAPairOfOffsetsWasDisplacedTheHoleIsWhatTheTargetLacks() {
        try (ReplicationWatch watch = pair.watch()) {
            watch.look();
            pair.mirror.crowded(true);
            pair.produceTogether(0, 50, true);
            pair.produceTogether(0, 100, false);
            pair.mirror.copy();
            long from = pair.primary.end(TOPIC, 0);
            pair.produceTogether(0, 20, false);
            passOver();
            pair.produceTogether(0, 100, false);
            pair.mirror.copy();
            pair.mirror.flush();

            watch.look();

            assertThat(pair.replication.holes())
                    .singleElement()
                    .satisfies(hole -> assertThat(hole)
                            .returns(Kind.PASSED_OVER, ReplicationHole::kind)
                            .returns(from, ReplicationHole::from)
                            .returns(from + 20, ReplicationHole::to));
        }
    }

    @Test
    void whatExpiredBesideADisplacedPairIsFoundByWhatTheSourceStillHas() {
        try (MirroredPair plain = new MirroredPair("audited-plain", 1);
                ReplicationWatch watch = plain.watch()) {
            plain.produce(0, 500);
            copy(plain);
            watch.look();
            plain.mirror.stop();
            plain.produce(0, 800);
            plain.primary.deleteBefore(TOPIC, 0, 900);
            plain.mirror.start();
            plain.mirror.crowded(true);
            copy(plain);

            watch.look();

            assertThat(plain.replication.holes())
                    .singleElement()
                    .satisfies(hole -> assertThat(hole)
                            .returns(Kind.EXPIRED, ReplicationHole::kind)
                            .returns(500L, ReplicationHole::from)
                            .returns(900L, ReplicationHole::to));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {46, 50, 82, 86, 90, 31, 64, 128, 200, 255})
    void noHoleIsMissedAndNoneIsCertainThatIsNot(int seed) {
        Random chance = new Random(seed);
        try (MirroredPair random = new MirroredPair("audited-" + seed, 1);
                ReplicationWatch watch = random.watch()) {
            random.produce(0, 50);
            copy(random);
            watch.look();
            for (int i = 0; i < 6; i++) {
                random.produce(0, chance.nextInt(150));
                if (chance.nextInt(3) == 0) {
                    random.mirror.stop();
                    random.produce(0, 10 + chance.nextInt(200));
                    long start = random.primary.start(TOPIC, 0);
                    double part = chance.nextDouble();
                    random.primary.deleteBefore(
                            TOPIC, 0, start + (long) (part * (random.primary.end(TOPIC, 0) - start)));
                    random.mirror.start();
                }
                random.mirror.crowded(seed % 2 == 0 && chance.nextInt(3) == 0);
                random.mirror.copy();
                if (chance.nextBoolean()) {
                    random.mirror.flush();
                }
                watch.look();
            }
            random.mirror.crowded(false);
            random.produce(0, 150);
            copy(random);
            watch.look();
            assertTrue(random);
        }
    }

    /** What is certain was lost; and behind any offset at least as many are said to be missing as are. */
    private static void assertTrue(MirroredPair random) {
        NavigableSet<Long> lost = new TreeSet<>();
        for (long offset = 0; offset < random.primary.end(TOPIC, 0); offset++) {
            lost.add(offset);
        }
        random.standby.events(MirroredPair.COPY, 0).forEach(event -> lost.remove(MirroredPair.sourceOffset(event)));
        NavigableSet<Long> said = new TreeSet<>();
        for (ReplicationHole hole : random.replication.holes()) {
            for (long offset = hole.from(); offset < hole.to(); offset++) {
                said.add(offset);
                assertThat(hole.kind() == Kind.UNPROVEN || lost.contains(offset))
                        .as("%s", hole)
                        .isTrue();
            }
        }
        lost.forEach(offset -> assertThat(said.tailSet(offset))
                .as("from %d on, %s", offset, random.replication.holes())
                .hasSizeGreaterThanOrEqualTo(lost.tailSet(offset).size()));
    }

    private static void copy(MirroredPair pair) {
        pair.mirror.copy();
        pair.mirror.flush();
    }

    /** Lets copying go on at the source's end, as whoever moves its position by hand does. */
    private void passOver() {
        try (EventStreamDriver source = pair.primary.driver();
                EventStreamDriver target = pair.standby.driver()) {
            ReplicationDriver driver = target.replicationFrom(source).orElseThrow();
            driver.stop();
            driver.changePositions(Map.of(new PartitionId(TOPIC, 0), pair.primary.end(TOPIC, 0)));
            driver.resume();
        }
    }

    private List<Kind> kinds() {
        return pair.replication.holes().stream().map(ReplicationHole::kind).toList();
    }

    private void transactions(int count) {
        for (int i = 0; i < count; i++) {
            pair.produceTogether(0, 1, false);
        }
        pair.mirror.copy();
        pair.mirror.flush();
    }

    /** Lets transactions expire before they are copied, and returns where the log begins then. */
    private long lose(int count) {
        pair.mirror.stop();
        for (int i = 0; i < count; i++) {
            pair.produceTogether(0, 1, false);
        }
        long end = pair.primary.end(TOPIC, 0);
        pair.primary.deleteBefore(TOPIC, 0, end);
        pair.mirror.start();
        return end;
    }
}
