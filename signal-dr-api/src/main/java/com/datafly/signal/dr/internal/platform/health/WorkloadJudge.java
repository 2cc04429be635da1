package com.datafly.signal.dr.internal.platform.health;

import com.datafly.signal.dr.platform.HealthFinding;
import com.datafly.signal.dr.platform.HealthFinding.Kind;
import com.datafly.signal.dr.platform.HealthFinding.Severity;
import com.datafly.signal.dr.platform.HealthQuery;
import com.datafly.signal.dr.platform.Pod;
import com.datafly.signal.dr.platform.PodHealth;
import com.datafly.signal.dr.platform.ReplicaCounts;
import com.datafly.signal.dr.platform.RolloutState;
import com.datafly.signal.dr.platform.Workload;
import com.datafly.signal.dr.platform.WorkloadHealth;
import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.platform.WorkloadKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Says what is to be thought of a workload, by its pods rather than by its own numbers. */
final class WorkloadJudge {

    private final HealthQuery query;
    private final Warnings warnings;

    WorkloadJudge(HealthQuery query, Warnings warnings) {
        this.query = query;
        this.warnings = warnings;
    }

    WorkloadHealth judge(Workload workload, List<PodHealth> pods) {
        WorkloadId id = workload.id();
        boolean ordered = id.kind() == WorkloadKind.STATEFUL_SET;
        List<PodHealth> own = ordered ? only(ordinals(workload), pods) : pods;
        int healthy = (int) own.stream().filter(PodHealth::healthy).count();
        List<HealthFinding> findings = new ArrayList<>();
        if (id.kind().rollsOut()) {
            numbers(workload, own).ifPresent(findings::add);
            fewer(workload).ifPresent(findings::add);
            if (ordered) {
                findings.addAll(missing(workload, own));
            }
            findings.addAll(rollout(workload));
        } else if (id.kind() == WorkloadKind.JOB) {
            Severity severity = query.expected().contains(id) ? Severity.BROKEN : Severity.NOTE;
            workload.rollout()
                    .failure()
                    .ifPresent(why -> findings.add(finding(Kind.JOB_FAILED, severity, workload, why)));
        }
        return new WorkloadHealth(workload, healthy, findings);
    }

    private Optional<HealthFinding> numbers(Workload workload, List<PodHealth> pods) {
        int desired = workload.rollout().counts().desired();
        if (desired == 0) {
            boolean wanted = query.expected().contains(workload.id()) || before(workload) > 0;
            return Optional.of(finding(
                    Kind.SCALED_TO_ZERO, wanted ? Severity.BROKEN : Severity.NOTE, workload, "it wants no pods"));
        }
        long healthy = pods.stream().filter(PodHealth::healthy).count();
        long there = pods.stream()
                .filter(one -> one.pod().deletionDeadline().isEmpty())
                .count();
        String detail = healthy + " of " + desired + " pods are ready on nodes that are alive";
        return healthy < desired
                ? Optional.of(finding(
                        Kind.TOO_FEW_READY,
                        Severity.BROKEN,
                        workload,
                        there < desired ? detail + hindrance(workload) : detail))
                : Optional.empty();
    }

    private Optional<HealthFinding> fewer(Workload workload) {
        int desired = workload.rollout().counts().desired();
        return desired > 0 && desired < before(workload)
                ? Optional.of(finding(
                        Kind.FEWER_WANTED,
                        Severity.NOTE,
                        workload,
                        "it wants " + desired + " pods, and wanted " + before(workload) + " at the baseline"))
                : Optional.empty();
    }

    /** Returns how many pods were wanted at the baseline. */
    private int before(Workload workload) {
        String id = workload.id().toString();
        return query.baseline()
                .map(baseline -> baseline.replicas().getOrDefault(id, 0))
                .orElse(0);
    }

    /** Says why pods are missing, where the controller or a warning does; to be added to a sentence. */
    private String hindrance(Workload workload) {
        return workload.rollout()
                .hindrance()
                .map(why -> ", and " + why)
                .orElseGet(() -> warnings.of(workload.id().toString()));
    }

    /** Returns what a StatefulSet's pods must be called: one that is left over takes nobody's place. */
    private static List<String> ordinals(Workload workload) {
        int first = workload.firstOrdinal();
        return IntStream.range(first, first + workload.rollout().counts().desired())
                .mapToObj(ordinal -> workload.id().name() + "-" + ordinal)
                .toList();
    }

    private static List<PodHealth> only(List<String> names, List<PodHealth> pods) {
        Set<String> wanted = new HashSet<>(names);
        return pods.stream().filter(one -> wanted.contains(one.pod().name())).toList();
    }

    private List<HealthFinding> missing(Workload workload, List<PodHealth> pods) {
        Map<String, Pod> byName = new HashMap<>();
        pods.forEach(one -> byName.put(one.pod().name(), one.pod()));
        return ordinals(workload).stream()
                .filter(name -> isMissing(byName.get(name)))
                .map(name -> finding(
                        Kind.MISSING_ORDINAL, Severity.BROKEN, workload, missing(workload, name, byName.get(name))))
                .toList();
    }

    private static boolean isMissing(@Nullable Pod pod) {
        return pod == null || pod.deletionDeadline().isPresent();
    }

    private String missing(Workload workload, String name, @Nullable Pod former) {
        return former == null
                ? "there is no pod " + name + hindrance(workload)
                : "pod " + name + " is not made again before the former one has ended"
                        + former.node().map(node -> " on " + node).orElse("");
    }

    private List<HealthFinding> rollout(Workload workload) {
        RolloutState state = workload.rollout();
        List<HealthFinding> findings = new ArrayList<>();
        state.failure().ifPresent(why -> findings.add(finding(Kind.ROLLOUT_FAILED, Severity.BROKEN, workload, why)));
        if (state.paused()) {
            findings.add(finding(Kind.PAUSED, Severity.NOTE, workload, "it is paused"));
        }
        if (state.observedGeneration() < state.generation()) {
            findings.add(finding(
                    Kind.ROLLING_OUT, Severity.PENDING, workload, "its controller has not seen its newest form"));
        } else if (!state.paused() && rollsOut(workload)) {
            findings.add(finding(
                    Kind.ROLLING_OUT,
                    Severity.PENDING,
                    workload,
                    state.counts().updated() + " of " + state.counts().desired() + " pods have its newest template"
                            + (state.counts().updated() < state.counts().desired() ? hindrance(workload) : "")));
        }
        return findings;
    }

    private static boolean rollsOut(Workload workload) {
        RolloutState state = workload.rollout();
        ReplicaCounts counts = state.counts();
        if (state.strategy() == RolloutState.Strategy.ON_DELETE || counts.desired() == 0) {
            return false;
        }
        return switch (workload.id().kind()) {
            case DEPLOYMENT -> counts.updated() < counts.desired() || counts.current() > counts.updated();
            case DAEMON_SET -> counts.updated() < counts.desired();
            case STATEFUL_SET ->
                state.partition().orElse(0) == 0 && !state.currentRevision().equals(state.updateRevision());
            case CRON_JOB, JOB -> false;
        };
    }

    private static HealthFinding finding(Kind kind, Severity severity, Workload workload, String detail) {
        String subject = workload.id().toString();
        return new HealthFinding(kind, severity, subject, detail);
    }
}
