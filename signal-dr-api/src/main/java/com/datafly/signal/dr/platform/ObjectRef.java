package com.datafly.signal.dr.platform;

import static java.util.Objects.requireNonNull;

/**
 * The name of one object of the platform's API.
 *
 * @param apiVersion as in {@code apps/v1}
 * @param kind as in {@code Deployment}
 * @param namespace where it is; empty for the whole cluster
 * @param name its name
 * @since 0.1
 */
public record ObjectRef(String apiVersion, String kind, String namespace, String name) {

    /** Refuses null. */
    public ObjectRef {
        requireNonNull(apiVersion, "apiVersion");
        requireNonNull(kind, "kind");
        requireNonNull(namespace, "namespace");
        requireNonNull(name, "name");
    }

    @Override
    public String toString() {
        return apiVersion + " " + kind + " " + (namespace.isEmpty() ? "" : namespace + "/") + name;
    }
}
