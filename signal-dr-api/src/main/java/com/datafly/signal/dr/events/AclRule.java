package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;

/**
 * One access rule of a cluster, in the cluster's own words.
 *
 * @param resourceType as in {@code TOPIC}, {@code GROUP}, {@code CLUSTER}
 * @param resource the resource's name, or its beginning
 * @param pattern as in {@code LITERAL}, {@code PREFIXED}
 * @param principal as in {@code User:delivery}
 * @param host as in {@code *}
 * @param operation as in {@code WRITE}
 * @param permission {@code ALLOW} or {@code DENY}
 * @since 0.1
 */
public record AclRule(
        String resourceType,
        String resource,
        String pattern,
        String principal,
        String host,
        String operation,
        String permission) {

    /** Refuses null. */
    public AclRule {
        requireNonNull(resourceType, "resourceType");
        requireNonNull(resource, "resource");
        requireNonNull(pattern, "pattern");
        requireNonNull(principal, "principal");
        requireNonNull(host, "host");
        requireNonNull(operation, "operation");
        requireNonNull(permission, "permission");
    }
}
