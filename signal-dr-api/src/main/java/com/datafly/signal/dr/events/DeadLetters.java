package com.datafly.signal.dr.events;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.internal.events.replay.DefaultDeadLetters;
import java.util.List;

/**
 * Events that consumers could not process and put into a topic of their own. What has become of each is kept in the
 * cluster, in one transaction with what was done: a letter is redelivered once, whatever happens to the process and
 * whoever asks again. A topic that was removed and made anew has new letters; only where topics have no ids
 * ({@link EventCapability#TOPIC_IDS}) these are taken for the ones that stood at their offsets before. Thread-safe.
 *
 * @since 0.1
 */
public sealed interface DeadLetters permits DefaultDeadLetters {

    /**
     * Reads all letters that the topic still has and counts them by what has become of them, and why they are dead.
     * Changes nothing.
     *
     * @throws DrException with {@code NOT_FOUND} if there is no such topic; {@code UNAVAILABLE},
     *     {@code UNAUTHENTICATED} or {@code PERMISSION_DENIED}
     */
    DeadLetterReport report(DeadLetterRequest request);

    /**
     * Writes letters to the topics they came from, and those that were redelivered too often to the parking topic. Ends
     * with the letters that are there at the start: what fails again is for the next time. Of two redeliveries of one
     * topic, the later goes on.
     *
     * @throws DrException with {@code NOT_FOUND} if there is no such topic, or no parking topic of that name;
     *     {@code INVALID_ARGUMENT} if that is the topic itself; {@code UNAVAILABLE}, {@code UNAUTHENTICATED} or
     *     {@code PERMISSION_DENIED}
     */
    EventRun<RedeliveryResult> redeliver(DeadLetterRequest request);

    /** Returns what redeliveries of a topic did so far, in the order in which they began. */
    List<RedeliveryResult> history(String topic);
}
