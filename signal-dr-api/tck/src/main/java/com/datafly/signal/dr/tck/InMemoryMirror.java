package com.datafly.signal.dr.tck;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.events.OffsetSync;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.ReplicationTask;
import com.datafly.signal.dr.events.TopicSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Copies topics from one {@link InMemoryCluster} to another as MirrorMaker 2 does, with its gaps, its repetitions and
 * its silence about both. The target's driver finds it by {@code replicationFrom}.
 *
 * <p>Unless told: topics are prefixed by {@code primary.}, what transactions aborted is copied too, pairs of offsets
 * are kept at the target, at least one each 100 records. It copies when {@link #copy()} says so, or by itself once
 * {@link #run} did. Thread-safe.
 *
 * @since 0.1
 */
public final class InMemoryMirror implements AutoCloseable {

    static final String HEARTBEATS = "heartbeats";

    private final InMemoryCluster source;
    private final InMemoryCluster target;
    private final Map<PartitionId, Long> positions = new HashMap<>();
    private final Map<PartitionId, Long> stored = new HashMap<>();
    private String alias = "primary";
    private boolean keepsNames;
    private boolean committedOnly;
    private boolean exactlyOnce;
    private boolean crowded;
    private boolean supervised = true;
    private boolean syncsAtTarget = true;
    private int offsetLagMax = 100;
    private Predicate<String> topics = InMemoryMirror::isUsers;
    private boolean stopped;
    private InMemorySyncWriter syncs = new InMemorySyncWriter(offsetLagMax);
    private ReplicationTask.@Nullable State tasks = ReplicationTask.State.RUNNING;
    private @Nullable ScheduledExecutorService runner;

    private InMemoryMirror(InMemoryCluster source, InMemoryCluster target) {
        this.source = requireNonNull(source, "source");
        this.target = requireNonNull(target, "target");
    }

    /** Copies all topics that are neither a cluster's nor a tool's own. */
    public static InMemoryMirror between(InMemoryCluster source, InMemoryCluster target) {
        InMemoryMirror mirror = new InMemoryMirror(source, target);
        synchronized (target) {
            target.state().mirrors().put(source.name(), mirror);
        }
        return mirror;
    }

    /** Sets the name that it knows the source by. */
    public synchronized InMemoryMirror alias(String name) {
        alias = requireNonNull(name, "name");
        return this;
    }

    /** Gives topics the same names at the target, as {@code IdentityReplicationPolicy} does. */
    public synchronized InMemoryMirror keepNames() {
        keepsNames = true;
        return this;
    }

    /** Sets which topics are copied. */
    public synchronized InMemoryMirror topics(Predicate<String> copied) {
        topics = requireNonNull(copied, "copied");
        return this;
    }

    /** Copies what was committed alone: aborted events become gaps. */
    public synchronized InMemoryMirror committedOnly() {
        committedOnly = true;
        return this;
    }

    /** Copies in transactions: each call of {@link #copy()} leaves a marker in each partition that it wrote to. */
    public synchronized InMemoryMirror exactlyOnce() {
        exactlyOnce = true;
        return this;
    }

    /** Sets after how many records at most a pair of offsets is written down. */
    public synchronized InMemoryMirror offsetLagMax(int records) {
        offsetLagMax = records;
        syncs = new InMemorySyncWriter(records);
        return this;
    }

    /**
     * Sets whether the target takes pairs of offsets so slowly that they wait for {@link #flush()}: of those that wait
     * only the last one of a partition is written, so the pair that shows where a gap is may be missing.
     */
    public synchronized InMemoryMirror crowded(boolean slow) {
        crowded = slow;
        return this;
    }

    /** Leaves nobody to ask what its tasks do. */
    public synchronized InMemoryMirror unsupervised() {
        supervised = false;
        return this;
    }

    /** Keeps the pairs of offsets at the source, as MirrorMaker 2 does unless told otherwise. */
    public synchronized InMemoryMirror syncsAtSource() {
        syncsAtTarget = false;
        return this;
    }

    /** Copies all that there is; returns how many events that were. */
    public int copy() {
        return copy(Integer.MAX_VALUE);
    }

    /** Copies at most so many events of each partition; returns how many events that were. */
    public synchronized int copy(int most) {
        if (tasks != ReplicationTask.State.RUNNING || isDead(source) || isDead(target)) {
            return 0;
        }
        InMemoryTransaction transaction = exactlyOnce ? new InMemoryTransaction() : null;
        int copied = 0;
        for (Map.Entry<String, Integer> topic : sourceTopics().entrySet()) {
            ensure(targetTopic(topic.getKey()), topic.getValue());
            for (int number = 0; number < topic.getValue(); number++) {
                copied += copy(new PartitionId(topic.getKey(), number), most, transaction);
            }
        }
        if (transaction != null) {
            end(transaction);
            stored.putAll(positions);
        }
        return copied;
    }

    private int copy(PartitionId from, int most, @Nullable InMemoryTransaction transaction) {
        List<EventRecord> events = read(from, most);
        PartitionId to = new PartitionId(targetTopic(from.topic()), from.partition());
        for (EventRecord event : events) {
            syncs.copied(from, event.offset(), write(NewEvent.copyOf(event, to), transaction));
            if (!crowded) {
                write(syncs);
            }
        }
        return events.size();
    }

    private long write(NewEvent event, @Nullable InMemoryTransaction transaction) {
        synchronized (target) {
            target.notifyAll();
            return target.state()
                    .append(event, target.clock().millis(), transaction)
                    .offset();
        }
    }

    /** Where the position is gone it begins at what is left, and says nothing. */
    private List<EventRecord> read(PartitionId from, int most) {
        List<EventRecord> events = new ArrayList<>();
        synchronized (source) {
            InMemoryPartition log = source.state().partition(from, "copy " + from);
            long position = positions.getOrDefault(from, log.start());
            if (position < log.start() || position > log.end()) {
                position = log.start();
            }
            positions.put(from, log.read(position, committedOnly, most, events));
        }
        return events;
    }

    /** Stores how far it is, and writes down the last pair of offsets of each partition, as it does now and then. */
    public synchronized void flush() {
        if (tasks != ReplicationTask.State.RUNNING || isDead(target)) {
            return;
        }
        stored.putAll(positions);
        syncs.promote();
        write(syncs);
    }

    /** Writes a heartbeat, also while its tasks are dead. */
    public synchronized void heartbeat() {
        if (tasks != null && !isDead(target)) {
            ensure(HEARTBEATS, 1);
            target.write(HEARTBEATS, 0, alias, Long.toString(target.clock().millis()));
        }
    }

    /** Lets its tasks die: they copy nothing until {@link #start()}, while heartbeats go on. */
    public synchronized void failTasks() {
        tasks = ReplicationTask.State.FAILED;
    }

    /** Ends it in order: how far it was is stored. Pairs of offsets that wait are lost. */
    public synchronized void stop() {
        stored.putAll(positions);
        tasks = null;
    }

    /** Ends it as a kill does: what it copied since it stored how far it was will be copied again. */
    public synchronized void crash() {
        tasks = null;
    }

    /** Starts it or its tasks anew, from what was stored. */
    public synchronized void start() {
        positions.clear();
        positions.putAll(stored);
        syncs = new InMemorySyncWriter(offsetLagMax);
        tasks = ReplicationTask.State.RUNNING;
    }

    /** Lets it copy, store and beat by itself, over and over, until it is closed. */
    public synchronized InMemoryMirror run(Duration pause) {
        if (runner == null) {
            runner = Executors.newSingleThreadScheduledExecutor(task -> {
                Thread thread = new Thread(task, "in-memory-mirror");
                thread.setDaemon(true);
                return thread;
            });
            var unused = runner.scheduleWithFixedDelay(this::round, 0, pause.toNanos(), TimeUnit.NANOSECONDS);
        }
        return this;
    }

    private synchronized void round() {
        copy();
        flush();
        heartbeat();
    }

    /** Stops copying by itself; the target no longer knows it. */
    @Override
    public synchronized void close() {
        if (runner != null) {
            runner.shutdownNow();
        }
        synchronized (target) {
            target.state().mirrors().remove(source.name(), this);
        }
    }

    synchronized String alias() {
        return alias;
    }

    synchronized boolean keepsNames() {
        return keepsNames;
    }

    synchronized boolean isSupervised() {
        return supervised;
    }

    synchronized boolean hasSyncsAtTarget() {
        return syncsAtTarget;
    }

    synchronized boolean copies(String sourceTopic) {
        return topics.test(sourceTopic);
    }

    synchronized String targetTopic(String sourceTopic) {
        return keepsNames ? sourceTopic : alias + "." + sourceTopic;
    }

    synchronized String syncsTopic() {
        return syncsTopic(alias);
    }

    /** Names the topic that a mirror from a source of this name keeps its pairs of offsets in. */
    static String syncsTopic(String alias) {
        return "mm2-offset-syncs." + alias + ".internal";
    }

    /** Returns what its tasks do; null if nobody is there. */
    synchronized ReplicationTask.@Nullable State tasks() {
        return tasks;
    }

    /** Pauses tasks that run, or resumes those that pause. */
    synchronized void paused(boolean pause) {
        ReplicationTask.State from = pause ? ReplicationTask.State.RUNNING : ReplicationTask.State.PAUSED;
        if (tasks == from) {
            tasks = pause ? ReplicationTask.State.PAUSED : ReplicationTask.State.RUNNING;
        }
        if (!pause && stopped) {
            stopped = false;
            start();
        }
    }

    /** Ends its tasks as Kafka Connect does when a connector is stopped: only then positions can be changed. */
    synchronized void endTasks() {
        stored.putAll(positions);
        stopped = true;
        tasks = ReplicationTask.State.PAUSED;
    }

    synchronized boolean isStopped() {
        return stopped;
    }

    /** Returns how far it is by what it stored. */
    synchronized Map<PartitionId, Long> storedPositions() {
        return Map.copyOf(stored);
    }

    synchronized void storePositions(Map<PartitionId, Long> changed) {
        stored.putAll(changed);
    }

    /** Writes pairs of offsets down as its own. */
    synchronized void note(List<OffsetSync> pairs) {
        pairs.forEach(pair -> {
            InMemorySyncWriter writer = new InMemorySyncWriter(offsetLagMax);
            writer.copied(pair.partition(), pair.sourceOffset(), pair.targetOffset());
            write(writer);
        });
    }

    private Map<String, Integer> sourceTopics() {
        Map<String, Integer> all = new HashMap<>();
        synchronized (source) {
            source.state()
                    .topics()
                    .forEach((topic, held) -> all.put(topic, held.partitions().size()));
        }
        all.keySet().removeIf(topic -> !topics.test(topic));
        return all;
    }

    private void write(InMemorySyncWriter pairs) {
        InMemoryCluster keeper = syncsAtTarget ? target : source;
        List<NewEvent> written = pairs.take(syncsTopic());
        if (!written.isEmpty()) {
            ensure(syncsTopic(), 1);
            written.forEach(keeper::write);
        }
    }

    private void ensure(String topic, int partitions) {
        InMemoryCluster keeper = topic.equals(syncsTopic()) && !syncsAtTarget ? source : target;
        synchronized (keeper) {
            if (!keeper.state().topics().containsKey(topic)) {
                keeper.state().create(TopicSpec.of(topic, partitions, Map.of()));
            }
        }
    }

    private void end(InMemoryTransaction transaction) {
        synchronized (target) {
            transaction.end(InMemoryTransaction.State.COMMITTED, target.clock().millis());
            target.notifyAll();
        }
    }

    private static boolean isDead(InMemoryCluster cluster) {
        synchronized (cluster) {
            return cluster.state().isDead();
        }
    }

    private static boolean isUsers(String topic) {
        return !topic.startsWith("__")
                && !topic.startsWith("mm2-")
                && !topic.startsWith("signal-dr.")
                && !topic.endsWith(".internal")
                && !topic.equals(HEARTBEATS);
    }
}
