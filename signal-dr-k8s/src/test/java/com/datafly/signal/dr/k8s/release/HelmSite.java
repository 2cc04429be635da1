package com.datafly.signal.dr.k8s.release;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.k8s.testing.ApiServer;
import com.datafly.signal.dr.k8s.testing.Pace;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.platform.ChartSource;
import com.datafly.signal.dr.platform.ReleaseChange;
import com.datafly.signal.dr.platform.Releases;
import com.datafly.signal.dr.platform.StoredRelease;
import com.datafly.signal.dr.tck.SecretRecorder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** One {@code helm} program, the cluster that it deploys to, and our library that lets it. */
final class HelmSite implements AutoCloseable {

    static final String NAMESPACE = "datafly";
    static final String RELEASE = "datafly";
    static final String SECRET = "datafly-db";
    static final String OLD = "jdbc:postgresql://old.example/datafly";
    static final String NEW = "jdbc:postgresql://new.example/datafly";

    /** By which verbs Helm makes an object: Helm 4 applies it. */
    private static final Set<String> MAKING = Set.of("create", "patch");

    final HelmBinary helm;
    final ApiServer server = ApiServer.start().namespace(NAMESPACE);
    final SecretRecorder secrets = SecretRecorder.create();
    final Secret password = secrets.plant("database password");
    final Path folder;
    final Path kubeconfig;
    final HelmChart chart;
    private final SignalDr dr;
    final Releases releases;

    HelmSite(HelmBinary helm, Path folder) throws IOException {
        this.helm = helm;
        this.folder = folder;
        this.kubeconfig = Files.writeString(folder.resolve("kubeconfig"), server.kubeconfig(server.token()));
        this.chart = HelmChart.write(folder);
        server.cluster().pace(Pace.AT_ONCE);
        this.dr = open(builder -> {});
        this.releases = dr.platform().releases();
    }

    /** Opens the platform; the caller closes it. */
    SignalDr open(Consumer<SignalDr.Builder> more) {
        return open(helm.path().toString(), more);
    }

    /** Opens the platform for another program; the caller closes it. */
    SignalDr open(String program, Consumer<SignalDr.Builder> more) {
        SignalDr.Builder builder = SignalDr.builder()
                .platform(
                        "k8s:" + NAMESPACE,
                        options -> options.option("kubeconfig", kubeconfig.toString())
                                .option("releases-by", "helm")
                                .option("releases-command", program));
        more.accept(builder);
        return builder.build();
    }

    StoredRelease install() {
        try (Secret values = Secret.of("url: " + OLD + "\npassword: \"" + password.use(String::new) + "\"\n")) {
            return releases.install(ReleaseChange.of(
                    RELEASE, change -> change.chart(source()).values(values).key(key("install"))));
        }
    }

    /** Describes an upgrade to another database. */
    static ReleaseChange to(String url, String step) {
        return ReleaseChange.of(
                RELEASE, change -> change.set("url", Secret.of(url)).key(key(step)));
    }

    ChartSource source() {
        return ChartSource.path(chart.path());
    }

    static OperationKey key(String step) {
        return OperationKey.derive("run", step, 0, "");
    }

    /** Lets the program itself do something, as a person does, and returns what it prints. */
    String ask(String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of(arguments));
        line.addAll(List.of("--namespace", NAMESPACE, "--kubeconfig", kubeconfig.toString()));
        return helm.run(line);
    }

    JsonNode json(String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of(arguments));
        line.addAll(List.of("-o", "json"));
        return new ObjectMapper().readTree(ask(line.toArray(String[]::new)));
    }

    /** Returns the process of the program that our library has started. */
    Optional<ProcessHandle> process() {
        return ProcessHandle.current()
                .children()
                .filter(child ->
                        child.info().command().equals(Optional.of(helm.path().toString())))
                .findFirst();
    }

    /** Does something with the program once, when it has made the first object of a kind; its answer waits. */
    void whenMade(String resource, Consumer<ProcessHandle> deed) {
        AtomicBoolean done = new AtomicBoolean();
        server.onCall(call -> {
            if (resource.equals(call.resource())
                    && MAKING.contains(call.verb())
                    && call.userAgent().startsWith("Helm")
                    && done.compareAndSet(false, true)) {
                process().ifPresent(deed);
            }
        });
    }

    /** Returns what the Secret's key holds. */
    String url() {
        JsonNode secret = server.objects().get("secrets", NAMESPACE, SECRET);
        return new String(Base64.getDecoder().decode(secret.at("/data/url").asText()), UTF_8);
    }

    DrException failed(ErrorCode code, ThrowingCallable call) {
        DrException failure = catchThrowableOfType(DrException.class, call);
        assertThat(failure).isNotNull();
        secrets.search("a failure", failure);
        assertThat(failure.code()).as(String.valueOf(failure.getMessage())).isEqualTo(code);
        return failure;
    }

    @Override
    public void close() {
        dr.close();
        server.close();
        password.close();
        secrets.assertNotLeaked();
    }
}
