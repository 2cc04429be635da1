package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.aws.internal.client.AwsSession;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.database.RestorableWindow;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.operation.OperationStatus;
import com.datafly.signal.dr.spi.RestoreRequest;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DBSnapshot;
import software.amazon.awssdk.services.rds.model.Tag;

/** Makes instances from snapshots and automated backups. */
final class InstanceRestores {

    private static final Pattern NAME = Pattern.compile("[a-z](?:-?[a-z0-9])*");

    private final AwsSession session;
    private final RdsAddress address;
    private final Instances instances;
    private final InstanceSnapshots snapshots;
    private final Convergence convergence;

    /** A shortcut: without it, a look at a restore would list all instances. */
    private final Map<OperationKey, String> names = new ConcurrentHashMap<>();

    InstanceRestores(AwsSession session, RdsAddress address, InstanceSnapshots snapshots, Clock clock) {
        this.session = session;
        this.address = address;
        this.instances = new Instances(session);
        this.snapshots = snapshots;
        this.convergence = new Convergence(session, clock);
    }

    /** Starts a restore, or adopts the one that has the request's key. Checks all that can be checked before. */
    void start(String operation, RestoreRequest request, Capability needed) {
        requireName(operation, request.name());
        ChosenSettings chosen = ChosenSettings.of(operation, request.profile());
        if (isAdopted(operation, request)) {
            return;
        }
        Origin origin = Origin.look(instances, address, operation);
        InstanceCapabilities.of(origin, false).require(needed, operation);
        List<Tag> tags = CopyTags.of(operation, request, origin);
        TargetSettings wanted = CopySettings.require(operation, chosen, origin);
        if (request.target() instanceof RecoveryTarget.AtSnapshot at) {
            DBSnapshot snapshot = requireRestorable(operation, at.snapshotId());
            SnapshotFit.require(operation, chosen, origin, snapshot);
            var call = RestoreCalls.fromSnapshot(at.snapshotId(), request.name(), wanted, tags);
            begin(operation, request, () -> session.rds().restoreDBInstanceFromDBSnapshot(call));
        } else {
            requireWithin(operation, request.target(), origin);
            var call = RestoreCalls.toPointInTime(origin, request.target(), request.name(), wanted, tags);
            begin(operation, request, () -> session.rds().restoreDBInstanceToPointInTime(call));
        }
    }

    private void begin(String operation, RestoreRequest request, Runnable call) {
        names.put(request.key(), request.name());
        try {
            RdsCalls.change(operation, () -> {
                call.run();
                return true;
            });
        } catch (DrException e) {
            if (e.effect() == Effect.NONE) {
                names.remove(request.key());
            }
            if (e.code() != ErrorCode.ALREADY_EXISTS) {
                throw AccountQuotas.explain(session.rds(), e);
            }
            if (!isAdopted(operation, request)) {
                throw Unseen.failure(operation, "an instance '" + request.name() + "'", request.key());
            }
        }
    }

    /**
     * Tells whether the name is taken by the work of this key.
     *
     * @throws DrException with {@code CONFLICT} if it is taken by anything else
     */
    private boolean isAdopted(String operation, RestoreRequest request) {
        Optional<DBInstance> taken = instances.find(operation, request.name());
        if (taken.isEmpty()) {
            return false;
        }
        if (!Instances.isMadeBy(taken.get(), request.key())) {
            throw conflict(
                    operation,
                    request,
                    "the name '" + request.name() + "' is taken by an instance that this" + " operation did not make");
        }
        if (InstanceStates.isLeaving(Instances.state(taken.get()))) {
            throw conflict(operation, request, "what this operation made is being deleted");
        }
        names.put(request.key(), request.name());
        return true;
    }

    private static DrException conflict(String operation, RestoreRequest request, String problem) {
        return DrException.create(
                ErrorCode.CONFLICT,
                operation,
                problem,
                failure -> failure.key(request.key())
                        .hint("Choose another name, or wait until that instance is gone. What this library made has the"
                                + " tag " + RdsTags.OPERATION + "."));
    }

    static void requireName(String operation, String name) {
        if (name.length() > RdsAddress.LONGEST_NAME || !NAME.matcher(name).matches()) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    operation,
                    "name is '" + name + "'",
                    failure -> failure.hint("Use 1 to 63 lower-case letters, digits and single hyphens between them, a"
                            + " letter first."));
        }
    }

    private DBSnapshot requireRestorable(String operation, String id) {
        DBSnapshot snapshot = snapshots.require(operation, id);
        if (!InstanceStates.AVAILABLE.equals(snapshot.status())) {
            throw DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    operation,
                    "snapshot '" + id + "' is '" + snapshot.status() + "'",
                    failure -> failure.hint("Wait until it is available, or choose another."));
        }
        return snapshot;
    }

    private void requireWithin(String operation, RecoveryTarget target, Origin origin) {
        Optional<RestorableWindow> window = origin.window();
        boolean reachable = window.isPresent()
                && !(target instanceof RecoveryTarget.AtInstant at
                        && !window.get().contains(at.instant()));
        if (!reachable) {
            String what = window.map(points -> target + " lies outside of what can be recovered, " + points)
                    .orElse("no point of " + address + " can be recovered yet");
            throw DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    operation,
                    what,
                    failure -> failure.hint("Choose a point within it: RDS writes the log away every five minutes, and"
                            + " the first automated backup has to be finished."));
        }
    }

    /** Looks a restore up by its key: with one call where this driver has seen it before. */
    Optional<OperationStatus> find(String operation, OperationKey key) {
        String known = names.get(key);
        if (known == null) {
            Optional<DBInstance> copy = instances.findMadeBy(operation, key);
            copy.ifPresent(found -> names.put(key, found.dbInstanceIdentifier()));
            return copy.map(found -> CopyStatus.of(found, key));
        }
        return instances
                .find(operation, known)
                .map(copy ->
                        Instances.isMadeBy(copy, key) ? CopyStatus.of(copy, key) : CopyStatus.disowned(known, key));
    }

    /** Tells whether this driver started or saw a restore under that key. */
    boolean knows(OperationKey key) {
        return names.containsKey(key);
    }

    /** Does the next step of a restore, if RDS waits for one. */
    void proceed(String operation, RestoreRequest request) {
        ChosenSettings chosen = ChosenSettings.of(operation, request.profile());
        Optional<DBInstance> copy =
                instances.find(operation, request.name()).filter(present -> Instances.isMadeBy(present, request.key()));
        if (copy.isPresent()) {
            Origin origin = Origin.lookAtSettings(instances, address, operation);
            convergence.proceed(operation, copy.get(), CopySettings.of(chosen, origin));
        }
    }
}
