package com.datafly.signal.dr.k8s.testing.internal.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** Every kind of resource that the server knows. Thread-safe. */
public final class ResourceTypes {

    private static final Set<String> NONE = Set.of();
    private static final Set<String> STATUS = Set.of("status");

    private final List<ResourceType> types = new CopyOnWriteArrayList<>();

    /** Creates the kinds that a cluster has without any extension. */
    public ResourceTypes() {
        core();
        apps();
        others();
    }

    private void core() {
        add("", "v1", "namespaces", "Namespace", false, Set.of("status", "finalize"), "ns");
        add("", "v1", "nodes", "Node", false, STATUS, "no");
        add("", "v1", "persistentvolumes", "PersistentVolume", false, STATUS, "pv");
        add("", "v1", "pods", "Pod", true, Set.of("status", "log", "exec", "eviction"), "po");
        add("", "v1", "secrets", "Secret", true, NONE);
        add("", "v1", "configmaps", "ConfigMap", true, NONE, "cm");
        add("", "v1", "events", "Event", true, NONE, "ev");
        add("", "v1", "serviceaccounts", "ServiceAccount", true, NONE, "sa");
        add("", "v1", "services", "Service", true, STATUS, "svc");
        add("", "v1", "endpoints", "Endpoints", true, NONE, "ep");
        add("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim", true, STATUS, "pvc");
        add("", "v1", "limitranges", "LimitRange", true, NONE, "limits");
        add("", "v1", "resourcequotas", "ResourceQuota", true, STATUS, "quota");
    }

    private void apps() {
        Set<String> scaled = Set.of("status", "scale");
        add("apps", "v1", "deployments", "Deployment", true, scaled, "deploy");
        add("apps", "v1", "statefulsets", "StatefulSet", true, scaled, "sts");
        add("apps", "v1", "replicasets", "ReplicaSet", true, scaled, "rs");
        add("apps", "v1", "daemonsets", "DaemonSet", true, STATUS, "ds");
        add("apps", "v1", "controllerrevisions", "ControllerRevision", true, NONE);
        add("batch", "v1", "jobs", "Job", true, STATUS);
        add("batch", "v1", "cronjobs", "CronJob", true, STATUS, "cj");
        add("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget", true, STATUS, "pdb");
        add("coordination.k8s.io", "v1", "leases", "Lease", true, NONE);
    }

    private void others() {
        String rbac = "rbac.authorization.k8s.io";
        add("authorization.k8s.io", "v1", "selfsubjectaccessreviews", "SelfSubjectAccessReview", false, NONE);
        add("authorization.k8s.io", "v1", "selfsubjectrulesreviews", "SelfSubjectRulesReview", false, NONE);
        add(rbac, "v1", "roles", "Role", true, NONE);
        add(rbac, "v1", "rolebindings", "RoleBinding", true, NONE);
        add(rbac, "v1", "clusterroles", "ClusterRole", false, NONE);
        add(rbac, "v1", "clusterrolebindings", "ClusterRoleBinding", false, NONE);
        add("networking.k8s.io", "v1", "ingresses", "Ingress", true, STATUS, "ing");
        add("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy", true, NONE, "netpol");
        add("autoscaling", "v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler", true, STATUS, "hpa");
        add("storage.k8s.io", "v1", "storageclasses", "StorageClass", false, NONE, "sc");
    }

    private void add(
            String group,
            String version,
            String plural,
            String kind,
            boolean namespaced,
            Set<String> subresources,
            String... shortNames) {
        types.add(new ResourceType(group, version, plural, kind, namespaced, subresources, List.of(shortNames)));
    }

    /** Adds a kind, as a CustomResourceDefinition does. */
    public void register(ResourceType type) {
        types.add(type);
    }

    /** Returns the kind at a path. */
    public Optional<ResourceType> find(String group, String version, String plural) {
        return types.stream()
                .filter(type -> type.is(group, plural) && type.version().equals(version))
                .findFirst();
    }

    /** Returns the kind of an object. */
    public Optional<ResourceType> ofKind(String apiVersion, String kind) {
        return types.stream()
                .filter(type ->
                        type.apiVersion().equals(apiVersion) && type.kind().equals(kind))
                .findFirst();
    }

    /**
     * Returns a kind that is there for sure.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public ResourceType named(String plural) {
        return types.stream()
                .filter(type -> type.plural().equals(plural) || type.qualified().equals(plural))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no resource is called " + plural));
    }

    /** Returns all kinds. */
    public List<ResourceType> all() {
        return List.copyOf(types);
    }

    /** Returns the groups, the core left out, each with its versions. */
    public Map<String, List<String>> groups() {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        for (ResourceType type : types) {
            if (!type.group().isEmpty()) {
                List<String> versions = groups.computeIfAbsent(type.group(), group -> new ArrayList<>());
                if (!versions.contains(type.version())) {
                    versions.add(type.version());
                }
            }
        }
        return groups;
    }
}
