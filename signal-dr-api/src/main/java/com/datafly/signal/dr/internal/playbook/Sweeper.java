package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.DefaultDatabase;
import com.datafly.signal.dr.internal.journal.Journals;
import com.datafly.signal.dr.journal.LeaseHolder;
import com.datafly.signal.dr.operation.TimeSource;
import com.datafly.signal.dr.playbook.Leftover;
import com.datafly.signal.dr.playbook.LeftoverState;
import com.datafly.signal.dr.playbook.Swept;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Removes what drills left. A run that has not ended is swept only under its lease, so that nobody resumes it
 * meanwhile. Not thread-safe.
 */
final class Sweeper {

    private final DefaultDatabase database;
    private final RunEnvironment environment;
    private final LeftoverSearch search;
    private final SweepLog log;
    private final TimeSource leaseTime = TimeSource.system();

    Sweeper(DefaultDatabase database, RunEnvironment environment) {
        this.database = database;
        this.environment = environment;
        this.search = new LeftoverSearch(database, environment.clock());
        this.log = new SweepLog(environment.journals());
    }

    /** Finds all that drills of the database left, due or not. Changes nothing. */
    List<Leftover> look() {
        List<Leftover> found = new ArrayList<>();
        for (Trail trail : trails(found::add)) {
            found.addAll(RunFiles.of(trail).look());
            if (isOurs(trail)) {
                found.addAll(look(trail, isHeld(trail)));
            }
        }
        return List.copyOf(found);
    }

    /** Removes what is due, and says what it did about each thing whose time has come. */
    List<Swept> sweep() {
        SweepRound round = new SweepRound(database, environment, search, log);
        List<Trail> open = new ArrayList<>();
        for (Trail trail : trails(round::leave)) {
            round.sweepFiles(trail);
            if (trail.isEnded() && (isOurs(trail) || !trail.isDrill())) {
                round.sweep(trail, () -> {});
            } else if (isOurs(trail) && isExpired(trail) && !look(trail, false).isEmpty()) {
                open.add(trail);
            }
        }
        sweepOpen(open, round);
        return round.finish();
    }

    /** All leases are tried once at first, so that those that stay unchanged are watched at the same time. */
    private void sweepOpen(List<Trail> open, SweepRound round) {
        List<Trail> held = new ArrayList<>();
        for (Trail trail : open) {
            if (!sweepUnderLease(trail, Duration.ZERO, round)) {
                held.add(trail);
            }
        }
        Duration patience = environment.leaseTtl().multipliedBy(3).dividedBy(2);
        long start = leaseTime.nanoTime();
        for (Trail trail : held) {
            Duration left = patience.minusNanos(leaseTime.nanoTime() - start);
            if (!sweepUnderLease(trail, left.isNegative() ? Duration.ZERO : left, round)) {
                look(trail, true).forEach(round::leave);
            }
        }
    }

    private boolean sweepUnderLease(Trail trail, Duration patience, SweepRound round) {
        String run = trail.runId();
        LeaseKeeper lease = new LeaseKeeper(run, environment.leaseTtl());
        try {
            LeaseHolder holder = new LeaseHolder("sweep by " + environment.holder(), run);
            lease.acquire(environment.journals().leases(), LeaseKeeper.ofRun(run), holder, patience);
            lease.keep(() -> {}, lost -> {});
            round.sweep(Trail.of(environment.journals().open(run)), lease::requireHeld);
            return true;
        } catch (DrException e) {
            if (e.code() == ErrorCode.CONFLICT) {
                return false;
            }
            round.leave(unreadable(run, e));
            return true;
        } finally {
            lease.release();
        }
    }

    /** Reads the journals of which something may be left; {@code unreadable} hears of those that cannot be. */
    private List<Trail> trails(Consumer<Leftover> unreadable) {
        log.refresh();
        List<Trail> trails = new ArrayList<>();
        for (String run : environment.journals().runs()) {
            if (!log.isDone(run)) {
                read(environment.journals(), run, unreadable).ifPresent(trails::add);
            }
        }
        return trails;
    }

    /** Reads one journal; {@code unreadable} hears of it if that cannot be. */
    static Optional<Trail> read(Journals journals, String run, Consumer<Leftover> unreadable) {
        try {
            return Optional.of(Trail.of(journals.open(run)));
        } catch (DrException e) {
            unreadable.accept(unreadable(run, e));
            return Optional.empty();
        }
    }

    private static Leftover unreadable(String run, DrException failure) {
        if (failure.code() == ErrorCode.CANCELLED) {
            throw failure;
        }
        String reason = "its journal does not tell what it left: " + failure.getMessage();
        return Leftover.create(run, LeftoverState.UNCLEAR, reason, more -> {});
    }

    private boolean isOurs(Trail trail) {
        // The journal keeps addresses masked.
        String identity = environment.redactor().apply(BoundTarget.DRILL + " " + database.address());
        return trail.isDrill() && trail.isOf(identity);
    }

    private boolean isExpired(Trail trail) {
        return !environment.clock().instant().isBefore(trail.expiresAt().orElseThrow());
    }

    private List<Leftover> look(Trail trail, boolean held) {
        return trail.footprints().stream()
                .flatMap(footprint -> search.find(trail, footprint).stream())
                .map(found -> held && found.state() == LeftoverState.DUE ? inUse(found) : found)
                .toList();
    }

    private boolean isHeld(Trail trail) {
        return !trail.isEnded()
                && environment
                        .journals()
                        .leases()
                        .find(LeaseKeeper.ofRun(trail.runId()))
                        .filter(lease -> !lease.released())
                        .isPresent();
    }

    private static Leftover inUse(Leftover found) {
        String reason = "its run has not ended, and its process may be alive";
        return Leftover.create(found.runId(), LeftoverState.IN_USE, reason, more -> {
            found.key().ifPresent(key -> more.step(found.stepId(), key));
            found.expiresAt().ifPresent(more::expiresAt);
            more.name(found.name());
        });
    }
}
