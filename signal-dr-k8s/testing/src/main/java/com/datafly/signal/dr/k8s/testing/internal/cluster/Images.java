package com.datafly.signal.dr.k8s.testing.internal.cluster;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How images behave when a node starts them; one that nothing is said about works. Thread-safe. */
public final class Images {

    private final Map<String, Behaviour> behaviours = new ConcurrentHashMap<>();

    /** Sets how an image behaves from now on. */
    public void set(String image, Behaviour behaviour) {
        behaviours.put(image, behaviour);
    }

    Behaviour of(String image) {
        return behaviours.getOrDefault(image, Behaviour.WORKS);
    }

    /** What becomes of a container. */
    public enum Behaviour {
        /** It starts and becomes ready. */
        WORKS,
        /** It starts and never becomes ready. */
        NEVER_READY,
        /** It starts and crashes, again and again. */
        CRASHES,
        /** It is not to be found in the registry. */
        CANNOT_BE_PULLED,
        /** No node has room for its pod. */
        CANNOT_BE_SCHEDULED
    }
}
