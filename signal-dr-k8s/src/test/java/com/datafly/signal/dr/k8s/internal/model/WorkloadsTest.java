package com.datafly.signal.dr.k8s.internal.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.platform.LabelSelector;
import com.datafly.signal.dr.platform.RolloutState;
import com.datafly.signal.dr.platform.SecretUse;
import com.datafly.signal.dr.platform.Workload;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WorkloadsTest {

    @Test
    void aRolloutThatWasGivenUpTellsWhy() {
        RolloutState rollout = deployment("""
                status:
                  conditions:
                  - {type: Available, status: "True", reason: MinimumReplicasAvailable}
                  - {type: Progressing, status: "False", reason: ProgressDeadlineExceeded, message: timed out}
                """).rollout();

        assertThat(rollout.failure()).contains("ProgressDeadlineExceeded: timed out");
        assertThat(rollout.counts().desired()).isEqualTo(1);
    }

    @Test
    void aDeploymentTellsWhyNoPodCanBeMade() {
        RolloutState rollout = deployment("""
                status:
                  conditions:
                  - {type: Progressing, status: "True", reason: NewReplicaSetCreated}
                  - {type: ReplicaFailure, status: "True", reason: FailedCreate, message: "exceeded quota: pods"}
                """).rollout();

        assertThat(rollout.hindrance()).contains("FailedCreate: exceeded quota: pods");
        assertThat(rollout.failure()).isEmpty();
        assertThat(deployment("").rollout().hindrance()).isEmpty();
    }

    @Test
    void aJobTellsWhyItFailedAndNotThatItEndedWell() {
        assertThat(failure("{type: Failed, status: \"True\", reason: BackoffLimitExceeded, message: too often}"))
                .contains("BackoffLimitExceeded: too often");
        assertThat(failure("{type: Complete, status: \"True\", message: well}")).isEmpty();
        assertThat(failure("{type: Failed, status: \"False\", reason: x}")).isEmpty();
    }

    private static Optional<String> failure(String condition) {
        String yaml = """
                metadata: {name: migrate, generation: 1}
                spec:
                  selector: {matchLabels: {app: migrate}}
                  template: {spec: {containers: [{name: app}]}}
                status: {conditions: [%s]}
                """.formatted(condition);
        return Workloads.of(Serialization.unmarshal(yaml, Job.class)).rollout().failure();
    }

    @Test
    void aWarningOfAReplicaSetIsOneOfItsDeployment() {
        assertThat(object("ReplicaSet", "web-api-7d9fbc45x")).isEqualTo("deployment/web-api");
        assertThat(object("ReplicaSet", "web-alone")).isEqualTo("replicaset/web-alone");
        assertThat(object("StatefulSet", "db-7d9fbc45x")).isEqualTo("statefulset/db-7d9fbc45x");
    }

    private static String object(String kind, String name) {
        String yaml = "metadata: {name: e}\ninvolvedObject: {kind: %s, name: %s}".formatted(kind, name);
        return Warnings.of(Serialization.unmarshal(yaml, Event.class)).object();
    }

    @Test
    void aControllerThatHasNotLookedYetHasSeenNothing() {
        assertThat(deployment("").rollout().observedGeneration()).isZero();
        assertThat(deployment("").rollout().generation()).isEqualTo(3);
    }

    private static Workload deployment(String status) {
        return Deployments.of(Serialization.unmarshal("""
                metadata: {name: web, generation: 3, resourceVersion: "9"}
                spec:
                  selector:
                    matchLabels: {app: web}
                    matchExpressions: [{key: tier, operator: NotIn, values: [test]}]
                  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: app, image: "web:1"}]}}
                """ + status, Deployment.class));
    }

    @Test
    void aSelectorMeansWhatTheClusterMeans() {
        LabelSelector selector = deployment("").selector();

        assertThat(selector.chooses(Map.of("app", "web"))).isTrue();
        assertThat(selector.chooses(Map.of("app", "web", "tier", "test"))).isFalse();
    }

    @Test
    void aBudgetWithoutASelectorGuardsNothingAndOneWithAnEmptyOneEverything() {
        assertThat(budget("spec: {minAvailable: 1}").chooses(Map.of("app", "web")))
                .isFalse();
        assertThat(budget("spec: {minAvailable: 1}").chooses(Map.of())).isFalse();
        assertThat(budget("spec: {minAvailable: 50%, selector: {}}").chooses(Map.of("app", "web")))
                .isTrue();
    }

    private static LabelSelector budget(String spec) {
        String yaml = "metadata: {name: guard, generation: 1}\n" + spec;
        return Budgets.of(Serialization.unmarshal(yaml, PodDisruptionBudget.class))
                .selector();
    }

    @Test
    void aStatefulSetOfAnOldClusterIsAvailableWhenItIsReady() {
        assertThat(available("")).isEqualTo(2);
        assertThat(available("minReadySeconds: 10")).isZero();
    }

    private static int available(String waiting) {
        String yaml = """
                metadata: {name: db, generation: 1}
                spec:
                  replicas: 2
                  selector: {matchLabels: {app: db}}
                  template: {spec: {containers: [{name: app}]}}
                  %s
                status: {readyReplicas: 2, replicas: 2}
                """.formatted(waiting);
        return StatefulSets.of(Serialization.unmarshal(yaml, StatefulSet.class))
                .rollout()
                .counts()
                .available();
    }

    @Test
    void eachWayToASecretIsFound() {
        PodSpec pod = Serialization.unmarshal("""
                imagePullSecrets: [{name: pulls}]
                volumes:
                - {name: chosen, secret: {secretName: db, items: [{key: url, path: deep/url.txt}, {key: user, path: u}]}}
                - {name: whole, secret: {secretName: tls}}
                - name: mixed
                  projected:
                    sources: [{configMap: {name: c}}, {secret: {name: ca, items: [{key: crt, path: ca.crt}]}}]
                initContainers:
                - name: migrate
                  env: [{name: DB, valueFrom: {secretKeyRef: {name: db, key: url}}}, {name: PLAIN, value: x}]
                containers:
                - name: app
                  envFrom: [{secretRef: {name: all, optional: true}}, {configMapRef: {name: c}}]
                  volumeMounts:
                  - {name: chosen, mountPath: /etc/db}
                  - {name: chosen, mountPath: /etc/one, subPath: deep/url.txt}
                  - {name: chosen, mountPath: /etc/part, subPath: deep}
                  - {name: whole, mountPath: /etc/tls.crt, subPath: tls.crt}
                  - {name: mixed, mountPath: /etc/mixed/}
                """, PodSpec.class);

        assertThat(SecretUses.of(pod))
                .extracting(WorkloadsTest::words)
                .containsExactly(
                        "migrate VARIABLE db url DB",
                        "app ALL_VARIABLES all - - optional",
                        "app FILES db url /etc/db/deep/url.txt",
                        "app FILES db user /etc/db/u",
                        "app FIXED_FILES db url /etc/one",
                        "app FIXED_FILES db url /etc/part/url.txt",
                        "app FIXED_FILES tls tls.crt /etc/tls.crt",
                        "app PROJECTED_FILES ca crt /etc/mixed/ca.crt",
                        " IMAGE_PULL pulls - - optional");
    }

    @Test
    void aPathThatTheContainersOwnVariablesNameIsNoPathThatAnybodyKnows() {
        PodSpec pod = Serialization.unmarshal("""
                volumes:
                - {name: chosen, secret: {secretName: db, items: [{key: url, path: deep/url.txt}, {key: user, path: u}]}}
                - {name: whole, secret: {secretName: tls}}
                containers:
                - name: app
                  env: [{name: WHICH, value: deep}]
                  volumeMounts:
                  - {name: chosen, mountPath: /etc/db, subPathExpr: $(WHICH)}
                  - {name: whole, mountPath: /etc/tls.crt, subPathExpr: $(WHICH).crt}
                """, PodSpec.class);

        assertThat(SecretUses.of(pod))
                .extracting(WorkloadsTest::words)
                .containsExactly("app FIXED_FILES db url -", "app FIXED_FILES db user -", "app FIXED_FILES tls - -");
    }

    @Test
    void ofSeveralVariablesOfOneNameTheLastIsSet() {
        PodSpec pod = Serialization.unmarshal("""
                containers:
                - name: app
                  env:
                  - {name: A, valueFrom: {secretKeyRef: {name: db, key: url}}}
                  - {name: B, value: x}
                  - {name: A, value: x}
                  - {name: B, valueFrom: {secretKeyRef: {name: db, key: user}}}
                  envFrom: [{secretRef: {name: db}}]
                """, PodSpec.class);

        assertThat(SecretUses.of(pod))
                .extracting(WorkloadsTest::words)
                .containsExactly("app VARIABLE db user B", "app ALL_VARIABLES db - -");
        assertThat(SecretUses.of(pod).get(1).except()).containsExactly("A");
    }

    @Test
    void aLaterSourceOfVariablesMayWinOverAnEarlierOne() {
        PodSpec pod = Serialization.unmarshal("""
                containers:
                - name: app
                  envFrom: [{secretRef: {name: db}}, {prefix: X_, secretRef: {name: x}}, {secretRef: {name: db}}]
                """, PodSpec.class);

        assertThat(SecretUses.of(pod)).extracting(SecretUse::later).containsExactly(Set.of("X_"), Set.of(""), Set.of());
    }

    private static String words(SecretUse use) {
        return use.container() + " " + use.kind() + " " + use.secret() + " "
                + use.key().orElse("-") + " " + use.as().orElse("-") + (use.optional() ? " optional" : "");
    }
}
