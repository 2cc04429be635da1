package com.datafly.signal.dr.playbook;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.journal.JournalHead;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where a run stands, as its journal has it. Immutable.
 *
 * @since 0.1
 */
public final class RunStatus {

    private final String runId;
    private final String playbook;
    private final boolean drill;
    private final RunState state;
    private final String reason;
    private final String definitionHash;
    private final String planHash;
    private final String initiator;
    private final Instant startedAt;
    private final @Nullable Instant finishedAt;
    private final JournalHead head;
    private final List<StepStatus> steps;
    private final List<String> orphans;
    private final List<String> warnings;

    private RunStatus(Builder builder) {
        this.runId = builder.runId;
        this.playbook = builder.playbook;
        this.drill = builder.drill;
        this.state = builder.state;
        this.reason = builder.reason;
        this.definitionHash = builder.definitionHash;
        this.planHash = builder.planHash;
        this.initiator = builder.initiator;
        this.startedAt = builder.startedAt;
        this.finishedAt = builder.finishedAt;
        this.head = builder.head;
        this.steps = List.copyOf(builder.steps);
        this.orphans = List.copyOf(builder.orphans);
        this.warnings = List.copyOf(builder.warnings);
    }

    /** Describes a run; what is not set is not known. */
    public static RunStatus create(String runId, RunState state, Instant startedAt, Consumer<Builder> more) {
        Builder builder = new Builder(runId, state, startedAt);
        more.accept(builder);
        return new RunStatus(builder);
    }

    /** Returns the run's id. */
    public String runId() {
        return runId;
    }

    /** Returns the playbook's name. */
    public String playbook() {
        return playbook;
    }

    /** Tells whether it is a drill. */
    public boolean drill() {
        return drill;
    }

    /** Returns where the run stands. */
    public RunState state() {
        return state;
    }

    /** Returns why it stands there, and what a person can do; empty if there is nothing to say. */
    public String reason() {
        return reason;
    }

    /** Returns the hash of the playbook that the run is pinned to. */
    public String definitionHash() {
        return definitionHash;
    }

    /** Returns the hash of the plan, which approvals have to name. */
    public String planHash() {
        return planHash;
    }

    /** Returns who started the run. */
    public String initiator() {
        return initiator;
    }

    /** Returns when the run began, by the wall clock. */
    public Instant startedAt() {
        return startedAt;
    }

    /** Returns when the run ended, by the wall clock. */
    public Optional<Instant> finishedAt() {
        return Optional.ofNullable(finishedAt);
    }

    /** Returns where the journal ended when this was read. */
    public JournalHead head() {
        return head;
    }

    /** Returns all steps, in the order of the playbook. */
    public List<StepStatus> steps() {
        return steps;
    }

    /**
     * Returns one step.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if the playbook has none of that id
     */
    public StepStatus step(String id) {
        return steps.stream()
                .filter(step -> step.id().equals(id))
                .findFirst()
                .orElseThrow(() -> DrException.of(
                        ErrorCode.INVALID_ARGUMENT, "look at run " + runId, "there is no step '" + id + "'"));
    }

    /** Returns what the run may have left behind and nobody will look after any more. */
    public List<String> orphans() {
        return orphans;
    }

    /** Returns what a reader should know; a broken glass comes first. */
    public List<String> warnings() {
        return warnings;
    }

    @Override
    public String toString() {
        return runId + " " + state + (reason.isEmpty() ? "" : ": " + reason);
    }

    /**
     * Collects what is known of a run. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private final String runId;
        private final RunState state;
        private final Instant startedAt;
        private final List<StepStatus> steps = new ArrayList<>();
        private final List<String> orphans = new ArrayList<>();
        private final List<String> warnings = new ArrayList<>();
        private String playbook = "";
        private boolean drill;
        private String reason = "";
        private String definitionHash = "";
        private String planHash = "";
        private String initiator = "";
        private @Nullable Instant finishedAt;
        private JournalHead head = JournalHead.empty();

        private Builder(String runId, RunState state, Instant startedAt) {
            this.runId = requireNonNull(runId, "runId");
            this.state = requireNonNull(state, "state");
            this.startedAt = requireNonNull(startedAt, "startedAt");
        }

        /** Sets the playbook's name and hash. */
        public Builder playbook(String name, String hash) {
            this.playbook = requireNonNull(name, "name");
            this.definitionHash = requireNonNull(hash, "hash");
            return this;
        }

        /** Sets whether it is a drill. */
        public Builder drill(boolean drill) {
            this.drill = drill;
            return this;
        }

        /** Sets why the run stands where it does. */
        public Builder reason(String reason) {
            this.reason = requireNonNull(reason, "reason");
            return this;
        }

        /** Sets the plan's hash, and who started the run. */
        public Builder plan(String planHash, String initiator) {
            this.planHash = requireNonNull(planHash, "planHash");
            this.initiator = requireNonNull(initiator, "initiator");
            return this;
        }

        /** Sets when the run ended. */
        public Builder finishedAt(Instant finishedAt) {
            this.finishedAt = requireNonNull(finishedAt, "finishedAt");
            return this;
        }

        /** Sets where the journal ended. */
        public Builder head(JournalHead head) {
            this.head = requireNonNull(head, "head");
            return this;
        }

        /** Adds a step. */
        public Builder step(StepStatus step) {
            steps.add(requireNonNull(step, "step"));
            return this;
        }

        /** Adds something that may have been left behind. */
        public Builder orphan(String orphan) {
            orphans.add(requireNonNull(orphan, "orphan"));
            return this;
        }

        /** Adds something that a reader should know. */
        public Builder warning(String warning) {
            warnings.add(requireNonNull(warning, "warning"));
            return this;
        }
    }
}
