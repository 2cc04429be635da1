package com.datafly.signal.dr.events;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.internal.events.retention.DefaultTopicRetention;
import java.util.Optional;

/**
 * How long the topics of one cluster keep their events. Thread-safe.
 *
 * @since 0.1
 */
public sealed interface TopicRetention permits DefaultTopicRetention {

    /**
     * Compares the topics with {@code policy}: what differs, what a change would delete and who has not read that, what
     * is missing, and what defeats the times. Reads only, in a number of requests that does not grow with the topics;
     * the cluster is asked whether it would take the changes.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if two equally specific patterns match a topic and differ in
     *     time; {@code UNSUPPORTED} if the cluster shows no settings; {@code UNAVAILABLE}, {@code UNAUTHENTICATED} or
     *     {@code PERMISSION_DENIED}
     */
    TopicRetentionPlan plan(TopicRetentionPolicy policy);

    /**
     * Changes what {@code plan} shows and nothing else, after comparing again, and reads it back. What the cluster
     * would not take, as the plan says, is left out. Applying a plan twice does no harm.
     *
     * @throws DrException with effect {@code NONE}: {@code FAILED_PRECONDITION} for a shrink without
     *     {@link TopicRetentionPlan#allowShrink()}, for one that deletes what a group has not read without
     *     {@link TopicRetentionPlan#allowShrinkOfUnread()}, or while retention is frozen; {@code CONFLICT} if the plan
     *     was made at another cluster, or a topic is by now neither as the plan found it nor as the plan wants it. If
     *     some topics were changed and others not, the code of the first failure and effect {@code APPLIED}, with the
     *     topics in the details {@code changed} and {@code failed} and each failure suppressed in it
     */
    TopicRetentionResult apply(TopicRetentionPlan plan);

    /**
     * Forbids every shrink until {@link #unfreeze()}, in all processes: it is noted in the cluster itself. Repeating it
     * replaces the reason. Events whose time is over are deleted even so: to keep them, apply a policy of longer times.
     *
     * @param reason shown to whoever is refused: one line of at most 200 characters
     */
    void freeze(String reason);

    /** Ends the freeze. Harmless if there is none. */
    void unfreeze();

    /** Returns why retention is frozen, if it is. */
    Optional<String> frozen();
}
