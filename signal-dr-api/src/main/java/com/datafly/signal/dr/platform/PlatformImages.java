package com.datafly.signal.dr.platform;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.internal.platform.image.DefaultPlatformImages;
import java.util.Map;

/**
 * What really runs, by digest: the name of an image may stand for another one tomorrow. Reads only. Thread-safe.
 *
 * @since 0.1
 */
public sealed interface PlatformImages permits DefaultPlatformImages {

    /**
     * Returns the images of all containers of the pods that have all of these labels, of all pods for none; pods that
     * have ended are left out. What has no pods now, as a CronJob between its runs, is not told here;
     * {@link ReleaseBundles#export} lists it.
     *
     * @throws DrException with {@code UNAVAILABLE}, {@code UNAUTHENTICATED} or {@code PERMISSION_DENIED}
     */
    ImageReport inUse(Map<String, String> labels);
}
