package com.datafly.signal.dr.internal.events.replay;

import com.datafly.signal.dr.events.NewEvent;
import java.util.Optional;

/**
 * What a dead letter tells of itself.
 *
 * @param reason why it is dead
 * @param topic the topic it came from; empty if no header tells
 * @param partition the partition it came from, or {@link NewEvent#BY_KEY} if no header tells
 * @param attempts how often it was redelivered
 */
record Letter(String reason, Optional<String> topic, int partition, int attempts) {

    /** What stands for a reason or a topic that no header tells. */
    static final String UNKNOWN = "unknown";
}
