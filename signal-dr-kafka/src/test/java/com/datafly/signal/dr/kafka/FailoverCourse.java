package com.datafly.signal.dr.kafka;

import static com.datafly.signal.dr.kafka.Awaiting.await;
import static com.datafly.signal.dr.kafka.Awaiting.awaitCalm;
import static com.datafly.signal.dr.kafka.FailoverProcess.AWAY;
import static com.datafly.signal.dr.kafka.FailoverProcess.CAUGHT_UP;
import static com.datafly.signal.dr.kafka.FailoverProcess.EXPORTED;
import static com.datafly.signal.dr.kafka.FailoverProcess.HALF_WAY;
import static com.datafly.signal.dr.kafka.FailoverTruth.GROUPS;
import static com.datafly.signal.dr.kafka.FailoverTruth.at;
import static com.datafly.signal.dr.kafka.FailoverTruth.committed;
import static com.datafly.signal.dr.kafka.NumberedEvents.PAID;
import static com.datafly.signal.dr.kafka.NumberedEvents.PLAIN;
import static com.datafly.signal.dr.kafka.NumberedEvents.read;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.EventReplication;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.ReplicationWatch;
import com.datafly.signal.dr.events.TranslatedOffset;
import com.datafly.signal.dr.kafka.testing.MirrorMakerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;

/**
 * One failover and the way back. By an odd seed it is planned: the primary lives, its producers are frozen by the
 * playbook, and then fenced. By an even one the primary is killed under them, one of which writes in transactions.
 */
final class FailoverCourse {

    private final FailoverClusters clusters;
    private final int size;
    private final Random random;
    private final boolean planned;
    private final boolean hangs;
    private final boolean movesGroups;
    private final NumberedEvents events = new NumberedEvents();
    private final GroupReaders readers;
    private final KilledRunner runner;
    private final ProducerFreeze freeze;
    private final Path found;
    private final long begin = System.nanoTime();

    /** What groups had committed at the primary. */
    private Map<String, Map<PartitionId, Long>> committed = Map.of();

    /**
     * Prepares a course.
     *
     * @param size how many events are written before the primary is lost
     */
    FailoverCourse(FailoverClusters clusters, int seed, int size) {
        this.clusters = clusters;
        this.size = size;
        this.random = new Random(seed);
        this.planned = seed % 2 == 1;
        this.hangs = seed / 2 % 2 == 1;
        this.movesGroups = seed / 4 % 2 == 1;
        this.readers = new GroupReaders(Math.max(100, size / 1_000));
        this.runner = new KilledRunner(clusters.place().resolve("errors"), random);
        this.freeze = new ProducerFreeze(clusters.place());
        this.found = clusters.place().resolve("found");
    }

    /** Runs it, and kills the runner so many times each way; returns what was found. */
    String overAndBack(int kills) throws Exception {
        goOver(kills);
        FailoverFound over = FailoverFound.read(found);
        Duration took = runner.took("translate").plus(runner.took("move-groups"));
        Map<PartitionId, Numbered> copied = read(clusters.target(), PLAIN, PAID);
        FailoverTruth truth = new FailoverTruth(events, readers, committed, copied);
        BitSet lost = truth.lost();
        truth.requireDeclared(over, lost);
        Map<String, Integer> again = truth.requireMoved(over, committed(clusters.target()));
        FailoverTruth.Comparison other = truth.compare(mirrorsOwn());
        int allAgain = again.values().stream().mapToInt(each -> each).sum();
        assertThat(other.again()).as("read again by MirrorMaker's own").isGreaterThan(allAgain);

        Map<PartitionId, Numbered> since = liveAtTheStandby(copied);
        truth.requireGivenAtTheStandby(lost, since, again);
        Map<String, Map<PartitionId, Long>> left = committed(clusters.target());
        clusters.primary().restart();
        BitSet gone = planned ? new BitSet() : neverEnded(lost);
        runner.run(arguments("back"), kills);
        Numbered exported = requireBack(copied, since, left);
        readAtTheOldCluster();
        int onlyExported = truth.requireAllGiven(lost, exported, gone);
        int twice = truth.requireWithinBounds(over, FailoverFound.read(found));
        return lossTold(over, lost, gone)
                + String.format(
                        Locale.ROOT,
                        "; consumers were given %,d, only the export has %,d, nothing has 0; given again %,d; sent to"
                                + " read again %,d of a stated bound of %,d, by MirrorMaker's own %,d (skipped %,d);"
                                + " translated and moved in %d ms; %d s in all",
                        readers.events(),
                        onlyExported,
                        twice,
                        allAgain,
                        over.bound(),
                        other.again(),
                        other.skipped(),
                        took.toMillis(),
                        Duration.ofNanos(System.nanoTime() - begin).toSeconds());
    }

