package com.datafly.signal.dr.kafka.internal.driver;

import static com.datafly.signal.dr.events.EventCapability.CHANGE_ACLS;
import static com.datafly.signal.dr.events.EventCapability.CHANGE_GROUP_OFFSETS;
import static com.datafly.signal.dr.events.EventCapability.CHANGE_SETTINGS;
import static com.datafly.signal.dr.events.EventCapability.CREATE_TOPICS;
import static com.datafly.signal.dr.events.EventCapability.IDEMPOTENT_WRITES;
import static com.datafly.signal.dr.events.EventCapability.READ_ACLS;
import static com.datafly.signal.dr.events.EventCapability.READ_SETTINGS;
import static com.datafly.signal.dr.events.EventCapability.TOPIC_IDS;
import static com.datafly.signal.dr.events.EventCapability.TRANSACTIONS;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.CapabilityStatus;
import com.datafly.signal.dr.database.CapabilityStatus.Supported;
import com.datafly.signal.dr.database.CapabilityStatus.Unknown;
import com.datafly.signal.dr.database.CapabilityStatus.Unsupported;
import com.datafly.signal.dr.events.EventCapabilities;
import com.datafly.signal.dr.events.EventCapability;
import com.datafly.signal.dr.kafka.internal.KafkaRequest;
import com.datafly.signal.dr.kafka.internal.client.KafkaClients;
import com.datafly.signal.dr.kafka.internal.client.Service;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigsOptions;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TopicListing;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Finds what a cluster can do for the credentials in use. A cluster tells which operations it allows them; a service
 * that offers less than Kafka is known by its brokers' names.
 */
final class Capabilities {

    private static final String OPERATION = "ask what the cluster can do";
    private static final int SAMPLE = 50;

    /** No topic can have this name: whether a cluster takes a request can be asked with it, and nothing comes of it. */
    private static final String NEVER = "signal-dr/never";

    private static final CapabilityStatus YES = new Supported("");

    /**
     * Asks about one topic's rules only: whether there is an authorizer does not depend on how many rules there are.
     */
    private static final AclBindingFilter FEW = new AclBindingFilter(
            new ResourcePatternFilter(ResourceType.TOPIC, "signal-dr.state", PatternType.LITERAL),
            AccessControlEntryFilter.ANY);

    private final KafkaClients clients;

    Capabilities(KafkaClients clients) {
        this.clients = clients;
    }

    EventCapabilities find() {
        Admin admin = clients.admin();
        DescribeClusterResult cluster =
                admin.describeCluster(new DescribeClusterOptions().includeAuthorizedOperations(true));
        KafkaFuture<Collection<TopicListing>> listed = admin.listTopics().listings();
        KafkaFuture<Collection<AclBinding>> acls = admin.describeAcls(FEW).values();
        KafkaFuture<Collection<TransactionListing>> transactions =
                admin.listTransactions().all();
        KafkaFuture<Void> creation = admin.createTopics(
                        List.of(new NewTopic(NEVER, 1, (short) 1)), new CreateTopicsOptions().validateOnly(true))
                .all();
        KafkaFuture<Void> change = admin.incrementalAlterConfigs(
                        Map.of(new ConfigResource(ConfigResource.Type.TOPIC, NEVER), List.of()),
                        new AlterConfigsOptions().validateOnly(true))
                .all();
        Collection<TopicListing> topics = Awaited.read(KafkaRequest.METADATA).get(OPERATION, listed);
        Rights rights = rights(cluster, topics);

        Map<EventCapability, CapabilityStatus> found = new EnumMap<>(EventCapability.class);
        rules(found, acls, rights);
        topics(found, topics, rights);
        refusal(KafkaRequest.CREATE_TOPICS, creation)
                .filter(Capabilities::isUnsupported)
                .ifPresent(failure -> found.put(CREATE_TOPICS, unsupported(failure)));
        refusal(KafkaRequest.ALTER_CONFIGS, change)
                .filter(Capabilities::isUnsupported)
                .ifPresent(failure -> found.put(CHANGE_SETTINGS, unsupported(failure)));
        writers(found, transactions(transactions));
        services(found);
        return EventCapabilities.of(found);
    }

    /**
     * What the cluster allows.
     *
     * @param cluster the operations on the cluster itself; empty if it did not say
     * @param topics those on some topics
     */
    private record Rights(Optional<Set<AclOperation>> cluster, List<TopicDescription> topics) {

        CapabilityStatus onCluster(AclOperation operation, String otherwise) {
            return cluster.map(allowed -> allowed.contains(operation) ? YES : new Unknown(otherwise))
                    .orElse(new Unknown(otherwise));
        }

        CapabilityStatus onTopics(AclOperation operation) {
            List<String> denied = topics.stream()
                    .filter(topic -> topic.authorizedOperations() != null
                            && !topic.authorizedOperations().contains(operation))
                    .map(TopicDescription::name)
                    .toList();
            if (denied.isEmpty()) {
                return topics.isEmpty()
                        ? new Supported("where access rules allow " + operation + ": there is no topic yet to ask for")
                        : YES;
            }
            return denied.size() == topics.size()
                    ? new Unsupported("no access rule allows these credentials " + operation + " on TOPIC "
                            + String.join(", ", denied.subList(0, Math.min(3, denied.size()))))
                    : new Supported("not on " + String.join(", ", denied));
        }
    }

