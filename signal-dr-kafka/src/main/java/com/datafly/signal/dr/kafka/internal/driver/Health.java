package com.datafly.signal.dr.kafka.internal.driver;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.Answers;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.PartitionProblem;
import com.datafly.signal.dr.events.StreamHealth;
import com.datafly.signal.dr.events.TopicSetting;
import com.datafly.signal.dr.kafka.internal.KafkaRequest;
import com.datafly.signal.dr.kafka.internal.client.KafkaClients;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.clients.admin.DescribeMetadataQuorumOptions;
import org.apache.kafka.clients.admin.QuorumInfo;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.jspecify.annotations.Nullable;

/** Looks at brokers, controller and all partitions. */
final class Health {

    private static final String MINIMUM = "min.insync.replicas";
    private static final String OPERATION = "look at the cluster";

    private final KafkaClients clients;
    private final Topics topics;
    private final TopicSettings settings;

    Health(KafkaClients clients, Topics topics, TopicSettings settings) {
        this.clients = clients;
        this.topics = topics;
        this.settings = settings;
    }

    StreamHealth look() {
        DescribeClusterResult cluster = clients.admin().describeCluster();
        KafkaFuture<QuorumInfo> quorum = clients.admin()
                .describeMetadataQuorum(new DescribeMetadataQuorumOptions()
                        .timeoutMs(Math.toIntExact(clients.requestTimeout().toMillis())))
                .quorumInfo();
        Map<String, TopicDescription> all = topics.describeAll();
        Awaited awaited = Awaited.read(KafkaRequest.DESCRIBE_CLUSTER);
        List<Integer> brokers = ids(awaited.get(OPERATION, cluster.nodes()));
        Controller controller = controller(quorum, idOf(awaited.get(OPERATION, cluster.controller())));
        int partitions = all.values().stream()
                .mapToInt(topic -> topic.partitions().size())
                .sum();
        Set<String> suspects = suspects(all);
        Answers<String, Map<String, TopicSetting>> minima = settings.read(suspects, Set.of(MINIMUM));
        StreamHealth health = StreamHealth.of(brokers, controller.id(), partitions, problems(all, minima.found()));
        return warned(warned(health, controller.doubt()), doubt(minima));
    }

    /**
     * Who leads the controllers.
     *
     * @param id which of them
     * @param doubt why that is not sure, if it is not
     */
    private record Controller(OptionalInt id, Optional<String> doubt) {}

    /** Behind KRaft clients see any broker as the controller; who leads the quorum is the truth. */
    private static Controller controller(KafkaFuture<QuorumInfo> quorum, int seen) {
        try {
            int leader = Awaited.read(KafkaRequest.DESCRIBE_QUORUM)
                    .get(OPERATION, quorum)
                    .leaderId();
            return new Controller(id(leader), Optional.empty());
        } catch (DrException failure) {
            if (failure.code() == ErrorCode.CANCELLED) {
                throw failure;
            }
            int known = failure.code() == ErrorCode.UNAVAILABLE ? -1 : seen;
            return new Controller(
                    id(known), Optional.of("who leads the controllers could not be asked: " + failure.problem()));
        }
    }

    private static OptionalInt id(int broker) {
        return broker < 0 ? OptionalInt.empty() : OptionalInt.of(broker);
    }

    private static Optional<String> doubt(Answers<String, Map<String, TopicSetting>> minima) {
        return minima.failed().values().stream()
                .findFirst()
                .map(failure -> MINIMUM + " of " + minima.failed().size()
                        + " topics with replicas that are behind could not be read: "
                        + failure.problem());
    }

    private static StreamHealth warned(StreamHealth health, Optional<String> warning) {
        return warning.map(health::warning).orElse(health);
    }

    private static Set<String> suspects(Map<String, TopicDescription> all) {
        Set<String> suspects = new LinkedHashSet<>();
        all.forEach((name, topic) -> {
            if (topic.partitions().stream().anyMatch(Health::lacks)) {
                suspects.add(name);
            }
        });
        return suspects;
    }

    private static List<PartitionProblem> problems(
            Map<String, TopicDescription> all, Map<String, Map<String, TopicSetting>> minima) {
        List<PartitionProblem> problems = new ArrayList<>();
        all.forEach((name, topic) -> {
            TopicSetting minimum = minima.getOrDefault(name, Map.of()).get(MINIMUM);
            topic.partitions().stream()
                    .filter(Health::lacks)
                    .map(info -> problem(name, info, minimum))
                    .forEach(problems::add);
        });
        return problems;
    }

    private static boolean lacks(TopicPartitionInfo info) {
        return idOf(info.leader()) < 0 || info.isr().size() < info.replicas().size();
    }

    /** Brokers of today never ask for more replicas than a partition has. */
    private static PartitionProblem problem(String topic, TopicPartitionInfo info, @Nullable TopicSetting setting) {
        int minimum = setting == null
                ? -1
                : Math.min(Integer.parseInt(setting.value()), info.replicas().size());
        return new PartitionProblem(
                new PartitionId(topic, info.partition()),
                kind(idOf(info.leader()), info.isr().size(), minimum),
                idOf(info.leader()),
                ids(info.replicas()),
                ids(info.isr()),
                minimum);
    }

    static PartitionProblem.Kind kind(int leader, int inSync, int minimum) {
        if (leader < 0) {
            return PartitionProblem.Kind.OFFLINE;
        }
        if (minimum < 0) {
            return PartitionProblem.Kind.MINIMUM_UNKNOWN;
        }
        if (inSync < minimum) {
            return PartitionProblem.Kind.UNDER_MINIMUM;
        }
        return inSync == minimum ? PartitionProblem.Kind.AT_MINIMUM : PartitionProblem.Kind.UNDER_REPLICATED;
    }

    private static int idOf(@Nullable Node node) {
        return node == null || node.isEmpty() ? -1 : node.id();
    }

    private static List<Integer> ids(Collection<Node> nodes) {
        return nodes.stream().map(Node::id).sorted().toList();
    }
}
