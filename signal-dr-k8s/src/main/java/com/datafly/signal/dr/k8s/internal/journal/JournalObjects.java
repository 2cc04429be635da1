package com.datafly.signal.dr.k8s.internal.journal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.k8s.internal.Attempt;
import com.datafly.signal.dr.k8s.internal.client.Connection;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The objects of one kind in the journal's namespace. Who makes or changes one gets it only if nobody else was faster.
 *
 * @param <T> the kind
 * @param <L> lists of the kind
 */
final class JournalObjects<T extends HasMetadata, L extends KubernetesResourceList<T>> {

    private static final PatchContext MERGE = new PatchContext.Builder()
            .withPatchType(PatchType.JSON_MERGE)
            .withFieldManager("signal-dr")
            .build();

    private final Connection connection;
    private final String resource;
    private final Class<T> type;
    private final Function<KubernetesClient, MixedOperation<T, L, Resource<T>>> kind;

    /** Reaches them by {@code kind}; permissions name them {@code resource}. */
    JournalObjects(
            Connection connection,
            String resource,
            Class<T> type,
            Function<KubernetesClient, MixedOperation<T, L, Resource<T>>> kind) {
        this.connection = connection;
        this.resource = resource;
        this.type = type;
        this.kind = kind;
    }

    Optional<T> find(String name) {
        return connection.read(
                attempt("get", name),
                client -> Optional.ofNullable(all(client).withName(name).get()));
    }

    /** Hands over every object with these labels, a few at a time, all as they were when the first was read. */
    void list(Map<String, String> labels, int pageSize, Consumer<List<T>> pages) {
        String next = "";
        do {
            ListOptions options = new ListOptionsBuilder()
                    .withLimit((long) pageSize)
                    .withContinue(next.isEmpty() ? null : next)
                    .build();
            L page = connection.read(
                    attempt("list", ""),
                    client -> all(client).withLabels(labels).list(options));
            pages.accept(page.getItems());
            String token = page.getMetadata().getContinue();
            next = token == null ? "" : token;
        } while (!next.isEmpty());
    }

    /**
     * Makes an object.
     *
     * @return it; empty if there is one of that name
     */
    Optional<T> create(String name, ObjectNode body) {
        return unless(
                Set.of(ErrorCode.ALREADY_EXISTS),
                attempt("create", name),
                client -> all(client).resource(object(client, body)).create());
    }

    /**
     * Merges {@code change} into the object of that name if it has that version.
     *
     * @return it as it is now; empty if it has another version, or is gone
     */
    Optional<T> change(String name, String version, ObjectNode change) {
        change.withObjectProperty("metadata").put("resourceVersion", version);
        ObjectNode named = JsonNodeFactory.instance.objectNode();
        named.withObjectProperty("metadata").put("name", name);
        return unless(
                Set.of(ErrorCode.CONFLICT, ErrorCode.NOT_FOUND),
                attempt("patch", name),
                client -> all(client).resource(object(client, named)).patch(MERGE, change.toString()));
    }

    private T object(KubernetesClient client, ObjectNode json) {
        return client.getKubernetesSerialization().unmarshal(json.toString(), type);
    }

    private NonNamespaceOperation<T, L, Resource<T>> all(KubernetesClient client) {
        return kind.apply(client).inNamespace(connection.namespace());
    }

    private Optional<T> unless(Set<ErrorCode> otherwise, Attempt attempt, Function<KubernetesClient, T> call) {
        try {
            return Optional.of(connection.change(attempt, call));
        } catch (DrException failure) {
            if (failure.effect() != Effect.NONE || !otherwise.contains(failure.code())) {
                throw failure;
            }
            return Optional.empty();
        }
    }

    /** What the server says of a journal may quote it. */
    private Attempt attempt(String verb, String name) {
        return Attempt.of(verb, resource, name).withSecrets();
    }
}
