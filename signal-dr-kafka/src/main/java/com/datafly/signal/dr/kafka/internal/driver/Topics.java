package com.datafly.signal.dr.kafka.internal.driver;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.Answers;
import com.datafly.signal.dr.events.Topic;
import com.datafly.signal.dr.events.TopicSpec;
import com.datafly.signal.dr.kafka.internal.KafkaRequest;
import com.datafly.signal.dr.kafka.internal.client.KafkaClients;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.Uuid;

/** Lists and makes topics. */
final class Topics {

    /**
     * A request may write 10,000 records of metadata: one per topic, partition and group of settings, and some spare.
     */
    private static final int MOST_RECORDS = 5_000;

    /** From so many names on, the list of all topics is cheaper than asking for names. */
    private static final int MANY = 200;

    private static final String LOOK = "look at partitions";
    private static final String OF_TOPIC = " of topic ";

    private final KafkaClients clients;

    Topics(KafkaClients clients) {
        this.clients = clients;
    }

    List<Topic> list() {
        List<Topic> topics = new ArrayList<>();
        describeAll().values().forEach(found -> topics.add(topic(found)));
        return topics;
    }

    /** Looks at topics by name. */
    Answers<String, Topic> look(Set<String> names) {
        Answers<String, TopicDescription> described = names.size() < MANY ? describe(names, LOOK) : describeMany(names);
        Map<String, Topic> found = new LinkedHashMap<>();
        described.found().forEach((name, topic) -> found.put(name, topic(topic)));
        return Answers.of(found, described.failed());
    }

    /** A list does not tell a topic that is hidden from one that is not there; a question for its name does. */
    private Answers<String, TopicDescription> describeMany(Set<String> names) {
        Map<String, Uuid> ids = ids(LOOK);
        ids.keySet().retainAll(names);
        Answers<String, TopicDescription> listed = describe(ids);
        Set<String> others = new LinkedHashSet<>(names);
        others.removeAll(ids.keySet());
        Answers<String, TopicDescription> named = describe(others, LOOK);
        Map<String, TopicDescription> found = new LinkedHashMap<>(listed.found());
        Map<String, DrException> failed = new LinkedHashMap<>(listed.failed());
        found.putAll(named.found());
        failed.putAll(named.failed());
        return Answers.of(found, failed);
    }

    /** Looks at all topics. One that is deleted meanwhile is left out. */
    Map<String, TopicDescription> describeAll() {
        Answers<String, TopicDescription> found = describe(ids("list topics"));
        for (DrException failure : found.failed().values()) {
            if (failure.code() != ErrorCode.NOT_FOUND) {
                throw failure;
            }
        }
        return found.found();
    }

    private Map<String, Uuid> ids(String operation) {
        Map<String, Uuid> ids = new LinkedHashMap<>();
        Awaited.read(KafkaRequest.METADATA)
                .get(
                        operation,
                        clients.admin()
                                .listTopics(new ListTopicsOptions().listInternal(true))
                                .listings())
                .forEach(topic -> ids.put(topic.name(), topic.topicId()));
        return ids;
    }

    /**
     * Looks at topics by their ids: Kafka's client asks for all of them at once then, and by name for 2,000 partitions
     * at a time. Brokers before 2.8 have no ids, and some after it take only names.
     */
    private Answers<String, TopicDescription> describe(Map<String, Uuid> ids) {
        if (ids.isEmpty() || ids.containsValue(Uuid.ZERO_UUID)) {
            return describe(ids.keySet(), LOOK);
        }
        Map<Uuid, KafkaFuture<TopicDescription>> futures = clients.admin()
                .describeTopics(TopicCollection.ofTopicIds(ids.values()))
                .topicIdValues();
        Map<Uuid, String> names = new HashMap<>();
        ids.forEach((name, id) -> names.put(id, name));
        Map<String, KafkaFuture<TopicDescription>> byName = new LinkedHashMap<>();
        futures.forEach((id, future) -> byName.put(names.getOrDefault(id, id.toString()), future));
        Answers<String, TopicDescription> answers =
                Awaited.read(KafkaRequest.METADATA).each(byName, LOOK + OF_TOPIC);
        boolean refused = answers.failed().values().stream().anyMatch(Topics::isAboutIds);
        return refused ? describe(ids.keySet(), LOOK) : answers;
    }

