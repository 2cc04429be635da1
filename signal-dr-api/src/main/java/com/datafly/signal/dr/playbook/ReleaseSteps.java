package com.datafly.signal.dr.playbook;

import com.datafly.signal.dr.internal.playbook.release.ExportRelease;
import com.datafly.signal.dr.internal.playbook.release.RecordRelease;
import com.datafly.signal.dr.internal.playbook.release.ReinstallRelease;
import com.datafly.signal.dr.internal.playbook.release.RollBackRelease;
import com.datafly.signal.dr.internal.playbook.release.UpgradeInput;
import com.datafly.signal.dr.internal.playbook.release.UpgradeRelease;
import com.datafly.signal.dr.internal.playbook.release.WriteValues;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The ready-made steps of releases; what {@link Steps} says of its own holds for them too.
 *
 * <p>Secrets are named here and lent by the host. A drill leaves out those that deploy something.
 *
 * @since 0.1
 */
public final class ReleaseSteps {

    /** How much longer than the deploying software a step may take, so that it says itself what became of it. */
    private static final Duration GRACE = Duration.ofMinutes(5);

    private ReleaseSteps() {}

    /** Writes down a release's history. Leaves a {@code ReleaseRecorded}. */
    public static Step record(String id, String release) {
        return Step.of(
                id,
                new RecordRelease(),
                new RecordRelease.Input(release),
                step -> step.title("record the release " + release).kind(StepKind.PURE));
    }

    /**
     * Writes the values of a release to the guide's {@code values-backup-DATE.yaml}, readable by the owner alone. They
     * hold passwords in plain. Leaves a {@code ValuesWritten}.
     */
    public static Step writeValues(String id, String release, Path folder) {
        return Step.of(
                id,
                new WriteValues(),
                new WriteValues.Input(release, folder.toString()),
                step -> step.title("write the values of " + release).kind(StepKind.PURE));
    }

    /**
     * Exports a release, encrypted. Leaves a {@code ReleaseExported}, which says what can be installed from it.
     *
     * @param place where to
     * @param chart the archive of the chart, needed where the chart has others within it; empty for none
     */
    public static Step export(String id, String release, BundlePlace place, Optional<Path> chart) {
        return Step.of(
                id,
                new ExportRelease(place.store()),
                new ExportRelease.Input(
                        release, place.store().address(), place.prefix(), place.keySecret(), chart.map(Path::toString)),
                step -> step.title("export the release " + release).kind(StepKind.PURE));
    }

    /**
     * Upgrades a release from the revision that a {@link #record} step saw; refuses if another one came since. A new
     * runner finds by the key what became of it. Leaves a {@code ReleaseDeployed}; the undo rolls back to the former
     * revision.
     */
    public static Step upgrade(String id, String release, String recordStep, Consumer<DeploymentSettings> more) {
        UpgradeInput how = DeploymentSettings.of(more);
        return Step.of(
                        id,
                        new UpgradeRelease(),
                        new UpgradeRelease.Input(release, recordStep, how),
                        step -> step.title("upgrade the release " + release)
                                .timeout(how.within().plus(GRACE)))
                .after(recordStep)
                .after(how.steps().toArray(String[]::new));
    }

    /**
     * Makes a release be like an older revision, from the revision that a {@link #record} step saw. Leaves a
     * {@code ReleaseDeployed}; the undo rolls forward again.
     */
    public static Step rollBack(String id, String release, String recordStep, int toRevision) {
        RollBackRelease.Input input =
                new RollBackRelease.Input(release, recordStep, toRevision, Duration.ofMinutes(10));
        return Step.of(
                        id,
                        new RollBackRelease(),
                        input,
                        step -> step.title("roll the release " + release + " back to revision " + toRevision)
                                .timeout(input.within().plus(GRACE)))
                .after(recordStep);
    }

    /**
     * Installs a release from its newest export in {@code place}, as in a new cluster; refuses if it is there. An
     * export that comes from elsewhere is taken only if {@link BundlePlace#from} names where, or if all come from one
     * origin, as {@link com.datafly.signal.dr.platform.ReleaseBundles#choose} tells; whatever speaks against the one
     * that is taken is evidence that is {@code UNPROVEN}. Leaves a {@code ReleaseDeployed}; the undo removes the
     * release.
     */
    public static Step reinstall(String id, String release, BundlePlace place, Consumer<DeploymentSettings> more) {
        UpgradeInput how = DeploymentSettings.of(more);
        return Step.of(
                        id,
                        new ReinstallRelease(place.store()),
                        new ReinstallRelease.Input(
                                release,
                                new ReinstallRelease.Exports(
                                        place.store().address(), place.prefix(), place.keySecret(), place.origin()),
                                how),
                        step -> step.title("install the release " + release + " from its export")
                                .timeout(how.within().plus(GRACE)))
                .after(how.steps().toArray(String[]::new));
    }
}
