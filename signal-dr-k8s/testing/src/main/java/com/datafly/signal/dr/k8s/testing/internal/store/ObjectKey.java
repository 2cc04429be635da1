package com.datafly.signal.dr.k8s.testing.internal.store;

/** Where an object is within its kind, in the order of lists. */
public record ObjectKey(String namespace, String name) implements Comparable<ObjectKey> {

    @Override
    public int compareTo(ObjectKey other) {
        int order = namespace.compareTo(other.namespace);
        return order == 0 ? name.compareTo(other.name) : order;
    }
}
