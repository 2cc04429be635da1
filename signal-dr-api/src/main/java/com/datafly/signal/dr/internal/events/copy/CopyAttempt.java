package com.datafly.signal.dr.internal.events.copy;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.spi.EventReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One try at a copy: from what was committed last to the end, or to the first failure. It fences off every earlier try
 * before it reads what was committed, so that nobody can commit behind its back. Not thread-safe.
 */
final class CopyAttempt {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration NAP = Duration.ofMillis(200);

    private final CopyRun run;
    private final CopyPlan plan;
    private final CopyState state;
    private final CopySink sink;
    private final CopyCursor cursor;
    private final RunRecorder recorder = new RunRecorder();
    private final List<NewEvent> kept = new ArrayList<>();
    private final List<CopyHole> holes;
    private final Standstill standstill;
    private CopyTotals totals;
    private long committedAt;

    CopyAttempt(CopyRun run, CopyState state, CopySink sink) {
        this.run = run;
        this.plan = run.plan();
        this.state = state;
        this.sink = sink;
        this.totals = state.totals();
        this.holes = new ArrayList<>(state.holes());
        this.cursor = new CopyCursor(ranges(), plan.positionsKept() ? state.positions() : Map.of());
        this.standstill = new Standstill(run.source(), cursor, POLL);
        this.committedAt = run.nanoTime();
        plan.memory().restore(state.memory());
    }

    private Map<PartitionId, CopyRange> ranges() {
        if (!plan.rangesKept()) {
            return plan.ranges();
        }
        Optional<CopyDefinition> before = state.definition();
        if (before.isEmpty()) {
            kept.add(state.definition(new CopyDefinition(plan.definition(), plan.ranges())));
            return plan.ranges();
        }
        if (!before.get().text().equals(plan.definition())) {
            throw DrException.create(
                    ErrorCode.CONFLICT,
                    "copy '" + plan.id() + "'",
                    "a copy of this name was begun as something else",
                    failure -> failure.hint("Repeat the request that began it, or take another name.")
                            .detail("begunAs", before.get().text()));
        }
        return before.get().ranges();
    }

    CopyResult go() {
        run.committed(progress());
        if (!kept.isEmpty()) {
            commit();
        }
        try (EventReader reader = run.source().open()) {
            copy(reader);
        }
        if (sink.events() > 0 || cursor.hasMoved()) {
            commit();
        }
        return new CopyResult(cursor.open().isEmpty(), progress(), sink.transactional(), holes);
    }

    private void copy(EventReader reader) {
        Set<PartitionId> sought = Set.of();
        while (!run.stopping()) {
            cursor.endAt(run.ends());
            Map<PartitionId, Long> open = cursor.open();
            if (open.isEmpty()) {
                return;
            }
            if (!open.keySet().equals(sought)) {
                reader.seek(open);
                sought = Set.copyOf(open.keySet());
            }
            if (!read(reader)) {
                sought = Set.of();
            }
        }
    }

    /** Reads once; tells whether the reader still stands where it should. */
    private boolean read(EventReader reader) {
        List<EventRecord> events;
        try {
            events = reader.poll(POLL);
        } catch (DrException e) {
            goOver(hole(e));
            return false;
        }
        for (EventRecord event : events) {
            if (cursor.takes(event) && !take(event)) {
                return false;
            }
        }
        reader.positions().forEach(cursor::advance);
        if (isDue() || (events.isEmpty() && cursor.hasMoved())) {
            commit();
        }
        Optional<CopyHole> cutOff = standstill.afterPoll();
        cutOff.ifPresent(hole -> {
            if (!plan.goesOverHoles()) {
                throw gone(Standstill.cutBack(hole));
            }
            goOver(hole);
        });
        return cutOff.isEmpty();
    }

    /** Copies one event, at the rate that is allowed; tells whether to go on. */
    private boolean take(EventRecord event) {
        NewEvent copy = apply(event);
        if (copy != null) {
            if (!awaitTurn()) {
                return false;
            }
            int size = CopySink.size(copy);
            if (plan.offsetsKept()) {
                sink.append(copy, event, recorder);
            } else {
                sink.append(copy);
            }
            run.throttle().count(size);
            totals = new CopyTotals(totals.read() + 1, totals.written() + 1, totals.bytes() + size);
        } else {
            totals = new CopyTotals(totals.read() + 1, totals.written(), totals.bytes());
        }
        cursor.advance(event.partition(), event.offset() + 1);
        if (isDue()) {
            commit();
        }
        return true;
    }

