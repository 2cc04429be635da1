package com.datafly.signal.dr.k8s.internal.driver;

import com.datafly.signal.dr.k8s.internal.Attempt;
import com.datafly.signal.dr.k8s.internal.client.Connection;
import com.datafly.signal.dr.k8s.internal.model.Budgets;
import com.datafly.signal.dr.k8s.internal.model.Nodes;
import com.datafly.signal.dr.k8s.internal.model.Warnings;
import com.datafly.signal.dr.k8s.internal.release.Releases;
import com.datafly.signal.dr.platform.AccessAnswer;
import com.datafly.signal.dr.platform.AccessRequest;
import com.datafly.signal.dr.platform.DisruptionBudget;
import com.datafly.signal.dr.platform.EvictionAnswer;
import com.datafly.signal.dr.platform.HeldValue;
import com.datafly.signal.dr.platform.LogQuery;
import com.datafly.signal.dr.platform.Node;
import com.datafly.signal.dr.platform.PlatformCapabilities;
import com.datafly.signal.dr.platform.PlatformEvent;
import com.datafly.signal.dr.platform.PlatformSecret;
import com.datafly.signal.dr.platform.Pod;
import com.datafly.signal.dr.platform.SecretChange;
import com.datafly.signal.dr.platform.SecretUse;
import com.datafly.signal.dr.platform.Workload;
import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.spi.PlatformDriver;
import com.datafly.signal.dr.spi.ReleaseDriver;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Translates to one namespace of a Kubernetes cluster. */
public final class KubernetesDriver implements PlatformDriver {

    private final Connection connection;
    private final Namespaces namespaces;
    private final WorkloadCalls workloads;
    private final PodCalls pods;
    private final SecretCalls secrets;
    private final AccessCalls access;
    private final Looks looks;

    /** Asks by a connection, which it closes. */
    public KubernetesDriver(Connection connection) {
        this.connection = connection;
        this.namespaces = new Namespaces(connection);
        this.workloads = new WorkloadCalls(connection, namespaces);
        this.pods = new PodCalls(connection, namespaces);
        this.secrets = new SecretCalls(connection);
        this.access = new AccessCalls(connection);
        this.looks = new Looks(connection);
    }

    @Override
    public String clusterId() {
        return namespaces.clusterId();
    }

    @Override
    public PlatformCapabilities capabilities() {
        return access.capabilities();
    }

    @Override
    public List<AccessAnswer> access(List<AccessRequest> requests) {
        return access.answers(requests);
    }

    @Override
    public List<Workload> workloads() {
        return workloads.list();
    }

    @Override
    public Optional<Workload> workload(WorkloadId id) {
        return workloads.find(id);
    }

    @Override
    public List<Pod> pods(Map<String, String> labels) {
        return pods.list(labels);
    }

    @Override
    public List<Node> nodes() {
        return Pages.read(connection, Attempt.of("list", "nodes"), KubernetesClient::nodes, Nodes::of);
    }

    @Override
    public List<DisruptionBudget> disruptionBudgets() {
        return Pages.read(
                connection,
                Attempt.of("list", "poddisruptionbudgets"),
                client -> client.policy().v1().podDisruptionBudget().inNamespace(connection.namespace()),
                Budgets::of);
    }

    @Override
    public List<PlatformEvent> warnings() {
        return Pages.read(
                        connection,
                        Attempt.of("list", "events"),
                        client -> client.v1()
                                .events()
                                .inNamespace(connection.namespace())
                                .withField("type", "Warning"),
                        event -> Warnings.isOne(event)
                                ? Optional.of(Warnings.of(event))
                                : Optional.<PlatformEvent>empty())
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    @Override
    public EvictionAnswer evict(String pod, boolean dryRun) {
        return pods.evict(pod, dryRun);
    }

    @Override
    public Workload annotateTemplate(WorkloadId id, String version, Map<String, String> annotations) {
        return workloads.annotate(id, version, annotations);
    }

    @Override
    public Optional<PlatformSecret> secret(String name) {
        return secrets.find(name);
    }

    @Override
    public PlatformSecret createSecret(PlatformSecret content) {
        return secrets.create(content);
    }

    @Override
    public PlatformSecret changeSecret(SecretChange change) {
        return secrets.change(change);
    }

    @Override
    public void deleteSecret(String name, String version) {
        secrets.delete(name, version);
    }

    @Override
    public HeldValue held(String pod, SecretUse use) {
        return held(pod, List.of(use)).get(0);
    }

    @Override
    public List<HeldValue> held(String pod, List<SecretUse> uses) {
        return looks.held(pod, uses);
    }

    @Override
    public List<String> logs(String pod, LogQuery query) {
        return pods.logs(pod, query);
    }

    @Override
    public Optional<ReleaseDriver> releases() {
        return Optional.of(new Releases(connection));
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return Optional.of(connection.client()).filter(type::isInstance).map(type::cast);
    }

    @Override
    public void close() {
        connection.close();
    }

    @Override
    public String toString() {
        return connection.toString();
    }
}
