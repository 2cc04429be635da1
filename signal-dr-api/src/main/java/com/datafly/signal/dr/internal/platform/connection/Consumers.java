package com.datafly.signal.dr.internal.platform.connection;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.PlatformResource;
import com.datafly.signal.dr.platform.Pod;
import com.datafly.signal.dr.platform.SecretUse;
import com.datafly.signal.dr.platform.Workload;
import com.datafly.signal.dr.spi.PlatformDriver;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * All that uses some keys of a secret, as it was when somebody looked.
 *
 * @param workloads the workloads whose template uses them, or one of whose pods does, Jobs and CronJobs included
 * @param strays the pods that use them and that none of the workloads keeps
 * @param pods all pods that have not ended
 * @param uses which uses count
 */
record Consumers(List<Consumer> workloads, List<Stray> strays, List<Pod> pods, Uses uses) {

    /** Finds all of them, by name. */
    static Consumers find(PlatformResource resource, String secret, Collection<String> keys) {
        Uses uses = new Uses(secret, keys);
        List<Pod> pods =
                resource.read("list the pods of " + resource.address(), driver -> driver.pods(Map.of())).stream()
                        .filter(Consumers::isAlive)
                        .toList();
        List<Workload> all = resource.read("list the workloads of " + resource.address(), PlatformDriver::workloads);
        Map<Object, List<Pod>> kept = pods.stream()
                .filter(pod -> pod.workload().isPresent())
                .collect(Collectors.groupingBy(pod -> pod.workload().orElseThrow()));
        List<Consumer> workloads = all.stream()
                .map(workload -> consumer(workload, kept.getOrDefault(workload.id(), List.of()), uses))
                .filter(consumer -> !consumer.uses().isEmpty())
                .sorted(Comparator.comparing(consumer -> consumer.id().toString()))
                .toList();
        all.forEach(workload -> kept.remove(workload.id()));
        List<Stray> strays = pods.stream()
                .filter(pod -> pod.workload().isEmpty()
                        || kept.containsKey(pod.workload().get()))
                .map(pod -> new Stray(pod, uses.of(pod.secrets())))
                .filter(stray -> !stray.uses().isEmpty())
                .sorted(Comparator.comparing(Stray::toString))
                .toList();
        return new Consumers(workloads, strays, pods, uses);
    }

    private static boolean isAlive(Pod pod) {
        return pod.phase() != Pod.Phase.SUCCEEDED && pod.phase() != Pod.Phase.FAILED;
    }

    /** What is put into pods on their way, and what an older template gave them, is in no template. */
    private static Consumer consumer(Workload workload, List<Pod> pods, Uses uses) {
        List<SecretUse> found = new ArrayList<>(uses.of(workload.secrets()));
        if (found.isEmpty()) {
            pods.stream()
                    .flatMap(pod -> uses.of(pod.secrets()).stream())
                    .distinct()
                    .forEach(found::add);
        }
        return new Consumer(workload, found);
    }

    boolean isEmpty() {
        return workloads.isEmpty() && strays.isEmpty();
    }

    /** Returns what they are called. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        workloads.forEach(consumer -> names.add(consumer.id().toString()));
        strays.forEach(stray -> names.add(stray.toString()));
        return names;
    }

    /** Tells whether a pod has not started that nobody waited for before: it is not one to be given up yet. */
    boolean isStarting(Pod pod) {
        return pod.phase() == Pod.Phase.PENDING
                && strays.stream().anyMatch(stray -> stray.pod().uid().equals(pod.uid()));
    }

    /** Returns the uids of the pods that no workload keeps. */
    List<String> residents() {
        return strays.stream().map(stray -> stray.pod().uid()).sorted().toList();
    }

    /**
     * Refuses pods that no workload keeps unless somebody else restarts them.
     *
     * @param elsewhere what keeps those that somebody else restarts
     * @throws DrException with {@code FAILED_PRECONDITION}
     */
    void requireKept(PlatformResource resource, String operation, Collection<String> elsewhere) {
        List<Stray> left = strays.stream()
                .filter(stray -> !elsewhere.contains(stray.keeper()))
                .toList();
        if (left.isEmpty()) {
            return;
        }
        String remedies = left.stream().map(Stray::remedy).distinct().collect(Collectors.joining("; "));
        String names = left.stream()
                .map(stray -> '"' + stray.keeper() + '"')
                .distinct()
                .collect(Collectors.joining(", "));
        throw resource.refusal(
                ErrorCode.FAILED_PRECONDITION,
                operation,
                "pods use it that no workload keeps, so nobody here restarts them: " + left,
                "Where they are not needed, delete them now. Else, once the secret is switched, " + remedies
                        + ": where somebody does so, say it by restartedElsewhere(" + names
                        + "), and the switch waits for that.");
    }
}
