package com.datafly.signal.dr.playbook;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a scenario keeps of a release, and of what runs.
 *
 * @param release the release's name
 * @param place where its export goes
 * @param values the folder of its values
 */
record ReleaseRecord(String release, BundlePlace place, Path values) {

    ReleaseRecord {
        requireNonNull(release, "release");
        requireNonNull(place, "place");
        requireNonNull(values, "values");
    }

    /**
     * Returns the steps; a plan is refused while an operation on a release is in progress.
     *
     * @param chart the archive of its chart
     */
    List<Step> steps(Optional<Path> chart) {
        return List.of(
                ReleaseSteps.record("record-release", release)
                        .with(step -> step.precheck(ReleaseGuards.noPendingRelease())),
                ReleaseSteps.export("export-release", release, place, chart),
                ReleaseSteps.writeValues("write-values", release, values),
                WorkloadSteps.recordImages("record-images"));
    }
}
