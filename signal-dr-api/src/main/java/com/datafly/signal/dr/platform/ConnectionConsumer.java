package com.datafly.signal.dr.platform;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Something whose pods get to know a secret.
 *
 * @param workload what it is
 * @param uses how its containers come to know it
 * @param pods what each of its pods holds that has not ended
 * @since 0.1
 */
public record ConnectionConsumer(WorkloadId workload, List<SecretUse> uses, List<PodHolding> pods) {

    /** Refuses null; takes copies. */
    public ConnectionConsumer {
        requireNonNull(workload, "workload");
        uses = List.copyOf(uses);
        pods = List.copyOf(pods);
    }
}
