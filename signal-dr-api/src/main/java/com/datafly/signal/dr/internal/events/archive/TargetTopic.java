package com.datafly.signal.dr.internal.events.archive;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.OffsetAnswer;
import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.Topic;
import com.datafly.signal.dr.events.TopicRestore;
import com.datafly.signal.dr.events.TopicSpec;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.internal.events.retention.TopicPattern;
import com.datafly.signal.dr.spi.EventStreamDriver;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The topic that a restore writes to: made where there is none, refused where it would be overwritten. */
final class TargetTopic {

    private static final Duration SHOWN_WITHIN = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(100);

    /** Settings of the archived topic that would change or remove what is restored, or that name its own brokers. */
    private static final Set<String> LEFT_OUT = Set.of(
            "min.insync.replicas",
            "leader.replication.throttled.replicas",
            "follower.replication.throttled.replicas",
            "message.timestamp.before.max.ms",
            "message.timestamp.after.max.ms",
            "message.timestamp.difference.max.ms");

    private static final Map<String, String> FOR_RESTORE =
            Map.of("retention.ms", "-1", "retention.bytes", "-1", "message.timestamp.type", "CreateTime");

    private final StreamResource stream;
    private final TopicRestore restore;
    private final List<String> notes;

    TargetTopic(StreamResource stream, TopicRestore restore, List<String> notes) {
        this.stream = stream;
        this.restore = restore;
        this.notes = notes;
    }

    /** Finds the topic, or makes it as the archived one was, but without what would remove old events. */
    Topic prepare(Lineages.Shape shape) {
        String name = restore.target();
        if (TopicPattern.reserved(name)) {
            throw refused(
                    ErrorCode.INVALID_ARGUMENT,
                    "the cluster, its replication or this library keeps '" + name + "' for itself",
                    "Restore it under another name.");
        }
        Optional<Topic> found = find(name);
        if (found.isEmpty()) {
            create(shape);
            found = await(name);
        } else {
            notes.add(name + " was there: what is older than its retention will be removed from it");
        }
        Topic topic = found.orElseThrow(() -> refused(
                ErrorCode.UNAVAILABLE,
                "the topic was made, but the cluster does not show it",
                "Restore again: it goes on."));
        if (topic.partitions() != shape.partitions()) {
            throw refused(
                    ErrorCode.FAILED_PRECONDITION,
                    name + " has " + topic.partitions() + " partitions, the archived topic has " + shape.partitions(),
                    "Restore under another name, so that every key stays in its partition.");
        }
        return topic;
    }

    /** Refuses a topic with events, unless they are this restore's own or the caller wants it. */
    void requireFree(Topic topic, boolean begun) {
        if (begun || restore.intoNonEmpty()) {
            return;
        }
        Set<PartitionId> partitions = new HashSet<>(topic.partitionIds());
        Map<PartitionId, OffsetAnswer> starts = offsets(partitions, OffsetPoint.earliest());
        Map<PartitionId, OffsetAnswer> ends = offsets(partitions, OffsetPoint.latest());
        for (PartitionId partition : topic.partitionIds()) {
            OffsetAnswer start = starts.get(partition);
            OffsetAnswer end = ends.get(partition);
            if (start == null || end == null || end.offset() > start.offset()) {
                throw refused(
                        ErrorCode.ALREADY_EXISTS,
                        partition + " holds events already",
                        "Restore under another name: as(\"" + topic.name() + ".restored\"). intoNonEmpty() appends to"
                                + " it.");
            }
        }
    }

    private void create(Lineages.Shape shape) {
        Map<String, String> settings = new TreeMap<>(shape.settings());
        settings.keySet().removeAll(LEFT_OUT);
        settings.putAll(FOR_RESTORE);
        TopicSpec spec = TopicSpec.of(restore.target(), shape.partitions(), settings)
                .replicationFactor(restore.replicationFactor());
        Map<String, DrException> failed = stream.change(
                "make " + restore.target(), (EventStreamDriver driver) -> driver.createTopics(List.of(spec)));
        failed.values().stream()
                .filter(failure -> failure.code() != ErrorCode.ALREADY_EXISTS)
                .findFirst()
                .ifPresent(failure -> {
                    throw stream.named(failure);
                });
        notes.add(
                restore.target() + " keeps its events for ever now: set its retention when the consumers are through");
        shape.settings().forEach((name, value) -> {
            if (LEFT_OUT.contains(name) || !value.equals(settings.get(name))) {
                notes.add("the archived topic had " + name + "=" + value);
            }
        });
    }

    /** A topic is shown a moment after it was made. */
    private Optional<Topic> await(String name) {
        long until = stream.time().nanoTime() + SHOWN_WITHIN.toNanos();
        Optional<Topic> found = find(name);
        while (found.isEmpty() && stream.time().nanoTime() < until) {
            try {
                stream.time().sleep(LOOK);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw DrException.of(ErrorCode.CANCELLED, "restore " + restore.topic(), "the thread was interrupted");
            }
            found = find(name);
        }
        return found;
    }

    private Optional<Topic> find(String name) {
        return stream.read("list the topics of " + stream.address(), EventStreamDriver::topics).stream()
                .filter(topic -> topic.name().equals(name))
                .findFirst();
    }

    private Map<PartitionId, OffsetAnswer> offsets(Set<PartitionId> partitions, OffsetPoint point) {
        return stream.read("ask for offsets of " + stream.address(), driver -> driver.offsets(partitions, point))
                .orThrow();
    }

    private DrException refused(ErrorCode code, String problem, String hint) {
        return stream.refusal(code, "restore " + restore.topic(), problem, hint);
    }
}
