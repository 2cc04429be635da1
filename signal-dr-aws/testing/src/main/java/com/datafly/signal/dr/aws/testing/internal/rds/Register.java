package com.datafly.signal.dr.aws.testing.internal.rds;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * Resources of one kind by their names, with what they were before: so that a description can be out of date.
 *
 * <p>Guarded by the lock of the {@link World}.
 */
public final class Register<S> {

    private static final int KEPT = 30;

    private final Map<String, Deque<Version<S>>> histories = new TreeMap<>();
    private final LongSupplier changes;
    private long edition;

    /** Creates a register without resources; {@code changes} numbers them. */
    Register(LongSupplier changes) {
        this.changes = changes;
    }

    /** Returns a resource as it is. */
    public Optional<S> find(String name) {
        return seen(name, Sight.CLEAR);
    }

    /** Returns all resources as they are, by name. */
    public List<S> all() {
        return seen(Sight.CLEAR);
    }

    /** Returns a number that is another one after each change. */
    long edition() {
        return edition;
    }

    /** Returns how many there are. */
    public int size() {
        return all().size();
    }

    /** Lets a resource be so since then, whatever it was; since {@link Instant#MIN}, every description shows it. */
    public void put(String name, S state, Instant since) {
        add(name, Optional.of(state), since);
    }

    /** Changes a resource, if it is there. */
    public void change(String name, Instant since, UnaryOperator<S> change) {
        find(name).ifPresent(state -> put(name, change.apply(state), since));
    }

    /** Lets a resource be gone since then. */
    public void remove(String name, Instant since) {
        if (find(name).isPresent()) {
            add(name, Optional.empty(), since);
        }
    }

    /** Returns a resource as it is seen. */
    public Optional<S> seen(String name, Sight sight) {
        return Optional.ofNullable(histories.get(name)).flatMap(history -> seen(history, sight));
    }

    /** Returns all resources as they are seen, by name. */
    public List<S> seen(Sight sight) {
        List<S> out = new ArrayList<>();
        for (Deque<Version<S>> history : histories.values()) {
            seen(history, sight).ifPresent(out::add);
        }
        return out;
    }

    private void add(String name, Optional<S> state, Instant since) {
        Deque<Version<S>> history = histories.computeIfAbsent(name, unknown -> new ArrayDeque<>());
        edition++;
        long change = since.equals(Instant.MIN) ? 0 : changes.getAsLong();
        history.addLast(new Version<>(change, since, state));
        if (history.size() > KEPT) {
            history.removeFirst();
        }
    }

    private static <S> Optional<S> seen(Deque<Version<S>> history, Sight sight) {
        Iterator<Version<S>> newestFirst = history.descendingIterator();
        while (newestFirst.hasNext()) {
            Version<S> version = newestFirst.next();
            if (sight.shows(version.since(), version.change())) {
                return version.state();
            }
        }
        return Optional.empty();
    }

    private record Version<S>(long change, Instant since, Optional<S> state) {}
}
