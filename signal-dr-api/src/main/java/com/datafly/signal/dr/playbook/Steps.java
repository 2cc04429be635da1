package com.datafly.signal.dr.playbook;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.database.BackupWindow;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.database.RetentionPolicy;
import com.datafly.signal.dr.internal.Names;
import com.datafly.signal.dr.internal.playbook.action.ApplyRetention;
import com.datafly.signal.dr.internal.playbook.action.CaptureBaseline;
import com.datafly.signal.dr.internal.playbook.action.ChoosePoint;
import com.datafly.signal.dr.internal.playbook.action.CopyOrigin;
import com.datafly.signal.dr.internal.playbook.action.CopySnapshot;
import com.datafly.signal.dr.internal.playbook.action.DeleteSnapshot;
import com.datafly.signal.dr.internal.playbook.action.DiscardCopy;
import com.datafly.signal.dr.internal.playbook.action.EndProtection;
import com.datafly.signal.dr.internal.playbook.action.FindSnapshot;
import com.datafly.signal.dr.internal.playbook.action.Gate;
import com.datafly.signal.dr.internal.playbook.action.HoldWindow;
import com.datafly.signal.dr.internal.playbook.action.KeepBackups;
import com.datafly.signal.dr.internal.playbook.action.LookAtDatabase;
import com.datafly.signal.dr.internal.playbook.action.MakeCopy;
import com.datafly.signal.dr.internal.playbook.action.MeasureRecoveryPoint;
import com.datafly.signal.dr.internal.playbook.action.PlanRetention;
import com.datafly.signal.dr.internal.playbook.action.Protect;
import com.datafly.signal.dr.internal.playbook.action.RecordVerdict;
import com.datafly.signal.dr.internal.playbook.action.RequireCapabilities;
import com.datafly.signal.dr.internal.playbook.action.RetentionInput;
import com.datafly.signal.dr.internal.playbook.action.TakeOver;
import com.datafly.signal.dr.internal.playbook.action.TakeSnapshot;
import com.datafly.signal.dr.internal.playbook.action.VerifyCopy;
import com.datafly.signal.dr.internal.report.Durations;
import com.datafly.signal.dr.playbook.step.CopyMade;
import com.datafly.signal.dr.playbook.step.PointChosen;
import com.datafly.signal.dr.playbook.step.Protection;
import com.datafly.signal.dr.playbook.step.RecoveryPointSeen;
import com.datafly.signal.dr.playbook.step.RetentionPlanned;
import com.datafly.signal.dr.playbook.step.SnapshotSeen;
import com.datafly.signal.dr.playbook.step.VerificationDone;
import com.datafly.signal.dr.verify.BaselineOptions;
import com.datafly.signal.dr.verify.RecoveryPointMeasurement;
import com.datafly.signal.dr.verify.Verdict;
import com.datafly.signal.dr.verify.Verification;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The ready-made steps: one for each thing that the portable API can do.
 *
 * <p>A step that works on what an earlier one made names that one, and comes after it. What a step leaves for those
 * after it is a record of the package {@code playbook.step}, for {@link StepContext#output}. Every step can be given
 * guards, an approval and more by {@link Step#with}. Each is repeated after a crash without a second effect: it goes by
 * {@link StepContext#key()}, or by what it finds.
 *
 * @since 0.1
 */
public final class Steps {

    private static final int LONGEST_REASON = 120;

    private Steps() {}

    /**
     * Takes a snapshot of the source. Its undo removes it. Leaves a {@link SnapshotSeen}.
     *
     * @param name the beginning of its name: lower-case letters, digits and single hyphens between them, a letter first
     * @throws DrException with {@code INVALID_ARGUMENT} for another name
     */
    public static Step snapshot(String id, String name) {
        TakeSnapshot.Input input = new TakeSnapshot.Input(Names.require(define(id), name));
        return Step.of(
                id,
                new TakeSnapshot(),
                input,
                step -> step.title("take a snapshot").scope(StepScope.COPY));
    }

    /** Finds the newest snapshot that can be restored. Leaves a {@link SnapshotSeen}. */
    public static Step latestSnapshot(String id) {
        return pure(id, "find the newest snapshot", new FindSnapshot(), new FindSnapshot.Input(Optional.empty()));
    }

    /** Finds a snapshot by the provider's name for it. Leaves a {@link SnapshotSeen}. */
    public static Step findSnapshot(String id, String snapshotId) {
        FindSnapshot.Input input = new FindSnapshot.Input(Optional.of(snapshotId));
        return pure(id, "find the snapshot " + snapshotId, new FindSnapshot(), input);
    }

    /** Restores the snapshot of an earlier step into a new database; see {@link #recover}. */
    public static Step restoreSnapshot(String id, String snapshotStep) {
        return restoreSnapshot(id, snapshotStep, copy -> {});
    }

    /** Restores the snapshot of an earlier step into a new database; see {@link #recover}. */
    public static Step restoreSnapshot(String id, String snapshotStep, Consumer<CopySettings> more) {
        return copy(
                        id,
                        "restore the snapshot",
                        CopyOrigin.SNAPSHOT,
                        CopySettings.of(id, more, CopySettings.from(snapshotStep)))
                .after(snapshotStep);
    }

    /**
     * Makes sure that {@code target} can be recovered, before anything is begun. Leaves a {@link PointChosen}.
     *
     * @param target the newest point, an instant or a position in the write-ahead log
     */
    public static Step choosePoint(String id, RecoveryTarget target) {
        return pure(id, "choose the recovery point " + target, new ChoosePoint(), new ChoosePoint.Input(target));
    }

    /**
     * Recovers the source to {@code target} into a new database; see {@link #recover(String, RecoveryTarget,
     * Consumer)}.
     */
    public static Step recover(String id, RecoveryTarget target) {
        return recover(id, target, copy -> {});
    }

    /**
     * Recovers the source to {@code target} into a new database. Its undo removes that. Leaves a {@link CopyMade};
     * {@link StepContext#copy} opens it.
     */
    public static Step recover(String id, RecoveryTarget target, Consumer<CopySettings> more) {
        MakeCopy.Input origin =
                new MakeCopy.Input(Optional.of(target), Optional.empty(), "", false, Map.of(), Map.of());
        return copy(id, "recover to " + target, CopyOrigin.TARGET, CopySettings.of(id, more, origin));
    }

    /** Recovers the source to the point of a {@link #choosePoint} step into a new database; see {@link #recover}. */
    public static Step recoverToPoint(String id, String pointStep, Consumer<CopySettings> more) {
        return copy(
                        id,
                        "recover to the chosen point",
                        CopyOrigin.POINT,
                        CopySettings.of(id, more, CopySettings.from(pointStep)))
                .after(pointStep);
    }

    /**
     * Recovers the source to the moment of a {@link #captureBaseline} step into a new database; see {@link #recover}.
     */
    public static Step recoverToBaseline(String id, String baselineStep, Consumer<CopySettings> more) {
        return copy(
                        id,
                        "recover to the baseline",
                        CopyOrigin.BASELINE,
                        CopySettings.of(id, more, CopySettings.from(baselineStep)))
                .after(baselineStep);
    }

    /** Copies the present state of the source into a new database; see {@link #recover}. */
    public static Step clone(String id, Consumer<CopySettings> more) {
        MakeCopy.Input origin = new MakeCopy.Input(Optional.empty(), Optional.empty(), "", false, Map.of(), Map.of());
        return copy(id, "clone the database", CopyOrigin.PRESENT, CopySettings.of(id, more, origin));
    }

    /**
     * Verifies the copy of an earlier step, and fails unless the verdict is {@link Verdict#PASSED}: with
     * {@code INTEGRITY_FAILED} if it is FAILED, {@code FAILED_PRECONDITION} if UNPROVEN, {@code UNKNOWN} if ERROR.
     * Leaves a {@link VerificationDone}; each check's result is evidence of the run in either case.
     *
     * <p>The names of the checks are part of the playbook's definition, their code is not.
     */
    public static Step verify(String id, String copyStep, Verification verification) {
        return verification(id, copyStep, Optional.empty(), verification, true);
    }

    /** Verifies as {@link #verify}, and that the copy matches the baseline of a {@link #captureBaseline} step. */
    public static Step verifyAgainst(String id, String copyStep, String baselineStep, Verification verification) {
        return verification(id, copyStep, Optional.of(baselineStep), verification, true)
                .after(baselineStep);
    }

    /**
     * Verifies the copy of an earlier step and goes on whatever the verdict is, so that {@link #recordVerdict} can note
     * it. Let {@link Guards#verificationPassed} guard what comes after.
     */
    public static Step examine(String id, String copyStep, Verification verification) {
        return verification(id, copyStep, Optional.empty(), verification, false);
    }

    /** Captures what the source holds. Leaves a {@code BaselineCaptured}, of a size that grows with the tables. */
    public static Step captureBaseline(String id, Consumer<BaselineOptions.Builder> options) {
        CaptureBaseline action = new CaptureBaseline(BaselineOptions.of(options));
        return pure(id, "capture a baseline of the source", action, action.input());
    }

    /**
     * Measures by the canaries of the copy of an earlier step how much was lost. Leaves a {@link RecoveryPointSeen}.
     * Fails with {@code INTEGRITY_FAILED} if they have a hole; that none came back is a result.
     *
     * @param known adds what is known beside the copy, as the writer and the moment of the disruption; called when the
     *     step runs
     */
    public static Step measureRecoveryPoint(
            String id, String copyStep, Consumer<RecoveryPointMeasurement.Builder> known) {
        MeasureRecoveryPoint.Input input = new MeasureRecoveryPoint.Input(copyStep);
        return pure(id, "measure the recovery point", new MeasureRecoveryPoint(known), input)
                .after(copyStep);
    }

    /**
     * Notes the verdict of a verification on the snapshot that the copy was restored from. A later verification's
     * verdict stays.
     */
    public static Step recordVerdict(String id, String verifyStep) {
        return pure(id, "note the verdict on the snapshot", new RecordVerdict(), new RecordVerdict.Input(verifyStep))
                .after(verifyStep);
    }

    /**
     * Removes the copy of an earlier step. A copy that is gone already counts as removed; a database of its name that
     * another operation made is a {@code CONFLICT}. The step is {@link StepKind#PURE}: a run's own copy is nothing that
     * anybody would want back.
     */
    public static Step discard(String id, String copyStep) {
        return pure(id, "remove the copy", new DiscardCopy(), new DiscardCopy.Input(copyStep))
                .after(copyStep);
    }

    /** Removes the snapshot of an earlier step, for good. One that is gone already counts as removed. */
    public static Step deleteSnapshot(String id, String snapshotStep) {
        return forGood(id, "remove the snapshot", new DeleteSnapshot(), new DeleteSnapshot.Input(snapshotStep))
                .after(snapshotStep);
    }

    /** Finds out what {@code policy} would remove. Leaves a {@link RetentionPlanned}. */
    public static Step planRetention(String id, RetentionPolicy policy) {
        return pure(id, "plan the retention", new PlanRetention(), RetentionInput.of(policy));
    }

    /**
     * Removes what a {@link #planRetention} step of the same policy showed and the policy still lets go, for good;
     * never anything else, and no more than the policy's maximum. Let {@link Guards#deletionCap} guard it.
     */
    public static Step applyRetention(String id, String planStep, RetentionPolicy policy) {
        ApplyRetention.Input input = new ApplyRetention.Input(planStep, RetentionInput.of(policy));
        return forGood(id, "remove what retention lets go", new ApplyRetention(), input)
                .after(planStep);
    }

    /**
     * Forbids the removal of the snapshot of an earlier step; the run is added to the reason. A hold that is there
     * already is left alone. Leaves a {@link Protection}; the undo ends this run's hold.
     *
     * @param reason one line of at most 120 characters
     */
    public static Step hold(String id, String snapshotStep, String reason) {
        Protect.Input input = new Protect.Input(snapshotStep, requireReason(id, reason));
        return onSource(id, "hold the snapshot", Protect.hold(), input).after(snapshotStep);
    }

    /** Ends the hold of an earlier step, and no other. The undo sets it again. */
    public static Step release(String id, String holdStep) {
        return onSource(id, "end the hold", EndProtection.release(), new EndProtection.Input(holdStep))
                .after(holdStep);
    }

    /**
     * Forbids every removal of snapshots, in all processes; the run is added to the reason. A freeze that is there
     * already is left alone. Leaves a {@link Protection}; the undo ends this run's freeze.
     *
     * @param reason one line of at most 120 characters
     */
    public static Step freeze(String id, String reason) {
        Protect.Input input = new Protect.Input("", requireReason(id, reason));
        return onSource(id, "freeze all removals", Protect.freeze(), input);
    }

    /** Ends the freeze of an earlier step, and no other. The undo sets it again. */
    public static Step unfreeze(String id, String freezeStep) {
        return onSource(id, "end the freeze", EndProtection.unfreeze(), new EndProtection.Input(freezeStep))
                .after(freezeStep);
    }

    /**
     * Waits, so that somebody can object. The wait counts from the step's first beginning, also after a restart. A
     * drill leaves it out.
     */
    public static Step holdWindow(String id, Duration length) {
        return pure(id, "wait for " + Durations.words(length), new HoldWindow(), new HoldWindow.Input(length))
                .with(step -> step.scope(StepScope.SOURCE).timeout(length.plusHours(1)));
    }

    /** Does nothing but go through its guards, and wait for its approval if {@link Step#with} gives it one. */
    public static Step gate(String id, Guard... guards) {
        return pure(id, "go on only if all guards hold", new Gate(), new Gate.Input())
                .with(step -> List.of(guards).forEach(step::guard));
    }

    /** Fails with {@code UNSUPPORTED} unless the source can do all of {@code capabilities}; unknown ones pass. */
    public static Step requireCapabilities(String id, Capability... capabilities) {
        Set<Capability> all = Collections.unmodifiableSet(new LinkedHashSet<>(List.of(capabilities)));
        return pure(
                id,
                "make sure that the database can do what is needed",
                new RequireCapabilities(),
                new RequireCapabilities.Input(all));
    }

    /** Keeps what the provider says of the source. Leaves a {@code DatabaseSeen}. */
    public static Step databaseStatus(String id) {
        return pure(id, "look at the database", new LookAtDatabase(), new LookAtDatabase.Input());
    }

    /**
     * Copies the snapshot of an earlier step to another place, as in another region; see {@link #copySnapshot(String,
     * String, String, Optional)}.
     */
    public static Step copySnapshot(String id, String snapshotStep, String place) {
        return copySnapshot(id, snapshotStep, place, Optional.empty());
    }

    /**
     * Copies the snapshot of an earlier step to another place. Leaves a {@code SnapshotCopied}. It has no undo, and a
     * drill leaves it out: a copy lies beyond what is removed through its source.
     *
     * @param place the provider's own name for it, as in {@code eu-central-1}
     * @param encryptionKey the key of that place that encrypts the copy
     */
    public static Step copySnapshot(String id, String snapshotStep, String place, Optional<String> encryptionKey) {
        CopySnapshot.Input input = new CopySnapshot.Input(snapshotStep, place, "copy", encryptionKey);
        return forGood(id, "copy the snapshot to " + place, new CopySnapshot(), input)
                .after(snapshotStep);
    }

    /** Hands the source over to its standby. Let {@link Guards#standbyLosesNothing} guard it. */
    public static Step failover(String id) {
        return forGood(id, "fail over to the standby", TakeOver.failover(), new TakeOver.Input());
    }

    /** Makes the source, which follows another database, one of its own. */
    public static Step promote(String id) {
        return forGood(id, "promote the database", TakeOver.promote(), new TakeOver.Input());
    }

    /**
     * Sees to it that the provider keeps its own backups of the source for {@code leastDays} days at least: it never
     * shortens the retention. Leaves a {@code BackupsChanged}. The undo brings back what was, but never switches
     * backups off.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} unless {@code leastDays} is positive
     */
    public static Step automatedBackups(String id, int leastDays) {
        return keepBackups(id, leastDays, Optional.empty());
    }

    /** Sees to the retention as {@link #automatedBackups(String, int)}, and to when backups begin. */
    public static Step automatedBackups(String id, int leastDays, BackupWindow window) {
        return keepBackups(id, leastDays, Optional.of(window.toString()));
    }

    private static Step keepBackups(String id, int leastDays, Optional<String> window) {
        KeepBackups.Input input = KeepBackups.Input.of(define(id), leastDays, window);
        return onSource(id, "keep automated backups", new KeepBackups(), input);
    }

    private static <I, O> Step forGood(String id, String title, StepAction<I, O> action, I input) {
        return onSource(id, title, action, input).with(step -> step.kind(StepKind.POINT_OF_NO_RETURN));
    }

    private static <I, O> Step pure(String id, String title, StepAction<I, O> action, I input) {
        return Step.of(id, action, input, step -> step.title(title).kind(StepKind.PURE));
    }

    private static <I, O> Step onSource(String id, String title, StepAction<I, O> action, I input) {
        return Step.of(id, action, input, step -> step.title(title).scope(StepScope.SOURCE));
    }

    private static Step copy(String id, String title, CopyOrigin origin, MakeCopy.Input input) {
        return Step.of(
                id, new MakeCopy(origin), input, step -> step.title(title).scope(StepScope.COPY));
    }

    private static Step verification(
            String id, String copyStep, Optional<String> baselineStep, Verification verification, boolean mustPass) {
        VerifyCopy action = new VerifyCopy(verification);
        return pure(id, "verify the copy", action, action.input(copyStep, baselineStep, mustPass))
                .after(copyStep);
    }

    private static String requireReason(String id, String reason) {
        return Names.requireReason(define(id), reason, LONGEST_REASON);
    }

    private static String define(String id) {
        return "define the step '" + id + "'";
    }
}
