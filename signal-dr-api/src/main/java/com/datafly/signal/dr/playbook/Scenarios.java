package com.datafly.signal.dr.playbook;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.events.LagQuery;
import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.verify.Checks;
import com.datafly.signal.dr.verify.RecoveryPointMeasurement;
import com.datafly.signal.dr.verify.Verification;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    private static final String CONSUMER_LAG = "consumer-lag";
    private static final String PREFLIGHT = "preflight";

    private Scenarios() {}

    /**
     * Scenario 3, the failure of the database: freezes all removals, recovers to the chosen point into a new database,
     * verifies that, notes the verdict, and waits for objections; then the connection secret leads to it and everything
     * that uses that is restarted and asked, and the host's own steps cut over. The freeze stays: somebody ends it once
     * the incident is over.
     *
     * <p>Defaults: the newest point, amcheck as the verification, a wait of 5 minutes, no connection, no cutover.
     */
    public static Playbook databaseFailure(Consumer<DatabaseFailure> more) {
        DatabaseFailure scenario = new DatabaseFailure();
        more.accept(scenario);
        return Playbook.define("database-failure", scenario::define);
    }

    /**
     * The checklist before an upgrade: takes a snapshot, proves it by a restore, records the release and what runs, and
     * goes on to the host's own steps only if that verification passed, no operation on a release is in progress,
     * disruption budgets let pods go, and the consumers of events have read everything. The restored copy is removed.
     *
     * <p>Defaults: amcheck as the verification, no release, no budgets, no consumers, no further steps.
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
        private @Nullable ConnectionSwitch connection;

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

        /** Adds what must hold right before the connection and each step of the cutover, as a fenced old primary. */
        public DatabaseFailure guard(Guard guard) {
            guards.add(requireNonNull(guard, "guard"));
            return this;
        }

        /**
         * Switches a connection secret behind the wait, and restarts and asks everything that uses it: the steps of
         * {@link ConnectionSteps#switchOver} by the name {@code connection}. As long as no step of the cutover came
         * behind them, they can be taken back. A drill leaves them out. A plan is refused where the switch could not be
         * made. The last connection counts.
         *
         * @param more which keys change; they lead to the new database unless something else is named
         */
        public DatabaseFailure connection(String secret, Consumer<ConnectionSettings> more) {
            this.connection = new ConnectionSwitch(secret, more);
            return this;
        }

        /**
         * Adds a step of the cutover that cannot be taken back: on the source, a point of no return, behind the wait,
         * the connection, and the steps of the cutover that were added before. The new database is
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
            for (Step step : connected(playbook)) {
                playbook.step(step.after(before));
                before = step.id();
            }
            for (Step step : cutover) {
                playbook.step(guarded(step, before));
                before = step.id();
            }
        }

        private List<Step> connected(Playbook.Builder playbook) {
            if (connection == null) {
                return List.of();
            }
            playbook.protects(Playbook.DATABASE, PlatformScenarios.PLATFORM);
            return connection.stepsToCopy(RECOVER, everyGuard());
        }

        private Step guarded(Step step, String before) {
            return step.with(more -> {
                more.kind(StepKind.POINT_OF_NO_RETURN).scope(StepScope.SOURCE).after(before);
                everyGuard().forEach(more::guard);
            });
        }

        private List<Guard> everyGuard() {
            List<Guard> all = new ArrayList<>(List.of(Guards.verificationPassed(VERIFY), Guards.retentionFrozen()));
            all.addAll(guards);
            return all;
        }
    }

    /**
     * Collects the settings of {@link Scenarios#preUpgrade}. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class PreUpgrade {
        private Verification verification = soundness();
        private final List<String> consumers = new ArrayList<>();
        private @Nullable LagQuery lag;
        private @Nullable ReleaseRecord release;
        private Optional<Path> chart = Optional.empty();
        private final List<WorkloadId> budgets = new ArrayList<>();
        private final List<Step> upgrade = new ArrayList<>();

        private PreUpgrade() {}

        /** Sets what is checked on the restored copy. */
        public PreUpgrade verify(Verification verification) {
            this.verification = requireNonNull(verification, "verification");
            return this;
        }

        /**
         * Goes on to the host's own steps only if these consumer groups are there and have read everything; see
         * {@link EventGuards#consumerLagZero(String...)}. Groups that were named before stay.
         */
        public PreUpgrade consumerLagZero(String... groups) {
            consumers.addAll(List.of(groups));
            return this;
        }

        /**
         * Goes on to the host's own steps only if the query's groups have read everything, of the topics and by the
         * members that it expects; see {@link EventGuards#consumerLagZero(LagQuery)}. The last query counts.
         */
        public PreUpgrade consumerLagZero(LagQuery query) {
            this.lag = requireNonNull(query, "query");
            return this;
        }

        /**
         * Records a release before the host's own steps: its history by the step {@code record-release}, which
         * {@link ReleaseSteps#upgrade} goes on from; an encrypted export; the guide's {@code values-backup-DATE.yaml},
         * which holds passwords in plain; the images in use, by digest. A plan is refused while an operation on any
         * release is in progress, and the run does not go on to the host's own steps. A drill records, too. The last
         * release counts.
         *
         * @param place where the export goes
         * @param values the folder of the file
         */
        public PreUpgrade release(String release, BundlePlace place, Path values) {
            this.release = new ReleaseRecord(release, place, values);
            return this;
        }

        /** Adds the archive of the release's chart to its export; needed where the chart has others within it. */
        public PreUpgrade chart(Path archive) {
            this.chart = Optional.of(archive);
            return this;
        }

        /**
         * Goes on to the host's own steps only if each pod of these workloads would be let go now; see
         * {@link PlatformGuards#budgetsAllow}. Workloads that were named before stay.
         */
        public PreUpgrade budgetsAllow(WorkloadId... workloads) {
            budgets.addAll(List.of(workloads));
            return this;
        }

        /** Adds a step behind the gates, and behind those that were added before. */
        public PreUpgrade then(Step step) {
            upgrade.add(requireNonNull(step, "step"));
            return this;
        }

        private void define(Playbook.Builder playbook) {
            playbook.step(Steps.requireCapabilities(
                            PREFLIGHT,
                            Capability.SNAPSHOT,
                            Capability.SNAPSHOT_RESTORE,
                            Capability.ANNOTATE,
                            Capability.DISCARD))
                    .step(Steps.snapshot(SNAPSHOT, "pre-upgrade").after(PREFLIGHT))
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
            for (Step step : checklist()) {
                playbook.step(step.after(before));
                before = step.id();
            }
            for (Step step : upgrade) {
                playbook.step(step.with(more -> more.scope(StepScope.SOURCE)).after(before));
                before = step.id();
            }
            if (release != null || !budgets.isEmpty()) {
                playbook.protects(Playbook.DATABASE, PlatformScenarios.PLATFORM);
            }
        }

        /** Returns what comes between the proof of the snapshot and the host's own steps, each after the one before. */
        private List<Step> checklist() {
            List<Step> steps = new ArrayList<>();
            List<Guard> deployable = new ArrayList<>();
            if (release != null) {
                steps.addAll(release.steps(chart));
                deployable.add(ReleaseGuards.noPendingRelease());
            }
            if (!budgets.isEmpty()) {
                deployable.add(PlatformGuards.budgetsAllow(budgets.toArray(WorkloadId[]::new)));
            }
            if (!deployable.isEmpty()) {
                steps.add(Steps.gate("deployable", deployable.toArray(Guard[]::new)));
            }
            List<Guard> read = read();
            if (!read.isEmpty()) {
                steps.add(Steps.gate(CONSUMER_LAG, read.toArray(Guard[]::new)));
            }
            return steps;
        }

        private List<Guard> read() {
            List<Guard> guards = new ArrayList<>();
            if (!consumers.isEmpty()) {
                guards.add(EventGuards.consumerLagZero(consumers.toArray(String[]::new)));
            }
            if (lag != null) {
                guards.add(EventGuards.consumerLagZero(lag));
            }
            return guards;
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
