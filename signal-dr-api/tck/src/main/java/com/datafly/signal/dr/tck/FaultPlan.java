package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What will go wrong, call by call: each fault that is scripted for a call befalls one such call, in order.
 *
 * <p>Calls have the names of the driver's methods, as in {@code startSnapshot}. A driver, or the server that it talks
 * to, runs its work through {@link #read} and {@link #change}. Thread-safe.
 *
 * @since 0.1
 */
public final class FaultPlan {

    /** How long a throttled caller is told to wait. */
    public static final Duration RETRY_AFTER = Duration.ofSeconds(7);

    private final Map<String, Queue<Scripted>> scripted = new HashMap<>();
    private final Map<String, Runnable> events = new HashMap<>();
    private final List<String> calls = new ArrayList<>();

    private FaultPlan() {}

    /** Creates a plan in which nothing goes wrong. */
    public static FaultPlan create() {
        return new FaultPlan();
    }

    /** Scripts a fault for the next call of that name, behind those that were scripted before. */
    public void next(String call, Fault fault) {
        add(call, new Scripted(fault, null));
    }

    /** Scripts an exception of the test's own, thrown before anything happens. */
    public void next(String call, RuntimeException failure) {
        add(call, new Scripted(Fault.DEFECT, failure));
    }

    /** Scripts the same fault for the next {@code times} calls of that name. */
    public void next(String call, Fault fault, int times) {
        for (int i = 0; i < times; i++) {
            next(call, fault);
        }
    }

    /** Lets {@code meanwhile} happen, once, before the {@code nth} call of that name from now on. */
    public synchronized void before(String call, int nth, Runnable meanwhile) {
        events.put(call + " " + (count(call) + nth), meanwhile);
    }

    /** Forgets what was scripted and did not happen. */
    public synchronized void clear() {
        scripted.clear();
        events.clear();
    }

    /** Returns how many calls of that name there were, failed ones included. */
    public synchronized int count(String call) {
        return (int) calls.stream().filter(call::equals).count();
    }

    /** Runs a call that reads; {@code stale} is what it answered a while ago. */
    public <T> T read(String call, Supplier<T> fresh, Supplier<T> stale) {
        Scripted next = begin(call);
        if (next == null) {
            return fresh.get();
        }
        if (next.fault() == Fault.STALE) {
            return stale.get();
        }
        throw failure(call, next, Effect.NONE);
    }

    /** Runs a call that changes something. */
    public void change(String call, Runnable effect) {
        Scripted next = begin(call);
        if (next == null || next.fault() == Fault.STALE) {
            effect.run();
            return;
        }
        if (next.fault() == Fault.ANSWER_LOST) {
            effect.run();
        }
        boolean lost = next.fault() == Fault.ANSWER_LOST || next.fault() == Fault.REQUEST_LOST;
        throw failure(call, next, lost ? Effect.UNKNOWN : Effect.NONE);
    }

    /**
     * Counts a call and takes the fault that befalls it, for a server that makes the fault itself. An exception of the
     * test's own is a {@link Fault#DEFECT} there: it cannot cross a wire.
     */
    public Optional<Fault> take(String call) {
        return Optional.ofNullable(begin(call)).map(Scripted::fault);
    }

    private synchronized void add(String call, Scripted next) {
        scripted.computeIfAbsent(call, name -> new ArrayDeque<>()).add(next);
    }

    private @Nullable Scripted begin(String call) {
        Runnable event;
        Scripted next;
        synchronized (this) {
            calls.add(call);
            event = events.remove(call + " " + count(call));
            Queue<Scripted> waiting = scripted.get(call);
            next = waiting == null ? null : waiting.poll();
        }
        if (event != null) {
            event.run();
        }
        return next;
    }

    private static RuntimeException failure(String call, Scripted next, Effect effect) {
        if (next.failure() != null) {
            return next.failure();
        }
        return switch (next.fault()) {
            case THROTTLED ->
                DrException.create(
                        ErrorCode.THROTTLED, call, "too many calls", failure -> failure.retryAfter(RETRY_AFTER));
            case REFUSED ->
                DrException.create(ErrorCode.UNAVAILABLE, call, "not now", failure -> failure.retry(RetryAdvice.SAFE));
            case REQUEST_LOST, ANSWER_LOST, STALE ->
                DrException.create(
                        ErrorCode.UNAVAILABLE,
                        call,
                        "the connection broke off",
                        failure -> failure.retry(RetryAdvice.SAFE).effect(effect));
            case DEFECT -> new IllegalStateException("a defect in " + call);
        };
    }

    private record Scripted(Fault fault, @Nullable RuntimeException failure) {}
}
