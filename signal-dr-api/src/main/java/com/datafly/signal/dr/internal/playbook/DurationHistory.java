package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.playbook.Prediction;
import com.datafly.signal.dr.playbook.Prediction.Basis;
import com.datafly.signal.dr.spi.JournalDriver;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How long steps took, by action, provider and size, and what that says of the next one.
 *
 * <p>Of each class it keeps the newest durations in memory; the log keeps all. Lines that are damaged are skipped.
 * Thread-safe.
 */
public final class DurationHistory {

    private static final int NEWEST = 50;

    /** With a dot, since logs without one are those of runs. */
    private static final String LOG = "history.durations";

    private final HistoryLines log;
    private final Map<Key, Deque<Duration>> durations = new HashMap<>();

    /** Opens the history that {@code driver} keeps; nothing is read yet. The driver stays its owner's to close. */
    public DurationHistory(JournalDriver driver) {
        this.log = new HistoryLines(driver, LOG);
    }

    /**
     * Adds durations, durable when this returns.
     *
     * @throws DrException as the journal's driver reports it
     */
    public synchronized void record(Collection<PastDuration> took) {
        List<String> lines = took.stream().map(PastDuration::line).toList();
        if (lines.isEmpty()) {
            return;
        }
        do {
            refresh();
        } while (!log.append(lines));
    }

    /**
     * Predicts by the runs of the same size class, else by those of the next class, the larger one where both have
     * some; never by more distant ones, and never scaled.
     *
     * @param sizeBytes zero if the step's work has no size, or none that is known
     */
    public synchronized Prediction predict(String action, String provider, long sizeBytes) {
        refresh();
        int size = SizeClass.of(sizeBytes);
        return find(action, provider, size, Basis.SAME_SIZE)
                .or(() -> neighbour(action, provider, size + 1, size))
                .or(() -> neighbour(action, provider, size - 1, size))
                .orElse(Prediction.none());
    }

    private Optional<Prediction> neighbour(String action, String provider, int next, int size) {
        return size == SizeClass.UNKNOWN || next == SizeClass.UNKNOWN
                ? Optional.empty()
                : find(action, provider, next, Basis.NEIGHBOURING_SIZE);
    }

    private Optional<Prediction> find(String action, String provider, int size, Basis basis) {
        return Optional.ofNullable(durations.get(new Key(action, provider, size)))
                .map(known -> Prediction.of(basis, new ArrayList<>(known)));
    }

    private void refresh() {
        log.readOn(line -> PastDuration.parse(line).ifPresent(this::keep));
    }

    private void keep(PastDuration past) {
        Key key = new Key(past.action(), past.provider(), SizeClass.of(past.sizeBytes()));
        Deque<Duration> known = durations.computeIfAbsent(key, absent -> new ArrayDeque<>());
        known.addLast(past.took());
        if (known.size() > NEWEST) {
            known.removeFirst();
        }
    }

    private record Key(String action, String provider, int size) {}
}
