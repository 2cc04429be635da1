package com.datafly.signal.dr.events;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.internal.events.replication.DefaultEventReplication;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Topics that other software, as MirrorMaker 2, copies from a source to this cluster: how far, with which holes, and
 * where consumer groups of the source go on here.
 *
 * <p>It rests on the pairs of offsets that the copying software writes down, and on a journal that {@link #watch} keeps
 * here, at the target: so it answers when the source is gone. Without a watch the journal is empty, and a lost source
 * leaves nothing to translate. Reads as {@link EventStream} does. Thread-safe.
 *
 * @since 0.1
 */
public sealed interface EventReplication permits DefaultEventReplication {

    /**
     * Looks at every partition that is copied, and at the copying software's tasks. Heartbeats are not asked for: they
     * go on while tasks are dead. Topics made anew, logs cut off and offsets passed over are noticed as by a watch,
     * against what a watch kept; nothing is kept. Without a watch before nobody knows what the source had been.
     *
     * @throws DrException with {@code FAILED_PRECONDITION} if the pairs of offsets are kept at the source
     */
    ReplicationStatus status();

    /**
     * Watches in the background until it is closed; the first look is at once.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if the interval is not positive
     */
    ReplicationWatch watch(Duration interval);

    /**
     * Returns the holes that watching found up to its last look, by partition and offset. Of pairs of offsets some are
     * displaced by later ones: then both sides are compared record by record, and what can be neither compared nor
     * explained is {@code UNPROVEN}.
     */
    List<ReplicationHole> holes();

    /**
     * Translates what groups committed at the source: by what they committed now if the source answers, else by the
     * journal. Changes nothing.
     *
     * @param groups the groups; empty for all that are known
     */
    Translation translate(Set<String> groups);

    /** Translates likewise by the journal alone, and asks the source nothing. */
    Translation translateFromJournal(Set<String> groups);

    /**
     * Sends a marker from the source to the target and awaits it.
     *
     * @param topic a topic of the source that is copied; its consumers see the marker, which has the header
     *     {@code dr-marker} and no value
     * @throws DrException with {@code DEADLINE_EXCEEDED} if it did not arrive within {@code patience}
     */
    MarkerTrip marker(String topic, Duration patience);
}
