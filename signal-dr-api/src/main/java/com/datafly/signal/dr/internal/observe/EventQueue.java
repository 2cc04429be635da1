package com.datafly.signal.dr.internal.observe;

import com.datafly.signal.dr.playbook.RunEvent;
import com.datafly.signal.dr.playbook.RunEvent.EventsMissed;
import com.datafly.signal.dr.playbook.RunEvent.StepProgressed;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The events that one listener has not heard yet, in order. Not thread-safe. */
final class EventQueue {

    private record OfStep(String run, String step) {}

    private final int capacity;
    private final Map<Long, RunEvent> events = new LinkedHashMap<>();
    /** Where the progress of a step stands in {@link #events}, the longest waiting first. */
    private final Map<OfStep, Long> progress = new LinkedHashMap<>();

    private final Map<String, Long> missed = new LinkedHashMap<>();
    private long next;

    EventQueue(int capacity) {
        this.capacity = capacity;
    }

    boolean isEmpty() {
        return events.isEmpty();
    }

    int size() {
        return events.size();
    }

    /** Adds an event at the end. Older progress of the same step goes; in a full queue older events do. */
    void add(RunEvent event) {
        if (event instanceof StepProgressed progressed) {
            addProgress(progressed);
            return;
        }
        if (events.size() >= capacity) {
            makeRoom();
        }
        events.put(next++, event);
    }

    /** Takes the oldest event, with the news of what was missed before it in front. */
    List<RunEvent> take() {
        Iterator<RunEvent> oldest = events.values().iterator();
        RunEvent event = oldest.next();
        oldest.remove();
        if (event instanceof StepProgressed progressed) {
            progress.remove(key(progressed));
        }
        List<RunEvent> taken = new ArrayList<>();
        missed.forEach((run, count) -> taken.add(new EventsMissed(run, event.at(), count)));
        missed.clear();
        taken.add(event);
        return taken;
    }

    void clear() {
        events.clear();
        progress.clear();
        missed.clear();
    }

    private void addProgress(StepProgressed progressed) {
        Optional.ofNullable(progress.remove(key(progressed))).ifPresent(events::remove);
        if (events.size() >= capacity) {
            if (progress.isEmpty()) {
                return;
            }
            dropOldestProgress();
        }
        progress.put(key(progressed), next);
        events.put(next++, progressed);
    }

    private void makeRoom() {
        if (!progress.isEmpty()) {
            dropOldestProgress();
            return;
        }
        Iterator<RunEvent> oldest = events.values().iterator();
        missed.merge(oldest.next().run(), 1L, Long::sum);
        oldest.remove();
    }

    private void dropOldestProgress() {
        Iterator<Long> oldest = progress.values().iterator();
        events.remove(oldest.next());
        oldest.remove();
    }

    private static OfStep key(StepProgressed progressed) {
        return new OfStep(progressed.run(), progressed.step());
    }
}
