package com.datafly.signal.dr.internal.events.replication;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.EventStream;
import com.datafly.signal.dr.events.OffsetAnswer;
import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.Topic;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.internal.events.DefaultEventStream;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.spi.ReplicationDriver;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Two clusters, and the software that copies topics from the one to the other.
 *
 * @param source where the topics come from; it may be lost
 * @param target where they go
 * @param driver how the copying software is looked at
 */
public record ReplicaLink(StreamResource source, StreamResource target, ReplicationDriver driver) {

    /** How long a source that may be lost is asked. */
    private static final Duration SOURCE_PATIENCE = Duration.ofSeconds(10);

    /**
     * Finds how topics of {@code source} come to {@code target}.
     *
     * @throws DrException with {@code FAILED_PRECONDITION} if the target's options name no source
     */
    public static ReplicaLink between(EventStream source, EventStream target) {
        StreamResource from = ((DefaultEventStream) source).resource();
        StreamResource to = ((DefaultEventStream) target).resource();
        ReplicationDriver driver = to.read(
                        "ask how topics come to " + to.address(), each -> each.replicationFrom(from.driver()))
                .orElseThrow(() -> to.refusal(
                        ErrorCode.FAILED_PRECONDITION,
                        "look at what is copied from " + from.address(),
                        "nothing says that topics are copied from there to " + to.address(),
                        "Name the source in the options of the standby's event stream."));
        return new ReplicaLink(from, to, driver);
    }

    /** Asks the source, for a short time only; empty if it does not answer. */
    <T> Optional<T> askSource(String operation, Function<EventStreamDriver, T> call) {
        try {
            return Optional.of(source.read(operation + " of " + source.address(), SOURCE_PATIENCE, call));
        } catch (DrException e) {
            if (e.code() == ErrorCode.UNAVAILABLE || e.code() == ErrorCode.DEADLINE_EXCEEDED) {
                return Optional.empty();
            }
            throw e;
        }
    }

    <T> T askTarget(String operation, Function<EventStreamDriver, T> call) {
        return target.read(operation + " of " + target.address(), call);
    }

    /** Reads what the copying software wrote down. */
    ReplicationDriver.Syncs syncs(long from) {
        return target.read("read the pairs of offsets at " + target.address(), ignored -> driver.syncs(from));
    }

    /** Returns what tells that log from one made anew; empty if nothing does. */
    Optional<String> syncsId() {
        return target.read("look for the pairs of offsets at " + target.address(), ignored -> driver.syncsId());
    }

    PartitionId targetOf(PartitionId sourcePartition) {
        return new PartitionId(driver.targetTopic(sourcePartition.topic()), sourcePartition.partition());
    }

    /** Returns the source's topics that are copied: those whose copy exists, by the copy's name. */
    Map<String, Topic> copies(List<Topic> atTarget) {
        Map<String, Topic> copies = new LinkedHashMap<>();
        for (Topic topic : atTarget) {
            if (!topic.internal() && !topic.name().startsWith("signal-dr.")) {
                driver.sourceTopic(topic.name()).ifPresent(name -> copies.put(name, topic));
            }
        }
        return copies;
    }

    /** Returns offsets of those partitions that are there; others failed with {@code NOT_FOUND}. */
    static Map<PartitionId, Long> offsets(EventStreamDriver driver, Set<PartitionId> partitions, OffsetPoint point) {
        return offsets(driver, partitions, point, Set.of(ErrorCode.NOT_FOUND));
    }

    /** Returns offsets of those partitions that are there and answer now: one without a leader keeps no other back. */
    static Map<PartitionId, Long> answered(EventStreamDriver driver, Set<PartitionId> partitions, OffsetPoint point) {
        return offsets(
                driver,
                partitions,
                point,
                Set.of(ErrorCode.NOT_FOUND, ErrorCode.UNAVAILABLE, ErrorCode.DEADLINE_EXCEEDED));
    }

    private static Map<PartitionId, Long> offsets(
            EventStreamDriver driver, Set<PartitionId> partitions, OffsetPoint point, Set<ErrorCode> left) {
        if (partitions.isEmpty()) {
            return Map.of();
        }
        Map<PartitionId, Long> found = new LinkedHashMap<>();
        var answers = driver.offsets(partitions, point);
        answers.failed().values().stream()
                .filter(failure -> !left.contains(failure.code()))
                .findFirst()
                .ifPresent(failure -> {
                    throw failure;
                });
        answers.found().forEach((partition, answer) -> found.put(partition, offset(answer)));
        return found;
    }

    private static Long offset(OffsetAnswer answer) {
        return answer.offset();
    }
}
