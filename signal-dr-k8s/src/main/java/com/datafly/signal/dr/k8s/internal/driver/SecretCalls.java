package com.datafly.signal.dr.k8s.internal.driver;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.k8s.internal.Attempt;
import com.datafly.signal.dr.k8s.internal.client.Connection;
import com.datafly.signal.dr.k8s.internal.model.SecretValues;
import com.datafly.signal.dr.k8s.internal.model.Secrets;
import com.datafly.signal.dr.platform.PlatformSecret;
import com.datafly.signal.dr.platform.SecretChange;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.Map;
import java.util.Optional;

/**
 * Reads and changes secrets. What the server says to a change is passed on as its word and the fields alone, for a
 * sentence may quote a value.
 */
final class SecretCalls {

    private final Connection connection;

    SecretCalls(Connection connection) {
        this.connection = connection;
    }

    Optional<PlatformSecret> find(String name) {
        return connection.read(
                attempt("get", name),
                client -> Optional.ofNullable(resource(client, name).get()).map(Secrets::of));
    }

    PlatformSecret create(PlatformSecret content) {
        Secret secret = new SecretBuilder()
                .withNewMetadata()
                .withName(content.name())
                .withNamespace(connection.namespace())
                .withLabels(content.labels())
                .withAnnotations(content.annotations())
                .endMetadata()
                .withType(content.type())
                .withImmutable(content.immutable() ? true : null)
                .withData(SecretValues.encoded(content.values()))
                .build();
        return connection.change(
                attempt("create", content.name()),
                client -> Secrets.of(client.secrets()
                        .inNamespace(connection.namespace())
                        .resource(secret)
                        .create()));
    }

    PlatformSecret change(SecretChange change) {
        Map<String, ?> data =
                change.values().isEmpty() ? Map.of() : Map.of("data", SecretValues.encoded(change.values()));
        String patch = Patch.from(change.version(), change.annotations(), data);
        return connection.change(
                attempt("patch", change.name()),
                client -> Secrets.of(resource(client, change.name()).patch(Patch.CONTEXT, patch)));
    }

    /**
     * Removes one.
     *
     * @throws DrException with {@code CONFLICT} if it is in another state
     */
    void delete(String name, String version) {
        connection.change(
                attempt("delete", name),
                client -> resource(client, name).lockResourceVersion(version).delete());
    }

    private static Attempt attempt(String verb, String name) {
        return Attempt.of(verb, "secrets", name).withSecrets();
    }

    private Resource<Secret> resource(KubernetesClient client, String name) {
        return client.secrets().inNamespace(connection.namespace()).withName(name);
    }
}
