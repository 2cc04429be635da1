package com.datafly.signal.dr.k8s.internal.driver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.k8s.testing.Command;
import com.datafly.signal.dr.k8s.testing.CommandResult;
import com.datafly.signal.dr.k8s.testing.Fault;
import com.datafly.signal.dr.k8s.testing.Grant;
import com.datafly.signal.dr.platform.HeldValue;
import com.datafly.signal.dr.platform.HeldValue.Verdict;
import com.datafly.signal.dr.platform.SecretUse;
import com.datafly.signal.dr.platform.SecretUse.Kind;
import com.datafly.signal.dr.spi.PlatformDriver;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LooksTest {

    private static final String VALUE = "hunter2 ü\n'$(id)' \"quoted\"\n";
    private static final String MANIFEST = """
            apiVersion: v1
            kind: Secret
            metadata: {name: db, namespace: datafly}
            stringData: {url: "hunter2 ü\\n'$(id)' \\"quoted\\"\\n"}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: one, namespace: datafly}
            spec:
              volumes: [{name: files, secret: {secretName: db}}]
              containers:
              - name: app
                image: web:1
                env:
                - {name: DB_URL, valueFrom: {secretKeyRef: {name: db, key: url}}}
                - {name: db.url, valueFrom: {secretKeyRef: {name: db, key: url}}}
                volumeMounts: [{name: files, mountPath: /etc/db}]
            """;

    private ApiServerHarness harness;
    private PlatformDriver driver;

    @BeforeEach
    void open(@TempDir Path folder) {
        harness = new ApiServerHarness(folder);
        driver = harness.newDriver();
        harness.server().objects().put(MANIFEST);
        harness.server().cluster().settle();
    }

    @AfterEach
    void close() {
        driver.close();
        harness.close();
    }

    @Test
    void whatIsHeldIsHashedToTheLastByte() {
        assertThat(driver.held("one", variable("DB_URL"))).isEqualTo(seen());
        assertThat(driver.held("one", file("/etc/db/url"))).isEqualTo(seen());
    }

    @Test
    void noValueLeavesTheContainer() {
        List<String> crossed = new ArrayList<>();
        harness.server().cluster().onCommand(command -> {
            crossed.addAll(command.words());
            return CommandResult.of(0, "0".repeat(64) + "  -\n", "");
        });

        driver.held("one", variable("DB_URL"));
        driver.held("one", file("/etc/db/url"));

        assertThat(String.join(" ", crossed)).doesNotContain("hunter2").contains("sha256sum");
    }

    @Test
    void allThatIsAskedOfAContainerIsOneCommand() {
        List<SecretUse> uses = List.of(
                file("/etc/db/no"), variable("DB_URL"), variable("db.url"), file("/etc/db/url"), variable("NO"));
        List<Command> commands = new ArrayList<>();

        assertThat(driver.held("one", uses))
                .extracting(HeldValue::verdict)
                .containsExactly(Verdict.ABSENT, Verdict.SEEN, Verdict.UNKNOWN, Verdict.SEEN, Verdict.ABSENT);
        assertThat(driver.held("one", uses).get(3)).isEqualTo(seen());

        harness.server().cluster().onCommand(command -> {
            commands.add(command);
            return CommandResult.of(0, "absent\nabsent\nabsent\n", "");
        });

        assertThat(driver.held("one", uses))
                .extracting(HeldValue::detail)
                .filteredOn(detail -> detail.equals("the shell said something else"))
                .hasSize(4);
        assertThat(commands).hasSize(1);
    }

    @Test
    void noNameIsRunAsAProgram() {
        List<Command> commands = new ArrayList<>();
        harness.server().cluster().onCommand(command -> {
            commands.add(command);
            return CommandResult.of(0, "absent\n", "");
        });

        assertThat(driver.held("one", variable("DB_URL}; id; ${X")).detail()).contains("no shell can read");
        assertThat(driver.held("one", variable("db.url")).verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(commands).isEmpty();

        driver.held("one", file("/etc/$(id)"));
        assertThat(commands).singleElement().satisfies(command -> {
            assertThat(command.words()).endsWith("/etc/$(id)");
            assertThat(command.words().get(2)).doesNotContain("$(id)");
        });
    }

    @Test
    void anImageWithoutAShellIsUnknown() {
        harness.server().cluster().hasNoShell("web:1");

        assertThat(driver.held("one", variable("DB_URL")))
                .isEqualTo(new HeldValue(Verdict.UNKNOWN, "", "the image has no shell to look with"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-tool\n", "", "hunter2\n", "ABC\n", "0123\n"})
    void whatIsNoHashIsNotPassedOn(String output) {
        harness.server().cluster().onCommand(command -> CommandResult.of(0, output, ""));

        HeldValue answer = driver.held("one", variable("DB_URL"));

        assertThat(answer.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(answer.detail()).isNotBlank().doesNotContain("hunter2");
    }

    @Test
    void aShellThatFailsIsUnknown() {
        harness.server().cluster().onCommand(command -> CommandResult.of(2, "", "hunter2: unbound"));

        assertThat(driver.held("one", variable("DB_URL")).detail()).isEqualTo("the shell ended with 2");
    }

    @Test
    void aContainerThatDoesNotRunIsUnknown() {
        harness.server().cluster().crashes("web:2");
        harness.server()
                .objects()
                .put(MANIFEST.replace("name: one", "name: two").replace("web:1", "web:2"));
        harness.server().cluster().settle();

        assertThat(driver.held("two", variable("DB_URL")).detail()).isEqualTo("the container does not run");
    }

    @Test
    void aNodeThatDoesNotAnswerIsUnknown() {
        String node = harness.server()
                .objects()
                .get("pods", "datafly", "one")
                .at("/spec/nodeName")
                .asText();
        harness.server().cluster().loseNode(node);

        HeldValue answer = driver.held("one", variable("DB_URL"));

        assertThat(answer.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(answer.detail()).contains("does not answer");
    }

    @Test
    void whoMaySeePodsButNotLookIntoThemIsTold() {
        String token = harness.server().token("dr", List.of(Grant.of("datafly", "", Set.of("get"), Set.of("pods"))));
        try (PlatformDriver own = harness.driver(harness.server().kubeconfig(token))) {
            HeldValue answer = own.held("one", variable("DB_URL"));

            assertThat(answer.verdict()).isEqualTo(Verdict.UNKNOWN);
            assertThat(answer.detail()).contains("may not", "pods/exec");
        }
    }

    @Test
    void aServerThatIsNotThereIsNoAnswer() {
        harness.server().faults().next("get", "pods", Fault.unavailable());
        harness.server().refuseConnections();

        assertThat(catchThrowableOfType(DrException.class, () -> driver.held("one", variable("DB_URL")))
                        .code())
                .isEqualTo(ErrorCode.UNAVAILABLE);
    }

    private static SecretUse variable(String name) {
        return new SecretUse("db", Kind.VARIABLE, "app", Optional.of("url"), Optional.of(name), false);
    }

    private static SecretUse file(String path) {
        return new SecretUse("db", Kind.FILES, "app", Optional.of("url"), Optional.of(path), false);
    }

    private static HeldValue seen() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(VALUE.getBytes(UTF_8));
            return new HeldValue(Verdict.SEEN, HexFormat.of().formatHex(hash), "");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
