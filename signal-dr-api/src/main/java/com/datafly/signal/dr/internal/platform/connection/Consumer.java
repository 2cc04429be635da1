package com.datafly.signal.dr.internal.platform.connection;

import com.datafly.signal.dr.platform.Pod;
import com.datafly.signal.dr.platform.SecretUse;
import com.datafly.signal.dr.platform.Workload;
import com.datafly.signal.dr.platform.WorkloadId;
import java.util.List;

/**
 * A workload whose pods get to know a secret, by whatever way: one variable, all, a file, a folder, a projection.
 *
 * @param workload the workload
 * @param uses its uses of that secret, by its template or, where that has none, by its pods
 */
record Consumer(Workload workload, List<SecretUse> uses) {

    WorkloadId id() {
        return workload.id();
    }

    boolean rollsOut() {
        return id().kind().rollsOut();
    }

    /** Tells whether a pod is one of its own. */
    boolean has(Pod pod) {
        return pod.workload().filter(id()::equals).isPresent();
    }
}
