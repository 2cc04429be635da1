package com.datafly.signal.dr.k8s.internal.driver;

import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.k8s.KubernetesProvider;
import com.datafly.signal.dr.platform.ObjectRef;
import com.datafly.signal.dr.platform.StoredRelease;
import com.datafly.signal.dr.platform.Workload;
import com.datafly.signal.dr.spi.PlatformDriver;
import com.datafly.signal.dr.tck.DriverOptions;
import com.datafly.signal.dr.tck.PlatformHarness;
import com.datafly.signal.dr.tck.SecretRecorder;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A namespace of a real cluster, made for the contract and removed after it. Its nodes have to be able to run the image
 * that {@code SIGNAL_DR_IMAGE} names: one that stays, with a shell and {@code sha256sum}.
 */
final class RealClusterHarness implements PlatformHarness, AutoCloseable {

    /** Since this 1.x StatefulSets number their pods from elsewhere than 0. */
    private static final int FIRST_ORDINALS = 27;

    private static final String NOWHERE = "https://127.0.0.1:9";

    private final SecretRecorder secrets = SecretRecorder.create();
    private final Path kubeconfig;
    private final Path folder;
    private final KubernetesClient client;
    private final Namespace made;
    private final String namespace;

    RealClusterHarness(Path kubeconfig, Path folder) {
        this.kubeconfig = kubeconfig;
        this.folder = folder;
        this.client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
                .build();
        this.made = client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withGenerateName("signal-dr-driver-")
                        .endMetadata()
                        .build())
                .create();
        this.namespace = made.getMetadata().getName();
        watchCredential(client.getConfiguration());
    }

    private void watchCredential(Config config) {
        Stream.of(config.getAutoOAuthToken(), config.getOauthToken(), config.getClientKeyData(), config.getPassword())
                .filter(secret -> secret != null && !secret.isBlank())
                .forEach(secret -> secrets.watch("credential", secret));
    }

    @Override
    public PlatformDriver newDriver() {
        return driver(kubeconfig);
    }

    private PlatformDriver driver(Path file) {
        return new KubernetesProvider()
                .open(
                        ResourceAddress.parse("k8s:" + namespace),
                        DriverOptions.of(Map.of("kubeconfig", file.toString())));
    }

    @Override
    public SecretRecorder secrets() {
        return secrets;
    }

    @Override
    public String image() {
        return Optional.ofNullable(System.getenv("SIGNAL_DR_IMAGE"))
                .orElse("registry.k8s.io/e2e-test-images/agnhost:2.53");
    }

    @Override
    public void create(Workload wanted) {
        if (wanted.firstOrdinal() > 0 && minor() < FIRST_ORDINALS) {
            throw new UnsupportedOperationException("1." + minor() + " numbers pods from 0");
        }
        client.resource(WorkloadManifest.of(wanted, namespace)).create();
    }

    @Override
    public Set<Hook> hooks() {
        Set<Hook> hooks = EnumSet.of(
                Hook.UNREACHABLE,
                Hook.STRANGER,
                Hook.BUDGETS,
                Hook.WARNINGS,
                Hook.RELEASES,
                Hook.OBJECTS,
                Hook.PODS,
                Hook.FAILED_JOBS);
        if (minor() >= FIRST_ORDINALS) {
            hooks.add(Hook.FIRST_ORDINALS);
        }
        return hooks;
    }

    private int minor() {
        return Integer.parseInt(client.getKubernetesVersion().getMinor().replaceAll("\\D", ""));
    }

    @Override
    public PlatformDriver unreachableDriver() {
        return driver(kubeconfig(NOWHERE));
    }

    @Override
    public PlatformDriver strangerDriver() {
        return driver(kubeconfig(client.getConfiguration().getMasterUrl()));
    }

    /** Writes one with a token that nobody knows. */
    private Path kubeconfig(String server) {
        String authority = Optional.ofNullable(client.getConfiguration().getCaCertData())
                .map(data -> "certificate-authority-data: " + data)
                .orElse("insecure-skip-tls-verify: true");
        try {
            return Files.writeString(folder.resolve("stranger"), """
                    apiVersion: v1
                    kind: Config
                    current-context: it
                    clusters: [{name: it, cluster: {server: "%s", %s}}]
                    contexts: [{name: it, context: {cluster: it, user: it}}]
                    users: [{name: it, user: {token: unknown}}]
                    """.formatted(server, authority));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void addBudget(String name, Map<String, String> labels, String minAvailable) {
        client.resource(new PodDisruptionBudgetBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewSpec()
                        .withNewMinAvailable(Integer.parseInt(minAvailable))
                        .withNewSelector()
                        .withMatchLabels(labels)
                        .endSelector()
                        .endSpec()
                        .build())
                .create();
    }

    @Override
    public void removeBudget(String name) {
        client.policy()
                .v1()
                .podDisruptionBudget()
                .inNamespace(namespace)
                .withName(name)
                .delete();
    }

    @Override
    public void warn(String pod, String reason, String message) {
        Event event = new EventBuilder()
                .withNewMetadata()
                .withGenerateName(pod + ".")
                .withNamespace(namespace)
                .endMetadata()
                .withNewInvolvedObject()
                .withKind("Pod")
                .withNamespace(namespace)
                .withName(pod)
                .endInvolvedObject()
                .withType("Warning")
                .withReason(reason)
                .withMessage(message)
                .withLastTimestamp(Instant.now().toString())
                .withCount(1)
                .build();
        client.resource(event).create();
    }

    @Override
    public void storeRelease(StoredRelease release) {
        client.resource(HelmRelease.secret(release, namespace)).createOr(NonDeletingOperation::update);
    }

    @Override
    public void damageRelease(String name, int revision) {
        client.secrets()
                .inNamespace(namespace)
                .withName("sh.helm.release.v1." + name + ".v" + revision)
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"data\":{\"release\":\"SDRzSUFBLi4u\"}}");
    }

    @Override
    public ObjectRef putObject(String name, Map<String, String> data) {
        client.resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .endMetadata()
                        .withData(data)
                        .build())
                .create();
        return new ObjectRef("v1", "ConfigMap", namespace, name);
    }

    /** Its pod runs until it is ended, so its time is over soon. */
    @Override
    public void failJob(String name) {
        client.batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .withName(name)
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"activeDeadlineSeconds\":1}}");
    }

    @Override
    public void putPod(String name, Optional<ObjectRef> keeper, Workload like) {
        ArrayNode owners = keeper.map(owner -> WorkloadManifest.keptBy(
                        owner,
                        client.configMaps()
                                .inNamespace(namespace)
                                .withName(owner.name())
                                .require()
                                .getMetadata()
                                .getUid()))
                .orElseGet(WorkloadManifest::keptByNobody);
        client.resource(WorkloadManifest.pod(like, new ObjectRef("v1", "Pod", namespace, name), owners))
                .create();
    }

    @Override
    public void close() {
        client.resource(made).delete();
        client.close();
    }
}
