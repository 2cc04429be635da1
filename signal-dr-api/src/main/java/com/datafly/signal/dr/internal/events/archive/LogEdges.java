package com.datafly.signal.dr.internal.events.archive;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.events.Answers;
import com.datafly.signal.dr.events.OffsetAnswer;
import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.internal.StreamResource;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Asks where the logs of many partitions begin and end. Partitions of a topic that was just made, or of a broker that
 * just came back, answer a moment later, so they are asked again. Used by one thread.
 */
final class LogEdges {

    private static final Duration SETTLING = Duration.ofSeconds(15);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final StreamResource stream;
    private final Set<PartitionId> partitions;
    private final Map<PartitionId, DrException> failed = new HashMap<>();
    private final long until;

    LogEdges(StreamResource stream, Set<PartitionId> partitions) {
        this.stream = stream;
        this.partitions = new HashSet<>(partitions);
        this.until = stream.time().nanoTime() + SETTLING.toNanos();
    }

    /** Asks the partitions that did not fail so far. */
    Map<PartitionId, OffsetAnswer> ask(OffsetPoint point) {
        Map<PartitionId, OffsetAnswer> found = new HashMap<>();
        Set<PartitionId> open = new HashSet<>(partitions);
        while (!open.isEmpty()) {
            Set<PartitionId> asked = Set.copyOf(open);
            Answers<PartitionId, OffsetAnswer> answers =
                    stream.read("ask for offsets of " + stream.address(), driver -> driver.offsets(asked, point));
            found.putAll(answers.found());
            open.clear();
            boolean late = stream.time().nanoTime() >= until;
            answers.failed().forEach((partition, failure) -> {
                if (!late && mayPass(failure)) {
                    open.add(partition);
                } else {
                    failed.put(partition, failure);
                    partitions.remove(partition);
                }
            });
            if (!open.isEmpty()) {
                pause();
            }
        }
        return found;
    }

    /** Returns the partitions that gave no answer, and why. */
    Map<PartitionId, DrException> failed() {
        return failed;
    }

    /** A topic that was listed is there. */
    private static boolean mayPass(DrException failure) {
        return failure.code() == ErrorCode.NOT_FOUND
                || failure.retry() == RetryAdvice.SAFE
                || failure.retry() == RetryAdvice.AFTER;
    }

    private void pause() {
        try {
            stream.time().sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DrException.of(ErrorCode.CANCELLED, "archive events", "the thread was interrupted");
        }
    }
}
