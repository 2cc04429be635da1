package com.datafly.signal.dr.k8s.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.k8s.testing.ApiServer;
import com.datafly.signal.dr.platform.DrillManifest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CronJobs for drills, as an API server takes them. */
class DrillManifestTest {

    private static final String NAMESPACE = "datafly";

    private final ApiServer server = ApiServer.start().namespace(NAMESPACE);

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void memoryAndVolumesAreWhatTheHostSays() {
        server.objects()
                .put(DrillManifest.create(
                                "dr-drill",
                                NAMESPACE,
                                "drills:1",
                                drill -> drill.memory("4Gi").temporary("20Gi").volume("restored", "/restored"))
                        .yaml());

        var pod = server.objects()
                .get("cronjobs.batch", NAMESPACE, "dr-drill")
                .at("/spec/jobTemplate/spec/template/spec");
        assertThat(pod.at("/containers/0/resources").toString())
                .isEqualTo("{\"requests\":{\"cpu\":\"250m\",\"memory\":\"4Gi\"},\"limits\":{\"memory\":\"4Gi\"}}");
        assertThat(pod.at("/containers/0/volumeMounts/1/mountPath").asText()).isEqualTo("/restored");
        assertThat(pod.at("/volumes/0/emptyDir/sizeLimit").asText()).isEqualTo("20Gi");
        assertThat(pod.at("/volumes/1/persistentVolumeClaim/claimName").asText())
                .isEqualTo("restored");
    }

    @ParameterizedTest
    @CsvSource({
        "0 3 * * 7, Etc/UTC",
        "0 3 * * 5-7, Etc/UTC",
        "0 3 L * *, Etc/UTC",
        "0 3 * * MON#1, Etc/UTC",
        "0 3 * * 6-0, Etc/UTC",
        "60 3 * * *, Etc/UTC",
        "0 3 0 * *, Etc/UTC",
        "0 */0 * * *, Etc/UTC",
        "0 0 3 * * *, Etc/UTC",
        "@reboot, Etc/UTC",
        "0 3 * * 0, +02:00",
        "0 3 * * 0, UTC+2",
    })
    void whatKubernetesWouldRefuseIsRefusedWhenItIsWritten(String schedule, String zone) {
        DrException refused = catchThrowableOfType(DrException.class, () -> drills(schedule, zone));
        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);

        String written =
                drills("0 3 * * 0", "Etc/UTC").replace("0 3 * * 0", schedule).replace("Etc/UTC", zone);
        assertThatThrownBy(() -> server.objects().put(written)).hasMessageContaining("nvalid");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0 3 * * 0",
                "0 3 ? * MON-FRI",
                "0 3 1,15 jan sun",
                "0/15 3 * * *",
                "5-59/15 3 * * */2",
                "00 03 * * 6",
            })
    void whatKubernetesTakesIsTaken(String schedule) {
        server.objects().put(drills(schedule, "America/Argentina/Buenos_Aires"));

        assertThat(server.objects().list("cronjobs.batch", NAMESPACE)).hasSize(1);
    }

    private static String drills(String schedule, String zone) {
        return DrillManifest.create("dr-drill", NAMESPACE, "drills:1", drill -> drill.schedule(schedule, zone))
                .yaml();
    }
}
