package com.datafly.signal.dr.k8s.internal.driver;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.k8s.internal.Attempt;
import com.datafly.signal.dr.k8s.internal.client.Connection;
import com.datafly.signal.dr.platform.Workload;
import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.platform.WorkloadKind;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks for workloads, and changes their templates. */
final class WorkloadCalls {

    private final Connection connection;
    private final Namespaces namespaces;

    WorkloadCalls(Connection connection, Namespaces namespaces) {
        this.connection = connection;
        this.namespaces = namespaces;
    }

    List<Workload> list() {
        List<Workload> all = new ArrayList<>();
        Kind.all().forEach(kind -> all.addAll(list(kind)));
        if (all.isEmpty()) {
            namespaces.requireThere();
        }
        return List.copyOf(all);
    }

    private <T extends HasMetadata> List<Workload> list(Kind<T> kind) {
        return Pages.read(
                connection,
                Attempt.of("list", kind.resource()),
                client -> kind.source().apply(client).inNamespace(connection.namespace()),
                kind.model());
    }

    Optional<Workload> find(WorkloadId id) {
        return find(Kind.of(id.kind()), id.name());
    }

    private <T extends HasMetadata> Optional<Workload> find(Kind<T> kind, String name) {
        return connection.read(
                Attempt.of("get", kind.resource(), name),
                client ->
                        Optional.ofNullable(resource(kind, client, name).get()).map(kind.model()));
    }

    Workload annotate(WorkloadId id, String version, Map<String, String> annotations) {
        if (id.kind() == WorkloadKind.JOB) {
            throw neverChanges(id);
        }
        return annotate(Kind.of(id.kind()), id.name(), patch(Kind.of(id.kind()), version, annotations));
    }

    private <T extends HasMetadata> Workload annotate(Kind<T> kind, String name, String patch) {
        return connection.change(
                Attempt.of("patch", kind.resource(), name),
                client -> kind.model().apply(resource(kind, client, name).patch(Patch.CONTEXT, patch)));
    }

    /** A merge patch that names the version is refused by the server if another one has come. */
    private static String patch(Kind<?> kind, String version, Map<String, String> annotations) {
        Map<String, Object> inner = Map.of("metadata", Map.of("annotations", annotations));
        for (int i = kind.template().size() - 1; i > 0; i--) {
            inner = Map.of(kind.template().get(i), inner);
        }
        return Patch.from(version, Map.of(), Map.of(kind.template().get(0), inner));
    }

    private DrException neverChanges(WorkloadId id) {
        String operation = "patch " + id + " in " + connection;
        if (find(id).isEmpty()) {
            return DrException.of(ErrorCode.NOT_FOUND, operation, "there is no such Job");
        }
        return DrException.create(
                ErrorCode.FAILED_PRECONDITION,
                operation,
                "the template of a Job never changes",
                failure -> failure.hint("Wait for its end, or make it anew."));
    }

    private <T extends HasMetadata> Resource<T> resource(Kind<T> kind, KubernetesClient client, String name) {
        return kind.source().apply(client).inNamespace(connection.namespace()).withName(name);
    }
}
