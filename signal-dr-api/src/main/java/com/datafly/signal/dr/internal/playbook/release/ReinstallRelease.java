package com.datafly.signal.dr.internal.playbook.release;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.playbook.action.BuiltIn;
import com.datafly.signal.dr.internal.playbook.action.Work;
import com.datafly.signal.dr.platform.ReleaseBundle;
import com.datafly.signal.dr.platform.ReleaseBundle.Facts;
import com.datafly.signal.dr.platform.ReleaseBundles;
import com.datafly.signal.dr.platform.ReleaseChange;
import com.datafly.signal.dr.platform.ReleaseChoice;
import com.datafly.signal.dr.platform.ReleaseOrigin;
import com.datafly.signal.dr.playbook.Sighting;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.ReleaseDeployed;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Installs the newest export of a release, where the release is not there. */
public final class ReinstallRelease extends BuiltIn<ReinstallRelease.Input, ReleaseDeployed> {

    private final ObjectStore store;

    /** Makes the action; the store's address is in the input, the store is the host's. */
    public ReinstallRelease(ObjectStore store) {
        super("reinstall-release", Input.class, ReleaseDeployed.class);
        this.store = store;
    }

    /**
     * What to install from where.
     *
     * @param release the release's name
     * @param exports where its exports are
     * @param how what differs from the export
     */
    public record Input(String release, Exports exports, UpgradeInput how) {}

    /**
     * Where exports are.
     *
     * @param store the store's address
     * @param prefix the beginning of their keys
     * @param keySecret the name of the host's secret that encrypts them
     * @param origin where they come from; empty for the platform
     */
    public record Exports(String store, String prefix, String keySecret, Optional<ReleaseOrigin> origin) {}

    @Override
    public ReleaseDeployed act(StepContext context, Input input) {
        ReleaseBundles bundles = bundles(context, input);
        ReleaseChoice newest = newest(bundles, input).orElseThrow(() -> missing(context, input));
        try (ReleaseBundle bundle = bundles.open(newest.key())) {
            tell(context, bundle.facts(), newest.doubts());
            return ReleaseDeployed.of(
                    0, context.platform().releases().reinstall(bundle, ReleaseChange.of(input.release(), change -> {
                        input.how().addTo(change, context);
                        input.how().addTo(change, context, bundle.content());
                    })));
        }
    }

    private ReleaseBundles bundles(StepContext context, Input input) {
        return context.platform()
                .releases()
                .bundles(
                        store,
                        input.exports().prefix(),
                        context.secret(input.exports().keySecret()));
    }

    private static Optional<ReleaseChoice> newest(ReleaseBundles bundles, Input input) {
        return bundles.choose(input.release(), input.exports().origin());
    }

    private static DrException missing(StepContext context, Input input) {
        return DrException.create(
                ErrorCode.NOT_FOUND,
                context.stepId(),
                "there is no export of the release " + input.release() + " in "
                        + input.exports().store() + " below '" + input.exports().prefix() + "'",
                failure -> failure.hint("Export the release while it runs: ReleaseSteps.export."));
    }

    private static void tell(StepContext context, Facts facts, List<String> doubts) {
        context.evidence(CheckResult.create(
                "origin of the export",
                facts.clusterId().isEmpty() || !doubts.isEmpty() ? Verdict.UNPROVEN : Verdict.PASSED,
                told(facts.key() + " comes from " + facts.origin(), doubts),
                result -> {}));
    }

    private static String told(String what, List<String> doubts) {
        return doubts.isEmpty() ? what : what + "; " + String.join("; ", doubts);
    }

    @Override
    public Set<String> uses(Input input) {
        return input.how().steps();
    }

    @Override
    public Sighting<ReleaseDeployed> find(StepContext context, Input input) {
        try {
            return ReleaseLook.judge(
                    context, input.release(), 0, ReleaseLook.releases(context).find(input.release(), context.key()));
        } catch (DrException e) {
            return Work.unreadable(e);
        }
    }

    @Override
    public void undo(StepContext context, Input input, ReleaseDeployed output) {
        context.platform()
                .releases()
                .uninstall(ReleaseChange.of(
                        input.release(), change -> change.within(input.how().within())));
    }

    @Override
    public List<String> changes(StepContext context, Input input) {
        return List.of("installs the release " + input.release() + " on "
                + context.platform().address() + " from its newest export in "
                + input.exports().store() + ", "
                + newest(bundles(context, input), input)
                        .map(newest -> told(newest.key(), newest.doubts()))
                        .orElse("which is not there yet")
                + input.how().described() + ", by "
                + ReleaseLook.releases(context).software());
    }

    @Override
    public List<String> byHand(StepContext context, Input input) {
        return List.of("helm install " + input.release() + " CHART -n "
                + context.platform().address().location()
                + " --create-namespace -f values-backup-YYYYMMDD.yaml");
    }
}
