package com.datafly.signal.dr.internal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.Retention;
import com.datafly.signal.dr.database.RetentionPlan;
import com.datafly.signal.dr.database.RetentionPolicy;
import com.datafly.signal.dr.database.Snapshot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Retention over the snapshots of one database. */
public final class DefaultRetention implements Retention {

    private final Resource resource;
    private final DefaultSnapshots snapshots;
    private final Freeze freeze;

    DefaultRetention(Resource resource, DefaultSnapshots snapshots, Freeze freeze) {
        this.resource = resource;
        this.snapshots = snapshots;
        this.freeze = freeze;
    }

    @Override
    public RetentionPlan plan(RetentionPolicy policy) {
        resource.require(Capability.SNAPSHOT, "plan the retention of " + resource.address());
        return RetentionRules.plan(policy, resource.host().clock().instant(), freeze.reason(), snapshots.list());
    }

    @Override
    public List<String> apply(RetentionPlan plan) {
        String operation = "apply the retention of " + resource.address();
        resource.require(Capability.SNAPSHOT_DELETE, operation);
        freeze.requireOff(operation);
        List<Snapshot> removals = plan(plan.policy()).removals();
        requireShown(operation, plan, removals);
        List<String> removed = new ArrayList<>();
        for (Snapshot snapshot : removals) {
            if (remove(operation, snapshot, removed)) {
                removed.add(snapshot.id());
            }
        }
        return List.copyOf(removed);
    }

    @Override
    public void hold(String snapshotId, String reason) {
        String operation = "hold snapshot " + snapshotId;
        Names.requireReason(operation, reason);
        annotate(operation, snapshotId, Map.of(Snapshot.HOLD, reason), Set.of());
    }

    @Override
    public void release(String snapshotId) {
        annotate("release snapshot " + snapshotId, snapshotId, Map.of(), Set.of(Snapshot.HOLD));
    }

    @Override
    public void freeze(String reason) {
        freeze.on(reason);
    }

    @Override
    public void unfreeze() {
        freeze.off();
    }

    @Override
    public Optional<String> frozen() {
        return freeze.reason();
    }

    private void annotate(String operation, String id, Map<String, String> set, Set<String> remove) {
        Names.requireId(operation, id);
        resource.require(Capability.ANNOTATE, operation);
        snapshots.annotate(operation, id, set, remove);
    }

    private void requireShown(String operation, RetentionPlan plan, List<Snapshot> removals) {
        Set<String> unexpected = new HashSet<>(ids(removals));
        unexpected.removeAll(ids(plan.removals()));
        if (!unexpected.isEmpty()) {
            throw DrException.create(
                    ErrorCode.CONFLICT,
                    operation,
                    "by now the policy would also remove " + unexpected + ", which the plan did not show",
                    failure -> failure.resource(resource.address().toString()).hint("Make a new plan and look at it."));
        }
    }

    /** Removes one snapshot if it is still there; a freeze or a hold that came meanwhile ends the whole application. */
    private boolean remove(String operation, Snapshot planned, List<String> removed) {
        try {
            freeze.requireOff(operation);
            Optional<Snapshot> present = snapshots.find(planned.id());
            if (present.isEmpty()) {
                return false;
            }
            snapshots.requireNotHeld("delete snapshot " + planned.id(), present.get());
            snapshots.remove(present.get()).await();
            return true;
        } catch (DrException e) {
            throw resource.calls().failures().copy(e, more -> {
                more.detail("removed", String.join(", ", removed)).detail("failed", planned.id());
                if (!removed.isEmpty() && e.effect() == Effect.NONE) {
                    more.effect(Effect.APPLIED);
                }
            });
        }
    }

    private static Set<String> ids(List<Snapshot> snapshots) {
        return snapshots.stream().map(Snapshot::id).collect(Collectors.toSet());
    }
}
