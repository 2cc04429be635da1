package com.datafly.signal.dr.k8s.testing;

import com.datafly.signal.dr.k8s.testing.internal.api.Right;
import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.datafly.signal.dr.k8s.testing.internal.json.Yaml;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What somebody may do: one rule of RBAC, in one namespace or in the whole cluster.
 *
 * @since 0.1
 */
public final class Grant {

    private final Right right;

    private Grant(Right right) {
        this.right = right;
    }

    /**
     * Grants verbs on resources of one API group.
     *
     * @param namespace empty for the whole cluster
     * @param group empty for the core
     */
    public static Grant of(String namespace, String group, Set<String> verbs, Set<String> resources) {
        return new Grant(new Right(namespace, Set.copyOf(verbs), Set.of(group), Set.copyOf(resources), Set.of()));
    }

    /** Grants everything everywhere. */
    public static Grant everything() {
        return new Grant(Right.EVERYTHING);
    }

    /**
     * Grants what Roles and ClusterRoles in a manifest allow; everything else in the manifest is skipped. A Role that
     * names no namespace is bound in {@code namespace}, a ClusterRole in the whole cluster.
     */
    public static List<Grant> ofManifest(String yaml, String namespace) {
        List<Grant> grants = new ArrayList<>();
        for (JsonNode document : Yaml.readAll(yaml)) {
            String kind = Json.text(document, "kind");
            String own = Json.text(document, "metadata", "namespace");
            String bound = kind.equals("ClusterRole") ? "" : own.isEmpty() ? namespace : own;
            if (kind.equals("Role") || kind.equals("ClusterRole")) {
                document.path("rules").forEach(rule -> grants.add(new Grant(Right.of(bound, rule))));
            }
        }
        return grants;
    }

    Right right() {
        return right;
    }

    @Override
    public String toString() {
        return right.toString();
    }
}
