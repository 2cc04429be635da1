package com.datafly.signal.dr.internal.events.replay;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.DeadLetterReport;
import com.datafly.signal.dr.events.DeadLetterRequest;
import com.datafly.signal.dr.events.DeadLetters;
import com.datafly.signal.dr.events.EventRun;
import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.RedeliveryResult;
import com.datafly.signal.dr.events.ReplayResult;
import com.datafly.signal.dr.events.Topic;
import com.datafly.signal.dr.internal.Listeners;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.internal.events.copy.CopyCount;
import com.datafly.signal.dr.internal.events.copy.CopyPlan;
import com.datafly.signal.dr.internal.events.copy.CopyRange;
import com.datafly.signal.dr.internal.events.copy.CopyResult;
import com.datafly.signal.dr.internal.events.copy.CopyRun;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/** Dead letters of one cluster. */
public final class DefaultDeadLetters implements DeadLetters {

    private static final String COPY = "letters.";

    private final StreamResource stream;

    /** Looks at letters of {@code stream}. */
    public DefaultDeadLetters(StreamResource stream) {
        this.stream = stream;
    }

    @Override
    public DeadLetterReport report(DeadLetterRequest request) {
        StreamSource source = new StreamSource(stream);
        Topic topic = require(source.topics(), request);
        Map<PartitionId, CopyRange> ranges = ranges(topic, source);
        LetterLedger ledger = new LetterLedger(topic);
        ledger.restore(CopyRun.memory(stream, COPY + request.topic()));
        LetterTally tally = new LetterTally(new LetterReader(request), ledger);
        CopyCount.read(ranges, source.events(ranges), tally::count);
        return tally.report();
    }

    @Override
    public EventRun<RedeliveryResult> redeliver(DeadLetterRequest request) {
        return redeliver(request, request.runId().orElseGet(() -> "redelivery-" + UUID.randomUUID()));
    }

    /** Redelivers under an id, whatever the request says. */
    public EventRun<RedeliveryResult> redeliver(DeadLetterRequest request, String runId) {
        StreamSource source = new StreamSource(stream);
        List<Topic> topics = source.topics();
        Topic topic = require(topics, request);
        RedeliveryNotes notes = new RedeliveryNotes(
                runId, new RedeliveryResult.Begun(stream.clock().instant(), request.by()));
        LetterLedger ledger = new LetterLedger(topic);
        RedeliveryRule rule = new RedeliveryRule(request, ledger, notes, partitions(topics));
        Listeners listeners = new Listeners();
        CopyPlan plan = CopyPlan.create(
                COPY + request.topic(),
                ranges(topic, source),
                rule,
                copy -> copy.memory(new RedeliveryMemory(ledger, notes, rule::restart))
                        .fromTheBeginning()
                        .recordsPerSecond(request.recordsPerSecond())
                        .bytesPerSecond(request.bytesPerSecond())
                        .listener(progress -> listeners.tell(DefaultEventRun.progress(progress))));
        return DefaultEventRun.start(
                runId,
                CopyRun.of(plan, source.events(plan.ranges()), stream),
                listeners,
                copied -> result(request.topic(), notes, copied));
    }

    @Override
    public List<RedeliveryResult> history(String topic) {
        return CopyRun.memory(stream, COPY + topic).entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(RedeliveryNotes.PREFIX))
                .map(entry -> RedeliveryNotes.read(entry.getValue()))
                .sorted(Comparator.comparing(RedeliveryResult::startedAt))
                .toList();
    }

    private RedeliveryResult result(String topic, RedeliveryNotes notes, CopyResult copied) {
        RedeliveryResult result =
                notes.end(new ReplayResult.Ending(notes.runId(), copied.finished(), copied.exactlyOnce()));
        CopyRun.remember(stream, COPY + topic, Map.of(notes.key(), notes.write()));
        return result;
    }

    /** Finds a topic, if it and the one to park letters in are there. */
    private static Topic require(List<Topic> topics, DeadLetterRequest request) {
        request.parkingTopic().ifPresent(parking -> {
            Topic unused = require(topics, request, parking);
        });
        return require(topics, request, request.topic());
    }

    private static Topic require(List<Topic> topics, DeadLetterRequest request, String name) {
        return topics.stream()
                .filter(topic -> topic.name().equals(name))
                .findFirst()
                .orElseThrow(() -> DrException.create(
                        ErrorCode.NOT_FOUND,
                        request.toString(),
                        "there is no topic '" + name + "'",
                        failure -> failure.hint(
                                "topics() tells what there is. A topic to park letters in must be made first.")));
    }

    private static Map<String, Integer> partitions(List<Topic> topics) {
        return topics.stream().collect(Collectors.toMap(Topic::name, Topic::partitions));
    }

    /** Returns all that the topic has now. */
    private static Map<PartitionId, CopyRange> ranges(Topic topic, StreamSource source) {
        Set<PartitionId> partitions = Set.copyOf(topic.partitionIds());
        var starts = source.offsets(partitions, OffsetPoint.earliest());
        Map<PartitionId, CopyRange> ranges = new TreeMap<>();
        source.offsets(partitions, OffsetPoint.stable()).forEach((partition, end) -> {
            var start = starts.get(partition);
            ranges.put(partition, new CopyRange(start == null ? end.offset() : start.offset(), end.offset()));
        });
        return ranges;
    }
}
