package com.datafly.signal.dr.aws.testing.internal.cluster;

import com.datafly.signal.dr.aws.testing.internal.rds.Action;
import com.datafly.signal.dr.aws.testing.internal.rds.Facts;
import com.datafly.signal.dr.aws.testing.internal.rds.Region;
import com.datafly.signal.dr.aws.testing.internal.rds.Register;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** All actions on clusters, and those on instances that are another matter for the members of one. */
public final class ClusterActions {

    private ClusterActions() {}

    /**
     * Returns the actions by name.
     *
     * @param ofInstances the actions on instances; those of them that create and delete go to clusters where a cluster
     *     is meant
     */
    public static Map<String, Action> actions(Map<String, Action> ofInstances) {
        Map<String, Action> actions = new HashMap<>();
        actions.putAll(ClusterReading.actions());
        actions.putAll(ClusterSnapshots.actions());
        actions.putAll(ClusterRestores.actions());
        actions.putAll(ClusterChanges.actions());
        actions.putAll(ClusterDeletion.actions());
        Optional.ofNullable(ofInstances.get("CreateDBInstance"))
                .ifPresent(alone -> actions.put("CreateDBInstance", creating(alone)));
        Optional.ofNullable(ofInstances.get("DeleteDBInstance"))
                .ifPresent(alone -> actions.put("DeleteDBInstance", deleting(alone)));
        return actions;
    }

    /** Returns where a region's clusters are kept, by name. */
    public static Register<Facts> clusters(Region region) {
        return Clusters.of(region).clusters();
    }

    /** Returns where the snapshots of a region's clusters are kept, by name. */
    public static Register<Facts> snapshots(Region region) {
        return Clusters.of(region).snapshots();
    }

    private static Action creating(Action alone) {
        return call -> call.in().has("DBClusterIdentifier") ? Members.create(call) : alone.run(call);
    }

    private static Action deleting(Action alone) {
        return call -> {
            Optional<Facts> member = member(call.region(), call.instanceName("DBInstanceIdentifier"));
            return member.isPresent() ? Members.delete(call, member.get()) : alone.run(call);
        };
    }

    private static Optional<Facts> member(Region region, String name) {
        return region.instances().find(name).filter(Members::isMember);
    }
}
