package com.datafly.signal.dr.k8s.internal.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.platform.ChartSource;
import com.datafly.signal.dr.spi.ReleaseOrder;
import com.datafly.signal.dr.tck.SecretRecorder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the scripted helm is a shell script")
final class HelmCommandTest {

    private static final OperationKey KEY = OperationKey.derive("run", "upgrade", 0, "");
    private static final ReleaseOrder.Patience PATIENCE = new ReleaseOrder.Patience(Duration.ofSeconds(90), false);

    /** Long enough for a shell to get going on a machine that is busy. */
    private static final ReleaseOrder.Patience SHORT = new ReleaseOrder.Patience(Duration.ofSeconds(4), false);

    @TempDir
    private Path folder;

    private final SecretRecorder secrets = SecretRecorder.create();
    private final Secret password = secrets.plant("database password");
    private ScriptedHelm helm;

    @BeforeEach
    void script() throws IOException {
        helm = ScriptedHelm.of(folder, "v3.21.0+gabcdef0");
    }

    @AfterEach
    void search() {
        password.close();
        secrets.assertNotLeaked();
    }

    @Test
    void anUpgradeIsAListOfArgumentsAndItsValuesAreItsInput() throws Exception {
        try (HelmCommand command = command()) {
            command.upgrade(order(ChartSource.repository("https://charts.example", "datafly", "1.4.2")));
        }

        assertThat(helm.arguments())
                .containsExactly(
                        "upgrade",
                        "datafly",
                        "datafly",
                        "--version",
                        "1.4.2",
                        "--repo",
                        "https://charts.example",
                        "--reset-values",
                        "--description",
                        "signal-dr " + KEY,
                        "--labels",
                        "signal-dr.datafly.com/operation=" + KEY,
                        "--values",
                        "-",
                        "--namespace",
                        "datafly",
                        "--timeout",
                        "90s");
        secrets.search("the arguments", helm.arguments().toString());
        assertThat(helm.input()).isEqualTo("{\"password\":\"" + password.use(String::new) + "\"}");
    }

    @Test
    void ofTwoDocumentsTheFormerIsAFileThatIsGoneAfterwards() throws Exception {
        try (HelmCommand command = command()) {
            command.upgrade(order(List.of(Secret.of("first: 1"), Secret.of("last: 2"))));
        }

        List<String> arguments = helm.arguments();
        Path file = Path.of(arguments.get(arguments.indexOf("--values") + 1));
        assertThat(arguments.subList(arguments.indexOf(file.toString()) + 1, arguments.size()))
                .startsWith("--values", "-");
        assertThat(helm.values()).isEqualTo("first: 1");
        assertThat(helm.input()).isEqualTo("last: 2");
        assertThat(helm.modes()).allSatisfy(mode -> assertThat(mode).startsWith("-rw-"));
        assertThat(file).doesNotExist();
        assertThat(file.getParent()).doesNotExist();
    }

    @Test
    void aDocumentThatSaysNothingNeedsNoFile() throws Exception {
        try (HelmCommand command = command()) {
            command.upgrade(order(List.of(Secret.of("first: 1"), Secret.of("{}"))));
        }

        assertThat(helm.arguments()).containsOnlyOnce("--values");
        assertThat(helm.input()).isEqualTo("first: 1");
    }

    @Test
    void aHelmThatReadsNothingAndWritesALotSaysWhyItFailed() throws Exception {
        helm = ScriptedHelm.of(folder, "v3.21.0+gabcdef0");
        helm.act("seq 1 60000 >&2; echo 'Error: path \"x\" not found' >&2; exit 1");
        Secret large = Secret.of("a: " + "x".repeat(1_000_000));
        Files.writeString(
                folder.resolve("helm"), Files.readString(folder.resolve("helm")).replace("cat >>", "true >>"));
        try (HelmCommand command = command()) {
            DrException failure = failed(ErrorCode.NOT_FOUND, () -> command.upgrade(order(List.of(large))));

            assertThat(failure.problem()).isEqualTo("path \"x\" not found");
        }
    }

