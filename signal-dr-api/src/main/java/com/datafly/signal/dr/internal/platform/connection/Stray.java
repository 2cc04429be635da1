package com.datafly.signal.dr.internal.platform.connection;

import com.datafly.signal.dr.platform.ObjectRef;
import com.datafly.signal.dr.platform.Pod;
import com.datafly.signal.dr.platform.SecretUse;
import com.datafly.signal.dr.platform.WorkloadId;
import java.util.List;
import java.util.Optional;

/**
 * A pod that gets to know a secret and that no workload keeps which is there: nobody here restarts it.
 *
 * @param pod the pod
 * @param uses its uses of that secret
 */
record Stray(Pod pod, List<SecretUse> uses) {

    private static final String ITSELF = "Pod/";

    /** Returns what keeps it, or itself. */
    String keeper() {
        Optional<String> unknown = pod.keeper().map(Stray::words);
        return unknown.or(() -> pod.workload().map(WorkloadId::toString)).orElseGet(() -> ITSELF + pod.name());
    }

    private static String words(ObjectRef keeper) {
        return keeper.kind() + "/" + keeper.name();
    }

    /** Says who has to restart it. */
    String remedy() {
        return remedy(keeper());
    }

    /** Says who has to restart what {@code keeper} keeps. */
    static String remedy(String keeper) {
        return keeper.startsWith(ITSELF)
                ? keeper + " is kept by nobody: it has to be deleted, and made again by whoever made it"
                : keeper + " has to replace its pods, as its own controller does it";
    }

    @Override
    public String toString() {
        return "pod/" + pod.name() + " of " + keeper();
    }
}
