package com.datafly.signal.dr.internal.platform.release;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.platform.StoredRelease;
import com.datafly.signal.dr.platform.StoredRelease.Status;
import com.datafly.signal.dr.spi.ReleaseOrder;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What became of an operation on a release, by what the platform keeps of it. */
final class Outcomes {

    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final Duration AFTER_ITS_TIME = Duration.ofMinutes(2);

    /** What Helm notes of a revision that failed; a rollback that fails too calls it superseded nevertheless. */
    private static final Pattern FAILED =
            Pattern.compile("(?:Upgrade|Rollback|Release) \"[^\"]*\" failed: .*", Pattern.DOTALL);

    private final ReleaseReads reads;

    Outcomes(ReleaseReads reads) {
        this.reads = reads;
    }

    /**
     * Looks for the revision that an operation made: the first that carries its key, since later ones inherit labels.
     */
    Optional<StoredRelease> find(String release, OperationKey key) {
        List<StoredRelease> revisions = reads.revisions(release);
        Optional<StoredRelease> labelled = revisions.stream()
                .filter(one -> key.value().equals(one.labels().get(ReleaseOrder.KEY_LABEL)))
                .findFirst();
        Optional<StoredRelease> found = labelled.isPresent()
                ? labelled
                : revisions.stream()
                        .sorted(Comparator.comparingInt(StoredRelease::revision).reversed())
                        .filter(one -> reads.described(one)
                                .description()
                                .filter(ReleaseOrder.describe(key)::equals)
                                .isPresent())
                        .findFirst();
        return found.map(this::judged);
    }

    /**
     * Returns a revision as failed that failed, whatever it is called since, or that was left pending: a newer one came
     * behind it, so nobody works on it any more.
     */
    StoredRelease judged(StoredRelease found) {
        return found.status() != Status.FAILED && (isSupersededFailure(found) || isLeftBehind(found))
                ? StoredRelease.create(found.name(), found.revision(), Status.FAILED, facts -> {
                    facts.labels(found.labels())
                            .deployed(
                                    found.deployedAt().orElse(null),
                                    found.description().orElse(null));
                    found.storedIn()
                            .ifPresent(object ->
                                    facts.storedIn(object, found.version().orElse("")));
                })
                : found;
    }

    private boolean isSupersededFailure(StoredRelease found) {
        return found.status() == Status.SUPERSEDED
                && reads.described(found)
                        .description()
                        .filter(text -> FAILED.matcher(text).matches())
                        .isPresent();
    }

    private boolean isLeftBehind(StoredRelease found) {
        return found.status().pending()
                && reads.revisions(found.name()).stream().anyMatch(one -> one.revision() > found.revision());
    }

    /** Waits until a revision is no more pending, and returns it if it was deployed. */
    StoredRelease settled(String operation, StoredRelease found, Duration within) {
        long start = reads.platform().time().nanoTime();
        StoredRelease seen = found;
        while (seen.status().pending()) {
            long spent = reads.platform().time().nanoTime() - start;
            if (spent > within.toNanos() || isOverdue(seen, within)) {
                throw undecided(operation, seen);
            }
            pause(operation);
            seen = judged(again(operation, seen));
        }
        return switch (seen.status()) {
            case DEPLOYED, SUPERSEDED -> reads.described(seen);
            case FAILED -> throw failed(operation, seen);
            case UNINSTALLED, UNINSTALLING -> throw gone(operation, seen);
            case PENDING_INSTALL, PENDING_UPGRADE, PENDING_ROLLBACK, UNKNOWN -> throw undecided(operation, seen);
        };
    }

    /** What deploys ends by itself within its time: an attempt that began longer ago has no runner any more. */
    private boolean isOverdue(StoredRelease seen, Duration within) {
        return seen.deployedAt()
                .filter(begun -> begun.plus(within)
                        .plus(AFTER_ITS_TIME)
                        .isBefore(reads.platform().clock().instant()))
                .isPresent();
    }

    private StoredRelease again(String operation, StoredRelease seen) {
        return reads.revisions(seen.name()).stream()
                .filter(one -> one.revision() == seen.revision())
                .findFirst()
                .orElseThrow(() -> gone(operation, seen));
    }

    private void pause(String operation) {
        try {
            reads.platform().time().sleep(LOOK);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DrException.create(
                    ErrorCode.CANCELLED,
                    operation,
                    "the waiting thread was interrupted",
                    failure -> failure.effect(Effect.UNKNOWN));
        }
    }

    /** What the deploying software noted is not told: it may have printed the objects that failed. */
    private DrException failed(String operation, StoredRelease seen) {
        return failure(
                ErrorCode.FAILED_PRECONDITION,
                Effect.APPLIED,
                operation,
                seen,
                "Ask the deploying software for the release's history why, then roll back or upgrade again.");
    }

    private DrException gone(String operation, StoredRelease seen) {
        return failure(ErrorCode.CONFLICT, Effect.UNKNOWN, operation, seen, "Find out who removed it.");
    }

    private DrException undecided(String operation, StoredRelease seen) {
        return failure(
                ErrorCode.INDETERMINATE,
                Effect.UNKNOWN,
                operation,
                seen,
                "Find out whether what deploys it still runs. If it died, call Releases.unlock, then roll back.");
    }

    /** Says of a revision that is pending that what made it has ended: it stays so, with what was applied by then. */
    static DrException left(DrException failure, StoredRelease seen) {
        return DrException.create(
                ErrorCode.FAILED_PRECONDITION,
                failure.operation(),
                failure.problem() + "; revision " + seen.revision() + " was left " + words(seen.status()),
                more -> {
                    more.effect(Effect.APPLIED)
                            .cause(failure)
                            .hint("Nobody works on it any more: call Releases.unlock, then roll back or try again.");
                    failure.resource().ifPresent(more::resource);
                    failure.key().ifPresent(more::key);
                });
    }

    private DrException failure(ErrorCode code, Effect effect, String operation, StoredRelease seen, String hint) {
        return DrException.create(
                code,
                operation,
                "revision " + seen.revision() + " is " + words(seen.status()),
                failure -> failure.effect(effect)
                        .resource(reads.platform().address().toString())
                        .hint(hint));
    }

    /** Returns a status as the deploying software prints it. */
    static String words(Status status) {
        return status.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
