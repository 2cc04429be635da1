package com.datafly.signal.dr.platform;

import static java.util.Objects.requireNonNull;

/**
 * Where an export of a release comes from: exports of several clusters, or of several namespaces, may lie below one
 * prefix.
 *
 * @param cluster the cluster's id, as {@link Platform#clusterId()} told it; empty if the credential that exported could
 *     not read any
 * @param namespace the namespace; empty, to name what is wanted, for any of that cluster
 * @since 0.1
 */
public record ReleaseOrigin(String cluster, String namespace) {

    /** Refuses null. */
    public ReleaseOrigin {
        requireNonNull(cluster, "cluster");
        requireNonNull(namespace, "namespace");
    }

    /** Names a cluster, whichever namespace the release is in. */
    public static ReleaseOrigin cluster(String cluster) {
        return new ReleaseOrigin(cluster, "");
    }

    /** Tells whether what comes from {@code other} is meant by this. */
    public boolean covers(ReleaseOrigin other) {
        return cluster.equals(other.cluster) && (namespace.isEmpty() || namespace.equals(other.namespace));
    }

    @Override
    public String toString() {
        String of = cluster.isEmpty() ? "a cluster whose id could not be read" : "cluster " + cluster;
        return namespace.isEmpty() ? of : "namespace " + namespace + " of " + of;
    }
}
