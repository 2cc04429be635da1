package com.datafly.signal.dr.internal.events.archive;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.Topic;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.spi.EventStreamDriver;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Makes sure that what was read is of the life of the topic that it was read for. An id never comes back: if the topic
 * still has it after the last read, it had it all the time. Thread-safe.
 */
final class LineageGuard {

    private final StreamResource stream;
    private final String cluster;
    private List<Topic> topics = List.of();
    private Map<String, Lineage> living = Map.of();
    private long askedAt;

    /** Asks a cluster, which gave itself the name {@code cluster}. */
    LineageGuard(StreamResource stream, String cluster) {
        this.stream = stream;
        this.cluster = cluster;
    }

    /** Lists the cluster's topics. */
    synchronized List<Topic> topics() {
        ask();
        return topics;
    }

    /** Returns which life of a topic this is. */
    Lineage lineage(Topic topic) {
        return new Lineage(topic.name(), ArchiveKeys.segmentOf(topic.id().orElse("of-" + cluster)));
    }

    /**
     * Makes sure of what was read until {@code readUntil}, by {@code nanoTime}.
     *
     * @throws DrException with {@code FAILED_PRECONDITION} if the topic is gone or was made anew
     */
    synchronized void confirm(Lineage lineage, long readUntil) {
        if (askedAt - readUntil <= 0) {
            ask();
        }
        if (!lineage.equals(living.get(lineage.topic()))) {
            throw DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    "archive " + lineage.topic(),
                    "the topic was removed or made anew while it was read",
                    failure -> failure.resource(stream.address().toString())
                            .detail("topic", lineage.topic())
                            .detail("lineage", lineage.id())
                            .hint("Archive again: what is there now begins a new lineage."));
        }
    }

    private void ask() {
        long asked = stream.time().nanoTime();
        topics = stream.read("list the topics of " + stream.address(), EventStreamDriver::topics);
        living = topics.stream().collect(Collectors.toMap(Topic::name, this::lineage));
        askedAt = asked;
    }
}
