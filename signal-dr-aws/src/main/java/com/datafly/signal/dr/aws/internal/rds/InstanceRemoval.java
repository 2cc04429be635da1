package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.aws.internal.client.AwsSession;
import java.time.Duration;
import software.amazon.awssdk.services.rds.model.DBInstance;

/** Removes copies that this library made, with their automated backups and without a last snapshot. */
final class InstanceRemoval {

    private static final Duration BUSY = Duration.ofSeconds(20);

    private final AwsSession session;
    private final RdsAddress address;

    InstanceRemoval(AwsSession session, RdsAddress address) {
        this.session = session;
        this.address = address;
    }

    /**
     * Starts a removal. A copy got the source's deletion protection with the rest; it is taken off first.
     *
     * @throws DrException with {@code NOT_FOUND} if there is no such instance, {@code FAILED_PRECONDITION} if it is
     *     none of this library's copies
     */
    void start(String operation, String name) {
        DBInstance copy = new Instances(session)
                .find(operation, name)
                .orElseThrow(() -> Instances.notFound(operation, name, "It may be gone already."));
        requireOurs(operation, copy);
        String state = Instances.state(copy);
        if (InstanceStates.isLeaving(state)) {
            return;
        }
        boolean isProtected = Boolean.TRUE.equals(copy.deletionProtection());
        if (isProtected) {
            RdsCalls.change(
                    operation,
                    () -> session.rds()
                            .modifyDBInstance(call -> call.dbInstanceIdentifier(name)
                                    .deletionProtection(false)
                                    .applyImmediately(true)));
        }
        try {
            RdsCalls.change(
                    operation,
                    () -> session.rds()
                            .deleteDBInstance(call -> call.dbInstanceIdentifier(name)
                                    .skipFinalSnapshot(true)
                                    .deleteAutomatedBackups(true)));
        } catch (DrException e) {
            throw isProtected || InstanceStates.isPassing(state) ? later(operation, e) : e;
        }
    }

    private void requireOurs(String operation, DBInstance copy) {
        String name = copy.dbInstanceIdentifier();
        boolean isItself = address.kind() == RdsAddress.Kind.INSTANCE && name.equals(address.name());
        if (isItself || Instances.copyKey(copy).isEmpty()) {
            String why = isItself ? "it is the database itself" : "this library did not make it";
            throw DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    operation,
                    why,
                    failure -> failure.hint("Only a copy with the tag " + RdsTags.OPERATION
                            + " is discarded, and from its source; remove '" + name + "' by hand if nobody needs it."));
        }
    }

    /** What RDS refuses in passing is worth a repetition; taking the protection off twice does no harm. */
    private static DrException later(String operation, DrException refusal) {
        boolean busy = refusal.code() == ErrorCode.FAILED_PRECONDITION || refusal.code() == ErrorCode.INVALID_ARGUMENT;
        if (!busy || refusal.effect() != Effect.NONE) {
            return refusal;
        }
        return DrException.create(
                refusal.code(),
                operation,
                refusal.problem(),
                failure -> failure.retryAfter(BUSY)
                        .hint("Repeat it: the instance is busy, or its deletion protection still shows.")
                        .cause(refusal));
    }
}
