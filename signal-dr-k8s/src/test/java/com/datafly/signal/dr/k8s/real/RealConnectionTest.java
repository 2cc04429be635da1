package com.datafly.signal.dr.k8s.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.platform.ConnectionReport.SwitchState;
import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.platform.WorkloadKind;
import com.datafly.signal.dr.playbook.CancelPolicy;
import com.datafly.signal.dr.playbook.ConnectionSteps;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.RunStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** The switch of a connection where containers run: what a process has read is asked of the process. */
@EnabledIfEnvironmentVariable(named = RealNamespace.VARIABLE, matches = ".+")
class RealConnectionTest {

    private static final String FORMER = "postgresql://orders:f0rmer@old-db.internal:5432/orders";
    private static final String NEWER = "postgresql://orders:f0rmer@new-db.internal:5432/orders";
    private static final String KEY = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final WorkloadId API = WorkloadId.deployment("management-api");
    private static final WorkloadId HUB = WorkloadId.deployment("identity-hub");
    private static final WorkloadId INGEST = new WorkloadId(WorkloadKind.STATEFUL_SET, "ingest");
    private static final Map<String, Integer> CONSUMERS = Map.of(API.name(), 2, HUB.name(), 1, INGEST.name(), 2);

    /** Notes what it was started with, and ends when it is told to. */
    private static final String PROCESS = """
            (printenv url || printenv DB_URL || cat /etc/db/url) > /tmp/read; \
            trap "exit 0" TERM; while :; do sleep 3600 & wait $!; done""";

    private static final String ONLY_THE_FORMER = "case \"$url\" in *new-db*) exit 1;; esac; ";

    @TempDir
    private Path folder;

    private RealNamespace cluster;

    @BeforeEach
    void start() {
        cluster = new RealNamespace(folder);
        cluster.put("apiVersion: v1\nkind: Secret\nmetadata: {name: orders-db}\nstringData: {url: \"" + FORMER + "\"}");
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void everyProcessReadTheNewValueAndTheOrderWasKept() {
        deploy("");
        String bystander = bystander();
        Map<String, String> before = read();
        assertThat(before).hasSize(5).containsValue(FORMER).doesNotContainValue(NEWER);
        try (SignalDr dr = open();
                Run run = dr.playbooks().plan(playbook()).start()) {
            RunStatus status = run.await(LIMIT);

            assertThat(status.state()).as(told(status)).isEqualTo(RunState.SUCCEEDED);
            assertThat(dr.platform().connections().look("orders-db", "url").state())
                    .isEqualTo(SwitchState.SETTLED);
        }
        assertThat(read()).hasSize(5).containsValue(NEWER).doesNotContainValue(FORMER);
        assertThat(made(API).get(0)).isAfterOrEqualTo(made(INGEST).get(1));
        assertThat(made(HUB).get(0)).isAfterOrEqualTo(made(API).get(1));
        assertThat(bystander()).isEqualTo(bystander);
    }

    @Test
    void aProcessThatCrashesWithTheNewValueStopsTheSwitchAndTheUndoIsWhole() {
        deploy(ONLY_THE_FORMER);
        try (SignalDr dr = open();
                Run run = dr.playbooks().plan(playbook()).start()) {
            RunStatus paused = run.await(LIMIT);
            assertThat(paused.state()).as(told(paused)).isEqualTo(RunState.PAUSED);
            assertThat(told(paused)).contains("db-restart=FAILED", "identity-hub FAILED", "was started again");

            run.cancel(CancelPolicy.UNDO, "ann", "it does not work");
            RunStatus status = run.await(LIMIT);
            assertThat(status.state()).as(told(status)).isEqualTo(RunState.CANCELLED);
        }
        CONSUMERS.forEach(cluster::awaitReady);
        assertThat(read()).hasSize(5).containsValue(FORMER).doesNotContainValue(NEWER);
    }

    /** Returns which pod there is of the workload that does not use the secret. */
    private String bystander() {
        return cluster.pods("bystander").get(0).getMetadata().getUid();
    }

    private void deploy(String first) {
        cluster.put(workload(API, "env: [{name: DB_URL, valueFrom: {secretKeyRef: {name: orders-db, key: url}}}]", ""));
        cluster.put(workload(HUB, "envFrom: [{secretRef: {name: orders-db}}]", first));
        cluster.put(workload(INGEST, "volumeMounts: [{name: db, mountPath: /etc/db}]", ""));
        cluster.put(workload(WorkloadId.deployment("bystander"), "volumeMounts: []", "touch /tmp/read; "));
        CONSUMERS.forEach(cluster::awaitReady);
        cluster.awaitReady("bystander", 1);
    }

    private static String workload(WorkloadId id, String use, String first) {
        boolean ordinals = id.kind() == WorkloadKind.STATEFUL_SET;
        return """
                apiVersion: apps/v1
                kind: %1$s
                metadata: {name: %2$s}
                spec:
                  replicas: %3$d%4$s
                  selector: {matchLabels: {app: %2$s}}
                  template:
                    metadata: {labels: {app: %2$s}}
                    spec:
                      terminationGracePeriodSeconds: 5
                      volumes: [{name: db, secret: {secretName: orders-db}}]
                      containers:
                      - name: app
                        image: "%5$s"
                        command: [sh, -c, '%6$s']
                        readinessProbe: {exec: {command: [test, -e, /tmp/read]}, periodSeconds: 1}
                        %7$s
                """.formatted(
                        ordinals ? "StatefulSet" : "Deployment",
                        id.name(),
                        CONSUMERS.getOrDefault(id.name(), 1),
                        ordinals ? "\n  serviceName: " + id.name() : "",
                        RealNamespace.image(),
                        first + PROCESS,
                        use);
    }

    private static Playbook playbook() {
        return Playbook.define(
                "switch",
                p -> ConnectionSteps.switchOver(
                                "db",
                                "orders-db",
                                settings -> settings.url("url")
                                        .to("new-db.internal")
                                        .order(INGEST, API, HUB)
                                        .rollout(Duration.ofMinutes(2), 1)
                                        .encryptionKey("backup-key"))
                        .forEach(p::step));
    }

    private SignalDr open() {
        return SignalDr.builder()
                .platform(
                        "k8s:" + cluster.name(),
                        options -> options.option(
                                "kubeconfig", RealNamespace.kubeconfig().toString()))
                .journal(folder.resolve("journal"))
                .secret("backup-key", Secret.of(KEY))
                .principal("ann")
                .build();
    }

    /** Returns what the processes of the consumers' pods had read when they began, by their pods' uids. */
    private Map<String, String> read() {
        Map<String, String> read = new TreeMap<>();
        CONSUMERS
                .keySet()
                .forEach(app -> cluster.pods(app)
                        .forEach(pod -> read.put(
                                pod.getMetadata().getUid(),
                                cluster.run(pod.getMetadata().getName(), "cat", "/tmp/read"))));
        return read;
    }

    /** Returns when the first and the last of a workload's pods were made. */
    private List<Instant> made(WorkloadId id) {
        List<Instant> times = new ArrayList<>(cluster.pods(id.name()).stream()
                .map(Pod::getMetadata)
                .map(metadata -> Instant.parse(metadata.getCreationTimestamp()))
                .sorted()
                .toList());
        return List.of(times.get(0), times.get(times.size() - 1));
    }

    private static String told(RunStatus status) {
        Map<String, String> steps = new TreeMap<>();
        status.steps()
                .forEach(step ->
                        steps.put(step.id(), step.state() + " " + step.failure().orElse("")));
        return status + " " + steps;
    }
}
