package com.datafly.signal.dr.k8s.internal.driver;

import com.datafly.signal.dr.k8s.internal.model.Deployments;
import com.datafly.signal.dr.k8s.internal.model.StatefulSets;
import com.datafly.signal.dr.k8s.internal.model.Workloads;
import com.datafly.signal.dr.platform.Workload;
import com.datafly.signal.dr.platform.WorkloadKind;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.List;
import java.util.function.Function;

/**
 * How one kind of workload is asked for.
 *
 * @param kind which
 * @param resource as permissions name it
 * @param source where it is listed and changed
 * @param model what it is made into
 * @param template the path of the template within the object
 */
record Kind<T extends HasMetadata>(
        WorkloadKind kind,
        String resource,
        Function<
                        KubernetesClient,
                        ? extends MixedOperation<T, ? extends KubernetesResourceList<T>, ? extends Resource<T>>>
                source,
        Function<T, Workload> model,
        List<String> template) {

    private static final List<String> DIRECT = List.of("spec", "template");

    private static final List<Kind<?>> ALL = List.of(
            new Kind<>(
                    WorkloadKind.DEPLOYMENT,
                    "deployments",
                    client -> client.apps().deployments(),
                    Deployments::of,
                    DIRECT),
            new Kind<>(
                    WorkloadKind.STATEFUL_SET,
                    "statefulsets",
                    client -> client.apps().statefulSets(),
                    StatefulSets::of,
                    DIRECT),
            new Kind<>(
                    WorkloadKind.DAEMON_SET,
                    "daemonsets",
                    client -> client.apps().daemonSets(),
                    Workloads::of,
                    DIRECT),
            new Kind<>(
                    WorkloadKind.CRON_JOB,
                    "cronjobs",
                    client -> client.batch().v1().cronjobs(),
                    Workloads::of,
                    List.of("spec", "jobTemplate", "spec", "template")),
            new Kind<>(WorkloadKind.JOB, "jobs", client -> client.batch().v1().jobs(), Workloads::of, DIRECT));

    static List<Kind<?>> all() {
        return ALL;
    }

    static Kind<?> of(WorkloadKind kind) {
        return ALL.stream().filter(one -> one.kind() == kind).findFirst().orElseThrow();
    }
}
