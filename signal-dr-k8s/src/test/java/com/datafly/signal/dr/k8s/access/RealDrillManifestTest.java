package com.datafly.signal.dr.k8s.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.datafly.signal.dr.k8s.real.RealNamespace;
import com.datafly.signal.dr.platform.DrillManifest;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CronJobs for drills, as a real cluster would take them: it is asked and keeps none. */
@EnabledIfEnvironmentVariable(named = RealNamespace.VARIABLE, matches = ".+")
class RealDrillManifestTest {

    private static final String ZONE = "America/Argentina/Buenos_Aires";

    private static RealNamespace cluster;

    @BeforeAll
    static void start(@TempDir Path folder) {
        cluster = new RealNamespace(folder);
        assumeThat(cluster.client().supports("batch/v1", "CronJob"))
                .as("CronJobs of batch/v1, which came with 1.21")
                .isTrue();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 3 * * 0", "0 3 ? * MON-FRI", "0 3 1,15 jan sun", "0/15 3 * * *", "00 03 * * 6"})
    void whatWeWriteIsTakenAsItIs(String schedule) {
        CronJob taken = ask(manifest(schedule));

        assertThat(taken.getSpec().getSchedule()).isEqualTo(schedule);
        if (knowsZones()) {
            assertThat(taken.getSpec().getTimeZone()).isEqualTo(ZONE);
        }
        var pod = taken.getSpec().getJobTemplate().getSpec().getTemplate().getSpec();
        assertThat(pod.getServiceAccountName()).isEqualTo("dr-drill");
        assertThat(pod.getContainers()).singleElement().satisfies(container -> {
            assertThat(container.getImage()).isEqualTo("drills:1");
            assertThat(container.getResources().getLimits().get("memory")).hasToString("4Gi");
            assertThat(container.getVolumeMounts()).hasSize(2);
        });
        assertThat(cluster.client()
                        .batch()
                        .v1()
                        .cronjobs()
                        .inNamespace(cluster.name())
                        .list()
                        .getItems())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0 3 * * 7", "0 3 L * *", "0 3 * * MON#1", "0 3 * * 6-0", "60 3 * * *", "0 0 3 * * *", "@reboot"
            })
    void whatWeRefuseToWriteTheClusterRefuses(String schedule) {
        String written = manifest("0 3 * * 0").replace("0 3 * * 0", schedule);

        assertThat(catchThrowableOfType(KubernetesClientException.class, () -> ask(written))
                        .getCode())
                .isEqualTo(422);
    }

    private static String manifest(String schedule) {
        return DrillManifest.create(
                        "dr-drill",
                        cluster.name(),
                        "drills:1",
                        drill -> drill.schedule(schedule, ZONE)
                                .memory("4Gi")
                                .temporary("20Gi")
                                .volume("restored", "/restored"))
                .yaml();
    }

    private static CronJob ask(String yaml) {
        for (HasMetadata object : cluster.client()
                .load(new ByteArrayInputStream(yaml.getBytes(UTF_8)))
                .items()) {
            HasMetadata taken = cluster.client()
                    .resource(object)
                    .dryRun()
                    .fieldValidation(Validation.STRICT)
                    .create();
            if (taken instanceof CronJob job) {
                return job;
            }
        }
        throw new AssertionError("there is no CronJob in it");
    }

    /** Time zones are known from 1.27 on; older servers leave them out. */
    private static boolean knowsZones() {
        return Integer.parseInt(
                        cluster.client().getKubernetesVersion().getMinor().replaceAll("\\D", ""))
                >= 27;
    }
}