    /** Returns what producers know to be committed in a transaction that the cluster itself never ended. */
    private BitSet neverEnded(BitSet lost) {
        HangingTransactions.end(clusters.source(), "paid");
        BitSet gone = (BitSet) lost.clone();
        read(clusters.source(), PLAIN, PAID).values().forEach(there -> {
            BitSet found = new BitSet();
            there.mark(found, 0, there.size());
            gone.andNot(found);
        });
        return gone;
    }

    private String lossTold(FailoverFound over, BitSet lost, BitSet gone) {
        return String.format(
                Locale.ROOT,
                "%s, %,d events written, %d groups; runner killed at %s; loss declared %d (%s), counted %d, of"
                        + " which Kafka itself lost %d",
                planned ? "planned" : hangs ? "killed, MirrorMaker hung" : "killed",
                events.next(),
                GROUPS.size(),
                runner.killedAt(),
                over.lost(),
                over.proven() ? "proven" : "not proven",
                lost.cardinality(),
                gone.cardinality());
    }

    private void goOver(int kills) throws Exception {
        NumberedEvents.createTopics(clusters.source());
        try (MirrorMakerProcess mirror = clusters.mirror(movesGroups);
                SignalDr dr = FailoverProcess.open(
                        clusters.sourceAddress(),
                        clusters.targetAddress(),
                        clusters.place().resolve("watch"));
                ReplicationWatch watch =
                        dr.standbyEvents().replicationFrom(dr.events()).watch(Duration.ofSeconds(1))) {
            mirror.awaitRunning("primary", "standby");
            events.write(clusters.producer(), size - size / 10);
            events.writeTogether(clusters.producer(), size / 10, random);
            readAtThePrimary();
            EventReplication replication = dr.standbyEvents().replicationFrom(dr.events());
            await(() -> replication.status().recordsAtRisk() == 0);
            // A look reads the records that groups stand at for a short time only, and the next one the others.
            awaitCalm(() -> {
                watch.look();
                return arePlaced(replication.translateFromJournal(GROUPS).offsets());
            });
            // MirrorMaker is given the time to write a checkpoint of each group and partition.
            int partitions = events.acknowledged().size();
            await(() -> mirrorsOwn().values().stream().allMatch(each -> each.size() == partitions));
            if (planned) {
                goOverAsPlanned(kills);
            } else {
                kill(mirror);
            }
            mirror.kill();
        }
        if (!planned) {
            freeze.answer(events.acknowledged());
            runner.run(arguments("over"), kills);
        }
    }

    /** Tells whether the places of all groups are known, and to the event where nobody writes in transactions. */
    private boolean arePlaced(List<TranslatedOffset> found) {
        return found.size() == GROUPS.size() * events.acknowledged().size()
                && found.stream()
                        .filter(each -> each.source().topic().equals(PLAIN))
                        .allMatch(each -> each.bound() == 0);
    }

    /** Two groups read half of each partition, one reads all that is there. */
    private void readAtThePrimary() {
        Map<PartitionId, Long> half = new HashMap<>();
        events.acknowledged().forEach((partition, places) -> half.put(partition, places.offset(places.size() / 2)));
        readers.read(clusters.sourceAddress(), HALF_WAY, half);
        readers.read(clusters.sourceAddress(), AWAY, half);
        readAllAtThePrimary();
    }

    private void readAllAtThePrimary() {
        readers.read(clusters.sourceAddress(), CAUGHT_UP, NumberedEvents.ends(clusters.source()));
        committed = committed(clusters.source());
    }

    /** Producers write until the playbook freezes them; then one group reads the rest. Who writes on is refused. */
    private void goOverAsPlanned(int kills) throws Exception {
        FutureTask<Boolean> producers = new FutureTask<>(this::writeUntilFrozen, true);
        new Thread(producers, "producers").start();
        try {
            runner.run(arguments("planned"), kills);
            producers.get();
        } finally {
            producers.cancel(true);
        }
        FailoverFound over = FailoverFound.read(found);
        assertThat(over.proven() && over.lost() == 0).as(over.detail()).isTrue();
        assertThat(catchThrowableOfType(DrException.class, () -> events.write(clusters.producer(), 1)))
                .isNotNull()
                .returns(ErrorCode.PERMISSION_DENIED, DrException::code);
    }