    @Test
    void theClusterOfThePlatformIsNamed() throws Exception {
        HelmTarget target =
                new HelmTarget(address(), Optional.of(Path.of("/etc/kubeconfig")), Optional.of("dr"), helm.program());
        try (HelmCommand command = new HelmCommand(target)) {
            command.rollBack("datafly", 3, new ReleaseOrder.Patience(Duration.ofMinutes(5), true));
            command.uninstall("datafly", PATIENCE);
        }

        assertThat(helm.arguments())
                .containsExactly(
                        "rollback",
                        "datafly",
                        "3",
                        "--namespace",
                        "datafly",
                        "--kubeconfig",
                        "/etc/kubeconfig",
                        "--kube-context",
                        "dr",
                        "--timeout",
                        "300s",
                        "--wait",
                        "uninstall",
                        "datafly",
                        "--ignore-not-found",
                        "--namespace",
                        "datafly",
                        "--kubeconfig",
                        "/etc/kubeconfig",
                        "--kube-context",
                        "dr",
                        "--timeout",
                        "90s");
    }

    @Test
    void noVariableLeadsToAnotherClusterThanThePlatformIsIn() {
        assertThat(List.of("HELM_KUBECONTEXT", "HELM_KUBEAPISERVER", "HELM_KUBETOKEN", "HELM_NAMESPACE", "HELM_DEBUG"))
                .allMatch(HelmProcess::misleads);
        assertThat(List.of("KUBECONFIG", "HELM_DRIVER", "HELM_REGISTRY_CONFIG", "PATH"))
                .noneMatch(HelmProcess::misleads);
    }

    @Test
    void helmFourIsUsedAsHelmThree() throws Exception {
        helm = ScriptedHelm.of(folder, "v4.0.1+g12345");
        try (HelmCommand command = command()) {
            assertThat(command.software()).isEqualTo("helm 4.0.1");
            command.install(order(ChartSource.registry("oci://registry.example/datafly", "1.4.2")));
        }

        assertThat(helm.arguments()).startsWith("install", "datafly", "oci://registry.example/datafly");
        assertThat(helm.arguments()).doesNotContain("--reset-values");
    }

    @ParameterizedTest
    @ValueSource(strings = {"v3.12.3+g1", "v2.17.0", "v5.0.0", "WARNING: no version", ""})
    void aHelmThatIsTooOldOrNotKnownIsRefusedBeforeAnythingIsDone(String version) throws Exception {
        helm = ScriptedHelm.of(folder, version);
        try (HelmCommand command = command()) {
            DrException failure = failed(ErrorCode.FAILED_PRECONDITION, () -> command.upgrade(order(chart())));

            assertThat(failure.effect()).isEqualTo(Effect.NONE);
            assertThat(failure).hasMessageContaining("3.13");
        }
        assertThat(helm.wasCalled()).isFalse();
    }

    @Test
    void aProgramThatIsMissingIsSaidWithWhatToDo() {
        HelmTarget target = new HelmTarget(
                address(),
                Optional.empty(),
                Optional.empty(),
                folder.resolve("nowhere").toString());
        try (HelmCommand command = new HelmCommand(target)) {
            DrException failure = failed(ErrorCode.FAILED_PRECONDITION, () -> command.upgrade(order(chart())));

            assertThat(failure.effect()).isEqualTo(Effect.NONE);
            assertThat(failure).hasMessageContaining("releases-command").hasMessageContaining("helm-java");
        }
    }

    @Test
    void whatHelmPrintsIsToldWithoutValues() throws Exception {
        String value = password.use(String::new);
        helm.fail(
                "WARNING: the kubeconfig is group-readable\nError: UPGRADE FAILED: cannot patch \"db\" with kind Secret:"
                        + " Secret \"db\" is invalid: data: Invalid value: \"" + value + "\": &core.Secret{Data:"
                        + value + "}\n");
        try (HelmCommand command = command()) {
            DrException failure = failed(ErrorCode.INVALID_ARGUMENT, () -> command.upgrade(order(chart())));

            assertThat(failure.effect()).isEqualTo(Effect.UNKNOWN);
            assertThat(failure.problem())
                    .startsWith("UPGRADE FAILED: cannot patch \"db\"")
                    .contains("********")
                    .doesNotContain("WARNING");
        }
    }

