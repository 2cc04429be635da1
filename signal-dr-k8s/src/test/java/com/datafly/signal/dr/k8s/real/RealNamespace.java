package com.datafly.signal.dr.k8s.real;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.SignalDr;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A namespace of the cluster that {@code SIGNAL_DR_KUBECONFIG} names, made for a test and removed after it, with what
 * the test made for the whole cluster. Nodes have to be able to run the image that {@code SIGNAL_DR_IMAGE} names: with
 * a shell and {@code sha256sum}.
 */
public final class RealNamespace implements AutoCloseable {

    /** What names the kubeconfig of an administrator. */
    public static final String VARIABLE = "SIGNAL_DR_KUBECONFIG";

    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final long TOKEN_SECONDS = 3600;

    private final Path folder;
    private final KubernetesClient client;
    private final Namespace made;
    private final List<HasMetadata> clusterWide = new ArrayList<>();

    /** Makes it, and waits until pods may be made there. */
    public RealNamespace(Path folder) {
        this.folder = folder;
        this.client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(kubeconfig().toFile()))
                .build();
        this.made = client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withGenerateName("signal-dr-real-")
                        .endMetadata()
                        .build())
                .create();
        await(() ->
                client.serviceAccounts().inNamespace(name()).withName("default").get() != null);
    }

    /** Returns how the cluster calls it. */
    public String name() {
        return made.getMetadata().getName();
    }

    /** Returns the administrator's client. */
    public KubernetesClient client() {
        return client;
    }

    /** Returns the administrator's kubeconfig. */
    public static Path kubeconfig() {
        return Path.of(System.getenv(VARIABLE));
    }

    /** Returns an image that every node has, or can pull. */
    public static String image() {
        return Optional.ofNullable(System.getenv("SIGNAL_DR_IMAGE"))
                .orElse("registry.k8s.io/e2e-test-images/agnhost:2.53");
    }

    /** Makes objects, or replaces them: who applies would own the values that are switched. */
    public void put(String yaml) {
        for (HasMetadata object :
                client.load(new ByteArrayInputStream(yaml.getBytes(UTF_8))).items()) {
            if (object instanceof Namespaced) {
                client.resource(object).inNamespace(name()).createOr(NonDeletingOperation::update);
            } else {
                // A test that is killed cannot remove it: so it goes with the namespace.
                object.getMetadata()
                        .setOwnerReferences(List.of(new OwnerReferenceBuilder()
                                .withApiVersion("v1")
                                .withKind("Namespace")
                                .withName(name())
                                .withUid(made.getMetadata().getUid())
                                .build()));
                clusterWide.add(client.resource(object).create());
            }
        }
    }

    /** Returns the pods of a label {@code app}. */
    public List<Pod> pods(String app) {
        return client.pods().inNamespace(name()).withLabel("app", app).list().getItems();
    }

    /** Waits until so many pods of a label {@code app} are ready, and there are no others. */
    public void awaitReady(String app, int count) {
        await(() -> {
            List<Pod> pods = pods(app);
            return pods.size() == count && pods.stream().allMatch(Readiness::isPodReady);
        });
    }

    /** Waits for something to come about, by looking again and again. */
    public static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + LONGEST.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("has not come about for " + LONGEST);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** Returns what a program in the container {@code app} of a pod prints. */
    public String run(String pod, String... command) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (ExecWatch watch = client.pods()
                .inNamespace(name())
                .withName(pod)
                .inContainer("app")
                .writingOutput(output)
                .exec(command)) {
            watch.exitCode().get(LONGEST.toSeconds(), TimeUnit.SECONDS);
            return output.toString(UTF_8).strip();
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(pod + " does not run " + List.of(command), e);
        }
    }

    /** Writes a kubeconfig with a token that the cluster gives to a service account. */
    public Path kubeconfigOf(String account) throws IOException {
        String token = client.serviceAccounts()
                .inNamespace(name())
                .withName(account)
                .tokenRequest(new TokenRequestBuilder()
                        .withNewSpec()
                        .withExpirationSeconds(TOKEN_SECONDS)
                        .endSpec()
                        .build())
                .getStatus()
                .getToken();
        Config config = client.getConfiguration();
        String authority = config.getCaCertData() != null
                ? ", certificate-authority-data: \"" + config.getCaCertData() + "\""
                : config.getCaCertFile() != null ? ", certificate-authority: \"" + config.getCaCertFile() + "\"" : "";
        return Files.writeString(
                folder.resolve("kubeconfig-" + account), """
                apiVersion: v1
                kind: Config
                current-context: it
                clusters: [{name: it, cluster: {server: "%s"%s}}]
                contexts: [{name: it, context: {cluster: it, user: it}}]
                users: [{name: it, user: {token: "%s"}}]
                """.formatted(config.getMasterUrl(), authority, token));
    }

    /** Opens our library for the namespace; the caller closes it. */
    public SignalDr open(Path kubeconfig) {
        return SignalDr.builder()
                .platform("k8s:" + name(), options -> options.option("kubeconfig", kubeconfig.toString()))
                .journal(folder.resolve("journal"))
                .principal("ann")
                .build();
    }

    @Override
    public void close() {
        clusterWide.forEach(object -> client.resource(object).delete());
        client.resource(made).delete();
        client.close();
    }
}
