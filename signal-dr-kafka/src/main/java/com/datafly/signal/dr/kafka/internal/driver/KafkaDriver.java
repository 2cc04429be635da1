package com.datafly.signal.dr.kafka.internal.driver;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.AclRule;
import com.datafly.signal.dr.events.Answers;
import com.datafly.signal.dr.events.ConsumerGroup;
import com.datafly.signal.dr.events.EventCapabilities;
import com.datafly.signal.dr.events.GroupOffset;
import com.datafly.signal.dr.events.OffsetAnswer;
import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.StreamHealth;
import com.datafly.signal.dr.events.Topic;
import com.datafly.signal.dr.events.TopicSetting;
import com.datafly.signal.dr.events.TopicSpec;
import com.datafly.signal.dr.kafka.internal.KafkaRequest;
import com.datafly.signal.dr.kafka.internal.client.KafkaClients;
import com.datafly.signal.dr.kafka.internal.client.Service;
import com.datafly.signal.dr.kafka.internal.mirror.MirrorDriver;
import com.datafly.signal.dr.kafka.internal.mirror.MirrorOptions;
import com.datafly.signal.dr.spi.EventReader;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.spi.EventWriter;
import com.datafly.signal.dr.spi.ReaderSettings;
import com.datafly.signal.dr.spi.ReplicationDriver;
import com.datafly.signal.dr.spi.WriterSettings;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.IsolationLevel;

/** One Kafka cluster by its {@code Admin}, consumers and producers. Thread-safe. */
public final class KafkaDriver implements EventStreamDriver {

    private final KafkaClients clients;
    private final Optional<MirrorOptions> mirror;
    private final PartitionIds ids = new PartitionIds();
    private final Topics topics;
    private final TopicSettings settings;
    private final Offsets offsets;
    private final Groups groups;
    private final GroupMoves moves;
    private final Acls acls;

    /**
     * Drives a cluster.
     *
     * @param clients are closed with the driver
     * @param mirror how topics come here from another cluster, if they do
     */
    public KafkaDriver(KafkaClients clients, Optional<MirrorOptions> mirror) {
        this.clients = clients;
        this.mirror = mirror;
        this.topics = new Topics(clients);
        this.settings = new TopicSettings(clients);
        this.offsets = new Offsets(clients, topics);
        this.groups = new Groups(clients, ids);
        this.moves = new GroupMoves(clients);
        this.acls = new Acls(clients);
    }

    @Override
    public String clusterId() {
        return Awaited.read(KafkaRequest.DESCRIBE_CLUSTER)
                .get(
                        "ask for the cluster's id",
                        clients.admin().describeCluster().clusterId());
    }

    @Override
    public EventCapabilities capabilities() {
        return new Capabilities(clients).find();
    }

    @Override
    public StreamHealth health() {
        return new Health(clients, topics, settings).look();
    }

    @Override
    public List<Topic> topics() {
        return topics.list();
    }

    @Override
    public Answers<String, Topic> describeTopics(Set<String> names) {
        return topics.look(names);
    }

    @Override
    public Answers<String, Map<String, TopicSetting>> settings(Set<String> topicNames, Set<String> names) {
        return settings.read(topicNames, names);
    }

    @Override
    public Map<String, DrException> changeSettings(Map<String, Map<String, Optional<String>>> changes, boolean dryRun) {
        Map<String, DrException> refused = new LinkedHashMap<>();
        if (clients.address().isAt(Service.MSK_SERVERLESS)) {
            changes.forEach((topic, settingsOfIt) ->
                    Serverless.refusal(topic, settingsOfIt).ifPresent(failure -> refused.put(topic, failure)));
        }
        Map<String, Map<String, Optional<String>>> asked = new LinkedHashMap<>(changes);
        asked.keySet().removeAll(refused.keySet());
        asked.values().removeIf(Map::isEmpty);
        refused.putAll(settings.change(asked, dryRun));
        return refused;
    }

    @Override
    public Map<String, DrException> createTopics(List<TopicSpec> specs) {
        return topics.create(specs);
    }

    @Override
    public Answers<PartitionId, OffsetAnswer> offsets(Set<PartitionId> partitions, OffsetPoint point) {
        return offsets.ask(partitions, point);
    }

    @Override
    public Map<PartitionId, Long> terms(Set<PartitionId> partitions) {
        return new Terms(clients).ask(partitions);
    }

    @Override
    public List<ConsumerGroup> groups() {
        return groups.list();
    }

    @Override
    public Set<String> groupNames() {
        return groups.names();
    }

    @Override
    public Answers<String, ConsumerGroup> groups(Set<String> names) {
        return groups.look(names);
    }

    @Override
    public Answers<String, Map<PartitionId, GroupOffset>> groupOffsets(Set<String> names) {
        return groups.offsets(names);
    }

    @Override
    public Map<String, DrException> changeGroupOffsets(Map<String, Map<PartitionId, GroupOffset>> changes) {
        return moves.move(changes);
    }

    @Override
    public List<AclRule> acls() {
        return acls.list();
    }

    @Override
    public void addAcls(List<AclRule> rules) {
        acls.add(rules);
    }

    @Override
    public void removeAcls(List<AclRule> rules) {
        acls.remove(rules);
    }

    @Override
    public EventReader reader(ReaderSettings how) {
        IsolationLevel isolation =
                how.committedOnly() ? IsolationLevel.READ_COMMITTED : IsolationLevel.READ_UNCOMMITTED;
        Map<String, Object> consumer = new HashMap<>();
        consumer.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation.name().toLowerCase(Locale.ROOT));
        consumer.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, how.maxRecords());
        how.bytesPerPartition()
                .ifPresent(bytes -> consumer.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, bytes));
        return new KafkaReader(clients.consumer(consumer), offsets, ids);
    }

    @Override
    public EventWriter writer(WriterSettings how) {
        if (how.identity().isPresent() && !clients.idempotent()) {
            throw DrException.create(
                    ErrorCode.UNSUPPORTED,
                    "open writer " + how.identity().get(),
                    "there are no transactions where enable.idempotence is false",
                    failure -> failure.hint("Set the option enable.idempotence to true, if the cluster has them."));
        }
        return how.identity()
                .<EventWriter>map(identity -> KafkaWriter.transactional(
                        identity,
                        clients.producer(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, identity)),
                        topics,
                        ids))
                .orElseGet(() -> KafkaWriter.plain(clients.producer(Map.of()), topics, ids));
    }

    @Override
    public Optional<ReplicationDriver> replicationFrom(EventStreamDriver source) {
        return mirror.map(options -> new MirrorDriver(options, this));
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        if (type.equals(KafkaDriver.class)) {
            return Optional.of(type.cast(this));
        }
        return type.equals(Admin.class) ? Optional.of(type.cast(clients.admin())) : Optional.empty();
    }

    @Override
    public void close() {
        clients.close();
    }

    @Override
    public String toString() {
        return "kafka:" + clients.address();
    }
}
