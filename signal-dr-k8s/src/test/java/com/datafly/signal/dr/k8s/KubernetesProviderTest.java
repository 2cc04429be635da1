package com.datafly.signal.dr.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.k8s.testing.ApiServer;
import com.datafly.signal.dr.platform.Platform;
import com.datafly.signal.dr.spi.PlatformDriver;
import com.datafly.signal.dr.spi.PlatformProvider;
import com.datafly.signal.dr.tck.DriverOptions;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KubernetesProviderTest {

    private static final String TOKEN = "token-that-nobody-may-read";
    private static final String MASTER = "kubernetes.master";

    private final ApiServer server = ApiServer.start().namespace("datafly");
    private Path folder;
    private Path kubeconfig;

    @BeforeEach
    void write(@TempDir Path temporary) throws IOException {
        folder = temporary;
        kubeconfig = Files.writeString(folder.resolve("config"), server.kubeconfig(server.token()));
    }

    @AfterEach
    void stop() {
        System.clearProperty(MASTER);
        System.clearProperty("kubeconfig");
        System.clearProperty("KUBERNETES_SERVICE_HOST");
        System.clearProperty("KUBERNETES_SERVICE_PORT");
        System.clearProperty("kubernetes.auth.serviceAccount.token");
        server.close();
    }

    @Test
    void itIsFoundByItsScheme() {
        assertThat(ServiceLoader.load(PlatformProvider.class))
                .filteredOn(KubernetesProvider.class::isInstance)
                .singleElement()
                .extracting(PlatformProvider::scheme)
                .isEqualTo("k8s");
    }

    @Test
    void aNamespaceIsOpenedAsAPlatform() {
        try (SignalDr dr = SignalDr.builder()
                .platform("k8s:datafly", more -> more.option("kubeconfig", kubeconfig.toString()))
                .build()) {
            Platform platform = dr.platform();

            assertThat(platform.clusterId())
                    .isEqualTo(server.objects()
                            .get("namespaces", "", "kube-system")
                            .at("/metadata/uid")
                            .asText());
            assertThat(platform.unwrap(KubernetesClient.class)).isPresent();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Datafly",
                "-a",
                "a_b",
                "a/b",
                "a.b",
                "a123456789012345678901234567890123456789012345678901234567890123"
            })
    void whatIsNoNamespaceIsRefused(String name) {
        DrException refusal = refusal(name, Map.of());

        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(refusal).hasMessageContaining("'" + name + "'");
    }

    @Test
    void anUnknownOptionIsRefused() {
        assertThat(refusal("datafly", Map.of("kubconfig", "x")))
                .hasMessageContaining("'kubconfig' is unknown")
                .hasMessageContaining("kubeconfig");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1.5", "-1", "99", "300001", "9999999999"})
    void aTimeoutThatIsNoneIsRefused(String text) {
        assertThat(refusal("datafly", Map.of("request.timeout.ms", text)).code())
                .isEqualTo(ErrorCode.INVALID_ARGUMENT);
    }

    @Test
    void aKubeconfigThatIsNotThereIsTold() {
        DrException refusal =
                refusal("datafly", Map.of("kubeconfig", folder.resolve("none").toString()));

        assertThat(refusal.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
        assertThat(refusal).hasMessageContaining("there is no kubeconfig at");
    }

    @Test
    void noConfigurationAtAllIsTold() {
        String none = folder.resolve("none").toString();
        System.setProperty("kubeconfig", none);
        // The tests themselves may run in a pod.
        System.setProperty("kubernetes.auth.serviceAccount.token", none);

        DrException refusal = refusal("datafly", Map.of());

        assertThat(refusal.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
        assertThat(refusal).hasMessageContaining("there is no kubeconfig, and this process does not run in a cluster");
    }

    @Test
    void theFileThatKubectlWouldTakeIsTaken() {
        System.setProperty("kubeconfig", kubeconfig.toString());

        try (PlatformDriver driver = open(Map.of())) {
            assertThat(driver.clusterId()).isNotBlank();
        }
    }

    @Test
    void thePodsOwnAccountIsTakenWhereThereIsNoFile() throws IOException {
        System.setProperty("kubeconfig", folder.resolve("none").toString());
        System.setProperty("KUBERNETES_SERVICE_HOST", server.url().getHost());
        System.setProperty(
                "KUBERNETES_SERVICE_PORT", Integer.toString(server.url().getPort()));
        Path token = Files.writeString(folder.resolve("token"), TOKEN);
        System.setProperty("kubernetes.auth.serviceAccount.token", token.toString());

        try (PlatformDriver driver = open(Map.of())) {
            assertThat(driver.toString()).isEqualTo("k8s:datafly");
        }
        assertThat(refusal("datafly", Map.of("context", "production")).code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    }

    @Test
    void aContextThatIsNotThereIsNotReplacedByTheCurrentOne() {
        DrException refusal = refusal("datafly", options("context", "production"));

        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(refusal).hasMessageContaining("'production'").hasMessageContaining("has no such context");
    }

    @Test
    void aContextThatIsThereIsTaken() {
        try (PlatformDriver driver = open(options("context", "testing"))) {
            assertThat(driver.clusterId()).isNotBlank();
        }
    }

    @Test
    void aKubeconfigWithoutACurrentContextIsRefused() throws IOException {
        Files.writeString(kubeconfig, Files.readString(kubeconfig).replace("current-context: testing\n", ""));

        assertThat(refusal("datafly", options()).code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
    }

    @Test
    void aContextWithoutAServerLeadsNowhere() throws IOException {
        Files.writeString(kubeconfig, Files.readString(kubeconfig).replace("cluster: testing", "cluster: other"));

        assertThat(refusal("datafly", options())).hasMessageContaining("names no server for the context 'testing'");
    }

    @Test
    void aDamagedKubeconfigIsToldWithoutItsLines() throws IOException {
        Files.writeString(kubeconfig, "users:\n- name: a\n  user: {token: " + TOKEN + "\ncontexts: ]");

        DrException refusal = refusal("datafly", options());

        assertThat(refusal.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
        assertThat(refusal).hasMessageContaining("cannot be read").hasMessageNotContaining(TOKEN);
        assertThat(refusal.getCause()).isNull();
    }

    @Test
    void aKeyThatIsNoneIsTold() throws IOException {
        String none = "bm9uZQ==";
        Files.writeString(
                kubeconfig,
                Files.readString(kubeconfig)
                        .replaceAll(
                                "token: .*", "client-certificate-data: " + none + "\n    client-key-data: " + none));

        DrException refusal = refusal("datafly", options());

        assertThat(refusal.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
        assertThat(refusal).hasMessageContaining("certificates or keys of the kubeconfig cannot be used");
    }

    @Test
    void anAuthorityThatIsNoneTrustsNobody() throws IOException {
        Files.writeString(
                kubeconfig,
                Files.readString(kubeconfig)
                        .replaceAll("certificate-authority-data: .*", "certificate-authority-data: bm9uZQ=="));

        try (PlatformDriver driver = open(options())) {
            assertThat(catchThrowableOfType(DrException.class, driver::clusterId)
                            .code())
                    .isEqualTo(ErrorCode.UNAUTHENTICATED);
        }
    }

    @Test
    void aVariableDoesNotLeadElsewhereThanTheFile() {
        System.setProperty(MASTER, "https://elsewhere.example");

        assertThat(refusal("datafly", options())).hasMessageContaining("leads elsewhere than the kubeconfig");
    }

    private Map<String, String> options(String... more) {
        return more.length == 0
                ? Map.of("kubeconfig", kubeconfig.toString())
                : Map.of("kubeconfig", kubeconfig.toString(), more[0], more[1]);
    }

    private static PlatformDriver open(Map<String, String> options) {
        return new KubernetesProvider().open(ResourceAddress.parse("k8s:datafly"), DriverOptions.of(options));
    }

    private static DrException refusal(String namespace, Map<String, String> options) {
        return catchThrowableOfType(
                DrException.class,
                () -> new KubernetesProvider()
                        .open(ResourceAddress.parse("k8s:" + namespace), DriverOptions.of(options))
                        .close());
    }
}
