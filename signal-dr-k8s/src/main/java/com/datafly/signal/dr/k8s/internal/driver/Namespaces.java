package com.datafly.signal.dr.k8s.internal.driver;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.k8s.internal.Attempt;
import com.datafly.signal.dr.k8s.internal.client.Connection;
import io.fabric8.kubernetes.api.model.Namespace;
import java.util.Optional;

/** The namespace itself, and the one by which clusters are told apart. */
public final class Namespaces {

    private static final String OF_THE_SYSTEM = "kube-system";

    private final Connection connection;

    Namespaces(Connection connection) {
        this.connection = connection;
    }

    /** Returns the uid of the system's namespace, or, where that may not be read, of ours. */
    String clusterId() {
        try {
            String id = find(OF_THE_SYSTEM).map(Namespaces::uid).orElse("");
            if (!id.isEmpty()) {
                requireThere();
                return id;
            }
        } catch (DrException e) {
            if (e.code() != ErrorCode.PERMISSION_DENIED) {
                throw e;
            }
        }
        return find(connection.namespace()).map(Namespaces::uid).orElseThrow(this::missing);
    }

    /**
     * Refuses to take a namespace that is missing for one that is empty, for the server lists both alike.
     *
     * @throws DrException with {@code NOT_FOUND} if it is missing; where that may not be asked, it passes
     */
    void requireThere() {
        try {
            if (find(connection.namespace()).isEmpty()) {
                throw missing();
            }
        } catch (DrException e) {
            if (e.code() != ErrorCode.PERMISSION_DENIED) {
                throw e;
            }
        }
    }

    private Optional<Namespace> find(String name) {
        return connection.read(
                Attempt.of("get", "namespaces", name),
                client -> Optional.ofNullable(client.namespaces().withName(name).get()));
    }

    private static String uid(Namespace namespace) {
        return namespace.getMetadata().getUid();
    }

    private DrException missing() {
        return DrException.create(
                ErrorCode.NOT_FOUND,
                "look at " + connection,
                "the cluster has no namespace '" + connection.namespace() + "'",
                failure -> failure.resource(connection.toString())
                        .hint("Check the name, and that the context leads to the right cluster."));
    }
}
