package com.datafly.signal.dr.internal.playbook.release;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.platform.release.DefaultReleases;
import com.datafly.signal.dr.platform.StoredRelease;
import com.datafly.signal.dr.platform.StoredRelease.Status;
import com.datafly.signal.dr.playbook.Sighting;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.ReleaseDeployed;
import com.datafly.signal.dr.playbook.step.ReleaseRecorded;
import java.util.List;
import java.util.Optional;

/** How steps see what became of releases. */
final class ReleaseLook {

    private ReleaseLook() {}

    /** Returns what an earlier step recorded. */
    static ReleaseRecorded recorded(StepContext context, String step) {
        return context.output(step, ReleaseRecorded.class)
                .orElseThrow(() -> DrException.create(
                        ErrorCode.FAILED_PRECONDITION,
                        context.stepId(),
                        "the step '" + step + "', whose output it needs, has none",
                        failure -> failure.hint("Put it behind '" + step + "'.")));
    }

    static DefaultReleases releases(StepContext context) {
        return (DefaultReleases) context.platform().releases();
    }

    /**
     * Returns the revision that a step goes on from: the recorded one, or the newest if all since have failed, as
     * earlier attempts do.
     */
    static int base(StepContext context, ReleaseRecorded recorded) {
        List<StoredRelease> later = later(context, recorded.release(), recorded.revision());
        return later.isEmpty() || later.stream().anyMatch(one -> one.status() != Status.FAILED)
                ? recorded.revision()
                : later.get(later.size() - 1).revision();
    }

    /** Tells what became of a step's own revision. */
    static Sighting<ReleaseDeployed> judge(
            StepContext context, String release, int former, Optional<StoredRelease> made) {
        if (made.isPresent()) {
            return judge(context, former, made.get());
        }
        List<StoredRelease> later = later(context, release, former);
        return later.stream().allMatch(one -> one.status() == Status.FAILED)
                ? Sighting.notStarted("no revision of " + release + " that is newer than " + former
                        + " carries the key " + context.key() + ", and none is deployed or pending")
                : Sighting.unknown("revision " + later.get(later.size() - 1).revision() + " of " + release
                        + " does not carry the key " + context.key() + "; look at helm history who made it");
    }

    private static Sighting<ReleaseDeployed> judge(StepContext context, int former, StoredRelease made) {
        String seen = made + " carries " + context.key();
        return switch (made.status()) {
            case DEPLOYED, SUPERSEDED -> Sighting.done(ReleaseDeployed.of(former, made), seen);
            case FAILED ->
                Sighting.failed(DrException.create(
                        ErrorCode.FAILED_PRECONDITION,
                        context.stepId(),
                        "revision " + made.revision() + " of " + made.name() + " failed",
                        failure -> failure.effect(Effect.APPLIED)
                                .key(context.key())
                                .hint("Ask helm history why.")));
            case PENDING_INSTALL, PENDING_UPGRADE, PENDING_ROLLBACK ->
                Sighting.running(seen + "; if its runner has died, it stays so until it is unlocked");
            case UNINSTALLED, UNINSTALLING, UNKNOWN -> Sighting.unknown(seen);
        };
    }

    private static List<StoredRelease> later(StepContext context, String release, int revision) {
        return releases(context).revisions(release).stream()
                .filter(one -> one.revision() > revision)
                .toList();
    }
}