    /**
     * Of a topic that goes while it is looked at, a broker may tell the name without the id, at which Kafka's client
     * throws the whole answer away.
     */
    private static boolean isAboutIds(DrException failure) {
        return failure.code() == ErrorCode.UNSUPPORTED || failure.getCause() instanceof IllegalStateException;
    }

    /** Looks at the topics that are named. */
    Answers<String, TopicDescription> describe(Collection<String> names, String operation) {
        if (names.isEmpty()) {
            return Answers.of(Map.of(), Map.of());
        }
        return Awaited.read(KafkaRequest.METADATA)
                .each(clients.admin().describeTopics(names).topicNameValues(), operation + OF_TOPIC);
    }

    private static Topic topic(TopicDescription found) {
        int replicas = found.partitions().isEmpty()
                ? 0
                : found.partitions().get(0).replicas().size();
        return Topic.of(
                found.name(),
                Optional.ofNullable(found.topicId())
                        .filter(id -> !id.equals(Uuid.ZERO_UUID))
                        .map(Uuid::toString),
                found.partitions().size(),
                replicas,
                found.isInternal());
    }

    /** Makes topics, and returns when they can be seen. */
    Map<String, DrException> create(List<TopicSpec> specs) {
        Map<String, KafkaFuture<Void>> futures = new LinkedHashMap<>();
        for (List<TopicSpec> chunk : chunks(specs)) {
            List<NewTopic> topics = chunk.stream().map(Topics::newTopic).toList();
            CreateTopicsResult result = clients.admin().createTopics(topics);
            futures.putAll(result.values());
        }
        Answers<String, Void> created =
                Awaited.change(KafkaRequest.CREATE_TOPICS).each(futures, "create topic ");
        try {
            awaitSeen(existing(created));
        } catch (DrException e) {
            // They are made: whoever asks next finds them, or the same failure.
            return created.failed();
        }
        return created.failed();
    }

    /** What somebody else has just made is not known to all brokers either. */
    private static Set<String> existing(Answers<String, Void> created) {
        Set<String> names = new HashSet<>(created.found().keySet());
        created.failed().forEach((name, failure) -> {
            if (failure.code() == ErrorCode.ALREADY_EXISTS) {
                names.add(name);
            }
        });
        return names;
    }

    private static List<List<TopicSpec>> chunks(List<TopicSpec> specs) {
        List<List<TopicSpec>> chunks = new ArrayList<>();
        int records = MOST_RECORDS;
        for (TopicSpec spec : specs) {
            int more = 1 + spec.partitions() + spec.settings().size();
            records += more;
            if (records > MOST_RECORDS) {
                chunks.add(new ArrayList<>());
                records = more;
            }
            chunks.get(chunks.size() - 1).add(spec);
        }
        return chunks;
    }

    private static NewTopic newTopic(TopicSpec spec) {
        Optional<Short> replicas = spec.replicationFactor() == TopicSpec.CLUSTER_DEFAULT
                ? Optional.empty()
                : Optional.of((short) spec.replicationFactor());
        return new NewTopic(spec.name(), Optional.of(spec.partitions()), replicas).configs(spec.settings());
    }

    private void awaitSeen(Set<String> names) {
        Set<String> missing = new HashSet<>(names);
        Propagation.await(() -> {
            missing.retainAll(describe(missing, "look for new topics").failed().entrySet().stream()
                    .filter(failure -> failure.getValue().code() == ErrorCode.NOT_FOUND)
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toSet()));
            return missing.isEmpty();
        });
    }
}