    private Rights rights(DescribeClusterResult cluster, Collection<TopicListing> topics) {
        List<String> sample = topics.stream()
                .filter(topic -> !topic.isInternal())
                .map(TopicListing::name)
                .sorted()
                .limit(SAMPLE)
                .toList();
        Map<String, TopicDescription> described = sample.isEmpty()
                ? Map.of()
                : Awaited.read(KafkaRequest.METADATA)
                        .each(
                                clients.admin()
                                        .describeTopics(
                                                TopicCollection.ofTopicNames(sample),
                                                new DescribeTopicsOptions().includeAuthorizedOperations(true))
                                        .topicNameValues(),
                                OPERATION + " with topic ")
                        .found();
        Set<AclOperation> operations =
                Awaited.read(KafkaRequest.DESCRIBE_CLUSTER).get(OPERATION, cluster.authorizedOperations());
        return new Rights(Optional.ofNullable(operations), List.copyOf(described.values()));
    }

    /** Access rules, and what follows from there being none. */
    private static void rules(
            Map<EventCapability, CapabilityStatus> found, KafkaFuture<Collection<AclBinding>> acls, Rights rights) {
        Optional<DrException> refusal = refusal(KafkaRequest.DESCRIBE_ACLS, acls);
        boolean open = refusal.filter(Capabilities::isUnsupported).isPresent();
        found.put(
                READ_ACLS,
                refusal.<CapabilityStatus>map(Capabilities::unsupported).orElse(YES));
        found.put(
                CHANGE_ACLS,
                open
                        ? found.getOrDefault(READ_ACLS, YES)
                        : rights.onCluster(AclOperation.ALTER, "needs Alter on CLUSTER: add a rule"));
        found.put(
                CHANGE_GROUP_OFFSETS,
                open ? YES : new Supported("where access rules allow Read on the GROUP and on the TOPIC"));
    }

    private static void topics(
            Map<EventCapability, CapabilityStatus> found, Collection<TopicListing> topics, Rights rights) {
        found.put(CREATE_TOPICS, rights.onCluster(AclOperation.CREATE, "needs Create on CLUSTER or TOPIC: make one"));
        found.put(READ_SETTINGS, rights.onTopics(AclOperation.DESCRIBE_CONFIGS));
        found.put(CHANGE_SETTINGS, rights.onTopics(AclOperation.ALTER_CONFIGS));
        boolean ids = topics.stream().anyMatch(topic -> !topic.topicId().equals(Uuid.ZERO_UUID));
        CapabilityStatus without = topics.isEmpty()
                ? new Unknown("there is no topic yet: make one")
                : new Unsupported("its topics have no ids; brokers give them since 2.8");
        found.put(TOPIC_IDS, ids ? YES : without);
    }

    private static CapabilityStatus transactions(KafkaFuture<Collection<TransactionListing>> transactions) {
        return refusal(KafkaRequest.LIST_TRANSACTIONS, transactions)
                .<CapabilityStatus>map(failure ->
                        new Unknown("the cluster cannot be asked for it (" + failure.problem() + "): write in one"))
                .orElse(YES);
    }

    /**
     * Whoever cannot be asked for transactions may not know idempotent writers either: nothing tells before one writes.
     */
    private void writers(Map<EventCapability, CapabilityStatus> found, CapabilityStatus transactions) {
        CapabilityStatus off = new Unsupported(
                clients.address().isAt(Service.EVENT_HUBS)
                        ? "off at Event Hubs, which documents transactions as a preview of some tiers: set"
                                + " enable.idempotence to true for it"
                        : "the option enable.idempotence is false");
        found.put(TRANSACTIONS, clients.idempotent() ? transactions : off);
        found.put(IDEMPOTENT_WRITES, clients.idempotent() ? transactions : off);
    }

    private void services(Map<EventCapability, CapabilityStatus> found) {
        if (clients.address().isAt(Service.MSK_SERVERLESS)) {
            found.put(
                    CHANGE_SETTINGS,
                    new Supported("MSK Serverless changes only " + String.join(", ", Serverless.ALTERABLE)));
        }
        if (clients.address().isAt(Service.EVENT_HUBS)) {
            found.computeIfPresent(CREATE_TOPICS, Capabilities::documented);
            found.computeIfPresent(CHANGE_SETTINGS, Capabilities::documented);
        }
    }

    private static Optional<DrException> refusal(KafkaRequest request, KafkaFuture<?> future) {
        try {
            Object answer = Awaited.read(request).get(OPERATION, future);
            return Optional.<DrException>empty().filter(never -> answer == null);
        } catch (DrException failure) {
            if (failure.code() == ErrorCode.UNAVAILABLE || failure.code() == ErrorCode.CANCELLED) {
                throw failure;
            }
            return Optional.of(failure);
        }
    }

    private static CapabilityStatus documented(EventCapability capability, CapabilityStatus found) {
        return found instanceof Unsupported
                ? found
                : new Unknown(
                        "by its documentation Event Hubs manages topics and their retention by Azure's portal, CLI"
                                + " or templates only");
    }

    private static boolean isUnsupported(DrException failure) {
        return failure.code() == ErrorCode.UNSUPPORTED;
    }

    private static CapabilityStatus unsupported(DrException failure) {
        return new Unsupported(
                failure.problem() + failure.hint().map(hint -> ". " + hint).orElse(""));
    }
}
