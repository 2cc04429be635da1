package com.datafly.signal.dr.kafka.internal.mirror;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.Answers;
import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.OffsetAnswer;
import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.OffsetSync;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.ReplicationTask;
import com.datafly.signal.dr.events.Topic;
import com.datafly.signal.dr.kafka.ConnectCluster;
import com.datafly.signal.dr.kafka.MirrorFlow;
import com.datafly.signal.dr.spi.EventReader;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.spi.EventWriter;
import com.datafly.signal.dr.spi.ReaderSettings;
import com.datafly.signal.dr.spi.ReplicationDriver;
import com.datafly.signal.dr.spi.WriterSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Looks at MirrorMaker 2 from its target. Thread-safe. */
public final class MirrorDriver implements ReplicationDriver {

    private static final String READING = "read MirrorMaker's offset syncs";
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration NO_PROGRESS = Duration.ofSeconds(30);

    /** Nobody waits for workers that hang when a failover waits for this. */
    private static final Duration HURRY = Duration.ofSeconds(4);

    /** The same, where the answer is long: each connector's state. */
    private static final Duration SOON = Duration.ofSeconds(10);

    private final MirrorOptions options;
    private final EventStreamDriver target;

    /**
     * Looks at what the options name.
     *
     * @param target reads the offset syncs; it stays the caller's
     */
    public MirrorDriver(MirrorOptions options, EventStreamDriver target) {
        this.options = options;
        this.target = target;
    }

    @Override
    public String sourceAlias() {
        return options.naming().alias();
    }

    @Override
    public String targetTopic(String sourceTopic) {
        return options.naming().targetTopic(sourceTopic);
    }

    @Override
    public Optional<String> sourceTopic(String targetTopic) {
        return options.naming().sourceTopic(targetTopic);
    }

    @Override
    public boolean keepsNames() {
        return options.naming().keepsNames();
    }

    @Override
    public Map<String, Long> tracesBack(EventStreamDriver source) {
        Map<String, Long> traces = new HashMap<>();
        options.connect().map(connect -> connect.within(SOON).targets(sourceAlias())).stream()
                .flatMap(Set::stream)
                .map(alias -> new MirrorFlow(alias, sourceAlias()))
                .forEach(back -> traces.putAll(
                        new FlowBack(back, options.naming().policy(), options.syncsAtTarget()).traces(source)));
        return traces;
    }

    @Override
    public boolean growsAlsoIdle(String topic) {
        return topic.equals(options.naming().policy().heartbeatsTopic());
    }

    @Override
    public Syncs syncs(long from) {
        String topic = options.naming().syncsTopic();
        if (!options.syncsAtTarget()) {
            throw atSource("MirrorMaker keeps " + topic + " at the source, which is lost with it");
        }
        PartitionId log = new PartitionId(topic, 0);
        long start = offset(log, OffsetPoint.earliest());
        long end = offset(log, OffsetPoint.latest());
        long position = Math.max(from, start);
        if (position >= end) {
            return new Syncs(List.of(), start, end);
        }
        try (EventReader reader = target.reader(ReaderSettings.uncommitted())) {
            reader.seek(Map.of(log, position));
            return read(reader, log, start, end);
        }
    }

    @Override
    public Optional<String> syncsId() {
        String name = options.naming().syncsTopic();
        return Optional.ofNullable(target.describeTopics(Set.of(name)).found().get(name))
                .flatMap(Topic::id);
    }

    private static Syncs read(EventReader reader, PartitionId log, long start, long end) {
        List<OffsetSync> syncs = new ArrayList<>();
        long progress = System.nanoTime();
        long next = reader.positions().getOrDefault(log, start);
        while (next < end) {
            for (EventRecord found : reader.poll(POLL)) {
                syncs.add(SyncRecord.read(found));
            }
            long now = reader.positions().getOrDefault(log, next);
            if (now > next) {
                next = now;
                progress = System.nanoTime();
            } else if (System.nanoTime() - progress > NO_PROGRESS.toNanos()) {
                throw stuck(log, next, end);
            }
        }
        return new Syncs(syncs, start, next);
    }

