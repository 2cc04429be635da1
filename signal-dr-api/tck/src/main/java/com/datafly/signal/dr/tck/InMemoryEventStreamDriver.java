package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.AclRule;
import com.datafly.signal.dr.events.Answers;
import com.datafly.signal.dr.events.ConsumerGroup;
import com.datafly.signal.dr.events.EventCapabilities;
import com.datafly.signal.dr.events.EventCapability;
import com.datafly.signal.dr.events.GroupOffset;
import com.datafly.signal.dr.events.GroupState;
import com.datafly.signal.dr.events.OffsetAnswer;
import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.StreamHealth;
import com.datafly.signal.dr.events.Topic;
import com.datafly.signal.dr.events.TopicSetting;
import com.datafly.signal.dr.events.TopicSpec;
import com.datafly.signal.dr.spi.EventReader;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.spi.EventWriter;
import com.datafly.signal.dr.spi.ReaderSettings;
import com.datafly.signal.dr.spi.ReplicationDriver;
import com.datafly.signal.dr.spi.WriterSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Translates to an {@link InMemoryCluster}, which need not exist. */
final class InMemoryEventStreamDriver implements EventStreamDriver {

    /** What one request may change, as clusters of Apache Kafka have it. */
    private static final int MOST_CHANGES = 10_000;

    private final String name;
    private final @Nullable String password;

    InMemoryEventStreamDriver(String name, @Nullable String password) {
        this.name = name;
        this.password = password;
    }

    String name() {
        return name;
    }

    @Override
    public String clusterId() {
        return read("clusterId", cluster -> cluster.state().id());
    }

    @Override
    public EventCapabilities capabilities() {
        return read(
                "capabilities", cluster -> EventCapabilities.of(cluster.state().capabilities()));
    }

    @Override
    public StreamHealth health() {
        return read("health", cluster -> cluster.state().health());
    }

    @Override
    public List<Topic> topics() {
        return read("topics", cluster -> {
            InMemoryClusterState state = cluster.state();
            boolean ids = EventCapabilities.of(state.capabilities()).supports(EventCapability.TOPIC_IDS);
            return state.topics().values().stream()
                    .map(topic -> topic.describe(ids))
                    .filter(topic -> !state.isForbidden(topic.name()))
                    .toList();
        });
    }

    @Override
    public Answers<String, Topic> describeTopics(Set<String> names) {
        return read("describeTopics", cluster -> {
            InMemoryClusterState state = cluster.state();
            boolean ids = EventCapabilities.of(state.capabilities()).supports(EventCapability.TOPIC_IDS);
            return answers(
                    names,
                    name -> Optional.of(state.topic(name, "look at " + name).describe(ids)));
        });
    }

    @Override
    public Answers<String, Map<String, TopicSetting>> settings(Set<String> topics, Set<String> names) {
        return read(
                "settings",
                cluster -> answers(topics, topic -> {
                    String operation = "read settings of " + topic;
                    cluster.state().require(EventCapability.READ_SETTINGS, operation);
                    return Optional.of(cluster.state().topic(topic, operation).settings(names));
                }));
    }

    @Override
    public Map<String, DrException> changeSettings(Map<String, Map<String, Optional<String>>> changes, boolean dryRun) {
        return change("changeSettings", cluster -> {
            requireFew(changes.values().stream().mapToInt(Map::size).sum());
            return failures(changes.keySet(), topic -> {
                String operation = "change settings of " + topic;
                InMemoryClusterState state = cluster.state();
                state.require(EventCapability.CHANGE_SETTINGS, operation);
                state.topic(topic, operation).change(changes.getOrDefault(topic, Map.of()), state.fixed(), dryRun);
            });
        });
    }

    @Override
    public Map<String, DrException> createTopics(List<TopicSpec> topics) {
        return change("createTopics", cluster -> {
            requireFew(topics.stream().mapToInt(TopicSpec::partitions).sum());
            Map<String, DrException> failed = new LinkedHashMap<>();
            topics.forEach(spec -> attempt(() -> {
                        cluster.state().require(EventCapability.CREATE_TOPICS, "make " + spec.name());
                        cluster.state().create(spec);
                    })
                    .ifPresent(failure -> failed.put(spec.name(), failure)));
            return failed;
        });
    }

    private static void requireFew(int changes) {
        if (changes > MOST_CHANGES) {
            throw DrException.of(ErrorCode.QUOTA, "change topics", changes + " changes are too many for one request");
        }
    }

    @Override
    public Answers<PartitionId, OffsetAnswer> offsets(Set<PartitionId> partitions, OffsetPoint point) {
        return read(
                "offsets",
                cluster -> answers(
                        partitions,
                        id -> cluster.state()
                                .partition(id, "ask for offsets of " + id)
                                .find(point)));
    }

    @Override
    public Map<PartitionId, Long> terms(Set<PartitionId> partitions) {
        return read("terms", cluster -> {
            Map<PartitionId, Long> terms = new LinkedHashMap<>();
            partitions.forEach(id -> terms.put(
                    id,
                    cluster.state().partition(id, "ask for the term of " + id).term()));
            return terms;
        });
    }

    @Override
    public List<ConsumerGroup> groups() {
        return read("groups", InMemoryEventStreamDriver::listed);
    }

    @Override
    public Set<String> groupNames() {
        return read(
                "groupNames",
                cluster -> listed(cluster).stream().map(ConsumerGroup::name).collect(Collectors.toSet()));
    }

    private static List<ConsumerGroup> listed(InMemoryCluster cluster) {
        return cluster.state().groups().values().stream()
                .map(InMemoryGroup::describe)
                .filter(group -> group.state() != GroupState.DEAD)
                .toList();
    }

