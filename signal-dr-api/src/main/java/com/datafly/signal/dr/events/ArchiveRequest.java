package com.datafly.signal.dr.events;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.events.retention.TopicPattern;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What an {@link EventArchive} takes in. Immutable.
 *
 * @since 0.1
 */
public final class ArchiveRequest {

    private static final int LEAST_SEGMENT = 1 << 10;
    private static final int MOST_SEGMENT = 1 << 28;
    private static final int USUAL_SEGMENT = 32 << 20;
    private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9._*-]{1,249}");

    private final List<String> topics;
    private final int segmentBytes;

    private ArchiveRequest(List<String> topics, int segmentBytes) {
        this.topics = List.copyOf(topics);
        this.segmentBytes = segmentBytes;
    }

    /**
     * Takes in topics by name, or by a pattern in which {@code *} stands for any characters. A pattern never means what
     * the cluster, its replication or this library keeps for itself.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} for none, for what is no such pattern, and for one that means a
     *     topic of the cluster's own
     */
    public static ArchiveRequest of(String... topics) {
        if (topics.length == 0) {
            throw invalid("no topic was named", "Name topics, or patterns as in events.*");
        }
        List.of(topics).forEach(ArchiveRequest::requirePattern);
        return new ArchiveRequest(List.of(topics), USUAL_SEGMENT);
    }

    /**
     * Returns this request with another size at which a segment ends, in bytes before compression; by default 32 MiB.
     * One call of {@link EventArchive#append} ends all segments that it began.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} unless it is 1 KiB to 256 MiB
     */
    public ArchiveRequest segmentBytes(int segmentBytes) {
        if (segmentBytes < LEAST_SEGMENT || segmentBytes > MOST_SEGMENT) {
            throw invalid("segments of " + segmentBytes + " bytes", "Use 1 KiB to 256 MiB.");
        }
        return new ArchiveRequest(topics, segmentBytes);
    }

    /** Returns the topics' names and patterns. */
    public List<String> topics() {
        return topics;
    }

    /** Returns the size at which a segment ends, in bytes before compression. */
    public int segmentBytes() {
        return segmentBytes;
    }

    @Override
    public String toString() {
        return String.join(", ", topics);
    }

    private static void requirePattern(String pattern) {
        if (!SHAPE.matcher(pattern).matches()) {
            throw invalid(
                    "'" + pattern + "' is no topic's name with * in it",
                    "Write * for any characters, as in events.delivery.*; a regular expression is not understood.");
        }
        if (TopicPattern.reserved(pattern)) {
            throw invalid(
                    "'" + pattern + "' means topics that the cluster, its replication or this library keeps for itself",
                    "Leave it out; exportMetadata() keeps what is worth keeping of them.");
        }
    }

    private static DrException invalid(String problem, String hint) {
        return DrException.create(ErrorCode.INVALID_ARGUMENT, "archive events", problem, failure -> failure.hint(hint));
    }
}
