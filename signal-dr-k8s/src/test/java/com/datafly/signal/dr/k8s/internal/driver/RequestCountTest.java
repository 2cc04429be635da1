package com.datafly.signal.dr.k8s.internal.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.k8s.testing.Grant;
import com.datafly.signal.dr.platform.LogQuery;
import com.datafly.signal.dr.platform.PlatformSecret;
import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.spi.PlatformDriver;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many requests a question costs, and what a namespace that is missing is taken for. */
class RequestCountTest {

    private ApiServerHarness harness;
    private PlatformDriver driver;

    @BeforeEach
    void open(@TempDir Path folder) {
        harness = new ApiServerHarness(folder);
        driver = harness.newDriver();
        harness.server().objects().put(POD);
    }

    @AfterEach
    void close() {
        driver.close();
        harness.close();
    }

    private static final String POD = """
            apiVersion: v1
            kind: Pod
            metadata: {name: one, namespace: datafly}
            spec: {containers: [{name: app, image: "web:1"}]}
            """;

    @Test
    void aQuestionIsOneRequest() {
        harness.server().cluster().settle();

        assertThat(requests(asked -> asked.pods(Map.of()))).isEqualTo(1);
        assertThat(requests(PlatformDriver::nodes)).isEqualTo(1);
        assertThat(requests(PlatformDriver::disruptionBudgets)).isEqualTo(1);
        assertThat(requests(PlatformDriver::warnings)).isEqualTo(1);
        assertThat(requests(asked -> asked.secret("any"))).isEqualTo(1);
        assertThat(requests(asked -> asked.workload(WorkloadId.deployment("any"))))
                .isEqualTo(1);
        assertThat(requests(asked -> asked.logs("one", LogQuery.create(more -> {}))))
                .isEqualTo(1);
        assertThat(requests(asked -> asked.evict("one", true))).isEqualTo(1);
        assertThat(requests(PlatformDriver::clusterId)).isEqualTo(2);
    }

    @Test
    void workloadsAreFiveRequests() {
        harness.server().objects().put("""
                apiVersion: batch/v1
                kind: CronJob
                metadata: {name: nightly, namespace: datafly}
                spec:
                  schedule: "0 0 * * *"
                  jobTemplate:
                    spec: {template: {spec: {restartPolicy: Never, containers: [{name: app, image: "web:1"}]}}}
                """);

        assertThat(requests(PlatformDriver::workloads)).isEqualTo(5);
    }

    @Test
    void capabilitiesAreOneRequestForEachPermission() {
        long permissions =
                Needs.ALL.values().stream().flatMap(List::stream).distinct().count();

        assertThat(requests(PlatformDriver::capabilities)).isEqualTo(permissions);
        assertThat(Needs.ALL).hasSize(9);
    }

    private long requests(Consumer<PlatformDriver> question) {
        harness.server().forgetCalls();
        question.accept(driver);
        return harness.server().count("*", "*");
    }

    @Test
    void aPageThatHasExpiredFailsTheWholeList() {
        for (int i = 0; i <= Pages.SIZE; i++) {
            harness.server().objects().put(POD.replace("name: one", "name: pod-" + i));
        }
        assertThat(driver.pods(Map.of())).hasSize((int) Pages.SIZE + 2);
        harness.server().faults().before("list", "pods", 2, () -> {
            harness.server().objects().put("""
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {namespace: datafly, name: c-1}
                    """);
            harness.server().compact();
        });

        DrException failure = failure(() -> driver.pods(Map.of()));

        assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(driver.pods(Map.of())).hasSize((int) Pages.SIZE + 2);
    }

    @Test
    void aNamespaceThatIsMissingIsNotTakenForAnEmptyOne() {
        harness.server().objects().delete("pods", "datafly", "one");
        harness.server().cluster().settle();
        assertThat(driver.pods(Map.of())).isEmpty();
        assertThat(driver.workloads()).isEmpty();

        harness.server().objects().delete("namespaces", "", "datafly");
        harness.server().cluster().settle();

        for (Runnable question : List.<Runnable>of(driver::clusterId, driver::workloads, () -> driver.pods(Map.of()))) {
            DrException failure = failure(question);
            assertThat(failure.code()).isEqualTo(ErrorCode.NOT_FOUND);
            assertThat(failure).hasMessageContaining("no namespace 'datafly'");
        }
        assertThat(failure(() -> driver.createSecret(PlatformSecret.create("a", "", more -> {})))
                        .code())
                .isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void whoMayNotSeeTheSystemsNamespaceKnowsTheClusterByItsOwn() {
        String token =
                harness.server().token("app", List.of(Grant.of("datafly", "", Set.of("get"), Set.of("namespaces"))));
        try (PlatformDriver own = harness.driver(harness.server().kubeconfig(token))) {
            String uid = harness.server()
                    .objects()
                    .get("namespaces", "", "datafly")
                    .at("/metadata/uid")
                    .asText();
            assertThat(own.clusterId()).isEqualTo(uid).isNotEqualTo(driver.clusterId());
        }
    }

    @Test
    void whoMaySeeNoNamespaceStillSeesThatThereAreNoPods() {
        String token = harness.server().token("app", List.of(Grant.of("datafly", "", Set.of("list"), Set.of("pods"))));
        harness.server().objects().delete("pods", "datafly", "one");
        harness.server().cluster().settle();

        try (PlatformDriver own = harness.driver(harness.server().kubeconfig(token))) {
            assertThat(own.pods(Map.of())).isEmpty();
            assertThat(failure(own::clusterId).code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
        }
    }

    private static DrException failure(Runnable call) {
        return catchThrowableOfType(DrException.class, call::run);
    }
}
