package com.datafly.signal.dr.internal.events.replay;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.ReplayRequest;
import com.datafly.signal.dr.events.Topic;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.spi.EventStreamDriver;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Which topic the events of each topic go to. */
final class ReplayTargets {

    private static final String ITSELF = "*";

    private ReplayTargets() {}

    /** Returns the target of each topic that is read, or refuses what cannot be written, or loops. */
    static Map<String, String> of(
            ReplayRequest request, Collection<PartitionId> read, boolean sameCluster, StreamResource target) {
        if (sameCluster && request.into().isEmpty()) {
            throw refusal(
                    request,
                    ErrorCode.FAILED_PRECONDITION,
                    "it writes to the cluster that its events are of, and nobody said to which topic",
                    "Name it by into(\"*.replayed\"), or the same topic by into(\"*\").");
        }
        String into = request.into().orElse(ITSELF);
        Map<String, String> targets = new TreeMap<>();
        read.forEach(partition -> targets.put(partition.topic(), into.replace("*", partition.topic())));
        targets.values().forEach(topic -> ReplayChecks.requireTopic(request.toString(), topic));
        if (sameCluster && request.follows()) {
            requireNoLoop(request, targets);
        }
        requirePlace(request, read, targets, target);
        return targets;
    }

    private static void requireNoLoop(ReplayRequest request, Map<String, String> targets) {
        Set<String> both = new TreeSet<>(targets.values());
        both.retainAll(targets.keySet());
        if (!both.isEmpty()) {
            throw refusal(
                    request,
                    ErrorCode.FAILED_PRECONDITION,
                    "it would read what it writes to " + both + " for ever",
                    "Leave follow() out, so that it ends where the logs end now, or write to another topic.");
        }
    }

    private static void requirePlace(
            ReplayRequest request, Collection<PartitionId> read, Map<String, String> targets, StreamResource target) {
        Map<String, Topic> there =
                target.read("list the topics of " + target.address(), EventStreamDriver::topics).stream()
                        .collect(Collectors.toMap(Topic::name, Function.identity()));
        Map<String, Integer> needed = new HashMap<>();
        read.forEach(partition -> needed.merge(
                targets.getOrDefault(partition.topic(), partition.topic()), partition.partition() + 1, Math::max));
        needed.forEach((name, partitions) -> {
            Topic topic = there.get(name);
            if (topic == null) {
                throw refusal(
                        request,
                        ErrorCode.NOT_FOUND,
                        target.address() + " has no topic '" + name + "' to write to",
                        "Make it first, with " + partitions + " partitions at least.");
            }
            if (!request.byKey() && topic.partitions() < partitions) {
                throw refusal(
                        request,
                        ErrorCode.FAILED_PRECONDITION,
                        "'" + name + "' has " + topic.partitions() + " partitions, and the events stand in up to "
                                + partitions,
                        "Let keys choose the partitions by byKey(), or write to a topic with as many.");
            }
        });
    }

    private static DrException refusal(ReplayRequest request, ErrorCode code, String problem, String hint) {
        return DrException.create(code, request.toString(), problem, failure -> failure.hint(hint));
    }
}
