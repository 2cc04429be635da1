package com.datafly.signal.dr.playbook;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.verify.Checks;
import com.datafly.signal.dr.verify.RecoveryPointMeasurement;
import com.datafly.signal.dr.verify.Verification;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The operations guide's scenarios as playbooks. What they cannot know the host adds: its checks, and its cutover.
 *
 * @since 0.1
 */
public final class Scenarios {

    private static final String FREEZE = "freeze";
    private static final String POINT = "point";
    private static final String RECOVER = "recover";
    private static final String SNAPSHOT = "snapshot";
    private static final String RESTORE = "restore";
    private static final String VERIFY = "verify";
    private static final String CANARIES = "canaries";
    private static final String RECORD = "record";
    private static final String VERIFIED = "verified";
    private static final String HOLD = "hold";
    private static final String DISCARD = "discard";

    private Scenarios() {}

    /**
     * Scenario 3, the failure of the database: freezes all removals, recovers to the chosen point into a new database,
     * verifies that, notes the verdict, and waits for objections; then the host's own steps cut over to it. The freeze
     * stays: somebody ends it once the incident is over.
     *
     * <p>Defaults: the newest point, amcheck as the verification, a wait of 5 minutes, no cutover.
     */
    public static Playbook databaseFailure(Consumer<DatabaseFailure> more) {
        DatabaseFailure scenario = new DatabaseFailure();
        more.accept(scenario);
        return Playbook.define("database-failure", scenario::define);
    }

    /**
     * The checklist before an upgrade: takes a snapshot, proves it by a restore, and goes on to the host's own steps
     * only if that verification passed. The restored copy is removed.
     *
     * <p>Defaults: amcheck as the verification, no further steps.
     */
    public static Playbook preUpgrade(Consumer<PreUpgrade> more) {
        PreUpgrade scenario = new PreUpgrade();
        more.accept(scenario);
        return Playbook.define("pre-upgrade", scenario::define);
    }

    /**
     * The monthly test of the backups: restores the newest snapshot, verifies the copy, notes the verdict, and removes
     * the copy, whatever the verdict is.
     *
     * <p>Default: amcheck as the verification.
     */
    public static Playbook restoreTest(Consumer<RestoreTest> more) {
        RestoreTest scenario = new RestoreTest();
        more.accept(scenario);
        return Playbook.define("restore-test", scenario::define);
    }

    private static Verification soundness() {
        return Verification.of(checks -> checks.check(Checks.amcheck()));
    }

    /**
     * Collects the settings of {@link Scenarios#databaseFailure}. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class DatabaseFailure {
        private RecoveryTarget target = RecoveryTarget.latest();
        private Verification verification = soundness();
        private Duration hold = Duration.ofMinutes(5);
        private Consumer<CopySettings> copy = settings -> settings.nameBeginning("recovered");
        private @Nullable Consumer<RecoveryPointMeasurement.Builder> canaries;
        private final List<Guard> guards = new ArrayList<>();
        private final List<Step> cutover = new ArrayList<>();

        private DatabaseFailure() {}

        /** Sets the point to recover to. */
        public DatabaseFailure to(RecoveryTarget target) {
            this.target = requireNonNull(target, "target");
            return this;
        }

        /** Sets how the new database is made. */
        public DatabaseFailure copy(Consumer<CopySettings> copy) {
            this.copy = requireNonNull(copy, "copy");
            return this;
        }

        /** Sets what is checked on the new database. */
        public DatabaseFailure verify(Verification verification) {
            this.verification = requireNonNull(verification, "verification");
            return this;
        }

        /** Measures the recovery point by canaries; see {@link Steps#measureRecoveryPoint}. */
        public DatabaseFailure canaries(Consumer<RecoveryPointMeasurement.Builder> known) {
            this.canaries = requireNonNull(known, "known");
            return this;
        }

        /** Sets how long to wait for objections between the verification and the cutover. */
        public DatabaseFailure hold(Duration hold) {
            this.hold = requireNonNull(hold, "hold");
            return this;
        }

        /** Adds what must hold right before each step of the cutover, as that the old primary is fenced. */
        public DatabaseFailure guard(Guard guard) {
            guards.add(requireNonNull(guard, "guard"));
            return this;
        }

        /**
         * Adds a step of the cutover, as one that changes the connection secret or restarts the pods: on the source, a
         * point of no return, behind the wait and the steps of the cutover that were added before. The new database is
         * {@code context.copy("recover")}.
         */
        public DatabaseFailure cutover(Step step) {
            cutover.add(requireNonNull(step, "step"));
            return this;
        }

