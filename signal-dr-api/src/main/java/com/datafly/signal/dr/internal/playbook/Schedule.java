package com.datafly.signal.dr.internal.playbook;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says what to begin next. It decides by the ledger alone; what it keeps are queues of what the ledger said is ready,
 * so that a decision does not cost a look at every step.
 */
final class Schedule {

    /** Each step in flight has a thread. */
    private static final int MOST_IN_FLIGHT = 32;

    private final Ledger ledger;
    private final Map<String, Integer> caps;
    private final Map<String, Deque<StepEntry>> queues = new LinkedHashMap<>();
    private final Set<StepEntry> waiting = new LinkedHashSet<>();
    private int consents;

    Schedule(Ledger ledger, Map<String, Integer> caps) {
        this.ledger = ledger;
        this.caps = caps;
    }

    /** Returns a step whose action, or in a run that takes back what it did whose undo, is to be begun now, or null. */
    @Nullable
    StepEntry next(RunClock.Now now) {
        if (ledger.isUndoing()) {
            return nextUndo();
        }
        if (ledger.isHeld() || ledger.board().open().size() >= MOST_IN_FLIGHT) {
            return null;
        }
        takeOffers();
        reconsider();
        for (Map.Entry<String, Deque<StepEntry>> queue : queues.entrySet()) {
            StepEntry step = isFull(queue.getKey()) ? null : poll(queue.getValue(), now);
            if (step != null) {
                return step;
            }
        }
        return null;
    }

    /** Returns the steps that only consent is missing to. */
    Collection<StepEntry> waiting() {
        return Collections.unmodifiableSet(waiting);
    }

    private @Nullable StepEntry nextUndo() {
        boolean held = ledger.finished().isPresent()
                || ledger.paused().isPresent()
                || ledger.blocker().isPresent()
                || !ledger.board().open().isEmpty();
        return held ? null : ledger.board().nextToUndo();
    }

    private void takeOffers() {
        for (StepEntry step = ledger.board().nextOffer();
                step != null;
                step = ledger.board().nextOffer()) {
            enqueue(step);
        }
    }

    /** What waited for consent is looked at again once there is more of it. */
    private void reconsider() {
        if (consents != ledger.consents().changes()) {
            consents = ledger.consents().changes();
            waiting.forEach(this::enqueue);
            waiting.clear();
        }
    }

    private void enqueue(StepEntry step) {
        queues.computeIfAbsent(step.outline().provider(), provider -> new ArrayDeque<>())
                .add(step);
    }

    private boolean isFull(String provider) {
        Integer cap = caps.get(provider);
        return cap != null
                && ledger.board().open().stream()
                                .filter(step -> step.outline().provider().equals(provider))
                                .count()
                        >= cap;
    }

    /** A step that was offered and is not ready any more was given up meanwhile. */
    private @Nullable StepEntry poll(Deque<StepEntry> queue, RunClock.Now now) {
        for (StepEntry step = queue.poll(); step != null; step = queue.poll()) {
            if (!step.isReady()) {
                continue;
            }
            if (ledger.consents().isOpen(step.outline(), now)) {
                return step;
            }
            waiting.add(step);
        }
        return null;
    }
}
