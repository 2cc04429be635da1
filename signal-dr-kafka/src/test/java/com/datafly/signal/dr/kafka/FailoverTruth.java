package com.datafly.signal.dr.kafka;

import static com.datafly.signal.dr.kafka.FailoverProcess.AWAY;
import static com.datafly.signal.dr.kafka.FailoverProcess.CAUGHT_UP;
import static com.datafly.signal.dr.kafka.FailoverProcess.HALF_WAY;
import static com.datafly.signal.dr.kafka.NumberedEvents.PAID;
import static com.datafly.signal.dr.kafka.NumberedEvents.PLAIN;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.playbook.step.GroupMove;
import com.datafly.signal.dr.spi.EventStreamDriver;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a failover must show, by the count of its producers and consumers.
 *
 * @param events what producers know to be written
 * @param readers what groups were given
 * @param committed what groups had committed at the primary when they went over
 * @param copied what the standby had when they did
 */
record FailoverTruth(
        NumberedEvents events,
        GroupReaders readers,
        Map<String, Map<PartitionId, Long>> committed,
        Map<PartitionId, Numbered> copied) {

    static final Set<String> GROUPS = Set.of(HALF_WAY, CAUGHT_UP, AWAY);

    /** The groups that consume at the standby. */
    private static final Set<String> PRESENT = Set.of(HALF_WAY, CAUGHT_UP);

    /** Returns what the groups have committed at a cluster. */
    static Map<String, Map<PartitionId, Long>> committed(EventStreamDriver driver) {
        Map<String, Map<PartitionId, Long>> all = new HashMap<>();
        driver.groupOffsets(GROUPS).orThrow().forEach((group, offsets) -> {
            Map<PartitionId, Long> mine = new TreeMap<>();
            offsets.forEach((partition, offset) -> mine.put(partition, offset.offset()));
            all.put(group, mine);
        });
        return all;
    }

    static long at(Map<String, Map<PartitionId, Long>> offsets, String group, PartitionId partition) {
        return requireNonNull(requireNonNull(offsets.get(group)).get(partition));
    }

    /** Returns the events that the producers know to be written and the standby did not have. */
    BitSet lost() {
        BitSet missing = acknowledged();
        missing.andNot(numbers(copied));
        return missing;
    }

    /**
     * The loss is declared to the event where producers write without transactions. With them it is declared at most:
     * the marks that end transactions, and what was aborted, have offsets, too.
     */
    void requireDeclared(FailoverFound over, BitSet lost) {
        Map<String, Long> declared = new HashMap<>();
        Map<String, Long> counted = new HashMap<>();
        events.acknowledged().forEach((partition, places) -> {
            long end = places.offset(places.size() - 1) + 1;
            declared.merge(
                    partition.topic(),
                    Math.max(0, end - requireNonNull(over.copied().get(partition))),
                    Long::sum);
            BitSet missing = numbers(Map.of(partition, places));
            missing.and(lost);
            counted.merge(partition.topic(), (long) missing.cardinality(), Long::sum);
        });
        long plain = declared.getOrDefault(PLAIN, 0L);
        long paid = declared.getOrDefault(PAID, 0L);
        assertThat(over.lost()).as(over.detail()).isEqualTo(plain + paid);
        assertThat(plain).as(over.detail()).isEqualTo(counted.getOrDefault(PLAIN, 0L));
        assertThat(paid).as(over.detail()).isGreaterThanOrEqualTo(counted.getOrDefault(PAID, 0L));
    }

    private BitSet acknowledged() {
        return numbers(events.acknowledged());
    }

    private static BitSet numbers(Map<PartitionId, Numbered> some) {
        BitSet all = new BitSet();
        some.values().forEach(places -> places.mark(all, 0, places.size()));
        return all;
    }

    /**
     * Returns how many events each group is sent to read again: without transactions none. No group may miss one, or
     * read more again than was said.
     *
     * @param now where the groups stand at the standby
     */
    Map<String, Integer> requireMoved(FailoverFound over, Map<String, Map<PartitionId, Long>> now) {
        assertThat(over.moves()).hasSize(GROUPS.size() * copied.size());
        Map<String, Integer> again = new TreeMap<>();
        for (GroupMove move : over.moves()) {
            long at = at(now, move.group(), move.id());
            assertThat(at).isEqualTo(move.offset());
            int mine = again(move.group(), move.id(), at);
            assertThat(mine).as("read again, %s", move).isBetween(0, Math.toIntExact(move.bound()));
            if (move.topic().equals(PLAIN)) {
                assertThat(move.bound()).as("without transactions, %s", move).isZero();
            }
            again.merge(move.group(), mine, Integer::sum);
        }
        return again;
    }

    /** Returns how many events a group reads again from an offset of the standby; below 0 what it misses. */
    private int again(String group, PartitionId partition, long offset) {
        Numbered written = requireNonNull(events.acknowledged().get(partition));
        Numbered there = requireNonNull(copied.get(partition));
        int next = written.atOffset(at(committed, group, partition));
        int right = next == written.size() ? there.size() : there.atNumber(written.number(next));
        return right - there.atOffset(offset);
    }

    /** Compares with where MirrorMaker would have sent the groups. */
    Comparison compare(Map<String, Map<PartitionId, Long>> mirrors) {
        long again = 0;
        long skipped = 0;
        for (Map.Entry<String, Map<PartitionId, Long>> group : mirrors.entrySet()) {
            for (Map.Entry<PartitionId, Long> each : group.getValue().entrySet()) {
                int found = again(group.getKey(), each.getKey(), each.getValue());
                again += Math.max(0, found);
                skipped += Math.max(0, -found);
            }
        }
        return new Comparison(again, skipped);
    }

    /** What was lost is all that groups were not given of what was acknowledged; each is given again what was said. */
    void requireGivenAtTheStandby(BitSet lost, Map<PartitionId, Numbered> since, Map<String, Integer> again) {
        BitSet wanted = acknowledged();
        requireMissing(HALF_WAY, wanted, lost);
        wanted.andNot(numbers(since));
        requireMissing(CAUGHT_UP, wanted, lost);
        for (String group : PRESENT) {
            assertThat(readers.again(group, PLAIN) + readers.again(group, PAID))
                    .as("given again to %s", group)
                    .isEqualTo(again.get(group));
        }
    }

    /**
     * Every group was given every event that was acknowledged, but those that went past what only the old cluster has:
     * they find that in the export. Returns how many events they find there only.
     *
     * @param gone those that the old cluster lost by itself
     */
    int requireAllGiven(BitSet lost, Numbered exported, BitSet gone) {
        BitSet there = new BitSet();
        exported.mark(there, 0, exported.size());
        requireMissing(AWAY, acknowledged(), gone);
        for (String group : PRESENT) {
            requireMissing(group, acknowledged(), lost);
            BitSet nowhere = readers.missing(group, acknowledged());
            nowhere.andNot(there);
            nowhere.andNot(gone);
            assertThat(nowhere.cardinality()).as("nowhere for %s", group).isZero();
        }
        return PRESENT.size() * (lost.cardinality() - gone.cardinality());
    }

    private void requireMissing(String group, BitSet of, BitSet missing) {
        BitSet found = readers.missing(group, of);
        assertThat(found.cardinality()).as("never given to %s", group).isEqualTo(missing.cardinality());
        assertThat(found.equals(missing))
                .as("what %s was not given is what was lost", group)
                .isTrue();
    }

    /** Returns how many times groups were given an event again: without transactions never, else as far as stated. */
    int requireWithinBounds(FailoverFound over, FailoverFound back) {
        int all = 0;
        for (String group : GROUPS) {
            assertThat(readers.again(group, PLAIN))
                    .as("given again to %s", group)
                    .isZero();
            assertThat((long) readers.again(group, PAID))
                    .as("given again to %s", group)
                    .isLessThanOrEqualTo(over.bound(group) + back.bound(group));
            all += readers.again(group, PAID);
        }
        return all;
    }

    /**
     * What MirrorMaker's own translation would do.
     *
     * @param again how many events are read again
     * @param skipped how many are not read at all
     */
    record Comparison(long again, long skipped) {}
}
