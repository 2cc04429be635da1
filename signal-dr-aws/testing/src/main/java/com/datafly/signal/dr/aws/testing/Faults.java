package com.datafly.signal.dr.aws.testing;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/**
 * What will go wrong, request by request: each fault that is scripted for an action befalls one such request, in order.
 *
 * <p>Actions have the service's names, as in {@code CreateDBSnapshot}. Thread-safe.
 *
 * @since 0.1
 */
public final class Faults {

    private final Map<String, Queue<Scripted>> scripted = new HashMap<>();
    private final Map<String, Runnable> events = new HashMap<>();
    private final Map<String, Integer> counts = new HashMap<>();

    Faults() {}

    /** Scripts a fault for the next request of that action, behind those that were scripted before. */
    public void next(String action, AwsFault fault) {
        add(action, new Scripted(Optional.of(requireNonNull(fault, "fault")), Optional.empty()));
    }

    /** Scripts the same fault for the next {@code times} requests of that action. */
    public void next(String action, AwsFault fault, int times) {
        for (int i = 0; i < times; i++) {
            next(action, fault);
        }
    }

    /** Scripts a refusal with any code the service has; nothing happens. */
    public void next(String action, String code, int httpStatus, String message) {
        add(action, new Scripted(Optional.empty(), Optional.of(Refusal.of(code, httpStatus, message))));
    }

    /** Lets {@code meanwhile} happen, once, before the {@code nth} request of that action from now on. */
    public synchronized void before(String action, int nth, Runnable meanwhile) {
        events.put(action + " " + (counts.getOrDefault(action, 0) + nth), requireNonNull(meanwhile, "meanwhile"));
    }

    /** Forgets what was scripted and did not happen. */
    public synchronized void clear() {
        scripted.clear();
        events.clear();
    }

    /** Counts a request, lets happen what was planned before it, and returns what befalls it. */
    Optional<Scripted> take(String action) {
        Optional<Runnable> event;
        Optional<Scripted> next;
        synchronized (this) {
            int count = counts.merge(action, 1, Integer::sum);
            event = Optional.ofNullable(events.remove(action + " " + count));
            next = Optional.ofNullable(scripted.get(action)).map(Queue::poll);
        }
        event.ifPresent(Runnable::run);
        return next;
    }

    private synchronized void add(String action, Scripted next) {
        scripted.computeIfAbsent(requireNonNull(action, "action"), name -> new ArrayDeque<>())
                .add(next);
    }

    /** Either a fault or a refusal. */
    record Scripted(Optional<AwsFault> fault, Optional<Refusal> refusal) {

        boolean is(AwsFault wanted) {
            return fault.filter(wanted::equals).isPresent();
        }
    }
}
