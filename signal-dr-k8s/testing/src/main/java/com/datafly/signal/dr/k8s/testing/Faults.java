package com.datafly.signal.dr.k8s.testing;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * What will go wrong, request by request.
 *
 * <p>Verbs are Kubernetes' own: get, list, watch, create, update, patch, delete, deletecollection. Resources are named
 * as permissions name them, as in {@code secrets} or {@code pods/eviction}; {@code *} is any of both. Thread-safe.
 *
 * @since 0.1
 */
public final class Faults {

    private final List<Scripted> faults = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();

    Faults() {}

    /** Lets the next such request go wrong, behind those that were scripted before. */
    public void next(String verb, String resource, Fault fault) {
        next(verb, resource, fault, 1);
    }

    /** Lets the next {@code times} such requests go wrong. */
    public synchronized void next(String verb, String resource, Fault fault, int times) {
        requireNonNull(fault, "fault");
        for (int i = 0; i < times; i++) {
            faults.add(new Scripted(verb, resource, fault));
        }
    }

    /** Lets {@code meanwhile} happen, once, right before the {@code nth} such request from now on. */
    public synchronized void before(String verb, String resource, int nth, Runnable meanwhile) {
        events.add(new Event(verb, resource, nth, true, requireNonNull(meanwhile, "meanwhile")));
    }

    /** Lets {@code meanwhile} happen, once, right after the {@code nth} such request, before its answer is sent. */
    public synchronized void after(String verb, String resource, int nth, Runnable meanwhile) {
        events.add(new Event(verb, resource, nth, false, requireNonNull(meanwhile, "meanwhile")));
    }

    /** Forgets all that was scripted. */
    public synchronized void clear() {
        faults.clear();
        events.clear();
    }

    synchronized Optional<Fault> take(String verb, String resource) {
        Iterator<Scripted> scripted = faults.iterator();
        while (scripted.hasNext()) {
            Scripted one = scripted.next();
            if (matches(one.verb(), verb) && matches(one.resource(), resource)) {
                scripted.remove();
                return Optional.of(one.fault());
            }
        }
        return Optional.empty();
    }

    /** Runs what is to happen before or after a request; outside of the lock, for it may call the server. */
    void happen(String verb, String resource, boolean before) {
        due(verb, resource, before).forEach(Runnable::run);
    }

    private synchronized List<Runnable> due(String verb, String resource, boolean before) {
        List<Runnable> due = new ArrayList<>();
        Iterator<Event> all = events.iterator();
        while (all.hasNext()) {
            Event event = all.next();
            if (event.before == before
                    && matches(event.verb, verb)
                    && matches(event.resource, resource)
                    && event.isDue()) {
                all.remove();
                due.add(event.meanwhile);
            }
        }
        return due;
    }

    private static boolean matches(String wanted, String here) {
        return wanted.equals("*") || wanted.equals(here);
    }

    private record Scripted(String verb, String resource, Fault fault) {}

    /** Something that happens meanwhile; counts the requests until then. */
    private static final class Event {

        private final String verb;
        private final String resource;
        private final boolean before;
        private final Runnable meanwhile;
        private int left;

        Event(String verb, String resource, int left, boolean before, Runnable meanwhile) {
            this.verb = verb;
            this.resource = resource;
            this.left = left;
            this.before = before;
            this.meanwhile = meanwhile;
        }

        boolean isDue() {
            left--;
            return left <= 0;
        }
    }
}
