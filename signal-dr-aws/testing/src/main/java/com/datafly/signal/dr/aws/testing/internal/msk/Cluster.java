package com.datafly.signal.dr.aws.testing.internal.msk;

import java.time.Instant;

/**
 * A cluster as DescribeClusterV2 tells of it.
 *
 * @param arn its ARN
 * @param name its name
 * @param createdAt when it was made
 * @param state its state, as in {@code ACTIVE}
 * @param code the code of the reason of its state; empty if there is none
 * @param message the reason of its state
 */
public record Cluster(String arn, String name, Instant createdAt, String state, String code, String message) {

    /** Returns the same cluster in another state. */
    public Cluster in(String otherState, String otherCode, String otherMessage) {
        return new Cluster(arn, name, createdAt, otherState, otherCode, otherMessage);
    }
}
