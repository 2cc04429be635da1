package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.database.RestorableWindow;
import com.datafly.signal.dr.spi.RestoreRequest;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.rds.model.DBClusterSnapshot;

/**
 * What a copy of a cluster is to be made from, and how it is to be configured. Made by reading alone; whatever stands
 * in the way is refused here.
 *
 * @param origin the source
 * @param snapshot the snapshot, if the copy is made from one
 * @param settings the source's settings, with those that the caller chose in their place
 */
record ClusterPlan(ClusterOrigin origin, Optional<DBClusterSnapshot> snapshot, ClusterSettings settings) {

    /**
     * Reads all that a copy needs.
     *
     * @param clone whether the present is copied, and not the past
     * @throws DrException with effect {@code NONE} if the copy cannot be made
     */
    static ClusterPlan read(Clusters clusters, RdsAddress source, RestoreRequest request, boolean clone) {
        String operation = operation(request);
        ClusterOrigin origin = ClusterOrigin.look(clusters, source, operation);
        ClusterCapabilities.of(origin, false)
                .require(clone ? Capability.CLONE : InstanceCapabilities.of(request.target()), operation);
        Optional<DBClusterSnapshot> snapshot = snapshot(clusters, source, request);
        if (!clone && request.target() instanceof RecoveryTarget.AtInstant at) {
            requireWithin(operation, origin, at);
        }
        boolean aurora =
                snapshot.map(DBClusterSnapshot::engine).map(Clusters::isAurora).orElseGet(origin::isAurora);
        return new ClusterPlan(origin, snapshot, settings(clusters, origin, request, aurora));
    }

    /** Returns how the copy is to be configured, by what the source is now and what the caller chose. */
    static ClusterSettings settings(Clusters clusters, ClusterOrigin origin, RestoreRequest request, boolean aurora) {
        String operation = operation(request);
        ClusterProfile profile = ClusterProfile.read(operation, request.profile());
        profile.requireKind(operation, aurora);
        ClusterSettings settings = known(clusters, origin, profile, aurora);
        requireComplete(operation, settings, profile, aurora);
        return settings;
    }

    /** Likewise, whether or not that is enough for a copy. */
    static ClusterSettings known(Clusters clusters, ClusterOrigin origin, ClusterProfile profile, boolean aurora) {
        return inherited(clusters, origin, "read the settings of " + origin.address(), aurora)
                .overriddenBy(profile.settings());
    }

    /** Names the work in failures. */
    static String operation(RestoreRequest request) {
        return "restore cluster '" + request.name() + "'";
    }

    boolean isAurora() {
        return snapshot.map(DBClusterSnapshot::engine).map(Clusters::isAurora).orElseGet(origin::isAurora);
    }

    private static Optional<DBClusterSnapshot> snapshot(Clusters clusters, RdsAddress source, RestoreRequest request) {
        if (!(request.target() instanceof RecoveryTarget.AtSnapshot at)) {
            return Optional.empty();
        }
        String operation = operation(request);
        DBClusterSnapshot snapshot = clusters.findSnapshot(operation, at.snapshotId())
                .filter(found -> source.name().equals(found.dbClusterIdentifier()))
                .orElseThrow(() -> DrException.of(
                        ErrorCode.NOT_FOUND,
                        operation,
                        "cluster '" + source.name() + "' has no snapshot '" + at.snapshotId() + "'"));
        if (!"available".equals(snapshot.status())) {
            throw DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    operation,
                    "snapshot '" + at.snapshotId() + "' is " + snapshot.status(),
                    failure -> failure.hint("Wait until it is available, or choose another one."));
        }
        return Optional.of(snapshot);
    }

    private static void requireWithin(String operation, ClusterOrigin origin, RecoveryTarget.AtInstant at) {
        Optional<RestorableWindow> window = origin.window();
        if (window.filter(reach -> reach.contains(at.instant())).isEmpty()) {
            String reach = window.map(Object::toString).orElse("nothing yet");
            throw DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    operation,
                    at.instant() + " cannot be reached; restorable is " + reach,
                    failure -> failure.hint("Choose an instant within that window, or a snapshot.")
                            .detail("restorable", reach));
        }
    }

    private static ClusterSettings inherited(
            Clusters clusters, ClusterOrigin origin, String operation, boolean aurora) {
        if (origin.cluster().isEmpty()) {
            return ClusterSettings.of(Map.of());
        }
        ClusterSettings settings = ClusterSettings.of(origin.cluster().get());
        if (aurora) {
            settings = clusters.writer(operation, origin.cluster().get())
                    .map(ClusterSettings::of)
                    .map(settings::overriddenBy)
                    .orElse(settings);
        }
        return settings.only(setting -> setting.isInherited() && setting.isOf(aurora));
    }

    private static void requireComplete(
            String operation, ClusterSettings settings, ClusterProfile profile, boolean aurora) {
        if (!settings.has(ClusterSetting.VPC_SECURITY_GROUP_IDS) && !profile.defaultSecurityGroup()) {
            throw incomplete(
                    operation,
                    "there is no source whose security groups it could have",
                    "Set vpc-security-group-ids and db-subnet-group-name; RDS would give it the VPC's default group,"
                            + " which default-security-group=allowed permits.");
        }
        ClusterSetting size = aurora ? ClusterSetting.DB_INSTANCE_CLASS : ClusterSetting.DB_CLUSTER_INSTANCE_CLASS;
        if (!settings.has(size)) {
            throw incomplete(
                    operation,
                    "there is no source whose class its instances could have",
                    "Set " + size.label() + ", as in db.r6g.large.");
        }
    }

    private static DrException incomplete(String operation, String problem, String hint) {
        return DrException.create(ErrorCode.FAILED_PRECONDITION, operation, problem, failure -> failure.hint(hint));
    }
}
