package com.datafly.signal.dr.platform;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * An image that a container of a pod runs.
 *
 * @param pod the pod's name
 * @param workload what keeps the pod running, if anything is known to
 * @param container the container's name
 * @param image the image as the template names it
 * @param pinned the image that really runs, by its digest, as in {@code registry/api@sha256:…}; empty where the
 *     container was not started, or the image is known on its node alone
 * @since 0.1
 */
public record ImageUse(
        String pod, Optional<WorkloadId> workload, String container, String image, Optional<String> pinned) {

    /** Refuses null. */
    public ImageUse {
        requireNonNull(pod, "pod");
        requireNonNull(workload, "workload");
        requireNonNull(container, "container");
        requireNonNull(image, "image");
        requireNonNull(pinned, "pinned");
    }

    /** Returns the digest, as in {@code sha256:…}. */
    public Optional<String> digest() {
        return pinned.map(name -> name.substring(name.indexOf('@') + 1));
    }

    /** Tells whether the name may stand for another image tomorrow: it has no digest, and no tag or {@code latest}. */
    public boolean floating() {
        String last = image.substring(image.lastIndexOf('/') + 1);
        return !last.contains("@") && (!last.contains(":") || last.endsWith(":latest"));
    }
}
