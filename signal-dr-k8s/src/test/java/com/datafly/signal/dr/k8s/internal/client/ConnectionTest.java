package com.datafly.signal.dr.k8s.internal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.k8s.internal.Attempt;
import com.datafly.signal.dr.k8s.testing.ApiServer;
import com.datafly.signal.dr.k8s.testing.Fault;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionTest {

    private static final KubernetesAddress DATAFLY = new KubernetesAddress("datafly");
    private static final Attempt LIST = Attempt.of("list", "pods");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ApiServer server = ApiServer.start().namespace("datafly");
    private Path kubeconfig;

    @BeforeEach
    void write(@TempDir Path folder) throws IOException {
        kubeconfig = Files.writeString(folder.resolve("config"), server.kubeconfig(server.token(), "elsewhere"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void openingAsksNothing() {
        server.refuseConnections();

        try (Connection connection = open(options())) {
            assertThat(connection.namespace()).isEqualTo("datafly");
        }
        assertThat(server.calls()).isEmpty();
    }

    @Test
    void theAddressNamesTheNamespaceWhateverTheContextSays() {
        try (Connection connection = open(options())) {
            pods(connection);
        }
        assertThat(server.calls()).singleElement().satisfies(call -> {
            assertThat(call.target()).isEqualTo("/api/v1/namespaces/datafly/pods");
            assertThat(call.userAgent()).startsWith("signal-dr");
        });
    }

    @Test
    void settingsOfAProxyThatCannotBeUsedAreNoBadCertificate() {
        // What the client reads before the environment's KUBECONFIG, HTTPS_PROXY and NO_PROXY.
        Map<String, String> settings = Map.of(
                "kubeconfig", kubeconfig.toString(), "https.proxy", "http://127.0.0.1:9", "no.proxy", "datafly?");
        settings.forEach(System::setProperty);
        try {
            assertThatExceptionOfType(DrException.class)
                    .isThrownBy(() -> open(new ClientOptions(Optional.empty(), Optional.empty(), PATIENCE)))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION))
                    .withMessageContaining("the settings of the proxy cannot be used")
                    .withMessageContaining("NO_PROXY");
        } finally {
            settings.keySet().forEach(System::clearProperty);
        }
    }

    @Test
    void aRefusedRequestIsNotRepeated() {
        try (Connection connection = open(options())) {
            for (Fault fault : new Fault[] {Fault.throttled(1), Fault.unavailable(), Fault.failing()}) {
                server.forgetCalls();
                server.faults().next("list", "pods", fault);

                assertThatExceptionOfType(DrException.class).isThrownBy(() -> pods(connection));
                assertThat(server.count("list", "pods")).isEqualTo(1);
            }
        }
    }

    @Test
    void aChangeWithoutAnAnswerIsNotRepeatedAndMayHaveHappened() {
        try (Connection connection = open(options())) {
            pods(connection);
            server.faults().next("create", "configmaps", Fault.lostAnswer());

            DrException failure = catchThrowableOfType(DrException.class, () -> create(connection));

            assertThat(failure.effect()).isEqualTo(Effect.UNKNOWN);
            assertThat(server.count("create", "configmaps")).isEqualTo(1);
            assertThat(server.objects().find("configmaps", "datafly", "one")).isPresent();
        }
    }

    private static void create(Connection connection) {
        ConfigMap one = new ConfigMapBuilder()
                .withNewMetadata()
                .withName("one")
                .endMetadata()
                .build();
        connection.change(
                Attempt.of("create", "configmaps", "one"),
                client ->
                        client.configMaps().inNamespace("datafly").resource(one).create());
    }

    @Test
    void aServerThatDoesNotAnswerIsGivenUpInTime() {
        CountDownLatch gate = new CountDownLatch(1);
        server.faults().next("list", "pods", Fault.held(gate));
        long start = System.nanoTime();

        try (Connection connection = open(options().within(Duration.ofMillis(700)))) {
            assertThat(failure(connection).code()).isEqualTo(ErrorCode.UNAVAILABLE);
        } finally {
            gate.countDown();
        }

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(600), PATIENCE);
    }

    @Test
    void aServerThatIsNotThereIsGivenUpAtOnceAndFoundAgain() {
        try (Connection connection = open(options())) {
            server.refuseConnections();
            long start = System.nanoTime();

            DrException failure = failure(connection);

            assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
            assertThat(failure).hasMessageContaining("cannot be reached");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
            server.acceptConnections();
            pods(connection);
        }
    }

    @Test
    void anExpiredCertificateOfTheServerIsNotTakenForAnOutage() throws IOException {
        Instant yesterday = Instant.now().minus(Duration.ofDays(1));
        try (ApiServer expired = ApiServer.start(Clock.systemUTC(), yesterday)) {
            Files.writeString(kubeconfig, expired.kubeconfig(expired.token()));
            try (Connection connection = open(options())) {
                DrException failure = failure(connection);

                assertThat(failure.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
                assertThat(failure)
                        .hasMessageContaining("the API server's certificate has expired")
                        .hasMessageContaining("NotAfter: ");
                assertThat(failure.effect()).isEqualTo(Effect.NONE);
                assertThat(failure.hint())
                        .hasValueSatisfying(hint -> assertThat(hint).startsWith("Renew the API server's certificate"));
            }
        }
    }

    @Test
    void aServerOfAnotherAuthorityIsNotTrusted() throws IOException {
        try (ApiServer other = ApiServer.start()) {
            String mixed = server.kubeconfig(server.token())
                    .replace(server.secureUrl().toString(), other.secureUrl().toString());
            Files.writeString(kubeconfig, mixed);
            try (Connection connection = open(options())) {
                DrException failure = failure(connection);

                assertThat(failure.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
                assertThat(failure).hasMessageContaining("not trusted");
                assertThat(failure.hint())
                        .hasValueSatisfying(hint -> assertThat(hint).contains("certificate-authority-data"));
            }
        }
    }

    @Test
    void aClientCertificateIsACredential() throws IOException {
        Files.writeString(kubeconfig, server.kubeconfig(Instant.now().plus(Duration.ofDays(1))));

        try (Connection connection = open(options())) {
            assertThat(pods(connection)).isZero();
        }
    }

    @Test
    void anExpiredClientCertificateIsNamedWithItsEndAndTheRemedy() throws IOException {
        Instant yesterday = Instant.now().minus(Duration.ofDays(1)).truncatedTo(ChronoUnit.SECONDS);
        Files.writeString(kubeconfig, server.kubeconfig(yesterday));

        try (Connection connection = open(options())) {
            for (DrException failure :
                    List.of(failure(connection), catchThrowableOfType(DrException.class, () -> create(connection)))) {
                assertThat(failure.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
                assertThat(failure.effect()).isEqualTo(Effect.NONE);
                assertThat(failure).hasMessageContaining("client certificate of the kubeconfig ended at " + yesterday);
                assertThat(failure.hint())
                        .hasValueSatisfying(hint -> assertThat(hint).startsWith("Renew the certificate"));
            }
        }
        assertThat(server.objects().find("configmaps", "datafly", "one")).isEmpty();
    }

    @Test
    void aTokenBesideAnExpiredClientCertificateIsTaken() throws IOException {
        String both = server.kubeconfig(Instant.now().minus(Duration.ofDays(1)))
                .replace("    client-key-data", "    token: " + server.token() + "\n    client-key-data");
        Files.writeString(kubeconfig, both);

        try (Connection connection = open(options())) {
            assertThat(pods(connection)).isZero();
        }
    }

    @Test
    void aClientCertificateOfAnotherClusterIsRefused() throws IOException {
        try (ApiServer other = ApiServer.start()) {
            String foreign = other.kubeconfig(Instant.now().plus(Duration.ofDays(1)));
            String ours = server.kubeconfig(Instant.now().plus(Duration.ofDays(1)));
            String mixed = ours.substring(0, ours.indexOf("users:")) + foreign.substring(foreign.indexOf("users:"));
            Files.writeString(kubeconfig, mixed);

            try (Connection connection = open(options())) {
                DrException failure = failure(connection);
                assertThat(failure.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
                assertThat(failure.hint())
                        .hasValueSatisfying(hint -> assertThat(hint).contains("user"));
            }
        }
    }

    @Test
    void aTokenThatWasRenewedInTheFileIsTaken() throws IOException {
        String former = server.token("former", List.of());
        Files.writeString(kubeconfig, server.kubeconfig(former));
        try (Connection connection = open(options())) {
            server.revoke(former);
            Files.writeString(kubeconfig, server.kubeconfig(server.token()));

            pods(connection);
        }
    }

    @Test
    void aClosedConnectionSaysSo() {
        Connection connection = open(options());
        connection.close();
        connection.close();

        assertThat(failure(connection).code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
    }

    @Test
    void aClosedConnectionLeavesNoThread() {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (Connection connection = open(options())) {
            pods(connection);
            assertThat(ofClients(before)).isNotEmpty();
        }

        long end = System.nanoTime() + PATIENCE.toNanos();
        // The JDK ends a client's threads once nobody can reach it any more.
        while (!ofClients(before).isEmpty() && System.nanoTime() < end) {
            System.gc();
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        assertThat(ofClients(before)).isEmpty();
    }

    private static Set<String> ofClients(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .map(Thread::getName)
                .filter(name -> name.contains("HttpClient") || name.contains("JdkHttp") || name.contains("Kubernetes"))
                .collect(Collectors.toSet());
    }

    private ClientOptions options() {
        return new ClientOptions(Optional.empty(), Optional.of(kubeconfig), Duration.ofSeconds(10));
    }

    private static Connection open(ClientOptions options) {
        return Connection.open(DATAFLY, options);
    }

    private static int pods(Connection connection) {
        return connection.read(
                LIST,
                client -> client.pods().inNamespace("datafly").list().getItems().size());
    }

    private static DrException failure(Connection connection) {
        return catchThrowableOfType(DrException.class, () -> pods(connection));
    }
}
