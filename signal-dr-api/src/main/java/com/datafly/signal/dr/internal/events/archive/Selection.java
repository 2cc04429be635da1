package com.datafly.signal.dr.internal.events.archive;

import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.Topic;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.internal.events.retention.TopicPattern;
import java.util.List;

/** Chooses topics by names and patterns. */
final class Selection {

    private Selection() {}

    /**
     * Returns the topics that are meant; never one that somebody keeps for himself.
     *
     * @throws com.datafly.signal.dr.DrException with {@code NOT_FOUND} if a topic that is named is not there
     */
    static List<Topic> choose(StreamResource stream, List<String> patterns, List<Topic> topics) {
        for (String pattern : patterns) {
            if (!TopicPattern.wild(pattern)
                    && topics.stream().noneMatch(topic -> topic.name().equals(pattern))) {
                throw stream.refusal(
                        ErrorCode.NOT_FOUND,
                        "archive " + pattern,
                        "there is no such topic, or it may not be seen",
                        "Look at topics(); a pattern may match nothing, a name must be there.");
            }
        }
        return topics.stream()
                .filter(topic -> isFree(topic)
                        && patterns.stream().anyMatch(pattern -> TopicPattern.matches(pattern, topic.name())))
                .toList();
    }

    /** Tells whether a topic is neither the cluster's nor this library's own. */
    static boolean isFree(Topic topic) {
        return !TopicPattern.reserved(topic);
    }
}
