package com.datafly.signal.dr.internal.platform.connection;

import com.datafly.signal.dr.platform.ConnectionConsumer;
import com.datafly.signal.dr.platform.ForeignPod;
import com.datafly.signal.dr.platform.PodHolding;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What all pods hold of a secret, as it was seen last.
 *
 * @param consumers the workloads and their pods
 * @param foreign the pods that no workload keeps
 * @param fresh the names of the pods that surely began after the secret got its values
 */
record Held(List<ConnectionConsumer> consumers, List<ForeignPod> foreign, Set<String> fresh) {

    /** Returns every pod. */
    Stream<PodHolding> pods() {
        return Stream.concat(
                consumers.stream().flatMap(consumer -> consumer.pods().stream()),
                foreign.stream().map(ForeignPod::holding));
    }

    /** Tells whether nobody can look into a pod that began since. */
    boolean isUnseen(PodHolding pod) {
        return pod.state() == PodHolding.State.UNKNOWN && fresh.contains(pod.pod());
    }

    /** Tells whether a pod holds something else, or may do so. */
    boolean isWrong(PodHolding pod) {
        return pod.state() != PodHolding.State.CURRENT && !isUnseen(pod);
    }
}
