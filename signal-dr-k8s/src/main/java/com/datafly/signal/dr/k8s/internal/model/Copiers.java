package com.datafly.signal.dr.k8s.internal.model;

import com.datafly.signal.dr.platform.SecretOwner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Knows the tools that copy secrets between namespaces, by the annotations that they read and leave. */
final class Copiers {

    private static final String REFLECTOR = "reflector.v1.k8s.emberstack.com/";
    private static final String REPLICATOR = "replicator.v1.mittwald.de/";
    private static final String SYNCER = "kubed.appscode.com/";

    private Copiers() {}

    /** Returns who fills a secret with the values of another. */
    static List<SecretOwner> owners(Map<String, String> annotations) {
        List<SecretOwner> owners = new ArrayList<>();
        source(annotations, REFLECTOR + "reflects").ifPresent(source -> owners.add(owner("Reflector", source)));
        source(annotations, REPLICATOR + "replicate-from")
                .or(() -> source(annotations, REPLICATOR + "replicated-from-version")
                        .map(version -> ""))
                .ifPresent(source -> owners.add(owner("kubernetes-replicator", source)));
        source(annotations, SYNCER + "origin").ifPresent(origin -> owners.add(owner("Config Syncer", "")));
        return owners;
    }

    private static SecretOwner owner(String tool, String source) {
        return new SecretOwner(
                SecretOwner.Kind.COPIER,
                tool,
                SecretOwner.Overwrite.BY_ITSELF,
                "Change the values of " + (source.isEmpty() ? "the secret" : "secret " + source) + " that " + tool
                        + " copies here: switch that one, in its own namespace.");
    }

    /** Says who copies a secret to other namespaces, and to which. */
    static List<String> copies(Map<String, String> annotations) {
        List<String> copies = new ArrayList<>();
        if ("true".equalsIgnoreCase(annotations.get(REFLECTOR + "reflection-auto-enabled"))) {
            copies.add("Reflector to " + namespaces(annotations.get(REFLECTOR + "reflection-auto-namespaces")));
        } else if ("true".equalsIgnoreCase(annotations.get(REFLECTOR + "reflection-allowed"))) {
            copies.add("Reflector to wherever a secret asks for it, which it may in "
                    + namespaces(annotations.get(REFLECTOR + "reflection-allowed-namespaces")));
        }
        source(annotations, REPLICATOR + "replicate-to")
                .ifPresent(to -> copies.add("kubernetes-replicator to namespaces " + to));
        source(annotations, REPLICATOR + "replicate-to-matching")
                .ifPresent(to -> copies.add("kubernetes-replicator to namespaces with the labels " + to));
        if ("true".equalsIgnoreCase(annotations.get(REPLICATOR + "replication-allowed"))) {
            copies.add("kubernetes-replicator to wherever a secret asks for it, which it may in "
                    + namespaces(annotations.get(REPLICATOR + "replication-allowed-namespaces")));
        }
        Optional.ofNullable(annotations.get(SYNCER + "sync"))
                .ifPresent(to -> copies.add(
                        "Config Syncer to " + (to.isEmpty() ? "all namespaces" : "namespaces with the labels " + to)));
        return copies;
    }

    private static String namespaces(@Nullable String listed) {
        return listed == null || listed.isBlank() ? "all namespaces" : "namespaces " + listed;
    }

    private static Optional<String> source(Map<String, String> annotations, String name) {
        return Optional.ofNullable(annotations.get(name)).filter(value -> !value.isBlank());
    }
}