        private void define(Playbook.Builder playbook) {
            playbook.step(Steps.freeze(FREEZE, "database failure"))
                    .step(Steps.choosePoint(POINT, target).after(FREEZE))
                    .step(Steps.recover(RECOVER, target, copy).after(POINT))
                    .step(Steps.examine(VERIFY, RECOVER, verification))
                    .step(Steps.recordVerdict(RECORD, VERIFY));
            List<String> proofs = new ArrayList<>(List.of(RECORD));
            if (canaries != null) {
                playbook.step(Steps.measureRecoveryPoint(CANARIES, RECOVER, canaries));
                proofs.add(CANARIES);
            }
            playbook.step(Steps.gate(VERIFIED, Guards.verificationPassed(VERIFY))
                            .after(proofs.toArray(String[]::new)))
                    .step(Steps.holdWindow(HOLD, hold).after(VERIFIED));
            String before = HOLD;
            for (Step step : cutover) {
                playbook.step(guarded(step, before));
                before = step.id();
            }
        }

        private Step guarded(Step step, String before) {
            return step.with(more -> {
                more.kind(StepKind.POINT_OF_NO_RETURN).scope(StepScope.SOURCE).after(before);
                more.guard(Guards.verificationPassed(VERIFY)).guard(Guards.retentionFrozen());
                guards.forEach(more::guard);
            });
        }
    }

    /**
     * Collects the settings of {@link Scenarios#preUpgrade}. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class PreUpgrade {
        private Verification verification = soundness();
        private final List<Step> upgrade = new ArrayList<>();

        private PreUpgrade() {}

        /** Sets what is checked on the restored copy. */
        public PreUpgrade verify(Verification verification) {
            this.verification = requireNonNull(verification, "verification");
            return this;
        }

        /** Adds a step behind the gate, and behind those that were added before. */
        public PreUpgrade then(Step step) {
            upgrade.add(requireNonNull(step, "step"));
            return this;
        }

        private void define(Playbook.Builder playbook) {
            playbook.step(Steps.requireCapabilities(
                            "preflight",
                            Capability.SNAPSHOT,
                            Capability.SNAPSHOT_RESTORE,
                            Capability.ANNOTATE,
                            Capability.DISCARD))
                    .step(Steps.snapshot(SNAPSHOT, "pre-upgrade").after("preflight"))
                    .step(Steps.restoreSnapshot(RESTORE, SNAPSHOT))
                    .step(Steps.examine(VERIFY, RESTORE, verification))
                    .step(Steps.recordVerdict(RECORD, VERIFY))
                    .step(Steps.gate(
                                    VERIFIED,
                                    Guards.verificationPassed(VERIFY),
                                    Guards.verifiedSnapshot(SNAPSHOT, verification.validFor()))
                            .after(RECORD))
                    .step(Steps.discard(DISCARD, RESTORE).after(VERIFIED));
            String before = DISCARD;
            for (Step step : upgrade) {
                playbook.step(step.with(more -> more.scope(StepScope.SOURCE)).after(before));
                before = step.id();
            }
        }
    }

    /**
     * Collects the settings of {@link Scenarios#restoreTest}. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class RestoreTest {
        private Verification verification = soundness();
        private @Nullable String snapshotId;

        private RestoreTest() {}

        /** Sets what is checked on the restored copy. */
        public RestoreTest verify(Verification verification) {
            this.verification = requireNonNull(verification, "verification");
            return this;
        }

        /** Restores this snapshot instead of the newest. */
        public RestoreTest snapshot(String snapshotId) {
            this.snapshotId = requireNonNull(snapshotId, "snapshotId");
            return this;
        }

        private void define(Playbook.Builder playbook) {
            playbook.onFailure(FailurePolicy.UNDO)
                    .step(
                            snapshotId == null
                                    ? Steps.latestSnapshot(SNAPSHOT)
                                    : Steps.findSnapshot(SNAPSHOT, snapshotId))
                    .step(Steps.restoreSnapshot(RESTORE, SNAPSHOT))
                    .step(Steps.examine(VERIFY, RESTORE, verification))
                    .step(Steps.recordVerdict(RECORD, VERIFY))
                    .step(Steps.gate(VERIFIED, Guards.verificationPassed(VERIFY))
                            .after(RECORD))
                    .step(Steps.discard(DISCARD, RESTORE).after(VERIFIED));
        }
    }
}
