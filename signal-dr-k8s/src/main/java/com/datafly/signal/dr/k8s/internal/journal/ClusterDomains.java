package com.datafly.signal.dr.k8s.internal.journal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.FailureDomain;
import com.datafly.signal.dr.k8s.internal.Attempt;
import com.datafly.signal.dr.k8s.internal.client.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a journal in a namespace is lost with: the cluster, which has no name of its own and is known by its
 * {@code kube-system}, or by the namespace where that may not be seen.
 */
final class ClusterDomains {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterDomains.class);
    private static final String KIND = "cluster";
    private static final String REMEDY = "Allow get of the namespace kube-system by a ClusterRole, as"
            + " RoleManifest.withClusterId() writes it: a journal in the cluster that is lost is refused then.";

    private final Connection connection;
    private volatile List<FailureDomain> found = List.of();
    private volatile Map<String, String> untold = Map.of();

    ClusterDomains(Connection connection) {
        this.connection = connection;
    }

    /** Fails with {@code NOT_FOUND} if there is no such namespace, as far as we may see. */
    void requireNamespace() {
        List<FailureDomain> seen = find();
        LOG.debug("the journal in {} is lost with {}", connection, seen);
    }

    /** Returns them; asks the cluster once. */
    List<FailureDomain> find() {
        if (found.isEmpty()) {
            List<FailureDomain> domains = new ArrayList<>();
            domains.add(FailureDomain.ofAddress(connection.address().toString()));
            Optional<String> system = uid("kube-system");
            Optional<String> own = uid(connection.namespace());
            system.ifPresent(uid -> domains.add(FailureDomain.of(KIND, uid)));
            own.ifPresent(uid -> domains.add(FailureDomain.of(KIND, uid)));
            if (system.isEmpty()) {
                untold = Map.of(KIND, REMEDY);
                LOG.warn("which cluster the journal in {} is lost with cannot be told. {}", connection, REMEDY);
            }
            found = List.copyOf(domains);
        }
        return found;
    }

    /** Returns what cannot be told, and the remedy. */
    Map<String, String> untold() {
        find();
        return untold;
    }

    private Optional<String> uid(String namespace) {
        try {
            return Optional.of(connection.read(
                    Attempt.of("get", "namespaces", namespace),
                    client -> Optional.ofNullable(
                                    client.namespaces().withName(namespace).get())
                            .map(found -> found.getMetadata().getUid())
                            .orElseThrow(() -> missing(namespace))));
        } catch (DrException failure) {
            if (failure.code() != ErrorCode.PERMISSION_DENIED) {
                throw failure;
            }
            return Optional.empty();
        }
    }

    private DrException missing(String namespace) {
        return DrException.create(
                ErrorCode.NOT_FOUND,
                "open the journals in " + connection,
                "there is no namespace " + namespace,
                failure -> failure.resource(connection.toString())
                        .hint("Make it by kubectl create namespace " + namespace
                                + ", or check that the context leads to the right cluster."));
    }
}
