package com.datafly.signal.dr.internal.platform.rollout;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.PlatformResource;
import com.datafly.signal.dr.operation.Progress;
import com.datafly.signal.dr.platform.Pod;
import com.datafly.signal.dr.platform.RolloutRequest;
import com.datafly.signal.dr.platform.RolloutResult;
import com.datafly.signal.dr.platform.RolloutResult.Outcome;
import com.datafly.signal.dr.platform.Workload;
import com.datafly.signal.dr.platform.WorkloadId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Waits for rollouts. Not thread-safe. */
final class RolloutWatch {

    private static final Duration POLL = Duration.ofSeconds(1);

    private final PlatformResource resource;
    private final RolloutRequest request;
    private final boolean stamped;
    private final long begin;
    private final Instant since;
    private final Set<WorkloadId> refused = new HashSet<>();
    private final List<String> hindrances = new ArrayList<>();
    private final Map<WorkloadId, RolloutResult> results = new LinkedHashMap<>();

    /**
     * Begins to count the time.
     *
     * @param stamped whether new pods are known by the request's key; else by the newest revision, and where the
     *     platform does not tell it by their age
     */
    RolloutWatch(PlatformResource resource, RolloutRequest request, boolean stamped) {
        this.resource = resource;
        this.request = request;
        this.stamped = stamped;
        this.begin = resource.time().nanoTime();
        this.since = resource.clock().instant();
        request.groups().forEach(group -> group.forEach(id -> put(id, Outcome.NOT_BEGUN, "")));
    }

    List<RolloutResult> results() {
        return List.copyOf(results.values());
    }

    /** Takes a restart that could not be begun for a failed one. */
    void refused(WorkloadId id, DrException failure) {
        put(id, Outcome.FAILED, failure.problem());
        refused.add(id);
    }

    /** Waits for workloads at once; tells whether all are complete. */
    boolean await(List<WorkloadId> workloads) {
        List<WorkloadId> open = new ArrayList<>(workloads);
        open.removeAll(refused);
        while (true) {
            hindrances.clear();
            open.removeIf(this::look);
            tell();
            if (open.isEmpty()) {
                return workloads.stream().allMatch(this::isGood);
            }
            if (elapsed().compareTo(request.within()) >= 0) {
                return false;
            }
            pause(POLL);
        }
    }

    /** Looks at one; tells whether there is nothing to wait for any more. A platform may be away for a while. */
    private boolean look(WorkloadId id) {
        try {
            return judge(id);
        } catch (DrException e) {
            return switch (e.code()) {
                case UNAVAILABLE, THROTTLED, DEADLINE_EXCEEDED -> {
                    put(id, Outcome.TIMED_OUT, "it cannot be looked at: " + e.problem());
                    yield false;
                }
                default -> throw e;
            };
        }
    }

    private boolean judge(WorkloadId id) {
        Optional<Workload> found = resource.read("look at " + id, driver -> driver.workload(id));
        if (found.isEmpty()) {
            return put(id, Outcome.GONE, "there is no such workload any more");
        }
        Workload workload = found.get();
        if (stamped && !Restart.isDone(workload, request.key())) {
            return put(id, Outcome.FAILED, "somebody replaced its template, and this restart with it");
        }
        Optional<String> missing = RolloutCondition.missing(workload);
        if (missing.isEmpty()) {
            return put(id, Outcome.COMPLETE, "");
        }
        Optional<String> refusal = RolloutCondition.refusal(workload).or(() -> gaveUp(workload));
        if (refusal.isPresent()) {
            return put(id, Outcome.FAILED, refusal.get());
        }
        List<Pod> pods = pods(workload);
        Optional<String> failure = NewPods.failure(pods, isNew(workload), request.restarts());
        if (failure.isPresent()) {
            return put(id, Outcome.FAILED, failure.get());
        }
        workload.rollout().hindrance().ifPresent(why -> hindrances.add(id.name() + ": " + why));
        put(id, Outcome.TIMED_OUT, missing.get() + hindrance(workload) + NewPods.waiting(pods, isNew(workload)));
        return false;
    }

    private static String hindrance(Workload workload) {
        return workload.rollout().hindrance().map(why -> "; " + why).orElse("");
    }

    /** What the controller says of a template before this one counts for nothing. */
    private static Optional<String> gaveUp(Workload workload) {
        return isSeen(workload) ? workload.rollout().failure().map(why -> why + hindrance(workload)) : Optional.empty();
    }

    private static boolean isSeen(Workload workload) {
        return workload.rollout().observedGeneration() >= workload.rollout().generation();
    }

    private List<Pod> pods(Workload workload) {
        return resource.read(
                "list the pods of " + workload.id(),
                driver -> driver.pods(workload.selector().labels()).stream()
                        .filter(pod -> workload.selector().chooses(pod.labels()))
                        .toList());
    }

    private Predicate<Pod> isNew(Workload workload) {
        if (stamped) {
            String key = request.key().value();
            return pod -> key.equals(pod.annotations().get(Restart.RESTARTED_BY));
        }
        Optional<String> revision = workload.rollout().updateRevision();
        return revision.isPresent()
                ? pod -> isSeen(workload) && pod.revision().equals(revision)
                : pod -> pod.createdAt().filter(at -> !at.isBefore(since)).isPresent();
    }

    private boolean isGood(WorkloadId id) {
        RolloutResult result = results.get(id);
        return result != null && (result.outcome() == Outcome.COMPLETE || result.outcome() == Outcome.GONE);
    }

    private boolean put(WorkloadId id, Outcome outcome, String detail) {
        results.put(id, new RolloutResult(id, outcome, detail, elapsed()));
        return true;
    }

    private void tell() {
        long done = results.keySet().stream().filter(this::isGood).count();
        String phase = hindrances.isEmpty() ? "roll out" : "roll out; " + String.join("; ", hindrances);
        request.listener().progressed(Progress.of(phase, done, results.size(), "workloads"));
    }

    private Duration elapsed() {
        return Duration.ofNanos(resource.time().nanoTime() - begin);
    }

    private void pause(Duration duration) {
        try {
            resource.time().sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DrException.of(ErrorCode.CANCELLED, "wait for rollouts", "the waiting thread was interrupted");
        }
    }
}
