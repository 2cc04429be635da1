package com.datafly.signal.dr.platform;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How the workloads of a platform were at one moment. Immutable.
 *
 * @since 0.1
 */
public final class HealthReport {

    private static final int NAMED = 10;

    private final Instant at;
    private final List<WorkloadHealth> workloads;
    private final List<PodHealth> pods;
    private final List<Node> nodes;
    private final List<HealthFinding> findings;

    private HealthReport(Instant at, Builder builder) {
        this.at = at;
        this.workloads = List.copyOf(builder.workloads);
        this.pods = List.copyOf(builder.pods);
        this.nodes = List.copyOf(builder.nodes);
        this.findings = Stream.of(
                        builder.general.stream(),
                        workloads.stream().flatMap(workload -> workload.findings().stream()),
                        pods.stream().flatMap(pod -> pod.findings().stream()))
                .flatMap(some -> some)
                .toList();
    }

    /**
     * Describes it.
     *
     * @param at when somebody looked, by his clock
     */
    public static HealthReport create(Instant at, Consumer<Builder> more) {
        Builder builder = new Builder();
        more.accept(builder);
        return new HealthReport(requireNonNull(at, "at"), builder);
    }

    /** Returns when somebody looked. */
    public Instant at() {
        return at;
    }

    /** Returns the workloads. */
    public List<WorkloadHealth> workloads() {
        return workloads;
    }

    /** Returns the pods, those that nobody keeps included. */
    public List<PodHealth> pods() {
        return pods;
    }

    /** Returns the machines of the cluster, as far as they may be looked at. */
    public List<Node> nodes() {
        return nodes;
    }

    /** Returns all that was seen, of nodes, workloads and pods. */
    public List<HealthFinding> findings() {
        return findings;
    }

    /** Returns what was seen of one kind. */
    public List<HealthFinding> findings(HealthFinding.Kind kind) {
        return findings.stream().filter(finding -> finding.kind() == kind).toList();
    }

    /** Returns what keeps it from being healthy. */
    public List<HealthFinding> troubles() {
        return findings.stream().filter(HealthFinding::counts).toList();
    }

    /** Returns a pod by its name. */
    public Optional<PodHealth> pod(String name) {
        return pods.stream().filter(one -> one.pod().name().equals(name)).findFirst();
    }

    /** Tells whether every pod that is wanted surely does its work now. */
    public boolean healthy() {
        return verdict() == Verdict.PASSED;
    }

    /** Returns FAILED if something is surely not well, UNPROVEN if something could not be found out. */
    public Verdict verdict() {
        List<HealthFinding> troubles = troubles();
        if (troubles.isEmpty()) {
            return Verdict.PASSED;
        }
        return troubles.stream().allMatch(finding -> finding.severity() == HealthFinding.Severity.UNKNOWN)
                ? Verdict.UNPROVEN
                : Verdict.FAILED;
    }

    /** Says in one sentence what was found, the first ten troubles at most. */
    public String summary() {
        List<HealthFinding> troubles = troubles();
        if (troubles.isEmpty()) {
            return this + ", as wanted";
        }
        String named =
                troubles.stream().limit(NAMED).map(HealthFinding::toString).collect(Collectors.joining("; "));
        return named + (troubles.size() > NAMED ? "; and " + (troubles.size() - NAMED) + " more" : "");
    }

    /** Returns what a person may do about the troubles, each remedy once. */
    public List<String> remedies() {
        return troubles().stream()
                .map(HealthFinding::kind)
                .distinct()
                .map(kind -> kind.name().replace('_', ' ') + ": " + kind.remedy())
                .toList();
    }

    /** Returns it as evidence. */
    public CheckResult toCheckResult() {
        return CheckResult.create(
                "platform health",
                verdict(),
                summary(),
                result -> result.provesData(false)
                        .detail("workloads", workloads.size())
                        .detail("pods", pods.size())
                        .detail("troubles", troubles().size()));
    }

    @Override
    public String toString() {
        long healthy = pods.stream().filter(PodHealth::healthy).count();
        return workloads.size() + " workloads, " + healthy + " of " + pods.size() + " pods healthy";
    }

    /**
     * Collects what was seen. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private List<WorkloadHealth> workloads = List.of();
        private List<PodHealth> pods = List.of();
        private List<Node> nodes = List.of();
        private List<HealthFinding> general = List.of();

        private Builder() {}

        /** Sets the workloads. */
        public Builder workloads(List<WorkloadHealth> workloads) {
            this.workloads = requireNonNull(workloads, "workloads");
            return this;
        }

        /** Sets the pods. */
        public Builder pods(List<PodHealth> pods) {
            this.pods = requireNonNull(pods, "pods");
            return this;
        }

        /** Sets the machines. */
        public Builder nodes(List<Node> nodes) {
            this.nodes = requireNonNull(nodes, "nodes");
            return this;
        }

        /** Sets what was seen besides of workloads and pods. */
        public Builder general(List<HealthFinding> general) {
            this.general = requireNonNull(general, "general");
            return this;
        }
    }
}
