package com.datafly.signal.dr.kafka.internal.driver;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.events.Answers;
import com.datafly.signal.dr.events.TopicSetting;
import com.datafly.signal.dr.kafka.internal.KafkaRequest;
import com.datafly.signal.dr.kafka.internal.client.KafkaClients;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigsOptions;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;

/** Reads and changes settings of topics. */
final class TopicSettings {

    /** The cluster refuses a request that writes more than 10,000 records of metadata. */
    private static final int MOST_CHANGES = 5_000;

    private final KafkaClients clients;

    TopicSettings(KafkaClients clients) {
        this.clients = clients;
    }

    /** Reads settings in one request. Kafka's client cannot ask for some of them only; the rest is dropped here. */
    Answers<String, Map<String, TopicSetting>> read(Set<String> topics, Set<String> names) {
        if (topics.isEmpty()) {
            return Answers.of(Map.of(), Map.of());
        }
        List<ConfigResource> resources =
                topics.stream().map(TopicSettings::resource).toList();
        Map<String, KafkaFuture<Config>> futures =
                byTopic(clients.admin().describeConfigs(resources).values());
        Answers<String, Config> configs =
                Awaited.read(KafkaRequest.DESCRIBE_CONFIGS).each(futures, "read settings of topic ");
        Map<String, Map<String, TopicSetting>> found = new LinkedHashMap<>();
        configs.found().forEach((topic, config) -> found.put(topic, settings(config, names)));
        return Answers.of(found, configs.failed());
    }

    private static Map<String, TopicSetting> settings(Config config, Set<String> names) {
        Map<String, TopicSetting> settings = new TreeMap<>();
        for (ConfigEntry entry : config.entries()) {
            if (entry.value() != null && (names.isEmpty() || names.contains(entry.name()))) {
                boolean overridden = entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG;
                settings.put(entry.name(), new TopicSetting(entry.value(), overridden));
            }
        }
        return settings;
    }

    Map<String, DrException> change(Map<String, Map<String, Optional<String>>> changes, boolean dryRun) {
        AlterConfigsOptions options = new AlterConfigsOptions().validateOnly(dryRun);
        Map<String, KafkaFuture<Void>> futures = new LinkedHashMap<>();
        for (Map<ConfigResource, Collection<AlterConfigOp>> chunk : chunks(changes)) {
            futures.putAll(byTopic(
                    clients.admin().incrementalAlterConfigs(chunk, options).values()));
        }
        Awaited awaited =
                dryRun ? Awaited.read(KafkaRequest.ALTER_CONFIGS) : Awaited.change(KafkaRequest.ALTER_CONFIGS);
        String operation = dryRun ? "check settings of topic " : "change settings of topic ";
        return awaited.each(futures, operation).failed();
    }

    private static List<Map<ConfigResource, Collection<AlterConfigOp>>> chunks(
            Map<String, Map<String, Optional<String>>> changes) {
        List<Map<ConfigResource, Collection<AlterConfigOp>>> chunks = new ArrayList<>();
        int size = MOST_CHANGES;
        for (Map.Entry<String, Map<String, Optional<String>>> topic : changes.entrySet()) {
            size += topic.getValue().size();
            if (size > MOST_CHANGES || chunks.isEmpty()) {
                chunks.add(new LinkedHashMap<>());
                size = topic.getValue().size();
            }
            chunks.get(chunks.size() - 1).put(resource(topic.getKey()), operations(topic.getValue()));
        }
        return chunks;
    }

    private static List<AlterConfigOp> operations(Map<String, Optional<String>> settings) {
        List<AlterConfigOp> operations = new ArrayList<>();
        settings.forEach((name, value) -> operations.add(new AlterConfigOp(
                new ConfigEntry(name, value.orElse("")),
                value.isPresent() ? AlterConfigOp.OpType.SET : AlterConfigOp.OpType.DELETE)));
        return operations;
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }

    private static <T> Map<String, KafkaFuture<T>> byTopic(Map<ConfigResource, KafkaFuture<T>> futures) {
        Map<String, KafkaFuture<T>> byTopic = new LinkedHashMap<>();
        futures.forEach((resource, future) -> byTopic.put(resource.name(), future));
        return byTopic;
    }
}
