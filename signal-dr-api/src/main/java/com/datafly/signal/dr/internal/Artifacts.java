package com.datafly.signal.dr.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The artifacts of this project that bring a provider, by the beginnings of its schemes. */
final class Artifacts {

    private static final Map<String, String> BY_PREFIX = new LinkedHashMap<>();

    static {
        BY_PREFIX.put("aws-", "signal-dr-aws");
        BY_PREFIX.put("s3", "signal-dr-aws");
        BY_PREFIX.put("gcp-", "signal-dr-gcp");
        BY_PREFIX.put("gs", "signal-dr-gcp");
        BY_PREFIX.put("azure-", "signal-dr-azure");
        BY_PREFIX.put("azblob", "signal-dr-azure");
        BY_PREFIX.put("postgres", "signal-dr-selfmanaged");
        BY_PREFIX.put("kafka", "signal-dr-kafka");
        BY_PREFIX.put("k8s", "signal-dr-k8s");
        BY_PREFIX.put("memory", "signal-dr-tck");
    }

    private Artifacts() {}

    /** Returns the artifact to add, as {@code group:artifact}, if the scheme looks like one of ours. */
    static Optional<String> of(String scheme) {
        return BY_PREFIX.entrySet().stream()
                .filter(entry -> scheme.startsWith(entry.getKey()))
                .map(entry -> "com.datafly.signal:" + entry.getValue())
                .findFirst();
    }
}
