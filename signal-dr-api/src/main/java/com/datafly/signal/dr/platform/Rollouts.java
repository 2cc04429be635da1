package com.datafly.signal.dr.platform;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.internal.platform.rollout.DefaultRollouts;

/**
 * Restarts of workloads. Thread-safe.
 *
 * @since 0.1
 */
public sealed interface Rollouts permits DefaultRollouts {

    /**
     * Restarts workloads and waits until all their pods are new, by the conditions of {@code kubectl rollout status}.
     *
     * <p>A group is begun once the one before it is complete; one that does not complete stops those behind it. A
     * rollout whose new pods crash again and again, or cannot be started, is given up at once; it is left as it is, and
     * the report says what became of each. So is one whose template somebody replaces meanwhile, as by {@code kubectl
     * rollout undo}: its pods may be the former ones. A platform that is away for a while is asked again. A workload
     * that somebody deletes is gone, and holds up nobody. Repeated under the same key it restarts nothing twice.
     *
     * @throws DrException with {@code NOT_FOUND} if a workload is not there, {@code FAILED_PRECONDITION} if one is
     *     paused, or replaces its pods only when somebody deletes them, or only a part of them; {@code UNSUPPORTED} if
     *     the credential in use may not restart: each before anything is touched; with {@code CANCELLED}, or what else
     *     ends the wait, effect {@code APPLIED}: the detail {@code rollouts} says how far each had come
     */
    RolloutReport restart(RolloutRequest request);

    /**
     * Waits as {@link #restart} does for what was begun elsewhere, all groups at once, and changes nothing. New pods
     * are known by the newest revision; those of a DaemonSet, which does not tell it, by being younger than this call.
     */
    RolloutReport await(RolloutRequest request);
}