    private long offset(PartitionId log, OffsetPoint point) {
        Answers<PartitionId, OffsetAnswer> answers = target.offsets(Set.of(log), point);
        DrException failed = answers.failed().get(log);
        if (failed != null && failed.code() == ErrorCode.NOT_FOUND) {
            throw atSource("the target has no topic " + log.topic() + ": MirrorMaker has not copied anything from "
                    + sourceAlias() + " yet, or keeps its offset syncs at the source");
        }
        OffsetAnswer answer = answers.orThrow().get(log);
        if (answer == null) {
            throw DrException.of(ErrorCode.UNAVAILABLE, READING, "the target did not say where " + log + " ends");
        }
        return answer.offset();
    }

    @Override
    public Optional<List<ReplicationTask>> tasks() {
        return options.connect().map(connect -> connect.within(SOON).mirrorTasks(sourceAlias()));
    }

    @Override
    public void pause() {
        ConnectCluster connect = requireConnect("pause MirrorMaker").within(HURRY);
        List<DrException> failures = new ArrayList<>();
        for (String connector : connect.mirrors(sourceAlias())) {
            try {
                connect.pause(connector);
            } catch (DrException e) {
                failures.add(e);
            }
        }
        if (!failures.isEmpty()) {
            throw failures.get(0);
        }
    }

    @Override
    public void resume() {
        ConnectCluster connect = requireConnect("resume MirrorMaker");
        connect.mirrors(sourceAlias()).forEach(connect::resume);
    }

    @Override
    public void stop() {
        positioned("stop MirrorMaker").stop();
    }

    @Override
    public Map<PartitionId, Long> positions() {
        return positioned("read MirrorMaker's positions").positions();
    }

    @Override
    public void changePositions(Map<PartitionId, Long> positions) {
        positioned("change MirrorMaker's positions").change(positions);
    }

    @Override
    public void note(List<OffsetSync> syncs) {
        try (EventWriter writer = target.writer(WriterSettings.plain())) {
            syncs.forEach(
                    sync -> writer.append(SyncRecord.write(options.naming().syncsTopic(), sync)));
            writer.flush();
        }
    }

    private Copiers positioned(String operation) {
        ConnectCluster connect = requireConnect(
                operation,
                "a dedicated MirrorMaker keeps its positions to itself: let its connectors run on Kafka Connect");
        return new Copiers(connect, connect.copiers(sourceAlias()));
    }

    private ConnectCluster requireConnect(String operation) {
        return requireConnect(operation, "a dedicated MirrorMaker is stopped by whoever started it");
    }

    private ConnectCluster requireConnect(String operation, String otherwise) {
        return options.connect()
                .orElseThrow(() -> DrException.create(
                        ErrorCode.UNSUPPORTED,
                        operation,
                        "nobody said where its Kafka Connect is",
                        failure -> failure.hint("Set the option replication.connect of the standby's address to Kafka"
                                + " Connect's own, as in http://connect:8083; " + otherwise + ".")));
    }

    private static DrException atSource(String problem) {
        return DrException.create(
                ErrorCode.FAILED_PRECONDITION,
                READING,
                problem,
                failure -> failure.hint("Set offset-syncs.topic.location=target in MirrorMaker's configuration and"
                        + " restart it while the source is there; what it copied before has no offset syncs at the"
                        + " target."));
    }

    private static DrException stuck(PartitionId log, long next, long end) {
        return DrException.create(
                ErrorCode.UNAVAILABLE,
                READING,
                "nothing came of " + log + " at offset " + next + " for " + NO_PROGRESS.toSeconds()
                        + " s, though it goes on to " + end,
                failure -> failure.detail("partition", log).detail("offset", next));
    }
}
