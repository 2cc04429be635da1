package com.datafly.signal.dr.platform;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.internal.platform.log.DefaultPlatformLogs;
import java.util.Map;

/**
 * What containers write. Reads only. Thread-safe.
 *
 * @since 0.1
 */
public sealed interface PlatformLogs permits DefaultPlatformLogs {

    /**
     * Reads the ends of the logs of all pods that have all of these labels and have not ended well, pod by pod, one
     * request for each container, and more only where the lines that are asked for are too many bytes: then the newest
     * are read. A pod that is missing, or whose log cannot be read or not as a whole, is said: it is not silent.
     *
     * @param query which part; without a container, all containers but those that run before the others
     * @throws DrException with {@code UNAVAILABLE}, {@code UNAUTHENTICATED} or {@code PERMISSION_DENIED} if pods or
     *     workloads cannot be listed, or no log may be read; {@code INVALID_ARGUMENT} if no pod has such a container
     */
    LogReport read(Map<String, String> labels, LogQuery query);
}
