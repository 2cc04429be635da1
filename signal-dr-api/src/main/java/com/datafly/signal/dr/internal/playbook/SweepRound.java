package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.DefaultDatabase;
import com.datafly.signal.dr.operation.Operation;
import com.datafly.signal.dr.playbook.Leftover;
import com.datafly.signal.dr.playbook.LeftoverState;
import com.datafly.signal.dr.playbook.Swept;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One sweep: starts all removals, then waits for them. What fails stops nothing else. Not thread-safe. */
final class SweepRound {

    /** How long all removals together are awaited; the provider goes on with them. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final DefaultDatabase database;
    private final RunEnvironment environment;
    private final LeftoverSearch search;
    private final SweepLog log;
    private final List<Removing> removing = new ArrayList<>();
    private final List<Swept> files = new ArrayList<>();
    private final List<Swept> left = new ArrayList<>();
    private final List<Swept> failed = new ArrayList<>();
    private final List<String> clean = new ArrayList<>();

    SweepRound(DefaultDatabase database, RunEnvironment environment, LeftoverSearch search, SweepLog log) {
        this.database = database;
        this.environment = environment;
        this.search = search;
        this.log = log;
    }

    private record Removing(Leftover leftover, Operation<Void> operation) {}

    /** Notes that something stays where it is. */
    void leave(Leftover leftover) {
        left.add(Swept.left(leftover));
    }

    /** Removes what a run's programs left on this machine, if the run has ended. */
    void sweepFiles(Trail trail) {
        files.addAll(RunFiles.of(trail).sweep());
    }

    /**
     * Starts to remove what is due of a run; {@code requireHeld} refuses when the run may be somebody else's by now.
     */
    void sweep(Trail trail, Runnable requireHeld) {
        boolean nothing = true;
        for (Footprint footprint : trail.footprints()) {
            // Looked at one by one: what is removed before may make the next one the last of its kind.
            Optional<Leftover> found = search.find(trail, footprint);
            nothing &= found.isEmpty();
            found.ifPresent(leftover -> sweep(leftover, footprint, requireHeld));
        }
        // What nothing is left of at the provider is not looked at again, on whatever machine: files are of one alone.
        if (nothing && trail.isEnded() && trail.files().isEmpty()) {
            clean.add(trail.runId());
        }
    }

    private void sweep(Leftover leftover, Footprint footprint, Runnable requireHeld) {
        if (leftover.state() != LeftoverState.DUE) {
            if (leftover.state() != LeftoverState.NOT_EXPIRED) {
                leave(leftover);
            }
            return;
        }
        try {
            requireHeld.run();
            log.intend(leftover, environment.holder());
            Operation<Void> operation = footprint.isSnapshot()
                    ? database.snapshots().delete(leftover.name())
                    : database.discardMade(leftover.name(), footprint.key());
            removing.add(new Removing(leftover, operation));
        } catch (DrException e) {
            fail(leftover, e);
        }
    }

    /** Waits for the removals, and tells of everything. */
    List<Swept> finish() {
        List<Swept> done = new ArrayList<>();
        long start = environment.time().nanoTime();
        for (Removing one : removing) {
            Duration waited = Duration.ofNanos(environment.time().nanoTime() - start);
            Duration more = PATIENCE.compareTo(waited) > 0 ? PATIENCE.minus(waited) : Duration.ZERO;
            try {
                one.operation().await(more);
                done.add(Swept.removed(one.leftover()));
            } catch (DrException e) {
                fail(one.leftover(), e);
            }
        }
        done.addAll(failed);
        done.addAll(files);
        log.tell(done);
        log.nothingLeft(clean);
        done.addAll(left);
        return List.copyOf(done);
    }

    private void fail(Leftover leftover, DrException failure) {
        if (failure.code() == ErrorCode.CANCELLED) {
            throw failure;
        }
        failed.add(Swept.failed(leftover, failure));
    }
}
