package com.datafly.signal.dr.platform;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.internal.platform.health.DefaultPlatformHealth;

/**
 * Whether what should run really does. That a pod runs is never concluded from its phase: a pod on a dead node is said
 * to run for ever. Reads only. Thread-safe.
 *
 * @since 0.1
 */
public sealed interface PlatformHealth permits DefaultPlatformHealth {

    /**
     * Looks once, by a handful of lists however many workloads there are. Nodes and warnings that may not be looked at
     * are said in the report. Of what other kinds keep, as operators do, the pods are looked at that are there; that
     * there are none any more is not noticed.
     *
     * @throws DrException with {@code UNAVAILABLE}, {@code UNAUTHENTICATED} or {@code PERMISSION_DENIED} if workloads
     *     or pods cannot be listed, {@code NOT_FOUND} if the platform says that there is no such namespace
     */
    HealthReport report(HealthQuery query);

    /** Notes what runs now, to compare a later report with; of {@code query} the labels count. Fails likewise. */
    HealthBaseline baseline(HealthQuery query);

    /**
     * Looks again and again until everything is healthy and has stayed so for a while: every look finds it healthy, and
     * no pod that is to keep running was started again or replaced since the first of them. A platform that does not
     * answer for now is asked again.
     *
     * @return the report that showed it
     * @throws DrException with {@code DEADLINE_EXCEEDED} if it is not healthy by then, with what is wrong and what a
     *     person may do; otherwise as {@link #report}
     */
    HealthReport awaitHealthy(HealthWatch watch);

    /**
     * Looks again and again for the whole of the time, as one monitors whether restarts repeat. It ends before when a
     * pod's containers were started again more often since the baseline than is allowed; without a baseline that is the
     * first look. A platform that does not answer for now is asked again; if it was out of sight for longer than
     * {@link HealthWatch#blindFor()} allows, nothing is proven.
     *
     * @return what was seen, be it healthy or not
     * @throws DrException as {@link #report} does where it is not the platform's answer that is missing
     */
    HealthHistory monitor(HealthWatch watch);
}
