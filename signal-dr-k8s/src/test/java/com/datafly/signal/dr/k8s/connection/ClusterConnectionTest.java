package com.datafly.signal.dr.k8s.connection;

import static com.datafly.signal.dr.k8s.connection.ConnectedCluster.FORMER;
import static com.datafly.signal.dr.k8s.connection.ConnectedCluster.NEWER;
import static com.datafly.signal.dr.k8s.connection.ConnectedCluster.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.k8s.testing.Call;
import com.datafly.signal.dr.platform.ConnectionReport;
import com.datafly.signal.dr.platform.ConnectionReport.SwitchState;
import com.datafly.signal.dr.platform.SecretOwner;
import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.platform.WorkloadKind;
import com.datafly.signal.dr.playbook.CancelPolicy;
import com.datafly.signal.dr.playbook.Decision;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.report.Reports;
import com.datafly.signal.dr.tck.CapturedOutput;
import com.datafly.signal.dr.tck.SecretRecorder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The switch of a connection where controllers roll the pods. */
class ClusterConnectionTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration ROLLOUT = Duration.ofMinutes(15);
    private static final WorkloadId INGEST = new WorkloadId(WorkloadKind.STATEFUL_SET, "ingest");

    @TempDir
    private Path folder;

    private ConnectedCluster cluster;

    @BeforeEach
    void start() {
        cluster = new ConnectedCluster(folder);
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void everyPodIsNewAndHoldsTheNewValue() {
        Map<String, String> before = cluster.pods();
        try (SignalDr dr = cluster.open(new Mortal())) {
            RunStatus status = run(dr, ConnectedCluster.playbook());

            assertThat(status.state()).as(told(status)).isEqualTo(RunState.SUCCEEDED);
            assertThat(cluster.url()).isEqualTo(NEWER);
            assertThat(cluster.read()).containsExactly(NEWER);
            assertThat(cluster.pods().values()).doesNotContainAnyElementsOf(before.values());
            ConnectionReport report = dr.platform().connections().look(SECRET, "url");
            assertThat(report.state()).isEqualTo(SwitchState.SETTLED);
            assertThat(report.doubtful()).isEmpty();
            assertThat(report.consumers())
                    .extracting(consumer -> consumer.workload().toString())
                    .containsExactly(
                            "cronjob/nightly",
                            "deployment/identity-hub",
                            "deployment/management-api",
                            "statefulset/ingest");
        }
    }

    @Test
    void theManagementApiIsNewBeforeTheIdentityHubBeginsAndBothBeforeTheRest() {
        Map<String, String> before = cluster.pods();
        List<Set<String>> renewed = new ArrayList<>();
        Runnable look = () -> renewed.add(renewed(before));
        cluster.server.faults().before("patch", "deployments", 1, look);
        cluster.server.faults().before("patch", "deployments", 2, look);
        cluster.server.faults().before("patch", "statefulsets", 1, look);
        cluster.server.forgetCalls();

        try (SignalDr dr = cluster.open(new Mortal())) {
            RunStatus status = run(dr, ConnectedCluster.playbook());
            assertThat(status.state()).as(told(status)).isEqualTo(RunState.SUCCEEDED);
        }

        assertThat(cluster.server.calls().stream()
                        .filter(call ->
                                call.verb().equals("patch") && !call.resource().equals("secrets"))
                        .map(Call::name))
                .containsExactly("management-api", "identity-hub", "ingest");
        assertThat(renewed)
                .containsExactly(Set.of(), Set.of("management-api"), Set.of("management-api", "identity-hub"));
    }

    /** Returns which workloads have no pod any more that was there before. */
    private Set<String> renewed(Map<String, String> before) {
        Map<String, String> now = cluster.pods();
        return Stream.of("management-api", "identity-hub", "ingest")
                .filter(name -> now.entrySet().stream()
                        .filter(pod -> pod.getKey().startsWith(name))
                        .noneMatch(pod -> before.containsValue(pod.getValue())))
                .collect(Collectors.toSet());
    }

    @Test
    void anUndoReplacesAlsoPodsWhoseFilesHaveFollowedAlready() {
        try (SignalDr dr = cluster.open(new Mortal())) {
            cluster.server.cluster().crashes("identity-hub:1");
            try (Run run = dr.playbooks()
                    .plan(ConnectedCluster.playbook(
                            settings -> settings.order(INGEST).rollout(ROLLOUT, 1)))
                    .start()) {
                RunStatus paused = run.await(LIMIT);
                assertThat(paused.state()).as(told(paused)).isEqualTo(RunState.PAUSED);
                cluster.server.cluster().works("identity-hub:1");
                run.cancel(CancelPolicy.UNDO, "ann", "it does not work");
                RunStatus status = run.await(LIMIT);
                assertThat(status.state()).as(told(status)).isEqualTo(RunState.CANCELLED);
            }
        }
        assertThat(cluster.url()).isEqualTo(FORMER);
        assertThat(cluster.mark()).isEmpty();
        assertThat(cluster.read()).containsExactly(FORMER);
    }

    @Test
    void aVariableThatALaterSourceMayGiveIsNeitherWrongNorProven() {
        cluster.server
                .objects()
                .put("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: layer, namespace: " + cluster.namespace
                        + "}\ndata: {url: elsewhere}");
        cluster.put(
                "Deployment", "layered", 1, "envFrom: [{secretRef: {name: orders-db}}, {configMapRef: {name: layer}}]");
        cluster.server.cluster().settle();
        try (SignalDr dr = cluster.open(new Mortal())) {
            RunStatus status = run(dr, ConnectedCluster.playbook());
            assertThat(told(status))
                    .contains("db-verify=FAILED", "nobody can look into [pod/layered-", "later envFrom");
        }
    }

    @Test
    void aReleaseOfHelmIsNamedWithItsRemedyUntilItFollows() {
        cluster.secret(
                ", labels: {app.kubernetes.io/managed-by: Helm}, annotations: {meta.helm.sh/release-name: orders}", "");
        try (SignalDr dr = cluster.open(new Mortal())) {
            RunStatus refused = run(dr, ConnectedCluster.playbook());
            assertThat(told(refused))
                    .contains("db-prepare=FAILED", "HELM_3 orders", "values of the release", "follows(HELM_3)");
            requireUntouched();

            RunStatus status =
                    run(dr, ConnectedCluster.playbook(settings -> settings.follows(SecretOwner.Kind.HELM_3)));
            assertThat(status.state()).as(told(status)).isEqualTo(RunState.SUCCEEDED);
            assertThat(cluster.read()).containsExactly(NEWER);
        }
    }

    @Test
    void aPodThatNoWorkloadKeepsIsNamedWithWhatKeepsItAndNothingIsTouched() {
        cluster.stray();
        try (SignalDr dr = cluster.open(new Mortal())) {
            assertThat(told(run(dr, ConnectedCluster.playbook())))
                    .contains("db-prepare=FAILED", "pod/import-1 of ConfigMap/importer")
                    .contains("restartedElsewhere(\"ConfigMap/importer\")");
            requireUntouched();
        }
    }

    @Test
    void untilItWasReplacedTheSwitchIsNotProven() {
        cluster.stray();
        try (SignalDr dr = cluster.open(new Mortal());
                Run run = dr.playbooks()
                        .plan(ConnectedCluster.playbook(settings -> settings.restartedElsewhere("ConfigMap/importer")
                                .provenWithin(Duration.ofSeconds(20))))
                        .start()) {
            RunStatus status = run.await(LIMIT);
            assertThat(told(status)).contains("db-verify=FAILED", "pod/import-1 OTHER", "ConfigMap/importer has to");
            assertThat(cluster.mark()).isEqualTo("open");

            cluster.restartStray();
            run.decide("db-verify", Decision.retry("ann", "it was replaced"));
            status = run.await(LIMIT);
            assertThat(status.state()).as(told(status)).isEqualTo(RunState.SUCCEEDED);
        }
        assertThat(cluster.read()).containsExactly(NEWER);
        assertThat(cluster.mark()).isEqualTo("settled");
    }

    @Test
    void anImmutableSecretIsLeftAsItIs() {
        cluster.secret("", "immutable: true");
        try (SignalDr dr = cluster.open(new Mortal())) {
            assertThat(told(run(dr, ConnectedCluster.playbook())))
                    .contains("db-prepare=FAILED", "it is immutable", "Make a secret of another name");
            requireUntouched();
        }
    }

    @Test
    void noValueIsLeftInJournalStatusOrLog() {
        SecretRecorder secrets = SecretRecorder.create();
        secrets.watch("password", "f0rmer-pass");
        secrets.watch("key", ConnectedCluster.KEY);
        cluster.server.cluster().crashes("ingest:1");
        try (CapturedOutput output = secrets.captureOutput();
                SignalDr dr = cluster.open(new Mortal());
                Run run = dr.playbooks()
                        .plan(ConnectedCluster.playbook(settings -> settings.rollout(ROLLOUT, 1)))
                        .start()) {
            RunStatus status = run.await(LIMIT);
            assertThat(status.state()).as(told(status)).isEqualTo(RunState.PAUSED);
            secrets.search("the status", told(status));
            secrets.search("the report", Reports.json(run.report()) + Reports.html(run.report()));
            secrets.search(
                    "a look", dr.platform().connections().look(SECRET, "url").toString());
            assertThat(output).isNotNull();
        }
        secrets.search(folder.resolve("journal"));
        secrets.assertNotLeaked();
    }

    private void requireUntouched() {
        assertThat(cluster.url()).isEqualTo(FORMER);
        assertThat(cluster.read()).containsExactly(FORMER);
        assertThat(cluster.mark()).isEmpty();
        assertThat(cluster.secrets()).containsExactly(SECRET);
        assertThat(cluster.server.count("patch", "*")).isZero();
    }

    private static RunStatus run(SignalDr dr, Playbook playbook) {
        try (Run run = dr.playbooks().plan(playbook).start()) {
            return run.await(LIMIT);
        }
    }

    static String told(RunStatus status) {
        Map<String, String> steps = new TreeMap<>();
        status.steps()
                .forEach(step ->
                        steps.put(step.id(), step.state() + " " + step.failure().orElse("")));
        return status + " " + steps;
    }
}
