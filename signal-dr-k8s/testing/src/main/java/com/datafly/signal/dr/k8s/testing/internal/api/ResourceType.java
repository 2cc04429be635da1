package com.datafly.signal.dr.k8s.testing.internal.api;

import java.util.List;
import java.util.Set;

/**
 * A kind of resource as discovery lists it.
 *
 * @param group the API group; empty for the core
 * @param plural the name in paths
 * @param subresources what can be asked for below one object
 * @param shortNames what kubectl lets people type
 */
public record ResourceType(
        String group,
        String version,
        String plural,
        String kind,
        boolean namespaced,
        Set<String> subresources,
        List<String> shortNames) {

    /** Returns the field {@code apiVersion} of its objects. */
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** Returns the name that messages use, as in {@code deployments.apps}. */
    public String qualified() {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    /** Returns the kind with its group as messages of validation have it, as in {@code Deployment.apps}. */
    public String qualifiedKind() {
        return group.isEmpty() ? kind : kind + "." + group;
    }

    /** Tells whether the state is changed apart from the specification. */
    public boolean hasStatus() {
        return subresources.contains("status");
    }

    /** Tells whether changes of the specification are counted. */
    public boolean hasGeneration() {
        return !group.isEmpty() && hasStatus();
    }

    /** Tells whether the kind came by a CustomResourceDefinition. */
    public boolean isExtension() {
        return group.contains(".") && !group.endsWith(".k8s.io");
    }

    /** Tells whether its objects are only questions, which are answered and not kept. */
    public boolean isQuestion() {
        return group.equals("authorization.k8s.io");
    }

    /** Tells whether this is that resource of the core or of a group. */
    public boolean is(String otherGroup, String otherPlural) {
        return group.equals(otherGroup) && plural.equals(otherPlural);
    }

    @Override
    public String toString() {
        return qualified();
    }
}
