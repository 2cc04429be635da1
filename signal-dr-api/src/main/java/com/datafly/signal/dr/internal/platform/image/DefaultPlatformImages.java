package com.datafly.signal.dr.internal.platform.image;

import com.datafly.signal.dr.internal.PlatformResource;
import com.datafly.signal.dr.platform.ContainerState;
import com.datafly.signal.dr.platform.ImageReport;
import com.datafly.signal.dr.platform.ImageUse;
import com.datafly.signal.dr.platform.PlatformImages;
import com.datafly.signal.dr.platform.Pod;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Images by a platform's list of pods. */
public final class DefaultPlatformImages implements PlatformImages {

    private static final String DIGEST = "@sha256:";

    private final PlatformResource resource;

    /** Reads from {@code resource}. */
    public DefaultPlatformImages(PlatformResource resource) {
        this.resource = resource;
    }

    @Override
    public ImageReport inUse(Map<String, String> labels) {
        Instant at = resource.clock().instant();
        List<Pod> pods = resource.read("list the pods of " + resource.address(), driver -> driver.pods(labels));
        return ImageReport.of(
                at,
                pods.stream()
                        .filter(pod -> pod.phase() != Pod.Phase.SUCCEEDED && pod.phase() != Pod.Phase.FAILED)
                        .flatMap(pod -> pod.containers().stream().map(container -> use(pod, container)))
                        .toList());
    }

    private static ImageUse use(Pod pod, ContainerState container) {
        return new ImageUse(
                pod.name(),
                pod.workload(),
                container.name(),
                container.image().orElse(""),
                container.imageId().flatMap(DefaultPlatformImages::pinned));
    }

    /**
     * Returns the name with a digest that an image's id, or its name, is; some runtimes name a scheme before the image;
     * an id alone, as of an image that was never pulled, pins nothing.
     */
    public static Optional<String> pinned(String imageId) {
        String name = imageId.substring(imageId.indexOf("://") < 0 ? 0 : imageId.indexOf("://") + 3);
        return name.indexOf(DIGEST) > 0 ? Optional.of(name) : Optional.empty();
    }
}
