package com.datafly.signal.dr.internal.playbook.release;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.platform.release.DefaultReleases;
import com.datafly.signal.dr.internal.playbook.action.BuiltIn;
import com.datafly.signal.dr.internal.playbook.action.Work;
import com.datafly.signal.dr.platform.ReleaseChange;
import com.datafly.signal.dr.playbook.Sighting;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.ReleaseDeployed;
import com.datafly.signal.dr.playbook.step.ReleaseRecorded;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Rolls a release back from the revision that an earlier step recorded. */
public final class RollBackRelease extends BuiltIn<RollBackRelease.Input, ReleaseDeployed> {

    /** Makes the action. */
    public RollBackRelease() {
        super("roll-back-release", Input.class, ReleaseDeployed.class);
    }

    /**
     * What to roll back.
     *
     * @param release the release's name
     * @param recordStep the step that recorded it
     * @param toRevision the revision to be like
     * @param within how long it may take
     */
    public record Input(String release, String recordStep, int toRevision, Duration within) {}

    @Override
    public ReleaseDeployed act(StepContext context, Input input) {
        ReleaseRecorded recorded = ReleaseLook.recorded(context, input.recordStep());
        int base = ReleaseLook.base(context, recorded);
        return ReleaseDeployed.of(
                recorded.revision(), context.platform().releases().rollBack(change(input, base), input.toRevision()));
    }

    private static ReleaseChange change(Input input, int base) {
        return ReleaseChange.of(input.release(), change -> change.base(base).within(input.within()));
    }

    /** Helm keeps no key with a rollback, but says in the revision after the base what it was rolled back to. */
    @Override
    public Sighting<ReleaseDeployed> find(StepContext context, Input input) {
        try {
            ReleaseRecorded recorded = ReleaseLook.recorded(context, input.recordStep());
            return ReleaseLook.judge(
                    context,
                    input.release(),
                    recorded.revision(),
                    ReleaseLook.releases(context)
                            .findRollback(input.release(), ReleaseLook.base(context, recorded), input.toRevision()));
        } catch (DrException e) {
            return Work.unreadable(e);
        }
    }

    @Override
    public void undo(StepContext context, Input input, ReleaseDeployed output) {
        context.platform().releases().rollBack(change(input, output.revision()), output.former());
    }

    @Override
    public Set<String> uses(Input input) {
        return Set.of(input.recordStep());
    }

    @Override
    public List<String> changes(StepContext context, Input input) {
        DefaultReleases releases = ReleaseLook.releases(context);
        String software = releases.software();
        if (!releases.rollsBack()) {
            throw DrException.create(
                    ErrorCode.UNSUPPORTED,
                    context.stepId(),
                    software + " cannot roll back",
                    failure -> failure.hint("Let the helm command deploy, by the platform's option releases-by."));
        }
        return List.of("rolls the release " + input.release() + " back to revision " + input.toRevision() + ", by "
                + software);
    }

    @Override
    public List<String> byHand(StepContext context, Input input) {
        return List.of("helm rollback " + input.release() + " " + input.toRevision() + " -n "
                + context.platform().address().location());
    }
}
