package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.aws.internal.client.AwsSession;
import com.datafly.signal.dr.aws.internal.rds.RestoreStage.Step;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.ModifyDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.PendingModifiedValues;

/**
 * Makes a copy as it was asked for, one call at a time: what the restore call did not take, or RDS did not do, is
 * changed; parameters that wait for a reboot get one; at last the copy is marked as restored.
 *
 * <p>Each step is harmless if it is repeated, so a process that dies between two calls is followed by one that goes on.
 */
final class Convergence {

    /** How long a change may take to show before it is taken for one that RDS does not make. */
    private static final Duration LAG = Duration.ofMinutes(2);

    /** How long RDS may call a change pending. */
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    private static final Logger LOG = LoggerFactory.getLogger(Convergence.class);
    private static final Set<String> NOT_NOW = Set.of("InvalidDBInstanceState");
    private static final String PENDING_REBOOT = "pending-reboot";

    private final AwsSession session;
    private final Clock clock;

    Convergence(AwsSession session, Clock clock) {
        this.session = session;
        this.clock = clock;
    }

    /** Does the next step towards {@code wanted}, if RDS has done with the one before. */
    void proceed(String operation, DBInstance copy, TargetSettings wanted) {
        RestoreStage stage = RestoreStage.of(copy.tagList());
        if (stage.step() == Step.RESTORED || !InstanceStates.isUsable(Instances.state(copy))) {
            return;
        }
        TargetSettings changes = changes(copy, wanted);
        if (stage.isBefore(Step.MODIFIED) && !changes.isEmpty()) {
            if (modify(operation, copy, changes)) {
                mark(operation, copy, Step.MODIFIED);
            }
        } else if (isUnderWay(copy, changes, stage)) {
            LOG.debug("{}: waiting for {}", operation, changes);
        } else if (stage.isBefore(Step.REBOOTED) && needsReboot(copy)) {
            if (reboot(operation, copy)) {
                mark(operation, copy, Step.REBOOTED);
            }
        } else if (!isRebooting(copy, stage)) {
            mark(operation, copy, Step.RESTORED);
        }
    }

    /** Returns what has to be changed, with what RDS wants named beside it. */
    static TargetSettings changes(DBInstance copy, TargetSettings wanted) {
        Set<TargetSetting> differing = SettingDifferences.between(wanted, TargetSettings.of(copy));
        return wanted.only(setting -> setting.isModifiable()
                && differing.stream().filter(TargetSetting::isModifiable).anyMatch(setting::belongsWith));
    }

    /** Tells whether a change that was asked for may still come into force. */
    private boolean isUnderWay(DBInstance copy, TargetSettings changes, RestoreStage stage) {
        Instant now = clock.instant();
        return !changes.isEmpty() && stage.isYoungerThan(hasPendingValues(copy) ? PATIENCE : LAG, now);
    }

    /** Tells whether RDS has changes before it that are not in force yet. */
    static boolean hasPendingValues(DBInstance copy) {
        PendingModifiedValues pending = copy.pendingModifiedValues();
        return pending != null
                && !pending.equals(PendingModifiedValues.builder().build());
    }

    private static boolean needsReboot(DBInstance copy) {
        return copy.dbParameterGroups().stream().anyMatch(group -> PENDING_REBOOT.equals(group.parameterApplyStatus()));
    }

    private boolean isRebooting(DBInstance copy, RestoreStage stage) {
        return stage.step() == Step.REBOOTED && needsReboot(copy) && stage.isYoungerThan(LAG, clock.instant());
    }

    private boolean modify(String operation, DBInstance copy, TargetSettings changes) {
        ModifyDbInstanceRequest request = RestoreCalls.modification(copy, changes);
        return RdsCalls.tryChange(operation, NOT_NOW, () -> session.rds().modifyDBInstance(request))
                .isPresent();
    }

    private boolean reboot(String operation, DBInstance copy) {
        return RdsCalls.tryChange(
                        operation,
                        NOT_NOW,
                        () -> session.rds()
                                .rebootDBInstance(call -> call.dbInstanceIdentifier(copy.dbInstanceIdentifier())))
                .isPresent();
    }

    private void mark(String operation, DBInstance copy, Step step) {
        RestoreStage stage = new RestoreStage(step, clock.instant().truncatedTo(ChronoUnit.SECONDS));
        RdsNotes.write(session.rds(), operation, copy.dbInstanceArn(), Map.of(RdsTags.STATE, stage.text()), Set.of());
    }
}
