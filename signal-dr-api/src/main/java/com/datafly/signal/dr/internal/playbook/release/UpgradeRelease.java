package com.datafly.signal.dr.internal.playbook.release;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.internal.platform.release.DefaultReleases;
import com.datafly.signal.dr.internal.playbook.action.BuiltIn;
import com.datafly.signal.dr.internal.playbook.action.Work;
import com.datafly.signal.dr.platform.ReleaseChange;
import com.datafly.signal.dr.platform.ReleaseContent;
import com.datafly.signal.dr.platform.Releases;
import com.datafly.signal.dr.playbook.Sighting;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.ReleaseDeployed;
import com.datafly.signal.dr.playbook.step.ReleaseRecorded;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Upgrades a release from the revision that an earlier step recorded. */
public final class UpgradeRelease extends BuiltIn<UpgradeRelease.Input, ReleaseDeployed> {

    /** Makes the action. */
    public UpgradeRelease() {
        super("upgrade-release", Input.class, ReleaseDeployed.class);
    }

    /**
     * What to upgrade.
     *
     * @param release the release's name
     * @param recordStep the step that recorded it
     * @param how what to deploy
     */
    public record Input(String release, String recordStep, UpgradeInput how) {}

    @Override
    public ReleaseDeployed act(StepContext context, Input input) {
        ReleaseRecorded recorded = ReleaseLook.recorded(context, input.recordStep());
        Releases releases = context.platform().releases();
        try (ReleaseContent former = releases.read(input.release(), recorded.revision())) {
            return ReleaseDeployed.of(
                    recorded.revision(), releases.upgrade(ReleaseChange.of(input.release(), change -> {
                        input.how().addTo(change, context);
                        input.how().addTo(change, context, former);
                        change.base(ReleaseLook.base(context, recorded));
                    })));
        }
    }

    @Override
    public Sighting<ReleaseDeployed> find(StepContext context, Input input) {
        try {
            return ReleaseLook.judge(
                    context,
                    input.release(),
                    ReleaseLook.recorded(context, input.recordStep()).revision(),
                    ReleaseLook.releases(context).find(input.release(), context.key()));
        } catch (DrException e) {
            return Work.unreadable(e);
        }
    }

    @Override
    public void undo(StepContext context, Input input, ReleaseDeployed output) {
        context.platform()
                .releases()
                .rollBack(
                        ReleaseChange.of(
                                input.release(),
                                change -> change.base(output.revision())
                                        .within(input.how().within())),
                        output.former());
    }

    @Override
    public Set<String> uses(Input input) {
        Set<String> steps = new HashSet<>(input.how().steps());
        steps.add(input.recordStep());
        return steps;
    }

    @Override
    public List<String> changes(StepContext context, Input input) {
        DefaultReleases releases = ReleaseLook.releases(context);
        String what = "makes a new revision of the release " + input.release()
                + input.how().described() + ", by " + releases.software();
        return releases.rollsBack() ? List.of(what) : List.of(what, "has no undo: what deploys here cannot roll back");
    }

    @Override
    public List<String> byHand(StepContext context, Input input) {
        return List.of("helm upgrade " + input.release() + " CHART -n "
                + context.platform().address().location() + " --reset-values -f values.yaml");
    }
}
