package com.datafly.signal.dr.selfmanaged.internal.recovery;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.selfmanaged.internal.recovery.RestoreRecord.Status;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupFacts;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import com.datafly.signal.dr.selfmanaged.internal.server.Failures;
import java.time.Instant;
import java.util.Optional;

/**
 * Recovers a database into a new data directory: chooses a backup, proves the log, restores the files, replays, and
 * proves what was reached. Nothing that exists is ever overwritten, and the copy can never write into the repository
 * that it came from.
 *
 * <p>What is known of the work lies in a {@link RestoreRecord} beside the data directory, under a {@link RestoreLock}:
 * so another process can tell a restore that runs from one whose process died and one that ended.
 *
 * <p>Thread-safe.
 */
public final class Recovery {

    private final Repository repository;
    private final DiskSpace space;

    private Recovery(Repository repository, DiskSpace space) {
        this.repository = requireNonNull(repository, "repository");
        this.space = space;
    }

    /** Recovers from {@code repository}. */
    public static Recovery from(Repository repository) {
        return new Recovery(repository, DiskSpace.real());
    }

    static Recovery from(Repository repository, DiskSpace space) {
        return new Recovery(repository, space);
    }

    /**
     * Chooses the backup that a recovery would try first, by its facts alone: nothing is proven and nothing is made.
     *
     * @throws DrException with {@code FAILED_PRECONDITION} or {@code NOT_FOUND} as {@link #run} would
     */
    public BackupFacts plan(RecoveryTarget target) {
        return Candidates.of(repository, target, "plan a recovery to " + target)
                .newestFirst()
                .get(0);
    }

    /**
     * Recovers a database and leaves its server running.
     *
     * <p>A repetition under the key of a restore whose process died removes what that one had made and begins anew. On
     * failure the half-made copy is removed, unless the request keeps it; the record stays and says what failed.
     *
     * @throws DrException before anything exists: {@code FAILED_PRECONDITION} if the place is not empty, the
     *     installation does not fit, or the target is outside of what can be proven, which the message states;
     *     {@code INTEGRITY_FAILED} if WAL is missing or damaged; {@code CONFLICT} if other work is, or was, at the
     *     place; {@code ALREADY_EXISTS} if this work has ended well before; {@code QUOTA} if the disk is too small.
     *     Later: {@code INTEGRITY_FAILED} if a stored byte is damaged or the replay did not end where the log does;
     *     {@code QUOTA}, {@code DEADLINE_EXCEEDED}, {@code CANCELLED}, {@code FAILED_PRECONDITION} if the server
     *     refuses
     */
    public RecoveredServer run(RecoveryRequest request, RecoveryListener listener) {
        CopyPlace place = new CopyPlace(request.dataDirectory());
        try (RestoreLock lock = RestoreLock.tryAcquire(place.dataDirectory()).orElseThrow(place::busy)) {
            requireNonNull(lock);
            takeOver(request, place);
            Failures.attempt(request.operation(), () -> place.requireEmpty(request.operation()));
            Phases phases = new Phases(begun(request), listener, request.operation());
            try {
                RecoveredServer recovered = new Restoration(repository, space, request, phases).run();
                phases.end(Status.FINISHED);
                return recovered;
            } catch (RuntimeException e) {
                // Interruption would close every channel that the clean-up opens.
                boolean interrupted = Thread.interrupted();
                try {
                    throw failed(e, request, place, phases);
                } finally {
                    restore(interrupted);
                }
            }
        }
    }

    /** Decides what an earlier restore to the same place means. */
    private static void takeOver(RecoveryRequest request, CopyPlace place) {
        Optional<RestoreRecord> earlier = RestoreRecord.read(place.dataDirectory());
        if (earlier.isEmpty() || earlier.get().status() == Status.FAILED) {
            return;
        }
        if (!earlier.get().key().equals(request.key())) {
            throw DrException.create(
                    ErrorCode.CONFLICT,
                    request.operation(),
                    "another restore, " + earlier.get().key() + ", made " + place.dataDirectory(),
                    failure -> failure.hint("Choose another data directory, or remove that copy first."));
        }
        if (earlier.get().status() == Status.FINISHED) {
            throw DrException.create(
                    ErrorCode.ALREADY_EXISTS,
                    request.operation(),
                    "this restore has ended well before",
                    failure -> failure.effect(Effect.APPLIED).hint("Use the copy in " + place.dataDirectory() + "."));
        }
        place.clear();
    }

    private static RestoreRecord begun(RecoveryRequest request) {
        return new RestoreRecord(
                request.key(),
                request.name(),
                request.dataDirectory(),
                request.target().toString(),
                Status.STARTED,
                RecoveryPhase.CHOOSE,
                Instant.now(),
                request.facts());
    }

    private static DrException failed(RuntimeException cause, RecoveryRequest request, CopyPlace place, Phases phases) {
        RecoveryPhase phase = phases.record().phase();
        DrException translated = cause instanceof DrException failure
                ? translate(failure, request, place)
                : DrException.create(
                        ErrorCode.INTERNAL, request.operation(), cause.toString(), failure -> failure.cause(cause));
        boolean removed = !request.keptOnFailure() && cleared(translated, place);
        String left = removed
                ? "nothing is left of the copy"
                : "what was made so far is in " + place.dataDirectory() + " and beside it";
        phases.note("failure", shortened(translated, request));
        phases.note("failureCode", translated.code());
        phases.note("failureEffect", removed ? Effect.NONE : Effect.APPLIED);
        translated.hint().ifPresent(hint -> phases.note("failureHint", hint));
        phases.note("left", left);
        try {
            phases.end(Status.FAILED);
        } catch (DrException e) {
            translated.addSuppressed(e);
        }
        return DrException.create(
                translated.code(), request.operation(), problem(translated, request, phase, left), failure -> {
                    failure.cause(cause).retry(translated.retry()).key(request.key());
                    failure.effect(removed ? Effect.NONE : Effect.APPLIED);
                    translated.hint().ifPresent(failure::hint);
                    translated.details().forEach(failure::detail);
                });
    }

    private static void restore(boolean interrupted) {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean cleared(DrException failure, CopyPlace place) {
        try {
            place.clear();
            return true;
        } catch (DrException e) {
            failure.addSuppressed(e);
            return false;
        }
    }

    private static String problem(DrException failure, RecoveryRequest request, RecoveryPhase phase, String left) {
        return shortened(failure, request) + " (phase " + phase + "; " + left + ")";
    }

    /** What went wrong and in which step, without the hint, which is kept apart. */
    private static String shortened(DrException failure, RecoveryRequest request) {
        String message = String.valueOf(failure.getMessage());
        int hint = message.indexOf(System.lineSeparator() + "HINT: ");
        String problem = hint < 0 ? message : message.substring(0, hint);
        String own = request.operation() + ": ";
        return problem.startsWith(own) ? problem.substring(own.length()) : problem;
    }

    /** A full disk shows in many places: in our own writes, in those of the proof, and in the server's log. */
    private static DrException translate(DrException failure, RecoveryRequest request, CopyPlace place) {
        boolean full = failure.code() != ErrorCode.QUOTA && DiskSpace.isExhausted(failure);
        if (!full) {
            return failure;
        }
        return DrException.create(
                ErrorCode.QUOTA,
                request.operation(),
                "the disk of " + place.parent() + " is full: " + failure.getMessage(),
                more -> more.hint("Make room, or restore to another disk.").cause(failure));
    }
}
