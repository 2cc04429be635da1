package com.datafly.signal.dr.internal.events.replication;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;

/**
 * One partition copied by software like MirrorMaker 2, as chance has it, with the truth beside what is written down:
 * gaps of the source, crashes with duplicates, markers at the target, records that retention took while nothing was
 * copied, pairs that a later one displaced before they were sent, pairs that compaction removed.
 */
final class MirrorHistory {

    /** What may happen. */
    record Traits(boolean transactions, boolean markers, boolean crashes, boolean holes, boolean compaction) {}

    private static final int LAG = 100;

    private final Random random;
    private final Traits traits;
    private final List<Long> source = new ArrayList<>();
    private final List<Logged> log = new ArrayList<>();
    private final NavigableMap<Long, Long> lastCopy = new TreeMap<>();
    private final NavigableMap<Long, Long> truth = new TreeMap<>();
    private final Map<Long, Long> lost = new HashMap<>();
    private long sourceEnd;
    private int logStart;
    private long targetEnd;
    private long lastSyncTarget = -1;
    private long previousSource = -1;
    private long waitingSource = -1;
    private long waitingTarget = -1;

    /** A pair as it stands in the log of pairs. */
    record Logged(long source, long target, long position) {}

    MirrorHistory(long seed, Traits traits) {
        this.random = new Random(seed);
        this.traits = traits;
        int copied = 0;
        int rounds = 3 + random.nextInt(6);
        for (int round = 0; round < rounds; round++) {
            produce(random.nextInt(600));
            int from = restart(copied);
            copied = copy(from, source.size() - (random.nextBoolean() ? 0 : random.nextInt(40)));
        }
        long least = targetEnd;
        for (Map.Entry<Long, Long> copy : lastCopy.descendingMap().entrySet()) {
            least = Math.min(least, copy.getValue());
            truth.put(copy.getKey(), least);
        }
    }

    List<Logged> log() {
        return log;
    }

    long sourceEnd() {
        return sourceEnd;
    }

    long targetEnd() {
        return targetEnd;
    }

    /** Returns the last position at which a reader of the target misses nothing from {@code offset} on. */
    long truth(long offset) {
        Map.Entry<Long, Long> next = truth.ceilingEntry(offset);
        return next == null ? targetEnd : next.getValue();
    }

    /** Returns the holes that retention made, by their first offset. */
    Map<Long, Long> lost() {
        return lost;
    }

    private void produce(int records) {
        for (int i = 0; i < records; i++) {
            if (traits.transactions() && random.nextInt(12) == 0) {
                sourceEnd += random.nextInt(8) == 0 ? 1 + random.nextInt(20) : 1;
            }
            source.add(sourceEnd++);
        }
    }

    private int restart(int copied) {
        if (copied == 0) {
            return 0;
        }
        lastSyncTarget = -1;
        previousSource = -1;
        waitingSource = -1;
        int committed = traits.crashes() ? Math.max(logStart, copied - random.nextInt(60)) : copied;
        boolean overtaken = traits.holes() && copied < source.size() && random.nextInt(3) == 0;
        if (!overtaken) {
            return committed;
        }
        logStart = copied + 1 + random.nextInt(source.size() - copied);
        if (logStart < source.size()) {
            lost.put(source.get(copied), source.get(logStart));
        }
        return logStart;
    }

    private int copy(int from, int to) {
        for (int i = from; i < to; i++) {
            if (traits.markers() && random.nextInt(30) == 0) {
                targetEnd += 1 + random.nextInt(2);
            }
            long offset = source.get(i);
            lastCopy.put(offset, targetEnd);
            note(offset, targetEnd);
            targetEnd++;
        }
        if (random.nextBoolean()) {
            send();
        }
        return Math.max(from, to);
    }

    private void note(long offset, long target) {
        boolean first = lastSyncTarget < 0;
        boolean due = first || target - (lastSyncTarget + 1) >= LAG || offset - previousSource != 1;
        previousSource = offset;
        waitingSource = offset;
        waitingTarget = target;
        if (due) {
            lastSyncTarget = target;
            boolean displaced = !first && random.nextInt(4) == 0;
            if (!displaced) {
                send();
            }
        } else if (random.nextInt(50) == 0) {
            send();
        }
    }

    private void send() {
        if (waitingSource >= 0) {
            log.add(new Logged(waitingSource, waitingTarget, log.size()));
            waitingSource = -1;
        }
    }

    /** Returns the log as it is read after compaction: pairs are gone, the last never is. */
    List<Logged> compacted() {
        if (!traits.compaction()) {
            return log;
        }
        List<Logged> left = new ArrayList<>();
        int kept = log.size() - 1 - random.nextInt(Math.max(1, log.size()));
        for (int i = 0; i < log.size(); i++) {
            if (i >= kept || random.nextInt(3) == 0) {
                left.add(log.get(i));
            }
        }
        return left;
    }
}
