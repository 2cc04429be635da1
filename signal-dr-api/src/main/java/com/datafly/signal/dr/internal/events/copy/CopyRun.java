package com.datafly.signal.dr.internal.events.copy;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.internal.events.StateTopic;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Copies events from a source to a cluster, resumable after a crash at any point: with neither a gap nor a repetition
 * where the target has transactions, without a gap elsewhere.
 *
 * <p>Of two runners of one copy the one that began later goes on; the other fails with {@code FENCED}. Failures that
 * pass are sat out: everything since the last commit is dropped and done again. {@link #run} is for one thread, the
 * other methods are thread-safe.
 */
public final class CopyRun {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final CopyPlan plan;
    private final CopySource source;
    private final StreamResource target;
    private final StateTopic kept;
    private final Throttle throttle;
    private volatile Map<PartitionId, Long> ends = Map.of();
    private volatile boolean stopping;
    private volatile CopyProgress progress = new CopyProgress(CopyTotals.NONE, Map.of(), OptionalLong.empty());
    private final Map<PartitionId, Long> furthest = new HashMap<>();
    private volatile long movedAt;

    private CopyRun(CopyPlan plan, CopySource source, StreamResource target, StateTopic kept) {
        this.plan = requireNonNull(plan, "plan");
        this.source = requireNonNull(source, "source");
        this.target = requireNonNull(target, "target");
        this.kept = requireNonNull(kept, "kept");
        this.throttle = new Throttle(target.time(), plan.recordsPerSecond(), plan.bytesPerSecond());
    }

    /** Prepares a copy; nothing is asked or changed yet. */
    public static CopyRun of(CopyPlan plan, CopySource source, StreamResource target) {
        return new CopyRun(plan, source, target, kept(target, plan.id()));
    }

    /** Prepares likewise, by {@link #kept}, if something was read of it already: only what is new is read again. */
    public static CopyRun of(CopyPlan plan, CopySource source, StreamResource target, StateTopic kept) {
        return new CopyRun(plan, source, target, kept);
    }

    /** Returns where a target keeps what it keeps of a copy. */
    public static StateTopic kept(StreamResource target, String copy) {
        return CopyState.topic(target, copy);
    }

    /** Reads what a copy was begun as; empty if it never was, or keeps no definition. */
    public static Optional<CopyDefinition> definition(StateTopic kept, String copy) {
        return new CopyState(kept, copy).begunAs();
    }

    /** Reads likewise. */
    public static Optional<CopyDefinition> definition(StreamResource target, String copy) {
        return definition(kept(target, copy), copy);
    }

    /** Reads what the rules of a copy remembered. */
    public static Map<String, byte[]> memory(StreamResource target, String copy) {
        return new CopyState(kept(target, copy), copy).load().memory();
    }

    /** Adds to what the rules of a copy remember, once it has ended. */
    public static void remember(StreamResource target, String copy, Map<String, byte[]> changes) {
        new CopyState(kept(target, copy), copy).remember(changes);
    }

    /**
     * Copies until every partition is at its end, or until {@link #stop}. Called again, by whomever, it goes on.
     *
     * @throws DrException with {@code FENCED} if another runner took over, {@code FAILED_PRECONDITION} if the source
     *     lost events before they were read, {@code CONFLICT} if the copy was begun as something else,
     *     {@code CANCELLED} if the thread is interrupted; whatever it is, what was committed stays, and counts
     */
    public CopyResult run() {
        plan.first().run();
        CopyState state = new CopyState(kept, plan.id());
        state.ensure();
        movedAt = target.time().nanoTime();
        Duration pause = FIRST_PAUSE;
        while (true) {
            long before = movedAt;
            try (CopySink sink = CopySink.open(target, kept, plan.id())) {
                return new CopyAttempt(this, state.load(), sink).go();
            } catch (DrException failure) {
                pause = movedAt == before ? pause : FIRST_PAUSE;
                requirePassing(failure, pause);
                sleep(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        }
    }

    /** Ends the copy soon, after a commit of what was copied. It can go on later. */
    public void stop() {
        stopping = true;
    }

    /** Ends partitions at these offsets from now on, as when their last writers are gone. */
    public void endAt(Map<PartitionId, Long> offsets) {
        ends = Map.copyOf(offsets);
    }

    /** Returns how far the copy has come. */
    public CopyProgress progress() {
        return progress;
    }

    /** Returns where the events went, as far as they were committed; the plan must keep offsets. */
    public CopiedOffsets offsets() {
        return CopiedOffsets.read(kept, plan.id());
    }

    private void requirePassing(DrException failure, Duration pause) {
        boolean passing = failure.code() != ErrorCode.FENCED
                && failure.code() != ErrorCode.CANCELLED
                && (failure.effect() == Effect.UNKNOWN
                        || failure.retry() == RetryAdvice.SAFE
                        || failure.retry() == RetryAdvice.AFTER);
        long waited = target.time().nanoTime() - movedAt;
        if (stopping || !passing || waited + pause.toNanos() > plan.patience().toNanos()) {
            throw failure.code() == ErrorCode.FENCED ? fenced(failure) : failure;
        }
    }

    private DrException fenced(DrException failure) {
        return DrException.create(
                ErrorCode.FENCED,
                "copy '" + plan.id() + "'",
                failure.problem(),
                more -> more.effect(failure.effect() == Effect.UNKNOWN ? Effect.NONE : failure.effect())
                        .cause(failure)
                        .resource(target.address().toString())
                        .hint("Another runner of this copy took over, or a transaction took longer than the cluster"
                                + " allows. What is not committed is dropped; begin it again if nobody else goes"
                                + " on with it."));
    }

    CopyPlan plan() {
        return plan;
    }

    CopySource source() {
        return source;
    }

    Throttle throttle() {
        return throttle;
    }

    long nanoTime() {
        return target.time().nanoTime();
    }

    boolean stopping() {
        return stopping;
    }

    Map<PartitionId, Long> ends() {
        return ends;
    }

    /** Whoever reads from the beginning again has made progress once it gets further than before, or writes more. */
    void committed(CopyProgress now) {
        boolean further = now.totals().written() > progress.totals().written();
        for (Map.Entry<PartitionId, Long> position : now.positions().entrySet()) {
            long before = furthest.getOrDefault(position.getKey(), -1L);
            if (position.getValue() > before) {
                furthest.put(position.getKey(), position.getValue());
                further = true;
            }
        }
        if (further) {
            movedAt = nanoTime();
        }
        progress = now;
        plan.listener().accept(now);
    }

    void sleep(Duration duration) {
        try {
            target.time().sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DrException.create(
                    ErrorCode.CANCELLED,
                    "copy '" + plan.id() + "'",
                    "the thread was interrupted while it waited",
                    failure -> failure.effect(Effect.APPLIED).cause(e));
        }
    }
}
