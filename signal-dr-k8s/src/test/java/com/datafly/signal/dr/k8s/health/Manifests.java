package com.datafly.signal.dr.k8s.health;

import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.platform.WorkloadKind;
import java.util.Locale;

/** What a person would apply. */
final class Manifests {

    private Manifests() {}

    /**
     * Describes what keeps pods with one container {@code app}, labelled {@code app=NAME}; a DaemonSet has no replicas.
     */
    static String workload(String namespace, WorkloadId id, int replicas, String image) {
        return String.format(
                Locale.ROOT,
                """
                apiVersion: apps/v1
                kind: %1$s
                metadata: {name: "%2$s", namespace: "%3$s"}
                spec:
                  %4$s
                  selector: {matchLabels: {app: "%2$s"}}
                  template:
                    metadata: {labels: {app: "%2$s"}}
                    spec:
                      containers:
                      - {name: app, image: "%5$s"}
                """,
                kind(id.kind()),
                id.name(),
                namespace,
                id.kind() == WorkloadKind.DAEMON_SET ? "" : "replicas: " + replicas,
                image);
    }

    private static String kind(WorkloadKind kind) {
        return switch (kind) {
            case DEPLOYMENT -> "Deployment";
            case STATEFUL_SET -> "StatefulSet";
            case DAEMON_SET -> "DaemonSet";
            case CRON_JOB, JOB -> throw new IllegalArgumentException(kind + " keeps no pods");
        };
    }

    /** Describes a budget of the pods labelled {@code app=APP}. */
    static String budget(String namespace, String name, String app, int minAvailable) {
        return String.format(Locale.ROOT, """
                apiVersion: policy/v1
                kind: PodDisruptionBudget
                metadata: {name: "%s", namespace: "%s"}
                spec:
                  minAvailable: %d
                  selector: {matchLabels: {app: "%s"}}
                """, name, namespace, minAvailable, app);
    }
}
