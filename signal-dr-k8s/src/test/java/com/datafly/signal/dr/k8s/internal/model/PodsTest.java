package com.datafly.signal.dr.k8s.internal.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.platform.ContainerState;
import com.datafly.signal.dr.platform.ObjectRef;
import com.datafly.signal.dr.platform.Pod;
import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.platform.WorkloadKind;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodsTest {

    @Test
    void aDeploymentIsFoundThroughItsReplicaSet() {
        assertThat(pod("apps/v1", "ReplicaSet", "web-api-7d9f", "pod-template-hash: 7d9f")
                        .workload())
                .contains(WorkloadId.deployment("web-api"));
        Pod ordered = pod("apps/v1", "StatefulSet", "db", "controller-revision-hash: db-5c");
        assertThat(ordered.workload()).contains(new WorkloadId(WorkloadKind.STATEFUL_SET, "db"));
        assertThat(ordered.revision()).contains("db-5c");
        assertThat(ordered.keeper()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "apps/v1, ReplicaSet, by-hand, app: a, apps/v1 ReplicaSet by-hand",
        "v1, ReplicationController, old, app: a, v1 ReplicationController old",
        "apps/v1, ReplicaSet, orders-6d5f, rollouts-pod-template-hash: 6d5f, argoproj.io/v1alpha1 Rollout orders",
        "core.strimzi.io/v1beta2, StrimziPodSet, kafka, app: a, core.strimzi.io/v1beta2 StrimziPodSet kafka",
        "postgresql.cnpg.io/v1, Cluster, pg, app: a, postgresql.cnpg.io/v1 Cluster pg",
        "apps.kruise.io/v1beta1, StatefulSet, db, app: a, apps.kruise.io/v1beta1 StatefulSet db",
        "apps.kruise.io/v1alpha1, DaemonSet, logs, app: a, apps.kruise.io/v1alpha1 DaemonSet logs",
        "batch.volcano.sh/v1alpha1, Job, train, app: a, batch.volcano.sh/v1alpha1 Job train",
    })
    void whatKeepsAPodThatIsNoKnownWorkloadIsTold(String version, String kind, String name, String label, String told) {
        Pod pod = pod(version, kind, name, label);

        assertThat(pod.workload()).isEmpty();
        assertThat(pod.keeper()).map(ObjectRef::toString).contains(told);
    }

    @Test
    void aPodThatNobodyKeepsHasNoKeeper() {
        assertThat(read("---\n{metadata: {name: one, uid: u}, spec: {containers: [{name: app}]}}")
                        .keeper())
                .isEmpty();
    }

    @Test
    void aPodTellsOfSecretsAlsoThoseOfContainersThatWereAddedAndStillRun() {
        Pod pod = read("""
                metadata: {name: one, uid: u}
                spec:
                  imagePullSecrets: [{name: pulls}]
                  volumes: [{name: files, secret: {secretName: db}}]
                  initContainers: [{name: migrate, env: [{name: URL, valueFrom: {secretKeyRef: {name: db, key: url}}}]}]
                  containers:
                  - name: app
                    env: [{name: url, value: its own}, {name: user, valueFrom: {secretKeyRef: {name: db, key: user}}}]
                    envFrom: [{secretRef: {name: db}}]
                  ephemeralContainers:
                  - {name: debug, volumeMounts: [{name: files, mountPath: /db}]}
                  - {name: ended, volumeMounts: [{name: files, mountPath: /db}]}
                status:
                  ephemeralContainerStatuses:
                  - {name: debug, state: {running: {}}}
                  - {name: ended, state: {terminated: {exitCode: 0}}}
                """);

        assertThat(pod.secrets())
                .extracting(use -> use.container() + " " + use.kind() + " " + use.except())
                .containsExactly(
                        "migrate VARIABLE []",
                        "app VARIABLE []",
                        "app ALL_VARIABLES [url]",
                        "debug FILES []",
                        " IMAGE_PULL []");
    }

    private static Pod pod(String version, String owner, String name, String label) {
        return read("""
                metadata:
                  name: one
                  uid: u
                  labels: {%s}
                  ownerReferences:
                  - {apiVersion: example.com/v1, kind: Other, name: other, uid: o}
                  - {apiVersion: %s, kind: %s, name: %s, uid: o, controller: true}
                spec: {containers: [{name: app}]}
                """.formatted(label, version, owner, name));
    }

    @Test
    void aPodOfADeadNodeRunsAndIsNotReadyAndShouldHaveEnded() {
        Pod pod = read("""
                metadata: {name: one, uid: u, deletionTimestamp: "2025-01-15T10:30:30Z"}
                spec: {nodeName: dead, containers: [{name: app}]}
                status:
                  phase: Running
                  reason: NodeLost
                  conditions: [{type: Ready, status: "False"}]
                """);

        assertThat(pod.phase()).isEqualTo(Pod.Phase.RUNNING);
        assertThat(pod.ready()).isFalse();
        assertThat(pod.reason()).contains("NodeLost");
        assertThat(pod.deletionDeadline()).contains(Instant.parse("2025-01-15T10:30:30Z"));
    }

    @Test
    void whyAPodHasNoNodeIsTold() {
        Pod pod = read("""
                metadata: {name: one, uid: u}
                spec: {containers: [{name: app, image: "web:1"}]}
                status:
                  phase: Pending
                  conditions:
                  - {type: PodScheduled, status: "False", reason: Unschedulable, message: 0/2 nodes are available}
                """);

        assertThat(pod.reason()).contains("Unschedulable");
        assertThat(pod.message()).contains("0/2 nodes are available");
        assertThat(pod.containers()).singleElement().satisfies(container -> {
            assertThat(container.phase()).isEqualTo(ContainerState.Phase.WAITING);
            assertThat(container.image()).contains("web:1");
        });
    }

    @Test
    void aCrashLoopTellsWhatItIsAndWhatWasBefore() {
        Pod pod = read("""
                metadata: {name: one, uid: u}
                spec: {containers: [{name: app, image: "web:1"}]}
                status:
                  phase: Running
                  containerStatuses:
                  - name: app
                    image: docker.io/library/web:1
                    imageID: docker.io/library/web@sha256:abc
                    restartCount: 7
                    state: {waiting: {reason: CrashLoopBackOff}}
                    lastState: {terminated: {reason: OOMKilled, exitCode: 137}}
                """);

        assertThat(pod.restarts()).isEqualTo(7);
        assertThat(pod.containers()).singleElement().satisfies(container -> {
            assertThat(container.reason()).contains("CrashLoopBackOff");
            assertThat(container.lastReason()).contains("OOMKilled");
            assertThat(container.exitCode()).hasValue(137);
            assertThat(container.imageId()).contains("docker.io/library/web@sha256:abc");
        });
    }

    @Test
    void aSidecarIsStartedFirstButIsNoContainerThatEnds() {
        Pod pod = read("""
                metadata: {name: one, uid: u}
                spec:
                  initContainers: [{name: migrate}, {name: proxy, restartPolicy: Always}]
                  containers: [{name: app}]
                status:
                  phase: Running
                  initContainerStatuses:
                  - {name: proxy, ready: true, state: {running: {startedAt: "2025-01-15T10:30:00Z"}}}
                  - {name: migrate, state: {terminated: {reason: Completed, exitCode: 0}}}
                """);

        assertThat(pod.containers())
                .extracting(container -> container.name() + " " + container.init() + " " + container.phase())
                .containsExactly("migrate true TERMINATED", "proxy false RUNNING", "app false WAITING");
        assertThat(pod.containers().get(0).exitCode()).hasValue(0);
        assertThat(pod.containers().get(1).startedAt()).contains(Instant.parse("2025-01-15T10:30:00Z"));
    }

    private static Pod read(String yaml) {
        return Pods.of(Serialization.unmarshal(yaml, io.fabric8.kubernetes.api.model.Pod.class));
    }
}