    @Override
    public Answers<String, ConsumerGroup> groups(Set<String> names) {
        return read(
                "groups",
                cluster -> answers(
                        names,
                        group -> Optional.of(
                                find(cluster, group, "look at " + group).describe())));
    }

    @Override
    public Answers<String, Map<PartitionId, GroupOffset>> groupOffsets(Set<String> groups) {
        return read(
                "groupOffsets",
                cluster -> answers(
                        groups,
                        group -> Optional.of(Map.copyOf(
                                find(cluster, group, "read offsets of " + group).offsets()))));
    }

    @Override
    public Map<String, DrException> changeGroupOffsets(Map<String, Map<PartitionId, GroupOffset>> offsets) {
        return change("changeGroupOffsets", cluster -> {
            return failures(offsets.keySet(), group -> move(cluster, group, offsets.getOrDefault(group, Map.of())));
        });
    }

    private static void move(InMemoryCluster cluster, String group, Map<PartitionId, GroupOffset> offsets) {
        String operation = "move offsets of " + group;
        cluster.state().require(EventCapability.CHANGE_GROUP_OFFSETS, operation);
        if (!find(cluster, group, operation).state().idle()) {
            throw DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    operation,
                    "its members consume",
                    failure -> failure.hint("Stop them first."));
        }
        offsets.keySet().forEach(id -> cluster.state().partition(id, operation));
        cluster.state().group(group).offsets().putAll(offsets);
    }

    private static InMemoryGroup find(InMemoryCluster cluster, String group, String operation) {
        cluster.state().permit(group, operation);
        return cluster.state().findGroup(group).orElseGet(() -> new InMemoryGroup(group));
    }

    @Override
    public List<AclRule> acls() {
        return read("acls", cluster -> {
            cluster.state().require(EventCapability.READ_ACLS, "list access rules");
            return List.copyOf(cluster.state().acls());
        });
    }

    @Override
    public void addAcls(List<AclRule> rules) {
        changeAcls("addAcls", state -> state.acls().addAll(rules));
    }

    @Override
    public void removeAcls(List<AclRule> rules) {
        changeAcls("removeAcls", state -> rules.forEach(state.acls()::remove));
    }

    private void changeAcls(String call, Consumer<InMemoryClusterState> body) {
        change(call, cluster -> {
            cluster.state().require(EventCapability.CHANGE_ACLS, "change access rules");
            body.accept(cluster.state());
            return cluster;
        });
    }

    @Override
    public EventReader reader(ReaderSettings settings) {
        return new InMemoryEventReader(this, settings);
    }

    @Override
    public EventWriter writer(WriterSettings settings) {
        InMemoryEventWriter writer =
                new InMemoryEventWriter(this, settings.identity().orElse(null));
        try {
            settings.identity()
                    .ifPresent(identity -> change("writer", cluster -> {
                        cluster.state().require(EventCapability.TRANSACTIONS, "write in transactions");
                        cluster.state().take(identity, writer, cluster.clock().millis());
                        cluster.notifyAll();
                        return cluster;
                    }));
        } catch (DrException e) {
            writer.close();
            throw e;
        }
        return writer;
    }

    @Override
    public Optional<ReplicationDriver> replicationFrom(EventStreamDriver source) {
        InMemoryCluster cluster = cluster("replicationFrom");
        if (!(source instanceof InMemoryEventStreamDriver other)) {
            return Optional.empty();
        }
        synchronized (cluster) {
            return Optional.ofNullable(cluster.state().mirrors().get(other.name()))
                    .map(mirror -> new InMemoryReplicationDriver(this, mirror));
        }
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return InMemoryCluster.find(name).filter(type::isInstance).map(type::cast);
    }

    @Override
    public void close() {
        // There is no connection.
    }

    InMemoryCluster cluster(String call) {
        return InMemoryCluster.find(name)
                .orElseThrow(() -> InMemoryClusterState.unavailable(call, "there is no cluster '" + name + "'"));
    }

    /** Runs something at the cluster, if it lets us in. */
    <T> T enter(String call, Function<InMemoryCluster, T> body) {
        InMemoryCluster cluster = cluster(call);
        synchronized (cluster) {
            cluster.state().enter(call, password);
            return body.apply(cluster);
        }
    }

    <T> T read(String call, Function<InMemoryCluster, T> body) {
        return cluster(call).faults().read(call, () -> enter(call, body), () -> enter(call, body));
    }

    <T> T change(String call, Function<InMemoryCluster, T> body) {
        AtomicReference<@Nullable T> result = new AtomicReference<>();
        cluster(call).faults().change(call, () -> result.set(enter(call, body)));
        T answer = result.get();
        if (answer == null) {
            throw new IllegalStateException(call + " gave no answer");
        }
        return answer;
    }

    private static <K, V> Answers<K, V> answers(Set<K> keys, Function<K, Optional<V>> body) {
        Map<K, V> found = new LinkedHashMap<>();
        Map<K, DrException> failed = failures(keys, key -> body.apply(key).ifPresent(answer -> found.put(key, answer)));
        return Answers.of(found, failed);
    }

    private static <K> Map<K, DrException> failures(Set<K> keys, Consumer<K> body) {
        Map<K, DrException> failed = new LinkedHashMap<>();
        keys.forEach(key -> attempt(() -> body.accept(key)).ifPresent(failure -> failed.put(key, failure)));
        return failed;
    }

    private static Optional<DrException> attempt(Runnable body) {
        try {
            body.run();
            return Optional.empty();
        } catch (DrException e) {
            return Optional.of(e);
        }
    }
}
