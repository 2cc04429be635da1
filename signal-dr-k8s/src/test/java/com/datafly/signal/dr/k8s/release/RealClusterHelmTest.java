package com.datafly.signal.dr.k8s.release;

import static com.datafly.signal.dr.k8s.release.HelmSite.NEW;
import static com.datafly.signal.dr.k8s.release.HelmSite.OLD;
import static com.datafly.signal.dr.k8s.release.HelmSite.RELEASE;
import static com.datafly.signal.dr.k8s.release.HelmSite.SECRET;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.k8s.real.RealNamespace;
import com.datafly.signal.dr.platform.ChartSource;
import com.datafly.signal.dr.platform.ReleaseChange;
import com.datafly.signal.dr.platform.ReleaseContent;
import com.datafly.signal.dr.platform.Releases;
import com.datafly.signal.dr.platform.StoredRelease;
import com.datafly.signal.dr.platform.StoredRelease.Status;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Releases that each {@code helm} at hand makes in a real cluster, whose nodes run what they deploy. */
@EnabledIfEnvironmentVariable(named = RealNamespace.VARIABLE, matches = ".+")
@ParameterizedClass(allowZeroInvocations = true)
@MethodSource("com.datafly.signal.dr.k8s.release.HelmBinary#atHand")
final class RealClusterHelmTest {

    @Parameter
    private HelmBinary helm;

    @TempDir
    private Path folder;

    private RealNamespace cluster;
    private SignalDr dr;

    @BeforeEach
    void open() {
        cluster = new RealNamespace(folder);
        dr = SignalDr.builder()
                .platform(
                        "k8s:" + cluster.name(),
                        options -> options.option(
                                        "kubeconfig", RealNamespace.kubeconfig().toString())
                                .option("releases-by", "helm")
                                .option("releases-command", helm.path().toString()))
                .build();
    }

    @AfterEach
    void close() {
        dr.close();
        cluster.close();
    }

    @Test
    void aReleaseIsInstalledUpgradedAndRolledBackAndItsPodsRun() throws IOException {
        ChartSource chart = ChartSource.path(chart());
        Releases releases = dr.platform().releases();
        try (Secret values = Secret.of("url: " + OLD)) {
            releases.install(ReleaseChange.of(
                    RELEASE,
                    change -> change.chart(chart)
                            .values(values)
                            .within(Duration.ofMinutes(2))
                            .untilReady()));
        }
        assertThat(cluster.pods("management-api")).hasSize(2).allMatch(RealClusterHelmTest::runs);
        assertThat(releases.drift(RELEASE).differences()).isEmpty();

        releases.upgrade(ReleaseChange.of(RELEASE, change -> change.set("url", Secret.of(NEW))));
        assertThat(url()).isEqualTo(NEW);
        assertThat(releases.keeps(RELEASE, SECRET, "url")).isTrue();
        releases.rollBack(ReleaseChange.of(RELEASE, change -> change.base(2)), 1);

        assertThat(url()).isEqualTo(OLD);
        assertThat(releases.drift(RELEASE).differences()).isEmpty();
        assertThat(releases.history(RELEASE))
                .extracting(StoredRelease::status)
                .containsExactly(Status.SUPERSEDED, Status.SUPERSEDED, Status.DEPLOYED);
        try (ReleaseContent content = releases.read(RELEASE, 2)) {
            assertThat(content.values().<String>use(String::new)).contains(NEW);
        }
        releases.uninstall(ReleaseChange.of(RELEASE, change -> {}));
        assertThat(releases.list()).isEmpty();
    }

    private Path chart() throws IOException {
        HelmChart chart = HelmChart.write(folder);
        chart.file("templates/api.yaml", """
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: management-api
                spec:
                  replicas: {{ .Values.replicas }}
                  selector:
                    matchLabels: {app: management-api}
                  template:
                    metadata:
                      labels: {app: management-api}
                    spec:
                      terminationGracePeriodSeconds: 1
                      containers:
                        - name: app
                          image: %s
                          command: [sh, -c, "trap 'exit 0' TERM; while :; do sleep 3600 & wait $!; done"]
                          resources: {limits: {cpu: 500m, memory: 1024Mi}}
                          env:
                            - name: URL
                              valueFrom: {secretKeyRef: {name: datafly-db, key: url}}
                """.formatted(RealNamespace.image()));
        return chart.path();
    }

    private static boolean runs(Pod pod) {
        return pod.getStatus().getPhase().equals("Running");
    }

    private String url() {
        String kept = cluster.client()
                .secrets()
                .inNamespace(cluster.name())
                .withName(SECRET)
                .get()
                .getData()
                .get("url");
        return new String(Base64.getDecoder().decode(kept), UTF_8);
    }
}
