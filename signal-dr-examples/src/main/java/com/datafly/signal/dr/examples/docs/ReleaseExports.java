package com.datafly.signal.dr.examples.docs;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.platform.ReleaseDrift;
import com.datafly.signal.dr.platform.SecretOwner.Kind;
import com.datafly.signal.dr.playbook.BundlePlace;
import com.datafly.signal.dr.playbook.ConnectionSteps;
import com.datafly.signal.dr.playbook.ReleaseGuards;
import com.datafly.signal.dr.playbook.ReleaseSteps;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.store.ObjectStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keeps what a release is made of. */
final class ReleaseExports {

    private ReleaseExports() {}

    static ReleaseDrift look(SignalDr dr) {
        dr.platform().releases().history("datafly").forEach(System.out::println);
        dr.platform().releases().pending().forEach(System.out::println); // unlock(...) is yours to decide
        return dr.platform().releases().drift("datafly");
    }

    static List<Step> beforeAnUpgrade(ObjectStore store, Path chart) {
        BundlePlace exports = new BundlePlace(store, "releases/", "dr-key");
        Step values = ReleaseSteps.writeValues("values", "datafly", Path.of("backups"));
        Step export = ReleaseSteps.export("export", "datafly", exports, Optional.of(chart))
                .with(step -> step.after("values").guard(ReleaseGuards.noPendingRelease()));
        return List.of(values, export);
    }

    static List<Step> inStep(String restoreStep) {
        List<Step> steps = new ArrayList<>(ConnectionSteps.switchOver(
                "database",
                "datafly-db",
                connection -> connection
                        .url("DATABASE_URL")
                        .toCopy(restoreStep)
                        .encryptionKey("dr-key")
                        .follows(Kind.HELM_3, Kind.HELM_4)));
        Step settle = steps.remove(steps.size() - 1);
        steps.add(ReleaseSteps.upgrade(
                        "values",
                        "datafly",
                        "record-release",
                        release -> release.url("database.url").toCopy(restoreStep))
                .after("database-switch"));
        steps.add(settle.after("values"));
        return steps;
    }
}
