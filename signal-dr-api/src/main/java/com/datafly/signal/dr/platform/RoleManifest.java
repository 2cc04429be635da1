package com.datafly.signal.dr.platform;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.platform.access.ObjectNames;
import com.datafly.signal.dr.internal.platform.access.Rules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * The least Role of Kubernetes that lets some things be done, as YAML: a ServiceAccount, a Role and its binding, and,
 * only where something is of the whole cluster, a ClusterRole and its binding. Immutable.
 *
 * @since 0.1
 */
public final class RoleManifest {

    private static final int LONGEST = 63;
    private static final AccessRequest CLUSTER_ID = new AccessRequest("get", "", "namespaces", "kube-system", false);

    private final String name;
    private final String namespace;
    private final List<AccessRequest> requests;

    private RoleManifest(String name, String namespace, List<AccessRequest> requests) {
        this.name = name;
        this.namespace = namespace;
        this.requests = requests;
    }

    /**
     * Describes one that lets actions be done.
     *
     * @param name of everything in it
     * @param namespace where the product runs
     * @throws DrException with {@code INVALID_ARGUMENT} for a name that Kubernetes does not take, or no action
     */
    public static RoleManifest create(String name, String namespace, Set<PlatformAction> actions) {
        return of(
                name,
                namespace,
                actions.stream()
                        .sorted()
                        .flatMap(action -> action.requests().stream())
                        .toList());
    }

    /**
     * Describes one that lets single things be done, as {@code PlatformPermissions.of(playbook)} has them.
     *
     * @param name of everything in it
     * @param namespace where the product runs
     * @throws DrException with {@code INVALID_ARGUMENT} for a name that Kubernetes does not take, or no request
     */
    public static RoleManifest of(String name, String namespace, Collection<AccessRequest> requests) {
        if (requests.isEmpty()) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "write a manifest",
                    "no action is named",
                    failure -> failure.hint("Name them, or take PlatformPermissions.of(playbook)."));
        }
        return new RoleManifest(
                ObjectNames.require("name", name, LONGEST),
                ObjectNames.require("namespace", namespace, LONGEST),
                List.copyOf(requests));
    }

    /**
     * Returns the same with a ClusterRole, and its binding, that lets the uid of the one namespace {@code kube-system}
     * be read, which a cluster is known by: without it {@link Platform#clusterId()} is the uid of the product's own
     * namespace, and nobody knows that a journal lies in the cluster that is lost. Whoever applies it needs rights on
     * ClusterRoles.
     */
    public RoleManifest withClusterId() {
        List<AccessRequest> more = new ArrayList<>(requests);
        more.add(CLUSTER_ID);
        return new RoleManifest(name, namespace, List.copyOf(more));
    }

    /** Returns the manifest. The same requests give the same text. */
    public String yaml() {
        List<String> lines = new ArrayList<>(object("v1", "ServiceAccount", name, true));
        bound(lines, "", true);
        bound(lines, "Cluster", false);
        return String.join("\n", lines) + "\n";
    }

    private void bound(List<String> lines, String scope, boolean namespaced) {
        List<AccessRequest> least = Rules.least(requests, namespaced);
        if (least.isEmpty()) {
            return;
        }
        String own = namespaced ? name : namespace + "-" + name;
        String rbac = "rbac.authorization.k8s.io";
        lines.add("---");
        lines.addAll(object(rbac + "/v1", scope + "Role", own, namespaced));
        lines.add("rules:");
        lines.addAll(Rules.lines(least));
        lines.add("---");
        lines.addAll(object(rbac + "/v1", scope + "RoleBinding", own, namespaced));
        lines.addAll(List.of(
                "roleRef:",
                "  apiGroup: " + rbac,
                "  kind: " + scope + "Role",
                "  name: \"" + own + "\"",
                "subjects:",
                "- kind: ServiceAccount",
                "  name: \"" + name + "\"",
                "  namespace: \"" + namespace + "\""));
    }

    private List<String> object(String version, String kind, String own, boolean namespaced) {
        List<String> lines = new ArrayList<>(
                List.of("apiVersion: " + version, "kind: " + kind, "metadata:", "  name: \"" + own + "\""));
        if (namespaced) {
            lines.add("  namespace: \"" + namespace + "\"");
        }
        return lines;
    }

    @Override
    public String toString() {
        return "role " + namespace + "/" + name + " for " + requests;
    }
}
