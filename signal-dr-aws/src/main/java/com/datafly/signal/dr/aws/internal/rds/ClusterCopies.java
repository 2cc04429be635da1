package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Provenance;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.operation.OperationKey;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBCluster;

/** Knows, by their tags, the clusters that this library made. */
final class ClusterCopies {

    private final Clusters clusters;

    ClusterCopies(RdsClient rds) {
        this.clusters = new Clusters(rds);
    }

    /** Returns whose a name is, finished or not; empty if it is free or no work of this library. */
    Optional<Provenance> find(String name) {
        return copy("look for " + name, name).map(copy -> provenance(copy, Map.of()));
    }

    /**
     * Returns how a copy came into being, and what differs from its source as that is now.
     *
     * @throws DrException with {@code NOT_FOUND} if there is no copy of that name
     */
    Provenance require(String name) {
        String operation = "open " + name;
        DBCluster copy = copy(operation, name)
                .orElseThrow(() -> DrException.of(
                        ErrorCode.NOT_FOUND, operation, "this library made no cluster of the name '" + name + "'"));
        return provenance(copy, differences(operation, copy));
    }

    private Optional<DBCluster> copy(String operation, String name) {
        return clusters.find(operation, name).filter(ClusterRemoval::isMadeHere);
    }

    private Map<String, String> differences(String operation, DBCluster copy) {
        Map<String, String> differences = new TreeMap<>();
        Optional<DBCluster> source = RdsTags.find(copy.tagList(), RdsTags.SOURCE)
                .map(address -> address.substring(address.lastIndexOf(':') + 1))
                .flatMap(name -> clusters.find(operation, name));
        if (source.isPresent()) {
            ClusterSettings before = withMember(operation, source.get());
            ClusterSettings after = withMember(operation, copy);
            before.missingIn(after).values().forEach((setting, value) -> {
                String now = after.text(setting);
                differences.put(setting.label(), "is " + (now == null ? "not set" : now) + ", of the source " + value);
            });
        }
        return differences;
    }

    private ClusterSettings withMember(String operation, DBCluster cluster) {
        ClusterSettings settings = ClusterSettings.of(cluster);
        return Clusters.isAurora(cluster)
                ? clusters.writer(operation, cluster)
                        .map(ClusterSettings::of)
                        .map(settings::overriddenBy)
                        .orElse(settings)
                : settings;
    }

    private static Provenance provenance(DBCluster copy, Map<String, String> differences) {
        OperationKey key = Clusters.copyKey(copy).orElseThrow();
        String source = RdsTags.find(copy.tagList(), RdsTags.SOURCE).orElseThrow();
        RecoveryTarget target = CopyTags.target(copy.tagList()).orElseGet(RecoveryTarget::latest);
        return Provenance.create(key, source, target, more -> {
            RdsTags.find(copy.tagList(), RdsTags.SNAPSHOT).ifPresent(more::snapshotId);
            RdsTags.annotations(copy.tagList()).forEach(more::tag);
            differences.forEach((setting, difference) -> more.difference(setting + " " + difference));
        });
    }
}
