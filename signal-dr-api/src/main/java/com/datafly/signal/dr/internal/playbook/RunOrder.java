package com.datafly.signal.dr.internal.playbook;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.RecoveryObjectives;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a plan hands to the runner. Immutable. */
public final class RunOrder {

    /** A consent that the plan carries: it counts for every gate whose rules it meets. */
    public record Consent(String principal, String planHash, Instant at) {}

    /** What is known of the time before the run. */
    public record Disruption(Optional<Instant> disruptedAt, Optional<Instant> detectedAt, Optional<Instant> declaredAt) {

        static final Disruption UNKNOWN = new Disruption(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Who passed approvals and some guards, why, and for how long. */
    public record GlassBroken(String reason, String who, Duration ttl) {}

    private final String runId;
    private final Definition definition;
    private final RunTarget target;
    private final String planHash;
    private final String initiator;
    private final boolean drill;
    private final @Nullable Instant expiresAt;
    private final @Nullable RecoveryObjectives objectives;
    private final List<Consent> approvals;
    private final Disruption disruption;
    private final @Nullable GlassBroken glass;
    private final List<String> leases;

    private RunOrder(Builder builder) {
        this.runId = builder.runId;
        this.definition = builder.definition;
        this.target = builder.target;
        this.planHash = builder.planHash;
        this.initiator = builder.initiator;
        this.drill = builder.drill;
        this.expiresAt = builder.expiresAt;
        this.objectives = builder.objectives;
        this.approvals = List.copyOf(builder.approvals);
        this.disruption = builder.disruption;
        this.glass = builder.glass;
        this.leases = List.copyOf(builder.leases);
    }

    /**
     * Describes a run. Defaults: live, no initiator, no objectives, no approvals, no leases but the run's own.
     *
     * @param runId the id; its letters are those of a log's name
     */
    public static RunOrder of(String runId, Definition definition, RunTarget target, Consumer<Builder> more) {
        Builder builder = new Builder(runId, definition, target);
        more.accept(builder);
        return new RunOrder(builder);
    }

    String runId() {
        return runId;
    }

    Definition definition() {
        return definition;
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

    boolean drill() {
        return drill;
    }

    Optional<Instant> expiresAt() {
        return Optional.ofNullable(expiresAt);
    }

    Optional<RecoveryObjectives> objectives() {
        return Optional.ofNullable(objectives);
    }

    List<Consent> approvals() {
        return approvals;
    }

    Disruption disruption() {
        return disruption;
    }

    Optional<GlassBroken> glass() {
        return Optional.ofNullable(glass);
    }

    List<String> leases() {
        return leases;
    }

    /** Collects a run's order. Not thread-safe. */
    public static final class Builder {
        private final String runId;
        private final Definition definition;
        private final RunTarget target;
        private final List<Consent> approvals = new ArrayList<>();
        private final List<String> leases = new ArrayList<>();
        private String planHash = "";
        private String initiator = "";
        private boolean drill;
        private @Nullable Instant expiresAt;
        private @Nullable RecoveryObjectives objectives;
        private Disruption disruption = Disruption.UNKNOWN;
        private @Nullable GlassBroken glass;

        private Builder(String runId, Definition definition, RunTarget target) {
            this.runId = requireNonNull(runId, "runId");
            this.definition = requireNonNull(definition, "definition");
            this.target = requireNonNull(target, "target");
        }

        /** Sets the plan's hash, which approvals name, and who starts the run. */
        public Builder plan(String planHash, String initiator) {
            this.planHash = requireNonNull(planHash, "planHash");
            this.initiator = requireNonNull(initiator, "initiator");
            return this;
        }

        /** Makes the run a drill, whose resources expire at {@code expiresAt}. */
        public Builder drill(Instant expiresAt) {
            this.drill = true;
            this.expiresAt = requireNonNull(expiresAt, "expiresAt");
            return this;
        }

        /** Sets what the recovery is graded against; the RTO gives the deadline. */
        public Builder objectives(RecoveryObjectives objectives) {
            this.objectives = requireNonNull(objectives, "objectives");
            return this;
        }

        /** Adds a consent that was given to the plan. */
        public Builder approval(String principal, String planHash, Instant at) {
            approvals.add(new Consent(principal, planHash, at));
            return this;
        }

        /** Sets what is known of the time before the run. */
        public Builder disruption(
                Optional<Instant> disruptedAt, Optional<Instant> detectedAt, Optional<Instant> declaredAt) {
            this.disruption = new Disruption(disruptedAt, detectedAt, declaredAt);
            return this;
        }

        /** Breaks the glass from the beginning. */
        public Builder breakGlass(String reason, String who, Duration ttl) {
            this.glass = new GlassBroken(reason, who, ttl);
            return this;
        }

        /** Adds a protected resource whose lease the run needs. */
        public Builder lease(String resource) {
            leases.add(requireNonNull(resource, "resource"));
            return this;
        }
    }
}