    @Test
    void anotherOperationInProgressIsRefusedWithoutEffect() throws Exception {
        helm.fail("Error: UPGRADE FAILED: another operation (install/upgrade/rollback) is in progress\n");
        try (HelmCommand command = command()) {
            DrException failure = failed(ErrorCode.FAILED_PRECONDITION, () -> command.upgrade(order(chart())));

            assertThat(failure.effect()).isEqualTo(Effect.NONE);
            assertThat(failure).hasMessageContaining("unlock");
        }
    }

    @Test
    void aHelmThatDoesNotEndIsEndedWithAllThatItStarted() throws Exception {
        helm.act("sleep 300 & echo $! > \"$here/child\"; echo $$ > \"$here/parent\"; wait");
        try (HelmCommand command = command()) {
            DrException failure = failed(ErrorCode.DEADLINE_EXCEEDED, () -> command.rollBack("datafly", 1, SHORT));

            assertThat(failure.effect()).isEqualTo(Effect.UNKNOWN);
        }
        assertEnded("child");
        assertEnded("parent");
    }

    @Test
    void closingEndsWhatRuns() throws Exception {
        helm.act("echo $$ > \"$here/parent.new\"; mv \"$here/parent.new\" \"$here/parent\"; sleep 300 & wait");
        HelmCommand command = command();
        CompletableFuture<DrException> failure = CompletableFuture.supplyAsync(
                () -> catchThrowableOfType(DrException.class, () -> command.rollBack("datafly", 1, PATIENCE)));
        awaitFile("parent");

        command.close();

        assertThat(failure.get(20, TimeUnit.SECONDS)).isNotNull();
        assertEnded("parent");
    }

    private HelmCommand command() {
        return new HelmCommand(
                new HelmTarget(address(), Optional.empty(), Optional.empty(), helm.program()), Duration.ofMillis(200));
    }

    private static ResourceAddress address() {
        return ResourceAddress.parse("k8s:datafly");
    }

    private ReleaseOrder order(ChartSource chart) {
        Secret values = Secret.of("{\"password\":\"" + password.use(String::new) + "\"}");
        return new ReleaseOrder("datafly", chart, List.of(values), KEY, PATIENCE);
    }

    private static ReleaseOrder order(List<Secret> values) {
        return new ReleaseOrder("datafly", chart(), values, KEY, PATIENCE);
    }

    private static ChartSource chart() {
        return ChartSource.path(Path.of("/charts/datafly"));
    }

    private DrException failed(ErrorCode code, ThrowingCallable call) {
        DrException failure = catchThrowableOfType(DrException.class, call);
        assertThat(failure).isNotNull();
        secrets.search("a failure", failure);
        assertThat(failure.code()).as(String.valueOf(failure.getMessage())).isEqualTo(code);
        return failure;
    }

    private void assertEnded(String name) throws Exception {
        long pid = Long.parseLong(Files.readString(folder.resolve(name)).strip());
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (runs(pid)) {
            assertThat(System.nanoTime()).as(name + " has not ended").isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }

    /** An orphan that has ended is listed for as long as nobody collects it, as in a container without an init. */
    private static boolean runs(long pid) {
        if (!ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)) {
            return false;
        }
        Path state = Path.of("/proc", Long.toString(pid), "stat");
        try {
            return !Files.exists(state) || !Files.readString(state).contains(") Z ");
        } catch (IOException e) {
            // It has ended meanwhile.
            return false;
        }
    }

    /** Looks in its own thread: on two processors the common pool has one thread, which the command keeps. */
    private void awaitFile(String name) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!Files.exists(folder.resolve(name))) {
            assertThat(System.nanoTime()).as(name + " is not there").isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }
}
