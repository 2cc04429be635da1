package com.datafly.signal.dr.platform;

import static java.util.Objects.requireNonNull;

/**
 * A container as a template wants it.
 *
 * @param name its name within the pod
 * @param image its image, as the template names it
 * @param init whether it runs, and ends, before the others
 * @since 0.1
 */
public record ContainerSpec(String name, String image, boolean init) {

    /** Refuses null. */
    public ContainerSpec {
        requireNonNull(name, "name");
        requireNonNull(image, "image");
    }
}
