package com.datafly.signal.dr.aws.testing;

import com.datafly.signal.dr.aws.testing.internal.msk.Cluster;
import com.datafly.signal.dr.aws.testing.internal.msk.MskService;
import java.time.Clock;
import java.util.UUID;

/**
 * MSK in one region, as an administrator sees it in the console. Thread-safe.
 *
 * @since 0.1
 */
public final class MskRegion {

    private final MskService service;
    private final String prefix;
    private final Clock clock;

    MskRegion(MskService service, String prefix, Clock clock) {
        this.service = service;
        this.prefix = prefix;
        this.clock = clock;
    }

    /**
     * Makes a cluster that is active.
     *
     * @return its ARN
     */
    public String createCluster(String name) {
        String arn = prefix + ":cluster/" + name + "/" + UUID.randomUUID() + "-1";
        service.put(new Cluster(arn, name, clock.instant(), "ACTIVE", "", ""));
        return arn;
    }

    /**
     * Sets a cluster's state, without a reason.
     *
     * @throws IllegalArgumentException if there is no such cluster
     */
    public void setState(String arn, String state) {
        setState(arn, state, "", "");
    }

    /**
     * Sets a cluster's state and why it is in it.
     *
     * @throws IllegalArgumentException if there is no such cluster
     */
    public void setState(String arn, String state, String code, String message) {
        Cluster cluster =
                service.find(arn).orElseThrow(() -> new IllegalArgumentException("there is no cluster " + arn));
        service.put(cluster.in(state, code, message));
    }
}
