package com.datafly.signal.dr.k8s.internal.driver;

import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.k8s.KubernetesProvider;
import com.datafly.signal.dr.k8s.testing.ApiServer;
import com.datafly.signal.dr.platform.ObjectRef;
import com.datafly.signal.dr.platform.StoredRelease;
import com.datafly.signal.dr.platform.Workload;
import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.platform.WorkloadKind;
import com.datafly.signal.dr.spi.PlatformDriver;
import com.datafly.signal.dr.tck.DriverOptions;
import com.datafly.signal.dr.tck.FaultPlan;
import com.datafly.signal.dr.tck.PlatformHarness;
import com.datafly.signal.dr.tck.SecretRecorder;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A namespace of our own API server, whose controllers act when the contract says so. */
final class ApiServerHarness implements PlatformHarness, AutoCloseable {

    static final String NAMESPACE = "datafly";

    private final SecretRecorder secrets = SecretRecorder.create();
    private final ApiServer server = ApiServer.start();
    private final FaultPlan faults = FaultPlan.create();
    private final Path folder;
    private int files;

    ApiServerHarness(Path folder) {
        this.folder = folder;
        server.namespace(NAMESPACE);
        secrets.watch("token", server.token());
    }

    ApiServer server() {
        return server;
    }

    @Override
    public PlatformDriver newDriver() {
        return new FaultyCalls(faults, server).through(driver(server.kubeconfig(server.token())));
    }

    PlatformDriver driver(String kubeconfig) {
        Path file = folder.resolve("kubeconfig-" + files++);
        try {
            Files.writeString(file, kubeconfig);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        DriverOptions options = DriverOptions.of(Map.of("kubeconfig", file.toString(), "request.timeout.ms", "5000"));
        return new KubernetesProvider().open(ResourceAddress.parse("k8s:" + NAMESPACE), options);
    }

    @Override
    public SecretRecorder secrets() {
        return secrets;
    }

    @Override
    public void create(Workload wanted) {
        server.objects().put(WorkloadManifest.of(wanted, NAMESPACE));
        if (wanted.id().kind() == WorkloadKind.JOB) {
            String uid = server.objects()
                    .get("jobs.batch", NAMESPACE, wanted.id().name())
                    .at("/metadata/uid")
                    .asText();
            server.objects().put(WorkloadManifest.podOfJob(wanted, NAMESPACE, uid));
        }
    }

    @Override
    public void roll(WorkloadId workload) {
        server.cluster().settle();
    }

    @Override
    public int manyPods() {
        return (int) Pages.SIZE + 1;
    }

    @Override
    public Duration patience() {
        return Duration.ofSeconds(20);
    }

    @Override
    public Set<Hook> hooks() {
        return EnumSet.allOf(Hook.class);
    }

    @Override
    public FaultPlan faults() {
        return faults;
    }

    @Override
    public PlatformDriver unreachableDriver() {
        try (ApiServer dead = ApiServer.start()) {
            return driver(dead.kubeconfig(dead.token()));
        }
    }

    @Override
    public PlatformDriver strangerDriver() {
        return driver(server.kubeconfig("unknown"));
    }

    @Override
    public PlatformDriver forbiddenDriver() {
        return driver(server.kubeconfig(server.token("nobody", List.of())));
    }

    @Override
    public void addBudget(String name, Map<String, String> labels, String minAvailable) {
        ObjectNode budget = object("policy/v1", "PodDisruptionBudget", name);
        ObjectNode spec = budget.putObject("spec").put("minAvailable", Integer.parseInt(minAvailable));
        labels.forEach(spec.putObject("selector").putObject("matchLabels")::put);
        server.objects().put(budget.toString());
        server.cluster().settle();
    }

    @Override
    public void removeBudget(String name) {
        server.objects().delete("poddisruptionbudgets.policy", NAMESPACE, name);
    }

    @Override
    public void warn(String pod, String reason, String message) {
        ObjectNode event = object("v1", "Event", pod + "." + Long.toHexString(System.nanoTime()));
        event.putObject("involvedObject")
                .put("kind", "Pod")
                .put("namespace", NAMESPACE)
                .put("name", pod);
        event.put("type", "Warning").put("reason", reason).put("message", message);
        event.put("lastTimestamp", Instant.now().toString()).put("count", 1);
        server.objects().put(event.toString());
    }

    @Override
    public void writeLog(String pod, String container, List<String> lines) {
        lines.forEach(line -> server.cluster().log(NAMESPACE, pod, container, line));
    }

    @Override
    public void storeRelease(StoredRelease release) {
        server.objects().put(HelmRelease.secret(release, NAMESPACE));
    }

    @Override
    public void damageRelease(String name, int revision) {
        String object = "sh.helm.release.v1." + name + ".v" + revision;
        server.objects().patch("secrets", NAMESPACE, object, "{\"data\":{\"release\":\"SDRzSUFBLi4u\"}}");
    }

    @Override
    public ObjectRef putObject(String name, Map<String, String> data) {
        ObjectNode object = object("v1", "ConfigMap", name);
        data.forEach(object.putObject("data")::put);
        server.objects().put(object.toString());
        return new ObjectRef("v1", "ConfigMap", NAMESPACE, name);
    }

    @Override
    public void failJob(String name) {
        ObjectNode job = server.objects().get("jobs.batch", NAMESPACE, name).deepCopy();
        ArrayNode conditions = job.putObject("status").putArray("conditions");
        conditions.addObject().put("type", "FailureTarget").put("status", "True");
        conditions.addObject().put("type", "Failed").put("status", "True").put("reason", "BackoffLimitExceeded");
        server.objects().put(job.toString());
    }

    @Override
    public void putPod(String name, Optional<ObjectRef> keeper, Workload like) {
        ArrayNode owners = keeper.map(owner -> WorkloadManifest.keptBy(
                        owner,
                        server.objects()
                                .get("configmaps", NAMESPACE, owner.name())
                                .at("/metadata/uid")
                                .asText()))
                .orElseGet(WorkloadManifest::keptByNobody);
        server.objects().put(WorkloadManifest.pod(like, new ObjectRef("v1", "Pod", NAMESPACE, name), owners));
    }

    private static ObjectNode object(String apiVersion, String kind, String name) {
        ObjectNode object = new ObjectMapper().createObjectNode();
        object.put("apiVersion", apiVersion).put("kind", kind);
        object.putObject("metadata").put("namespace", NAMESPACE).put("name", name);
        return object;
    }

    @Override
    public void close() {
        server.close();
    }
}
