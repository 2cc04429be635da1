package com.datafly.signal.dr.internal.events.drift;

import com.datafly.signal.dr.internal.events.retention.TopicPattern;
import com.datafly.signal.dr.spi.ReplicationDriver;
import java.util.Optional;

/**
 * The names of topics at source and target.
 *
 * @param replication who gives them; without it they are the same at both
 */
record DriftNames(Optional<ReplicationDriver> replication) {

    String atTarget(String sourceTopic) {
        return replication.map(driver -> driver.targetTopic(sourceTopic)).orElse(sourceTopic);
    }

    /** Returns the source's name of a copy; empty for a topic that was not copied. */
    Optional<String> atSource(String targetTopic) {
        return replication.isEmpty()
                ? Optional.of(targetTopic)
                : replication.flatMap(driver -> driver.sourceTopic(targetTopic));
    }

    /** Tells whether a topic of the source is one that gets copied. */
    boolean concerns(String sourceTopic) {
        return !TopicPattern.reserved(sourceTopic)
                && atSource(atTarget(sourceTopic)).isPresent();
    }
}
