package com.datafly.signal.dr.internal.platform.log;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.internal.PlatformResource;
import com.datafly.signal.dr.platform.ContainerState;
import com.datafly.signal.dr.platform.LogQuery;
import com.datafly.signal.dr.platform.LogReport;
import com.datafly.signal.dr.platform.PlatformLogs;
import com.datafly.signal.dr.platform.Pod;
import com.datafly.signal.dr.platform.PodLog;
import com.datafly.signal.dr.platform.PodLog.Status;
import com.datafly.signal.dr.platform.Workload;
import com.datafly.signal.dr.spi.PlatformDriver;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Logs, pod by pod. */
public final class DefaultPlatformLogs implements PlatformLogs {

    /** How long one log is tried where the platform is only busy. */
    private static final Duration ALLOWED = Duration.ofSeconds(10);

    private final PlatformResource resource;

    /** Reads from {@code resource}. */
    public DefaultPlatformLogs(PlatformResource resource) {
        this.resource = resource;
    }

    @Override
    public LogReport read(Map<String, String> labels, LogQuery query) {
        Instant at = resource.clock().instant();
        List<Workload> workloads =
                resource.read("list the workloads of " + resource.address(), PlatformDriver::workloads).stream()
                        .filter(workload -> workload.id().kind().rollsOut())
                        .filter(workload -> workload.templateLabels().entrySet().containsAll(labels.entrySet()))
                        .toList();
        List<Pod> pods = resource.read("list the pods of " + resource.address(), driver -> driver.pods(labels)).stream()
                .filter(pod -> pod.phase() != Pod.Phase.SUCCEEDED)
                .toList();
        List<PodLog> logs =
                pods.stream().flatMap(pod -> read(pod, query).stream()).toList();
        requireContainer(logs, query);
        return LogReport.of(at, logs, gaps(workloads, pods, logs));
    }

    private List<PodLog> read(Pod pod, LogQuery query) {
        List<String> containers = query.container()
                .map(List::of)
                .orElseGet(() -> pod.containers().stream()
                        .filter(container -> !container.init())
                        .map(ContainerState::name)
                        .toList());
        return containers.stream()
                .map(container -> pod.node().isEmpty()
                        ? none(pod.name(), container, Status.NONE, "no node has the pod")
                        : read(pod.name(), container, query, query.tail()))
                .toList();
    }

    /** Asks for fewer lines where these are too many bytes: limited by the platform, the newest would be missing. */
    private PodLog read(String pod, String container, LogQuery query, int tail) {
        LogQuery one = LogQuery.create(more -> more.container(container)
                .tail(tail)
                .limitBytes(query.limitBytes())
                .since(query.since().orElse(null))
                .previous(query.previous()));
        try {
            List<String> lines =
                    resource.read("read the log of pod/" + pod, ALLOWED, driver -> lines(driver, pod, one));
            boolean all = tail == query.tail();
            return new PodLog(
                    pod,
                    container,
                    all ? Status.READ : Status.CUT,
                    lines,
                    all
                            ? ""
                            : "only the newest " + lines.size() + " lines have room in " + query.limitBytes()
                                    + " bytes");
        } catch (DrException e) {
            return switch (e.code()) {
                case QUOTA ->
                    tail > 1
                            ? read(pod, container, query, tail / 2)
                            : none(pod, container, Status.CUT, "the newest line alone is too long");
                case NOT_FOUND -> none(pod, container, Status.GONE, e.problem());
                case FAILED_PRECONDITION -> none(pod, container, Status.NONE, e.problem());
                case INVALID_ARGUMENT -> none(pod, container, Status.ABSENT, e.problem());
                case UNAVAILABLE, THROTTLED, DEADLINE_EXCEEDED, UNKNOWN ->
                    none(pod, container, Status.UNREADABLE, e.problem());
                default -> throw e;
            };
        }
    }

    private static PodLog none(String pod, String container, Status status, String why) {
        return new PodLog(pod, container, status, List.of(), why);
    }

    /** A container that no pod has is a slip of the pen, not a gap. */
    private void requireContainer(List<PodLog> logs, LogQuery query) {
        if (!logs.isEmpty() && logs.stream().allMatch(log -> log.status() == Status.ABSENT)) {
            throw resource.refusal(
                    ErrorCode.INVALID_ARGUMENT,
                    "read logs of " + resource.address(),
                    "no pod has the container " + query.container().orElse("") + ": "
                            + logs.get(0).problem(),
                    "Name a container as its template does.");
        }
    }

    /**
     * A node that does not answer is no sign that the platform does not: asked again, or counted among its failures, it
     * would keep the others from being heard.
     */
    private static List<String> lines(PlatformDriver driver, String pod, LogQuery query) {
        try {
            return driver.logs(pod, query);
        } catch (DrException e) {
            if (e.code() == ErrorCode.UNAVAILABLE || e.code() == ErrorCode.DEADLINE_EXCEEDED) {
                throw DrException.create(
                        ErrorCode.UNKNOWN,
                        e.operation(),
                        e.problem(),
                        failure -> failure.effect(Effect.NONE)
                                .retry(RetryAdvice.NEVER)
                                .cause(e));
            }
            throw e;
        }
    }

    private static List<String> gaps(List<Workload> workloads, List<Pod> pods, List<PodLog> logs) {
        List<String> gaps = new ArrayList<>();
        logs.stream()
                .filter(log -> log.status() != Status.READ)
                .map(PodLog::toString)
                .forEach(gaps::add);
        for (Workload workload : workloads) {
            int wanted = workload.rollout().counts().desired();
            long there = pods.stream()
                    .filter(pod -> pod.workload().filter(workload.id()::equals).isPresent())
                    .filter(pod -> pod.deletionDeadline().isEmpty() && pod.phase() != Pod.Phase.FAILED)
                    .count();
            if (there < wanted) {
                gaps.add(workload.id() + " has " + there + " of " + wanted + " pods");
            }
        }
        if (workloads.isEmpty() && pods.isEmpty()) {
            gaps.add("there are neither workloads nor pods of these labels");
        }
        return gaps;
    }
}
