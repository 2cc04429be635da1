package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.database.CapabilityStatus;
import com.datafly.signal.dr.events.AclRule;
import com.datafly.signal.dr.events.EventCapabilities;
import com.datafly.signal.dr.events.EventCapability;
import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.PartitionProblem;
import com.datafly.signal.dr.events.StreamHealth;
import com.datafly.signal.dr.events.TopicSpec;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What an {@link InMemoryCluster} holds. Guarded by its monitor. */
final class InMemoryClusterState {

    private final String id = UUID.randomUUID().toString();
    private final Map<String, InMemoryTopic> topics = new TreeMap<>();
    private final Map<String, InMemoryGroup> groups = new TreeMap<>();
    private final Set<AclRule> acls = new LinkedHashSet<>();
    private final Map<EventCapability, CapabilityStatus> capabilities = new EnumMap<>(EventCapability.class);
    private final Map<PartitionId, PartitionProblem> problems = new TreeMap<>();
    private final Set<String> fixed = new TreeSet<>();
    private final Set<String> forbidden = new TreeSet<>();
    private final Map<String, InMemoryEventWriter> writers = new HashMap<>();
    private final Map<String, InMemoryMirror> mirrors = new HashMap<>();
    private List<Integer> brokers = List.of(1);
    private int controller = 1;
    private boolean dead;
    private @Nullable String password;

    InMemoryClusterState() {
        for (EventCapability capability : EventCapability.values()) {
            capabilities.put(capability, new CapabilityStatus.Supported(""));
        }
    }

    String id() {
        return id;
    }

    Map<String, InMemoryTopic> topics() {
        return topics;
    }

    Set<AclRule> acls() {
        return acls;
    }

    Map<EventCapability, CapabilityStatus> capabilities() {
        return capabilities;
    }

    Map<PartitionId, PartitionProblem> problems() {
        return problems;
    }

    Set<String> fixed() {
        return fixed;
    }

    Set<String> forbidden() {
        return forbidden;
    }

    Map<String, InMemoryGroup> groups() {
        return groups;
    }

    /** Returns what copies topics to here, by the names of their sources. */
    Map<String, InMemoryMirror> mirrors() {
        return mirrors;
    }

    void dead(boolean isDead) {
        dead = isDead;
    }

    boolean isDead() {
        return dead;
    }

    void password(String secret) {
        password = secret;
    }

    void brokers(List<Integer> ids, int leader) {
        brokers = List.copyOf(ids);
        controller = leader;
    }

    /** Lets in whoever reaches it and has the password. */
    void enter(String operation, @Nullable String given) {
        if (dead) {
            throw unavailable(operation, "no broker answers");
        }
        if (password != null && !password.equals(given)) {
            throw DrException.of(ErrorCode.UNAUTHENTICATED, operation, "the password is wrong");
        }
    }

    void require(EventCapability capability, String operation) {
        EventCapabilities.of(capabilities).require(capability, operation);
    }

    StreamHealth health() {
        int partitions = topics.values().stream()
                .mapToInt(topic -> topic.partitions().size())
                .sum();
        return StreamHealth.of(
                brokers,
                controller < 0 ? OptionalInt.empty() : OptionalInt.of(controller),
                partitions,
                List.copyOf(problems.values()));
    }

    void create(TopicSpec spec) {
        permit(spec.name(), "make " + spec.name());
        InMemoryTopic.check(spec, brokers.size());
        if (topics.containsKey(spec.name())) {
            throw DrException.of(ErrorCode.ALREADY_EXISTS, "make " + spec.name(), "there is one already");
        }
        topics.put(spec.name(), new InMemoryTopic(spec));
    }

    void delete(String topic) {
        topics.remove(topic);
        groups.values()
                .forEach(group ->
                        group.offsets().keySet().removeIf(id -> id.topic().equals(topic)));
    }

    InMemoryTopic topic(String name, String operation) {
        permit(name, operation);
        InMemoryTopic topic = topics.get(name);
        if (topic == null) {
            throw DrException.of(ErrorCode.NOT_FOUND, operation, "there is no topic '" + name + "'");
        }
        return topic;
    }

    /** Finds a partition that can be read. */
    InMemoryPartition partition(PartitionId id, String operation) {
        List<InMemoryPartition> all = topic(id.topic(), operation).partitions();
        if (id.partition() < 0 || id.partition() >= all.size()) {
            throw DrException.of(ErrorCode.NOT_FOUND, operation, "there is no partition " + id);
        }
        if (problem(id, PartitionProblem.Kind.OFFLINE)) {
            throw unavailable(operation, id + " has no leader");
        }
        return all.get(id.partition());
    }

    EventRecord append(NewEvent event, long nowMillis, @Nullable InMemoryTransaction transaction) {
        String operation = "write to " + event;
        InMemoryTopic topic = topic(event.topic(), operation);
        int number = event.partition() == NewEvent.BY_KEY
                ? Math.floorMod(Arrays.hashCode(event.key()), topic.partitions().size())
                : event.partition();
        InMemoryPartition log = partition(new PartitionId(event.topic(), number), operation);
        if (problem(log.id(), PartitionProblem.Kind.UNDER_MINIMUM)) {
            throw unavailable(operation, log.id() + " has fewer replicas in sync than it needs");
        }
        boolean now = event.timestampMillis() == NewEvent.NOW
                || topic.setting(InMemoryTopic.TIMESTAMP_TYPE).equals("LogAppendTime");
        long timestamp = now ? nowMillis : event.timestampMillis();
        long offset = log.append(event, timestamp, transaction);
        return EventRecord.of(log.id(), offset, timestamp, event.key(), event.value(), event.headers());
    }

    InMemoryGroup group(String name) {
        return groups.computeIfAbsent(name, InMemoryGroup::new);
    }

    Optional<InMemoryGroup> findGroup(String name) {
        return Optional.ofNullable(groups.get(name));
    }

    void permit(String resource, String operation) {
        if (isForbidden(resource)) {
            throw DrException.create(
                    ErrorCode.PERMISSION_DENIED,
                    operation,
                    "permission to use " + resource + " is missing",
                    failure -> failure.detail("resource", resource));
        }
    }

    boolean isForbidden(String resource) {
        return forbidden.contains(resource) || forbidden.contains(InMemoryCluster.EVERYTHING);
    }

    /** Lets a writer take over from the one before it, whose transaction ends. */
    void take(String identity, InMemoryEventWriter writer, long nowMillis) {
        InMemoryEventWriter former = writers.put(identity, writer);
        if (former != null) {
            former.end(InMemoryTransaction.State.ABORTED, nowMillis);
        }
    }

    boolean isFenced(String identity, InMemoryEventWriter writer) {
        return writers.get(identity) != writer;
    }

    void abortTransactions(long nowMillis) {
        writers.values().forEach(writer -> writer.end(InMemoryTransaction.State.ABORTED, nowMillis));
    }

    private boolean problem(PartitionId id, PartitionProblem.Kind kind) {
        PartitionProblem problem = problems.get(id);
        return problem != null && problem.kind() == kind;
    }

    static DrException unavailable(String operation, String problem) {
        return DrException.create(
                ErrorCode.UNAVAILABLE, operation, problem, failure -> failure.retry(RetryAdvice.SAFE));
    }
}
