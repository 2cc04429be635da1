package com.datafly.signal.dr.tck;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.OffsetSync;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.ReplicationTask;
import com.datafly.signal.dr.events.Topic;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.spi.ReplicationDriver;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks at an {@link InMemoryMirror}. */
final class InMemoryReplicationDriver implements ReplicationDriver {

    /** The name that each mirror knows its target by, and one that goes back its source. */
    private static final String TARGET = "standby";

    private final InMemoryEventStreamDriver target;
    private final InMemoryMirror mirror;

    InMemoryReplicationDriver(InMemoryEventStreamDriver target, InMemoryMirror mirror) {
        this.target = target;
        this.mirror = mirror;
    }

    @Override
    public String sourceAlias() {
        return mirror.alias();
    }

    @Override
    public String targetTopic(String sourceTopic) {
        return mirror.targetTopic(sourceTopic);
    }

    @Override
    public Optional<String> sourceTopic(String targetTopic) {
        String prefix = mirror.keepsNames() ? "" : mirror.alias() + ".";
        return Optional.of(targetTopic)
                .filter(topic -> topic.startsWith(prefix))
                .map(topic -> topic.substring(prefix.length()))
                .filter(mirror::copies);
    }

    @Override
    public boolean keepsNames() {
        return mirror.keepsNames();
    }

    @Override
    public Map<String, Long> tracesBack(EventStreamDriver source) {
        Map<String, Long> traces = new HashMap<>();
        if (!(source instanceof InMemoryEventStreamDriver other)) {
            return traces;
        }
        boolean othersSyncs = mirror.hasSyncsAtTarget();
        return other.read("tracesBack", cluster -> {
            String syncs = InMemoryMirror.syncsTopic(TARGET);
            if (othersSyncs) {
                events(cluster, syncs).forEach(event -> traces.merge(syncs, event.offset(), Math::max));
            }
            events(cluster, InMemoryMirror.HEARTBEATS).stream()
                    .filter(beat -> Arrays.equals(TARGET.getBytes(UTF_8), beat.key()))
                    .forEach(beat -> traces.merge(InMemoryMirror.HEARTBEATS, beat.offset(), Math::max));
            if (cluster.state().isForbidden(InMemoryMirror.HEARTBEATS)) {
                traces.put(InMemoryMirror.HEARTBEATS, -1L);
            }
            return traces;
        });
    }

    @Override
    public boolean growsAlsoIdle(String topic) {
        return topic.equals(InMemoryMirror.HEARTBEATS);
    }

    private static List<EventRecord> events(InMemoryCluster cluster, String topic) {
        List<EventRecord> events = new ArrayList<>();
        InMemoryTopic held = cluster.state().topics().get(topic);
        if (held != null) {
            InMemoryPartition log = held.partitions().get(0);
            log.read(log.start(), true, Integer.MAX_VALUE, events);
        }
        return events;
    }

    @Override
    public Syncs syncs(long from) {
        if (!mirror.hasSyncsAtTarget()) {
            throw DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    "read pairs of offsets",
                    "they are kept at the source, and are lost with it",
                    failure -> failure.hint("Let the copying software keep them at the target."));
        }
        // Asked before the cluster is entered, for the mirror enters it while it holds its own lock.
        String syncsTopic = mirror.syncsTopic();
        return target.read("syncs", cluster -> {
            InMemoryTopic topic = cluster.state().topics().get(syncsTopic);
            if (topic == null) {
                return new Syncs(List.of(), 0, from);
            }
            InMemoryPartition log = topic.partitions().get(0);
            List<EventRecord> events = new ArrayList<>();
            long next = log.read(Math.max(from, log.start()), true, Integer.MAX_VALUE, events);
            List<OffsetSync> syncs = events.stream()
                    .flatMap(event -> InMemorySyncWriter.decode(event).stream())
                    .toList();
            return new Syncs(syncs, log.start(), next);
        });
    }

    @Override
    public Optional<String> syncsId() {
        String syncsTopic = mirror.syncsTopic();
        return target.topics().stream()
                .filter(topic -> topic.name().equals(syncsTopic))
                .findFirst()
                .flatMap(Topic::id);
    }

    @Override
    public Optional<List<ReplicationTask>> tasks() {
        if (!mirror.isSupervised()) {
            return Optional.empty();
        }
        return Optional.of(target.cluster("tasks").faults().read("tasks", this::look, this::look));
    }

    private List<ReplicationTask> look() {
        ReplicationTask.State state = state("ask what the mirror's tasks do");
        String trouble = state == ReplicationTask.State.FAILED ? "java.lang.OutOfMemoryError: Java heap space" : "";
        boolean paused = state == ReplicationTask.State.PAUSED;
        ReplicationTask.State connector = paused ? state : ReplicationTask.State.RUNNING;
        List<ReplicationTask> tasks = new ArrayList<>();
        add(tasks, "MirrorSourceConnector", ReplicationTask.Kind.EVENTS, List.of(connector, state), trouble);
        add(tasks, "MirrorHeartbeatConnector", ReplicationTask.Kind.HEARTBEATS, List.of(connector, connector), "");
        return tasks;
    }

    /** Says what a connector does, and then what its one task does. */
    private void add(
            List<ReplicationTask> tasks,
            String name,
            ReplicationTask.Kind kind,
            List<ReplicationTask.State> states,
            String trouble) {
        String connector = mirror.alias() + "->" + TARGET + "." + name;
        tasks.add(new ReplicationTask(connector, -1, kind, states.get(0), ""));
        tasks.add(new ReplicationTask(connector, 0, kind, states.get(1), trouble));
    }

    @Override
    public void pause() {
        tell("pause", true);
    }

    @Override
    public void resume() {
        tell("resume", false);
    }

    @Override
    public void stop() {
        change("stop", mirror::endTasks);
    }

    @Override
    public Map<PartitionId, Long> positions() {
        requireSupervised("ask for the positions of");
        return target.cluster("positions").faults().read("positions", mirror::storedPositions, mirror::storedPositions);
    }

    @Override
    public void changePositions(Map<PartitionId, Long> positions) {
        change("change positions of", () -> {
            if (!mirror.isStopped()) {
                throw DrException.of(
                        ErrorCode.FAILED_PRECONDITION, "change positions of the mirror", "it is not stopped");
            }
            mirror.storePositions(positions);
        });
    }

    @Override
    public void note(List<OffsetSync> syncs) {
        target.cluster("note").faults().change("note", () -> mirror.note(syncs));
    }

    private void tell(String call, boolean pause) {
        change(call, () -> {
            if (state(call + " the mirror") != ReplicationTask.State.FAILED) {
                mirror.paused(pause);
            }
        });
    }

    private void change(String call, Runnable change) {
        requireSupervised(call);
        target.cluster(call).faults().change(call, () -> {
            state(call + " the mirror");
            change.run();
        });
    }

    private void requireSupervised(String call) {
        if (!mirror.isSupervised()) {
            throw DrException.create(
                    ErrorCode.UNSUPPORTED,
                    call + " the mirror",
                    "nobody said whom to tell",
                    failure -> failure.hint("Name the software that runs the mirror."));
        }
    }

    private ReplicationTask.State state(String operation) {
        ReplicationTask.State state = mirror.tasks();
        if (state == null) {
            throw InMemoryClusterState.unavailable(operation, "the mirror does not run");
        }
        return state;
    }
}
