package com.datafly.signal.dr.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.platform.PlatformSecret;
import com.datafly.signal.dr.platform.Pod;
import com.datafly.signal.dr.platform.SecretChange;
import com.datafly.signal.dr.platform.Workload;
import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.spi.PlatformDriver;
import com.datafly.signal.dr.tck.DriverOptions;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Fabric8's own mock of an API server does as the real one: another hand wrote it. */
class FabricMockTest {

    private final KubernetesMockServer mock = new KubernetesMockServer(
            new Context(), new MockWebServer(), new HashMap<>(), new KubernetesCrudDispatcher(), false);
    private KubernetesClient client;
    private PlatformDriver driver;

    @BeforeEach
    void open(@TempDir Path folder) throws IOException {
        mock.init();
        client = mock.createClient(new JdkHttpClientFactory());
        Path kubeconfig = Files.writeString(folder.resolve("config"), """
                apiVersion: v1
                kind: Config
                current-context: mock
                clusters: [{name: mock, cluster: {server: "http://localhost:%d"}}]
                contexts: [{name: mock, context: {cluster: mock, user: mock}}]
                users: [{name: mock, user: {token: any}}]
                """.formatted(mock.getPort()));
        driver = new KubernetesProvider()
                .open(
                        ResourceAddress.parse("k8s:datafly"),
                        DriverOptions.of(Map.of("kubeconfig", kubeconfig.toString())));
    }

    @AfterEach
    void close() {
        driver.close();
        client.close();
        mock.destroy();
    }

    @Test
    void aSecretIsChangedFromTheStateThatWasSeenAlone() {
        try (Secret former = Secret.of("former");
                Secret newer = Secret.of("newer");
                PlatformSecret made = driver.createSecret(
                        PlatformSecret.create("db", "", secret -> secret.values(Map.of("url", former))))) {
            SecretChange change = SecretChange.of("db", made.version(), Map.of("url", newer), Map.of());
            driver.changeSecret(change).close();

            DrException refusal = catchThrowableOfType(
                    DrException.class, () -> driver.changeSecret(change).close());

            assertThat(refusal.code()).isEqualTo(ErrorCode.CONFLICT);
            assertThat(refusal.effect()).isEqualTo(Effect.NONE);
            try (PlatformSecret found = driver.secret("db").orElseThrow()) {
                assertThat(found.values()).containsOnlyKeys("url");
                assertThat(found.version()).isNotEqualTo(made.version());
            }
        }
    }

    @Test
    void whatIsNotThereIsEmptyAndRemovedWithoutHarm() {
        assertThat(driver.secret("db")).isEmpty();
        driver.deleteSecret("db", "1");
        PlatformSecret made = driver.createSecret(PlatformSecret.create("db", "", secret -> {}));

        driver.deleteSecret("db", made.version());

        assertThat(driver.secret("db")).isEmpty();
    }

    @Test
    void podsAreChosenByLabels() {
        client.resource("""
                apiVersion: v1
                kind: Pod
                metadata: {name: one, namespace: datafly, labels: {app: web}}
                spec: {containers: [{name: app, image: "web:1"}]}
                """).create();

        assertThat(driver.pods(Map.of("app", "web"))).extracting(Pod::name).containsExactly("one");
        assertThat(driver.pods(Map.of())).hasSize(1);
    }

    @Test
    void aTemplateIsAnnotatedAndItsGenerationGrows() {
        client.resource("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web, namespace: datafly}
                spec:
                  selector: {matchLabels: {app: web}}
                  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: app, image: "web:1"}]}}
                """).create();
        WorkloadId id = WorkloadId.deployment("web");
        Workload before = driver.workload(id).orElseThrow();

        Workload after = driver.annotateTemplate(id, before.version(), Map.of("restarted-by", "key"));

        assertThat(after.templateAnnotations()).containsEntry("restarted-by", "key");
        assertThat(after.rollout().generation()).isGreaterThan(before.rollout().generation());
        assertThat(driver.workloads()).extracting(Workload::id).containsExactly(id);
        assertThat(catchThrowableOfType(
                                DrException.class,
                                () -> driver.annotateTemplate(id, before.version(), Map.of("restarted-by", "other")))
                        .code())
                .isEqualTo(ErrorCode.CONFLICT);
    }
}