    private @Nullable NewEvent apply(EventRecord event) {
        try {
            return plan.rule().apply(event);
        } catch (DrException e) {
            throw e;
        } catch (RuntimeException e) {
            throw DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    "copy '" + plan.id() + "'",
                    "what was given to choose or change events threw "
                            + e.getClass().getName() + " at " + event,
                    failure -> failure.cause(e).hint("Mend it and go on: nothing before this event is lost."));
        }
    }

    /** Waits as the rate demands, without a transaction left open meanwhile that others would wait for. */
    private boolean awaitTurn() {
        while (!run.throttle().due().isZero()) {
            Duration due = run.throttle().due();
            if (sink.events() > 0
                    && due.toNanos() + sink.age() > plan.transactionTime().toNanos()) {
                commit();
            }
            run.sleep(due.compareTo(NAP) < 0 ? due : NAP);
            if (run.stopping()) {
                return false;
            }
        }
        return true;
    }

    /** What was read and left out is progress, too, which a later runner need not make again. */
    private boolean isDue() {
        return sink.events() >= plan.transactionRecords()
                || (run.nanoTime() - committedAt >= plan.transactionTime().toNanos()
                        && (sink.events() > 0 || cursor.hasMoved()));
    }

    private void commit() {
        if (plan.offsetsKept()) {
            sink.settle();
            recorder.drain().forEach((partition, runs) -> kept.add(state.runs(partition, runs)));
        }
        if (plan.positionsKept()) {
            cursor.drainMoved().forEach((partition, next) -> kept.add(state.position(partition, next)));
        } else {
            cursor.drainMoved();
        }
        plan.memory().changes().forEach((key, value) -> kept.add(state.memory(key, value)));
        kept.add(state.totals(totals));
        sink.commit(kept);
        kept.clear();
        committedAt = run.nanoTime();
        run.committed(progress());
    }

    private CopyProgress progress() {
        return new CopyProgress(totals, cursor.positions(), cursor.left());
    }

    /** Returns what a reader's failure says to be gone, or throws it. */
    private CopyHole hole(DrException failure) {
        Map<String, String> facts = failure.details();
        String earliest = facts.get("earliest");
        Optional<Map.Entry<PartitionId, Long>> position = cursor.positions().entrySet().stream()
                .filter(each -> each.getKey().toString().equals(facts.get("partition")))
                .findFirst();
        if (failure.code() != ErrorCode.FAILED_PRECONDITION || position.isEmpty() || earliest == null) {
            throw failure;
        }
        long from = position.get().getValue();
        CopyHole hole = new CopyHole(position.get().getKey(), from, Long.parseLong(earliest));
        if (hole.to() <= from) {
            throw gone(cutBackBelow(failure, hole));
        }
        if (!plan.goesOverHoles()) {
            throw gone(removed(failure, hole));
        }
        return hole;
    }

    private void goOver(CopyHole hole) {
        kept.add(state.hole(hole));
        holes.add(hole);
        cursor.advance(hole.partition(), hole.to());
        commit();
    }

    private static DrException removed(DrException failure, CopyHole hole) {
        return hinted(
                failure,
                "What stood at offsets " + hole.from() + " to " + hole.to() + " of " + hole.partition()
                        + " is gone from the source. Copy from an archive, or begin anew after it.");
    }

    /** What was copied and what the source has now are no longer the same. */
    private static DrException cutBackBelow(DrException failure, CopyHole hole) {
        return hinted(
                failure,
                "The log of " + hole.partition() + " was cut back, or made anew: it was read up to offset "
                        + hole.from() + ". Compare what was copied with what is there, and copy the rest under another"
                        + " name.");
    }

    private static DrException hinted(DrException failure, String hint) {
        return DrException.create(failure.code(), failure.operation(), failure.problem(), more -> {
            more.hint(hint).cause(failure);
            failure.details().forEach(more::detail);
        });
    }

    private DrException gone(DrException failure) {
        return DrException.create(failure.code(), "copy '" + plan.id() + "'", failure.problem(), more -> {
            more.effect(totals.written() > 0 ? Effect.APPLIED : Effect.NONE)
                    .retry(RetryAdvice.NEVER)
                    .detail("copied", totals.written())
                    .cause(failure);
            failure.hint().ifPresent(more::hint);
            failure.details().forEach(more::detail);
        });
    }
}
