package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.aws.internal.client.AwsSession;
import com.datafly.signal.dr.database.HighAvailabilityStatus;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.operation.OperationStatus;
import com.datafly.signal.dr.spi.HighAvailabilityDriver;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.SourceType;

/**
 * Looks at the standby of a Multi-AZ instance and hands over to it by a reboot; promotes a read replica.
 *
 * <p>Neither call takes a key. It is kept in a tag that is written before the call, so that any process finds what was
 * begun. RDS itself refuses a second reboot or promotion while the first goes on.
 */
final class InstanceAvailability implements HighAvailabilityDriver {

    private static final Duration LOOK = Duration.ofSeconds(10);
    private static final Set<String> BUSY = Set.of("InvalidDBInstanceState");

    private final AwsSession session;
    private final Instances instances;
    private final RdsAddress address;
    private final Clock clock;

    InstanceAvailability(AwsSession session, RdsAddress address) {
        this.session = session;
        this.instances = new Instances(session);
        this.address = address;
        this.clock = session.clock();
    }

    @Override
    public HighAvailabilityStatus status() {
        return StandbyEvidence.of(require("look at the standby of " + address));
    }

    @Override
    public void startFailover(OperationKey key) {
        String operation = "fail over " + address;
        DBInstance instance = require(operation);
        Optional<FailoverMark> mark = FailoverMark.find(instance.tagList(), key);
        if (mark.isPresent() && isHandedOver(operation, instance, mark.get())) {
            return;
        }
        requireStandby(operation, instance);
        if (mark.isEmpty()) {
            requireSettled(operation, instance);
            FailoverMark made = new FailoverMark(
                    key, instance.availabilityZone(), clock.instant().truncatedTo(ChronoUnit.SECONDS));
            note(operation, instance, RdsTags.FAILOVER, made.toText());
        }
        unlessGoingOn(
                operation,
                mark.isPresent(),
                () -> rds().rebootDBInstance(call ->
                        call.dbInstanceIdentifier(address.name()).forceFailover(true)));
    }

    private void requireStandby(String operation, DBInstance instance) {
        if (!Boolean.TRUE.equals(instance.multiAZ())) {
            throw refused(
                    operation,
                    "the instance has no standby",
                    "Set Multi-AZ first, which makes one; without it, recover the database to a new instance.");
        }
    }

    private void requireSettled(String operation, DBInstance instance) {
        if (!InstanceStates.isUsable(Instances.state(instance))) {
            throw refused(
                    operation,
                    "the instance is " + Instances.state(instance),
                    InstanceStates.remedy(Instances.state(instance))
                            .orElse("RDS reboots an instance that is available; wait until it is."));
        }
    }

    @Override
    public Optional<OperationStatus> findFailover(OperationKey key) {
        String operation = "look for the failover of " + address;
        return instances
                .find(operation, address.name())
                .flatMap(instance -> FailoverMark.find(instance.tagList(), key)
                        .flatMap(mark -> progress("fail over " + address, instance)
                                .or(() -> isHandedOver(operation, instance, mark)
                                        ? Optional.of(OperationStatus.succeeded(address.name()))
                                        : Optional.empty())));
    }

    /** The zone changes with a failover. Should a second one have changed it back, the events still tell. */
    private boolean isHandedOver(String operation, DBInstance instance, FailoverMark mark) {
        return !mark.zone().equals(instance.availabilityZone()) || isInEvents(operation, mark);
    }

    private boolean isInEvents(String operation, FailoverMark mark) {
        return RdsCalls.read(
                        operation,
                        () -> rds().describeEvents(call -> call.sourceIdentifier(address.name())
                                .sourceType(SourceType.DB_INSTANCE)
                                .eventCategories("failover")
                                .startTime(mark.since())))
                .events()
                .stream()
                .findAny()
                .isPresent();
    }

    @Override
    public void startPromotion(OperationKey key) {
        String operation = "promote " + address;
        DBInstance instance = require(operation);
        boolean ours = isPromotedBy(instance, key);
        if (!InstanceCapabilities.isReplica(instance)) {
            if (ours) {
                return;
            }
            throw refused(operation, "the instance follows no other", "Only a read replica can be promoted.");
        }
        int retention = new SourceRetention(session, instances).of(operation, instance);
        if (!ours) {
            note(operation, instance, RdsTags.PROMOTION, key.value());
        }
        unlessGoingOn(
                operation,
                ours,
                () -> rds().promoteReadReplica(call ->
                        call.dbInstanceIdentifier(address.name()).backupRetentionPeriod(retention)));
    }

    @Override
    public Optional<OperationStatus> findPromotion(OperationKey key) {
        String operation = "look for the promotion of " + address;
        return instances
                .find(operation, address.name())
                .filter(instance -> isPromotedBy(instance, key))
                .flatMap(instance -> progress("promote " + address, instance)
                        .or(() -> InstanceCapabilities.isReplica(instance)
                                ? Optional.empty()
                                : Optional.of(OperationStatus.succeeded(address.name()))));
    }

    private static boolean isPromotedBy(DBInstance instance, OperationKey key) {
        return RdsTags.find(instance.tagList(), RdsTags.PROMOTION)
                .filter(key.value()::equals)
                .isPresent();
    }

    /** Says where the work stands; empty once RDS is through with it, or has not yet begun. */
    private static Optional<OperationStatus> progress(String operation, DBInstance instance) {
        String state = Instances.state(instance);
        if (InstanceStates.isUsable(state)) {
            return Optional.empty();
        }
        if (InstanceStates.isPassing(state)) {
            return Optional.of(OperationStatus.running().lookAgainAfter(LOOK));
        }
        Optional<String> remedy = InstanceStates.remedy(state);
        if (remedy.isPresent()) {
            return Optional.of(OperationStatus.failed(DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    operation,
                    "the instance is " + state,
                    failure -> failure.effect(Effect.APPLIED).hint(remedy.get()))));
        }
        return Optional.of(OperationStatus.indeterminate(DrException.create(
                ErrorCode.INDETERMINATE,
                operation,
                "the instance is " + state,
                failure -> failure.effect(Effect.UNKNOWN).hint("Look at the instance's events."))));
    }

    /** Makes a call; where it was noted before, a refusal because RDS is busy means that it goes on already. */
    private static void unlessGoingOn(String operation, boolean begunBefore, Runnable call) {
        RdsCalls.tryChange(operation, begunBefore ? BUSY : Set.of(), () -> {
            call.run();
            return true;
        });
    }

    private void note(String operation, DBInstance instance, String tag, String value) {
        RdsNotes.write(rds(), operation, instance.dbInstanceArn(), Map.of(tag, value), Set.of());
    }

    private DBInstance require(String operation) {
        return instances
                .find(operation, address.name())
                .orElseThrow(() -> Instances.notFound(operation, address.name(), "Recover it from its backups."));
    }

    private RdsClient rds() {
        return session.rds();
    }

    private static DrException refused(String operation, String problem, String hint) {
        return DrException.create(ErrorCode.FAILED_PRECONDITION, operation, problem, failure -> failure.hint(hint));
    }
}
