package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.RetentionPlan;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.operation.Progress;
import com.datafly.signal.dr.playbook.Sighting;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.RetentionPlanned;
import com.datafly.signal.dr.playbook.step.SnapshotSeen;
import com.datafly.signal.dr.playbook.step.SnapshotsRemoved;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Removes what an earlier step's retention plan shows, and nothing else: a removal for which something speaks by now is
 * left out. Done again, it removes what is left of that plan, never the next ones of the policy.
 */
public final class ApplyRetention extends BuiltIn<ApplyRetention.Input, SnapshotsRemoved> {

    /** Makes the action. */
    public ApplyRetention() {
        super("apply-retention", Input.class, SnapshotsRemoved.class);
    }

    /**
     * What to apply.
     *
     * @param planStep the step that planned
     * @param policy the policy that it planned by
     */
    public record Input(String planStep, RetentionInput policy) {}

    @Override
    public Set<String> uses(Input input) {
        return Set.of(input.planStep());
    }

    @Override
    public SnapshotsRemoved act(StepContext context, Input input) {
        requireNoFreeze(context);
        List<SnapshotSeen> planned = planned(context, input);
        Set<String> stillToGo = stillToGo(context, input);
        List<String> removed = new ArrayList<>();
        List<String> kept = new ArrayList<>();
        for (SnapshotSeen seen : planned) {
            context.progress().progressed(Progress.of("removing", removed.size(), planned.size(), "snapshots"));
            if (stillToGo.contains(seen.id())
                    || StoredSnapshot.of(context, seen).isGone()) {
                delete(context, seen, removed);
            } else {
                kept.add(seen.id());
            }
        }
        return new SnapshotsRemoved(List.copyOf(removed), List.copyOf(kept));
    }

    @Override
    public Sighting<SnapshotsRemoved> find(StepContext context, Input input) {
        try {
            List<SnapshotSeen> planned = planned(context, input);
            long gone = planned.stream()
                    .filter(seen -> StoredSnapshot.of(context, seen).isGone())
                    .count();
            return gone == planned.size()
                    ? Sighting.done(
                            new SnapshotsRemoved(
                                    planned.stream().map(SnapshotSeen::id).toList(), List.of()),
                            "all of them are gone")
                    : Sighting.notStarted(gone + " of " + planned.size()
                            + " are gone; acting again removes the rest of the same plan");
        } catch (DrException e) {
            return Work.unreadable(e);
        }
    }

    @Override
    public List<String> changes(StepContext context, Input input) {
        return context.output(input.planStep(), RetentionPlanned.class)
                .map(plan -> plan.removals().stream()
                        .map(seen -> "removes the snapshot " + seen.id() + " for good")
                        .toList())
                .orElseGet(() -> List.of("removes the snapshots that the step '" + input.planStep()
                        + "' names, at most " + input.policy().maximumRemovals() + ", for good"));
    }

    @Override
    public List<String> byHand(StepContext context, Input input) {
        return context.output(input.planStep(), RetentionPlanned.class)
                .map(plan -> plan.removals().stream()
                        .flatMap(seen -> ByHand.of(context.database().address()).deleteSnapshot(seen.id()).stream())
                        .toList())
                .orElseGet(() -> List.of("# delete the snapshots that the step '" + input.planStep() + "' names"));
    }

    @Override
    public Set<Capability> requires(Input input) {
        return Set.of(Capability.SNAPSHOT_DELETE);
    }

    private static List<SnapshotSeen> planned(StepContext context, Input input) {
        return Outputs.require(context, input.planStep(), RetentionPlanned.class)
                .removals();
    }

    /** What the policy removes now, without its limit: the plan has kept to that, and part of it may be gone. */
    private static Set<String> stillToGo(StepContext context, Input input) {
        RetentionPlan plan = context.database().retention().plan(input.policy().policy(Integer.MAX_VALUE));
        return plan.removals().stream().map(Snapshot::id).collect(Collectors.toSet());
    }

    private static void requireNoFreeze(StepContext context) {
        context.database().retention().frozen().ifPresent(reason -> {
            throw DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    context.stepId(),
                    "removals are frozen: " + reason,
                    failure -> failure.hint("End the freeze once the incident is over."));
        });
    }

    private static void delete(StepContext context, SnapshotSeen seen, List<String> removed) {
        try {
            StoredSnapshot.of(context, seen).delete();
            removed.add(seen.id());
        } catch (DrException e) {
            if (removed.isEmpty() || e.effect() != Effect.NONE) {
                throw e;
            }
            throw DrException.create(e.code(), context.stepId(), e.problem(), failure -> {
                failure.effect(Effect.APPLIED)
                        .detail("removed", String.join(", ", removed))
                        .detail("failed", seen.id())
                        .cause(e);
                e.hint().ifPresent(failure::hint);
            });
        }
    }
}