    private void writeUntilFrozen() {
        while (!freeze.isAsked()) {
            events.write(clusters.producer(), 200);
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        readAllAtThePrimary();
        try {
            freeze.answer(events.acknowledged());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Kills the primary while producers write, and waits for what MirrorMaker may still write. Every other time
     * MirrorMaker hangs before that: else it has copied nearly all.
     */
    private void kill(MirrorMakerProcess mirror) throws InterruptedException {
        if (hangs) {
            mirror.suspend();
        }
        Random sizes = new Random(random.nextLong());
        List<Thread> producers = List.of(
                new Thread(() -> writeUntilItFails(() -> events.write(clusters.producer(), 200)), "producer"),
                new Thread(
                        () -> writeUntilItFails(
                                () -> events.writeTogether(clusters.producer(), Integer.MAX_VALUE, sizes)),
                        "producer in transactions"));
        int committed = paid();
        producers.forEach(Thread::start);
        await(() -> paid() > committed);
        LockSupport.parkNanos(Duration.ofMillis(200 + random.nextInt(400)).toNanos());
        clusters.primary().kill();
        for (Thread producer : producers) {
            producer.interrupt();
            producer.join();
        }
        Map<PartitionId, Long> before = new HashMap<>();
        await(() -> {
            LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
            Map<PartitionId, Long> now = NumberedEvents.ends(clusters.target());
            boolean still = now.equals(before);
            before.putAll(now);
            return still;
        });
    }

    /** Returns how many events are known to be written in transactions. */
    private int paid() {
        return events.acknowledged().entrySet().stream()
                .filter(each -> each.getKey().topic().equals(PAID))
                .mapToInt(each -> each.getValue().size())
                .sum();
    }

    private static void writeUntilItFails(Runnable write) {
        try {
            while (true) {
                write.run();
            }
        } catch (DrException e) {
            assertThat(e).hasMessageNotContaining("INVALID_ARGUMENT");
        }
    }

    private Map<String, Map<PartitionId, Long>> mirrorsOwn() {
        return MirrorsOwn.translate(clusters.standby(), FailoverClusters.IDENTITY, GROUPS);
    }

    private List<String> arguments(String direction) {
        return List.of(
                clusters.sourceAddress(),
                clusters.targetAddress(),
                clusters.place().resolve("journal").toString(),
                direction,
                found.toString(),
                clusters.place().toString());
    }

    /** Produces at the standby, where one group reads everything, one all that was copied and some of the new. */
    private Map<PartitionId, Numbered> liveAtTheStandby(Map<PartitionId, Numbered> copied) {
        int moved = events.next();
        events.write(clusters.target(), size / 20);
        events.writeTogether(clusters.target(), size / 20, random);
        Map<PartitionId, Long> cut = new HashMap<>();
        copied.forEach((partition, places) -> cut.put(partition, places.offset(places.size() - 1) + 1));
        Map<PartitionId, Numbered> since = NumberedEvents.readFrom(clusters.target(), cut, PLAIN, PAID);
        assertThat(since.values()).allMatch(places -> places.size() > 1 && places.number(0) >= moved);
        Map<PartitionId, Long> some = new HashMap<>();
        since.forEach((partition, places) -> some.put(partition, places.offset(places.size() / 2)));
        readers.read(clusters.targetAddress(), HALF_WAY, NumberedEvents.ends(clusters.target()));
        readers.read(clusters.targetAddress(), CAUGHT_UP, some);
        return since;
    }

    /**
     * Returns what was exported; the old cluster has its own, then what came since, each event once, in order. Groups
     * go on in the midst of what came since, and the one that was away where it had been before it all.
     *
     * @param left where the groups stood at the standby
     */
    private Numbered requireBack(
            Map<PartitionId, Numbered> copied,
            Map<PartitionId, Numbered> since,
            Map<String, Map<PartitionId, Long>> left) {
        Map<String, Map<PartitionId, Long>> groups = committed(clusters.source());
        BitSet diverged = new BitSet();
        read(clusters.source(), PLAIN, PAID).forEach((partition, there) -> {
            Numbered before = requireNonNull(copied.get(partition));
            Numbered later = requireNonNull(since.get(partition));
            int back = there.size() - later.size();
            assertThat(there.startsWith(before)).as("%s", partition).isTrue();
            assertThat(there.numbers(back, there.size())).isEqualTo(later.numbers(0, later.size()));
            there.mark(diverged, before.size(), back);
            for (String group : GROUPS) {
                int right = group.equals(AWAY)
                        ? there.atOffset(at(committed, group, partition))
                        : back + later.atOffset(at(left, group, partition));
                assertThat(there.atOffset(at(groups, group, partition)))
                        .as("%s of %s", group, partition)
                        .isEqualTo(right);
            }
        });
        Numbered exported = new Numbered();
        if (!diverged.isEmpty()) {
            read(clusters.target(), EXPORTED).values().forEach(exported::addAll);
        }
        assertThat(exported.numbers(0, exported.size()).stream().sorted())
                .containsExactlyElementsOf(diverged.stream().boxed().toList());
        return exported;
    }

    /** The producers may write there again, and all groups read to the end. */
    private void readAtTheOldCluster() {
        events.write(clusters.producer(), size / 20);
        Map<PartitionId, Long> ends = NumberedEvents.ends(clusters.source());
        GROUPS.forEach(group -> readers.read(clusters.sourceAddress(), group, ends));
    }
}
