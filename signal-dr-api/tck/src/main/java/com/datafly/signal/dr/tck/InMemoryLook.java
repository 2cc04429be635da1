package com.datafly.signal.dr.tck;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.platform.HeldValue;
import com.datafly.signal.dr.platform.LogQuery;
import com.datafly.signal.dr.platform.SecretUse;
import java.util.List;
import java.util.Map;

/** A look into the pods of an {@link InMemoryPlatform}. */
final class InMemoryLook {

    private final InMemoryPlatformState state;

    InMemoryLook(InMemoryPlatformState state) {
        this.state = state;
    }

    List<HeldValue> held(String podName, List<SecretUse> uses, boolean allowed) {
        return uses.stream().map(use -> held(podName, use, allowed)).toList();
    }

    private HeldValue held(String podName, SecretUse use, boolean allowed) {
        String operation = "look into pod/" + podName;
        String as = use.as()
                .orElseThrow(() -> DrException.of(
                        ErrorCode.INVALID_ARGUMENT, operation, "the use names neither a variable nor a path"));
        InMemoryPod pod = state.pod(podName, operation);
        InMemoryContainer container = InMemoryRounds.container(pod, use.container());
        if (!allowed) {
            return unknown("the credential in use may not create pods/exec");
        }
        if (!state.isAlive(pod)) {
            return unknown("the node does not answer");
        }
        if (!container.running()) {
            return unknown("the container does not run");
        }
        if (state.withoutTools().contains(container.spec().image())) {
            return unknown("the image has no tool to look with");
        }
        boolean follows = use.kind() == SecretUse.Kind.FILES || use.kind() == SecretUse.Kind.PROJECTED_FILES;
        Map<String, String> values = follows ? container.files() : container.environment();
        String value = values.get(as);
        return value == null
                ? new HeldValue(HeldValue.Verdict.ABSENT, "", "")
                : new HeldValue(HeldValue.Verdict.SEEN, InMemoryHash.of(value), "");
    }

    private static HeldValue unknown(String why) {
        return new HeldValue(HeldValue.Verdict.UNKNOWN, "", why);
    }

    List<String> logs(String podName, LogQuery query) {
        String operation = "read the log of pod/" + podName;
        InMemoryPod pod = state.pod(podName, operation);
        if (query.container().isEmpty() && pod.containers().size() > 1) {
            throw DrException.of(ErrorCode.INVALID_ARGUMENT, operation, "it has several containers, and none is named");
        }
        InMemoryContainer container = InMemoryRounds.container(
                pod,
                query.container().orElseGet(() -> pod.containers().get(0).spec().name()));
        if (pod.node() == null) {
            return List.of();
        }
        if (!state.isAlive(pod)) {
            throw InMemoryClusterState.unavailable(operation, "its node does not answer");
        }
        boolean there = query.previous() ? container.hasPrevious() : container.started();
        if (!there) {
            throw DrException.of(ErrorCode.FAILED_PRECONDITION, operation, "the container has no such log");
        }
        List<String> lines = end(container.log(query.previous()), query);
        int bytes =
                lines.stream().mapToInt(line -> line.getBytes(UTF_8).length + 1).sum();
        if (bytes > query.limitBytes()) {
            throw DrException.of(ErrorCode.QUOTA, operation, "the lines are " + bytes + " bytes");
        }
        return lines;
    }

    private static List<String> end(List<InMemoryContainer.LogLine> log, LogQuery query) {
        List<String> lines = log.stream()
                .filter(line ->
                        query.since().map(since -> !line.at().isBefore(since)).orElse(true))
                .map(InMemoryContainer.LogLine::text)
                .toList();
        return lines.subList(Math.max(0, lines.size() - query.tail()), lines.size());
    }
}
