package com.datafly.signal.dr.k8s.internal.driver;

import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Merge patches from a known state on, under our own name. */
public final class Patch {

    /** The name under which the server notes what we wrote. */
    public static final String MANAGER = "signal-dr";

    /** How they are sent. */
    public static final PatchContext CONTEXT = new PatchContext.Builder()
            .withPatchType(PatchType.JSON_MERGE)
            .withFieldManager(MANAGER)
            .build();

    private Patch() {}

    /**
     * Writes one.
     *
     * @param version the state from which on
     * @param annotations the object's own, new ones; empty for those that are removed
     * @param content the rest
     */
    public static String from(String version, Map<String, Optional<String>> annotations, Map<String, ?> content) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        if (!annotations.isEmpty()) {
            Map<String, @Nullable String> values = new TreeMap<>();
            annotations.forEach((name, value) -> values.put(name, value.orElse(null)));
            metadata.put("annotations", values);
        }
        return write(version, metadata, content);
    }

    /**
     * Writes one that sets labels.
     *
     * @param version the state from which on
     * @param labels the object's own, new ones
     * @param content the rest
     */
    public static String labelled(String version, Map<String, String> labels, Map<String, ?> content) {
        return write(version, Map.of("labels", labels), content);
    }

    private static String write(String version, Map<String, ?> metadata, Map<String, ?> content) {
        Map<String, Object> stated = new LinkedHashMap<>(metadata);
        stated.put("resourceVersion", version);
        Map<String, Object> patch = new LinkedHashMap<>(content);
        patch.put("metadata", stated);
        return Serialization.asJson(patch);
    }
}
