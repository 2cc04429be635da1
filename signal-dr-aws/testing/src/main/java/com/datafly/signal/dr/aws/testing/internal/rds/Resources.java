package com.datafly.signal.dr.aws.testing.internal.rds;

import com.datafly.signal.dr.aws.testing.internal.http.Parameters;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Which resource a request names, for the words of a denial. */
final class Resources {

    private static final Map<String, String> KINDS = new LinkedHashMap<>();

    static {
        KINDS.put("DBSnapshotIdentifier", "snapshot");
        KINDS.put("TargetDBSnapshotIdentifier", "snapshot");
        KINDS.put("DBClusterSnapshotIdentifier", "cluster-snapshot");
        KINDS.put("TargetDBClusterSnapshotIdentifier", "cluster-snapshot");
        KINDS.put("TargetDBInstanceIdentifier", "db");
        KINDS.put("DBInstanceIdentifier", "db");
        KINDS.put("DBClusterIdentifier", "cluster");
    }

    private Resources() {}

    static String named(Region region, Parameters in) {
        for (Map.Entry<String, String> kind : KINDS.entrySet()) {
            String name = in.text(kind.getKey()).orElse("");
            if (!name.isEmpty()) {
                return name.startsWith("arn:") ? name : region.arn(kind.getValue(), name.toLowerCase(Locale.ROOT));
            }
        }
        return in.text("ResourceName").orElseGet(() -> region.arn("*", "*"));
    }
}
