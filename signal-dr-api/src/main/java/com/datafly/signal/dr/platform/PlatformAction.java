package com.datafly.signal.dr.platform;

import static com.datafly.signal.dr.platform.AccessRequest.inNamespace;

import java.util.Arrays;
import java.util.List;

/**
 * What this library does at a platform, and what must be allowed for it: the one table that preflights and Roles are
 * made of. More may be added.
 *
 * @since 0.1
 */
public enum PlatformAction {
    /** Tells its cluster from others, and a missing namespace from an empty one. */
    IDENTIFY(inNamespace("get", "", "namespaces")),
    /** Lists workloads of every kind. */
    LOOK_AT_WORKLOADS(
            inNamespace("list", "apps", "deployments"),
            inNamespace("list", "apps", "statefulsets"),
            inNamespace("list", "apps", "daemonsets"),
            inNamespace("list", "batch", "cronjobs"),
            inNamespace("list", "batch", "jobs")),
    /** Lists pods. */
    LOOK_AT_PODS(inNamespace("list", "", "pods")),
    /** Lists machines, which are of the whole cluster. */
    LOOK_AT_NODES(new AccessRequest("list", "", "nodes", "", false)),
    /** Lists disruption budgets. */
    LOOK_AT_BUDGETS(inNamespace("list", "policy", "poddisruptionbudgets")),
    /** Lists what the platform warned of. */
    LOOK_AT_WARNINGS(inNamespace("list", "", "events")),
    /** Reads logs. */
    READ_LOGS(inNamespace("get", "", "pods/log")),
    /** Evicts pods, or asks whether they could be. */
    EVICT(inNamespace("create", "", "pods/eviction")),
    /** Restarts workloads. */
    RESTART(
            inNamespace("get", "apps", "deployments"),
            inNamespace("get", "apps", "statefulsets"),
            inNamespace("get", "apps", "daemonsets"),
            inNamespace("patch", "apps", "deployments"),
            inNamespace("patch", "apps", "statefulsets"),
            inNamespace("patch", "apps", "daemonsets")),
    /** Reads secrets. */
    READ_SECRETS(inNamespace("get", "", "secrets")),
    /** Changes secrets that are there. */
    CHANGE_SECRETS(inNamespace("get", "", "secrets"), inNamespace("patch", "", "secrets")),
    /** Makes secrets of its own, as the encrypted copy of a former value, replaces and removes them. */
    KEEP_SECRETS(
            inNamespace("get", "", "secrets"),
            inNamespace("create", "", "secrets"),
            inNamespace("patch", "", "secrets"),
            inNamespace("delete", "", "secrets")),
    /**
     * Asks what a running container holds of a secret. Over a WebSocket that is a {@code get}; newer servers ask for
     * {@code create} as well.
     */
    LOOK_INTO_CONTAINERS(
            inNamespace("get", "", "pods"),
            inNamespace("get", "", "pods/exec"),
            inNamespace("create", "", "pods/exec")),
    /** Reads Helm's releases, which it keeps in Secrets unless told otherwise. */
    READ_RELEASES(inNamespace("list", "", "secrets"), inNamespace("get", "", "secrets")),
    /** Reads the objects of a release, of the kinds that charts usually have. */
    LOOK_FOR_DRIFT(
            inNamespace("get", "", "configmaps"),
            inNamespace("get", "", "persistentvolumeclaims"),
            inNamespace("get", "", "secrets"),
            inNamespace("get", "", "serviceaccounts"),
            inNamespace("get", "", "services"),
            inNamespace("get", "apps", "daemonsets"),
            inNamespace("get", "apps", "deployments"),
            inNamespace("get", "apps", "statefulsets"),
            inNamespace("get", "autoscaling", "horizontalpodautoscalers"),
            inNamespace("get", "batch", "cronjobs"),
            inNamespace("get", "batch", "jobs"),
            inNamespace("get", "networking.k8s.io", "ingresses"),
            inNamespace("get", "networking.k8s.io", "networkpolicies"),
            inNamespace("get", "policy", "poddisruptionbudgets"),
            inNamespace("get", "rbac.authorization.k8s.io", "rolebindings"),
            inNamespace("get", "rbac.authorization.k8s.io", "roles")),
    /** Ends a pending release whose runner is dead. */
    UNLOCK_RELEASES(inNamespace("get", "", "secrets"), inNamespace("patch", "", "secrets")),
    /** Keeps journals and leases in the cluster. */
    KEEP_JOURNALS(
            inNamespace("get", "", "secrets"),
            inNamespace("list", "", "secrets"),
            inNamespace("create", "", "secrets"),
            inNamespace("patch", "", "secrets"),
            inNamespace("get", "coordination.k8s.io", "leases"),
            inNamespace("create", "coordination.k8s.io", "leases"),
            inNamespace("patch", "coordination.k8s.io", "leases"));

    private final List<AccessRequest> requests;

    PlatformAction(AccessRequest... requests) {
        this.requests = Arrays.stream(requests).toList();
    }

    /** Returns what must be allowed. */
    public List<AccessRequest> requests() {
        return requests;
    }
}
