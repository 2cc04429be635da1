package com.datafly.signal.dr.internal.playbook;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.RecoveryObjectives;
import com.datafly.signal.dr.playbook.Approval;
import com.datafly.signal.dr.playbook.BreakGlass;
import com.datafly.signal.dr.playbook.Forecast;
import com.datafly.signal.dr.playbook.Incident;
import com.datafly.signal.dr.playbook.PlannedStep;
import com.datafly.signal.dr.playbook.Playbook;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a plan hands to the runner. Immutable. */
public final class RunOrder {

    private final String runId;
    private final Playbook playbook;
    private final RunTarget target;
    private final String planHash;
    private final String initiator;
    private final @Nullable Long sizeBytes;
    private final @Nullable Instant expiresAt;
    private final @Nullable RecoveryObjectives objectives;
    private final List<Approval> approvals;
    private final @Nullable Incident incident;
    private final @Nullable BreakGlass glass;
    private final List<String> leases;
    private final List<Fact> outlook;
    private final boolean pauseAtDeadline;

    private RunOrder(Builder builder) {
        this.runId = builder.runId;
        this.playbook = builder.playbook;
        this.target = builder.target;
        this.planHash = builder.planHash;
        this.initiator = builder.initiator;
        this.sizeBytes = builder.sizeBytes;
        this.expiresAt = builder.expiresAt;
        this.objectives = builder.objectives;
        this.approvals = List.copyOf(builder.approvals);
        this.incident = builder.incident;
        this.glass = builder.glass;
        this.leases = builder.leases.stream().distinct().sorted().toList();
        this.outlook = List.copyOf(builder.outlook);
        this.pauseAtDeadline = builder.pauseAtDeadline;
    }

    /**
     * Describes a run. Defaults: live, no initiator, no objectives, no approvals, no leases but the run's own, a passed
     * deadline is told but stops nothing.
     *
     * @param runId 1 to 63 lower-case letters, digits and hyphens
     */
    public static RunOrder of(String runId, Playbook playbook, RunTarget target, Consumer<Builder> more) {
        Builder builder = new Builder(runId, playbook, target);
        more.accept(builder);
        return new RunOrder(builder);
    }

    String runId() {
        return runId;
    }

    Playbook playbook() {
        return playbook;
    }

    RunTarget target() {
        return target;
    }

    String planHash() {
        return planHash;
    }

    String initiator() {
        return initiator;
    }

    /** Returns the size of the target's data; empty if nobody could tell it. */
    Optional<Long> sizeBytes() {
        return Optional.ofNullable(sizeBytes);
    }

    /** Returns when what a drill makes expires; empty in a live run. */
    Optional<Instant> expiresAt() {
        return Optional.ofNullable(expiresAt);
    }

    Optional<RecoveryObjectives> objectives() {
        return Optional.ofNullable(objectives);
    }

    List<Approval> approvals() {
        return approvals;
    }

    Optional<Incident> incident() {
        return Optional.ofNullable(incident);
    }

    Optional<BreakGlass> glass() {
        return Optional.ofNullable(glass);
    }

    /** Returns the protected resources in the one order in which every run takes their leases. */
    List<String> leases() {
        return leases;
    }

    /** Returns what the plan foretold, as the journal keeps it. */
    List<Fact> outlook() {
        return outlook;
    }

    boolean pauseAtDeadline() {
        return pauseAtDeadline;
    }

    /** Collects a run's order. Not thread-safe. */
    public static final class Builder {
        private final String runId;
        private final Playbook playbook;
        private final RunTarget target;
        private final List<Approval> approvals = new ArrayList<>();
        private final List<String> leases = new ArrayList<>();
        private String planHash = "";
        private String initiator = "";
        private @Nullable Long sizeBytes;
        private @Nullable Instant expiresAt;
        private @Nullable RecoveryObjectives objectives;
        private @Nullable Incident incident;
        private @Nullable BreakGlass glass;
        private List<Fact> outlook = List.of();
        private boolean pauseAtDeadline;

        private Builder(String runId, Playbook playbook, RunTarget target) {
            this.runId = requireNonNull(runId, "runId");
            this.playbook = requireNonNull(playbook, "playbook");
            this.target = requireNonNull(target, "target");
        }

        /** Sets the plan's hash, which approvals name, and who starts the run. */
        public Builder plan(String planHash, String initiator) {
            this.planHash = requireNonNull(planHash, "planHash");
            this.initiator = requireNonNull(initiator, "initiator");
            return this;
        }

        /** Sets the size of the target's data, by which durations are compared; zero says that it is not known. */
        public Builder size(long sizeBytes) {
            this.sizeBytes = sizeBytes > 0 ? sizeBytes : null;
            return this;
        }

        /** Makes the run a drill, whose resources expire at {@code expiresAt}. */
        public Builder drill(Instant expiresAt) {
            this.expiresAt = requireNonNull(expiresAt, "expiresAt");
            return this;
        }

        /** Sets what the recovery is graded against; the RTO gives the deadline. */
        public Builder objectives(RecoveryObjectives objectives) {
            this.objectives = requireNonNull(objectives, "objectives");
            return this;
        }

        /** Adds a consent that was given to the plan. */
        public Builder approval(Approval approval) {
            approvals.add(requireNonNull(approval, "approval"));
            return this;
        }

        /** Sets what is known of the time before the run. */
        public Builder incident(Incident incident) {
            this.incident = requireNonNull(incident, "incident");
            return this;
        }

        /** Breaks the glass from the beginning. */
        public Builder breakGlass(BreakGlass glass) {
            this.glass = requireNonNull(glass, "glass");
            return this;
        }

        /** Adds a protected resource whose lease the run needs; a drill on copies needs none. */
        public Builder lease(String resource) {
            leases.add(requireNonNull(resource, "resource"));
            return this;
        }

        /** Sets what the plan foretold, for the report. */
        public Builder outlook(List<PlannedStep> steps, Forecast forecast) {
            this.outlook = Outlook.facts(steps, forecast);
            return this;
        }

        /** Pauses the run when the time that the objectives leave is over. */
        public Builder pauseAtDeadline() {
            this.pauseAtDeadline = true;
            return this;
        }
    }
}
