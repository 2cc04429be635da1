package com.datafly.signal.dr.k8s.internal;

import static java.util.Objects.requireNonNull;

/**
 * What is asked of the API server: for a failure's message.
 *
 * @param verb as permissions name it, as in {@code list}
 * @param resource as permissions name it, as in {@code deployments} or {@code pods/log}
 * @param name which one; empty for all
 * @param discreet whether what the server says of it may quote a secret
 */
public record Attempt(String verb, String resource, String name, boolean discreet) {

    /** Refuses null. */
    public Attempt {
        requireNonNull(verb, "verb");
        requireNonNull(resource, "resource");
        requireNonNull(name, "name");
    }

    /** An attempt at all objects of a kind. */
    public static Attempt of(String verb, String resource) {
        return new Attempt(verb, resource, "", false);
    }

    /** An attempt at one object. */
    public static Attempt of(String verb, String resource, String name) {
        return new Attempt(verb, resource, name, false);
    }

    /** Returns the same where what is sent holds secrets, which an answer may quote. */
    public Attempt withSecrets() {
        return new Attempt(verb, resource, name, true);
    }

    /** Returns the permission that it needs, as in {@code patch secrets}. */
    public String permission() {
        return verb + " " + resource;
    }

    @Override
    public String toString() {
        return permission() + (name.isEmpty() ? "" : " " + name);
    }
}
