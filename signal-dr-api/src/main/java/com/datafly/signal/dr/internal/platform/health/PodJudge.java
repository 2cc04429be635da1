package com.datafly.signal.dr.internal.platform.health;

import com.datafly.signal.dr.platform.ContainerState;
import com.datafly.signal.dr.platform.HealthFinding;
import com.datafly.signal.dr.platform.HealthFinding.Kind;
import com.datafly.signal.dr.platform.HealthFinding.Severity;
import com.datafly.signal.dr.platform.HealthQuery;
import com.datafly.signal.dr.platform.Pod;
import com.datafly.signal.dr.platform.PodHealth;
import com.datafly.signal.dr.platform.WorkloadKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Says what is to be thought of a pod. */
final class PodJudge {

    /** How long after its time a pod is still believed to end: clocks differ, and kubelet takes a moment. */
    private static final Duration DOUBT = Duration.ofSeconds(30);

    private final HealthQuery query;
    private final Machines machines;
    private final Warnings warnings;
    private final Instant now;

    PodJudge(HealthQuery query, Machines machines, Warnings warnings, Instant now) {
        this.query = query;
        this.machines = machines;
        this.warnings = warnings;
        this.now = now;
    }

    PodHealth judge(Pod pod) {
        List<HealthFinding> findings = new ArrayList<>();
        Optional<String> death = machines.death(pod);
        if (pod.deletionDeadline().isPresent()) {
            findings.add(terminating(pod, pod.deletionDeadline().get(), death));
        } else if (pod.phase() != Pod.Phase.SUCCEEDED && pod.phase() != Pod.Phase.FAILED) {
            death.ifPresentOrElse(
                    why -> findings.add(broken(Kind.ON_DEAD_NODE, pod, why + ", so it does nothing")),
                    () -> alive(pod, findings));
            restarts(pod).ifPresent(findings::add);
        } else if (pod.phase() == Pod.Phase.FAILED) {
            findings.add(failed(pod));
        }
        boolean healthy = pod.phase() == Pod.Phase.RUNNING
                && pod.deletionDeadline().isEmpty()
                && death.isEmpty()
                && (pod.ready() || runsToTheEnd(pod));
        return new PodHealth(pod, healthy, restartsSince(pod), findings);
    }

    private HealthFinding terminating(Pod pod, Instant deadline, Optional<String> death) {
        if (death.isPresent()) {
            return broken(
                    Kind.STUCK_TERMINATING,
                    pod,
                    "it was to end by " + deadline + ", and " + death.get() + ": its containers may still run");
        }
        return now.isAfter(deadline.plus(DOUBT))
                ? broken(Kind.STUCK_TERMINATING, pod, "it was to end by " + deadline + " and has not")
                : new HealthFinding(Kind.TERMINATING, Severity.PENDING, subject(pod), "it is to end by " + deadline);
    }

    private static HealthFinding failed(Pod pod) {
        boolean replaced = pod.workload().isPresent();
        return new HealthFinding(
                Kind.POD_FAILED, replaced ? Severity.NOTE : Severity.BROKEN, subject(pod), "it has failed" + said(pod));
    }

    private void alive(Pod pod, List<HealthFinding> findings) {
        if (pod.phase() == Pod.Phase.PENDING && pod.node().isEmpty()) {
            boolean refused = pod.reason().isPresent();
            findings.add(
                    refused
                            ? broken(Kind.UNSCHEDULABLE, pod, "no node takes it" + said(pod))
                            : pending(Kind.STARTING, pod, "it waits for a node" + warnings.of(subject(pod))));
            return;
        }
        if (pod.phase() == Pod.Phase.UNKNOWN) {
            findings.add(broken(Kind.NOT_READY, pod, "its node does not say how it is" + said(pod)));
            return;
        }
        if (pod.ready()) {
            return;
        }
        for (ContainerState container : pod.containers()) {
            boolean endedWell = runsToTheEnd(pod) && container.phase() == ContainerState.Phase.TERMINATED;
            if (!endedWell) {
                ContainerTroubles.of(container, subject(pod)).ifPresent(findings::add);
            }
        }
        if (findings.isEmpty() && pod.phase() == Pod.Phase.PENDING) {
            findings.add(pending(Kind.STARTING, pod, "it is being started" + warnings.of(subject(pod))));
        } else if (findings.isEmpty() && !runsToTheEnd(pod)) {
            findings.add(pending(Kind.NOT_READY, pod, "it runs and is not ready" + said(pod)));
        }
    }

    private Optional<HealthFinding> restarts(Pod pod) {
        int since = restartsSince(pod);
        if (query.baseline().isEmpty() || since == 0) {
            return Optional.empty();
        }
        String detail = "containers were started again " + since + " times since "
                + query.baseline().get().at() + why(pod);
        return Optional.of(
                since > query.mostRestarts()
                        ? broken(
                                Kind.REPEATED_RESTARTS,
                                pod,
                                detail + ", and " + query.mostRestarts() + " times are allowed")
                        : new HealthFinding(Kind.RESTARTED, Severity.NOTE, subject(pod), detail));
    }

    private int restartsSince(Pod pod) {
        return query.baseline().map(baseline -> baseline.restartsSince(pod)).orElseGet(pod::restarts);
    }

    private static String why(Pod pod) {
        String reasons = pod.containers().stream()
                .filter(container -> container.restarts() > 0)
                .flatMap(container -> container.lastReason().stream().map(reason -> container.name() + " by " + reason))
                .collect(Collectors.joining(", "));
        return reasons.isEmpty() ? "" : ", last " + reasons;
    }

    /** A Job's pod does its work without ever being ready. */
    private static boolean runsToTheEnd(Pod pod) {
        return pod.workload().filter(id -> id.kind() == WorkloadKind.JOB).isPresent();
    }

    private static String said(Pod pod) {
        String reason = pod.reason().map(word -> " (" + word + ")").orElse("");
        return reason + pod.message().map(message -> ": " + message).orElse("");
    }

    private static String subject(Pod pod) {
        return "pod/" + pod.name();
    }

    private static HealthFinding pending(Kind kind, Pod pod, String detail) {
        return new HealthFinding(kind, Severity.PENDING, subject(pod), detail);
    }

    private static HealthFinding broken(Kind kind, Pod pod, String detail) {
        return new HealthFinding(kind, Severity.BROKEN, subject(pod), detail);
    }
}
