package com.datafly.signal.dr.aws.testing.internal.rds;

import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import java.util.LinkedHashMap;
import java.util.Map;

/** How much of everything a region may have, by the names of DescribeAccountAttributes. */
public final class Quotas {

    private final Map<String, Integer> limits = new LinkedHashMap<>(Map.of(
            "DBInstances", 40,
            "ManualSnapshots", 100,
            "AutomatedBackups", 40,
            "ReadReplicasPerMaster", 15,
            "AllocatedStorage", 100_000,
            "DBClusters", 40,
            "ManualClusterSnapshots", 100));

    Quotas() {}

    /** Sets a limit. */
    public void set(String name, int limit) {
        limits.put(name, limit);
    }

    /** Returns a limit. */
    public int limit(String name) {
        return limits.getOrDefault(name, Integer.MAX_VALUE);
    }

    /** Refuses what would be more than the limit, with that code. */
    public void require(String name, int used, String code, String message) {
        if (used >= limit(name)) {
            throw Refusal.of(code, message);
        }
    }
}
