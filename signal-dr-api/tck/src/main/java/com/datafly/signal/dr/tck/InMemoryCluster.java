package com.datafly.signal.dr.tck;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.database.CapabilityStatus;
import com.datafly.signal.dr.events.EventCapability;
import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.GroupOffset;
import com.datafly.signal.dr.events.GroupState;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.PartitionProblem;
import com.datafly.signal.dr.events.TopicSpec;
import com.datafly.signal.dr.spi.EventStreamDriver;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A cluster on the heap that keeps events as Apache Kafka does: topics with ids and settings, offsets that are never
 * given twice, transactions, compaction, retention, consumer groups, access rules.
 *
 * <p>{@link InMemoryEventStreamProvider} opens it by its address {@code memory:NAME} while it is open, and all who do
 * see the same. What time does to a real cluster, a test does here: {@link #expire()}, {@link #compact},
 * {@link #truncate}, {@link #kill()}. Thread-safe.
 *
 * @since 0.1
 */
public final class InMemoryCluster implements AutoCloseable {

    /** Stands for all topics and groups in {@link #forbid}. */
    public static final String EVERYTHING = "*";

    private static final Map<String, InMemoryCluster> CLUSTERS = new ConcurrentHashMap<>();

    private final String name;
    private final Clock clock;
    private final InMemoryClusterState state = new InMemoryClusterState();
    private final FaultPlan faults = FaultPlan.create();

    private InMemoryCluster(String name, Clock clock) {
        this.name = requireNonNull(name, "name");
        this.clock = requireNonNull(clock, "clock");
    }

    /** Makes an empty cluster with a name of its own, by the machine's clock. */
    public static InMemoryCluster create() {
        return create("cluster-" + UUID.randomUUID());
    }

    /** Makes an empty cluster by the machine's clock: a reader that waits for events waits. */
    public static InMemoryCluster create(String name) {
        return create(name, Clock.systemUTC());
    }

    /**
     * Makes an empty cluster.
     *
     * @param clock if it is a {@link SettableClock}, a reader that finds nothing lets the time pass and returns
     * @throws IllegalStateException if there is one of that name already
     */
    public static InMemoryCluster create(String name, Clock clock) {
        InMemoryCluster cluster = new InMemoryCluster(name, clock);
        if (CLUSTERS.putIfAbsent(name, cluster) != null) {
            throw new IllegalStateException("there is a cluster '" + name + "' already; close it first");
        }
        return cluster;
    }

    /** Returns the address that opens it. */
    public String address() {
        return InMemoryEventStreamProvider.SCHEME + ":" + name;
    }

    /** Opens it without a password. The caller closes the driver. */
    public EventStreamDriver driver() {
        return new InMemoryEventStreamDriver(name, null);
    }

    /** Returns what goes wrong. */
    public FaultPlan faults() {
        return faults;
    }

    /** Returns the clock by which everything happens here. */
    public Clock clock() {
        return clock;
    }

    /** Adds a topic with default settings. */
    public InMemoryCluster topic(String topic, int partitions) {
        return topic(topic, partitions, Map.of());
    }

    /** Adds a topic. */
    public synchronized InMemoryCluster topic(String topic, int partitions, Map<String, String> settings) {
        state.create(TopicSpec.of(topic, partitions, settings));
        return this;
    }

    /** Removes a topic and its events; one of the same name that is made later has another id. */
    public synchronized void deleteTopic(String topic) {
        state.delete(topic);
    }

    /** Writes an event of text to a partition and returns its offset. */
    public long write(String topic, int partition, @Nullable String key, @Nullable String value) {
        return write(NewEvent.of(topic, bytes(key), bytes(value)).partition(partition));
    }

    /** Writes an event and returns its offset. */
    public synchronized long write(NewEvent event) {
        long offset = state.append(event, clock.millis(), null).offset();
        notifyAll();
        return offset;
    }

    /** Writes {@code count} events with keys and values of their own to a partition. */
    public synchronized void fill(String topic, int partition, int count) {
        for (int i = 0; i < count; i++) {
            write(topic, partition, "key-" + i, "value-" + i);
        }
    }

    /** Returns the committed events of a partition that are still there, in order. */
    public synchronized List<EventRecord> events(String topic, int partition) {
        List<EventRecord> events = new ArrayList<>();
        InMemoryPartition log = log(topic, partition);
        log.read(log.start(), true, Integer.MAX_VALUE, events);
        return events;
    }

    /** Returns the log's start: the first offset that can still be read. */
    public synchronized long start(String topic, int partition) {
        return log(topic, partition).start();
    }

    /** Returns the log's end: the offset that the next event gets. */
    public synchronized long end(String topic, int partition) {
        return log(topic, partition).end();
    }

    /** Lets a group commit an offset, as its members do. */
    public synchronized InMemoryCluster commit(String group, String topic, int partition, long offset) {
        state.group(group).offsets().put(log(topic, partition).id(), GroupOffset.of(offset));
        return this;
    }

    /** Returns what a group committed for a partition. */
    public synchronized Optional<GroupOffset> committed(String group, String topic, int partition) {
        return state.findGroup(group).map(found -> found.offsets().get(new PartitionId(topic, partition)));
    }

    /** Sets how many members a group has. */
    public synchronized InMemoryCluster members(String group, int count) {
        state.group(group).members(count);
        return this;
    }

    /** Gives a partition to a group's members to read, though they commit nothing of it. */
    public synchronized InMemoryCluster assign(String group, String topic, int partition) {
        state.group(group).read(Set.of(new PartitionId(topic, partition)));
        return this;
    }

    /** Lets a group be in a state whatever its members and offsets say; null to end that. */
    public synchronized InMemoryCluster groupState(String group, @Nullable GroupState fixed) {
        state.group(group).state(fixed);
        return this;
    }

    /** Removes what is too old, or too much, by the topics' settings, as a cluster does now and then. */
    public synchronized void expire() {
        state.topics().values().forEach(topic -> topic.expire(clock.millis()));
    }

    /** Removes the events of a partition before an offset. */
    public synchronized void deleteBefore(String topic, int partition, long offset) {
        log(topic, partition).removeBefore(offset);
    }

    /** Loses the events of a partition from an offset on, and gives those offsets again. */
    public synchronized void truncate(String topic, int partition, long end) {
        log(topic, partition).removeFrom(end);
    }

    /** Keeps of each key of a topic the last event alone, whatever its settings say. */
    public synchronized void compact(String topic) {
        state.topic(topic, "compact " + topic).partitions().forEach(InMemoryPartition::compact);
    }

    /** Gives up the transactions that are open, as a cluster does when their time is over. */
    public synchronized void abortTransactions() {
        state.abortTransactions(clock.millis());
        notifyAll();
    }

    /** Lets nobody reach it. What it holds stays. */
    public synchronized InMemoryCluster kill() {
        state.dead(true);
        notifyAll();
        return this;
    }

    /** Lets everybody reach it again. */
    public synchronized InMemoryCluster revive() {
        state.dead(false);
        return this;
    }

    /** Sets which brokers there are, and which is the controller, or -1; one of id 1 unless told. */
    public synchronized InMemoryCluster brokers(List<Integer> brokers, int controller) {
        state.brokers(brokers, controller);
        return this;
    }

    /** Adds a problem: one that is offline cannot be used, one under its minimum cannot be written. */
    public synchronized InMemoryCluster problem(PartitionProblem problem) {
        state.problems().put(problem.partition(), problem);
        return this;
    }

    /** Ends all problems. */
    public synchronized InMemoryCluster mend() {
        state.problems().clear();
        return this;
    }

    /** Lets the cluster be without a capability. */
    public synchronized InMemoryCluster disable(EventCapability capability, String reason) {
        state.capabilities().put(capability, new CapabilityStatus.Unsupported(reason));
        return this;
    }

    /** Lets a setting of topics be what it is, as managed clusters do. */
    public synchronized InMemoryCluster fix(String setting) {
        state.fixed().add(setting);
        return this;
    }

    /** Takes away the permission to do anything with a topic or group of that name, whether it exists or not. */
    public synchronized InMemoryCluster forbid(String resource) {
        state.forbidden().add(resource);
        return this;
    }

    /** Gives back what {@link #forbid} took. */
    public synchronized InMemoryCluster permit(String resource) {
        state.forbidden().remove(resource);
        return this;
    }

    /** Lets in only who has this secret, under the name {@code password}. */
    public synchronized InMemoryCluster password(Secret secret) {
        state.password(secret.use(String::new));
        return this;
    }

    /** Ends the cluster: whoever has its address finds nobody there. */
    @Override
    public void close() {
        CLUSTERS.remove(name, this);
    }

    static Optional<InMemoryCluster> find(String name) {
        return Optional.ofNullable(CLUSTERS.get(name));
    }

    String name() {
        return name;
    }

    /** What it holds, for whoever has its monitor. */
    InMemoryClusterState state() {
        return state;
    }

    private InMemoryPartition log(String topic, int partition) {
        List<InMemoryPartition> logs = state.topic(topic, "look at " + topic).partitions();
        if (partition < 0 || partition >= logs.size()) {
            throw DrException.of(ErrorCode.NOT_FOUND, "look at " + topic, "it has no partition " + partition);
        }
        return logs.get(partition);
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(UTF_8);
    }
}
