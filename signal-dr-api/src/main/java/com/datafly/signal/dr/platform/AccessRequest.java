package com.datafly.signal.dr.platform;

import static java.util.Objects.requireNonNull;

/**
 * One thing that somebody may or may not do.
 *
 * @param verb as in {@code patch}
 * @param group the API's group, as in {@code apps}; empty for the core
 * @param resource as in {@code deployments}, or {@code pods/log}
 * @param name the one object that is meant; empty for all
 * @param namespaced whether it is in the platform's namespace, or of the whole cluster
 * @since 0.1
 */
public record AccessRequest(String verb, String group, String resource, String name, boolean namespaced) {

    /** Refuses null. */
    public AccessRequest {
        requireNonNull(verb, "verb");
        requireNonNull(group, "group");
        requireNonNull(resource, "resource");
        requireNonNull(name, "name");
    }

    /** Means all objects of one kind in the platform's namespace. */
    public static AccessRequest inNamespace(String verb, String group, String resource) {
        return new AccessRequest(verb, group, resource, "", true);
    }

    /** Means one workload. */
    public static AccessRequest of(String verb, WorkloadId workload) {
        String group = workload.kind().rollsOut() ? "apps" : "batch";
        return inNamespace(verb, group, workload.kind().word() + "s").named(workload.name());
    }

    /** Returns the same for one object alone; what is created, listed or watched cannot be told by its name. */
    public AccessRequest named(String object) {
        return new AccessRequest(verb, group, resource, object, namespaced);
    }

    @Override
    public String toString() {
        return verb + " " + resource + (group.isEmpty() ? "" : "." + group) + (name.isEmpty() ? "" : "/" + name);
    }
}
