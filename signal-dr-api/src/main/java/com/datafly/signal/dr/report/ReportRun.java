package com.datafly.signal.dr.report;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.journal.JournalAudit;
import com.datafly.signal.dr.journal.JournalHead;
import com.datafly.signal.dr.playbook.BreakGlass;
import com.datafly.signal.dr.playbook.Forecast;
import com.datafly.signal.dr.playbook.RunState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A playbook's run, for a report: its plan, its decisions, its evidence and its journal. Immutable.
 *
 * @since 0.1
 */
public final class ReportRun {

    private final String playbook;
    private final RunState state;
    private final boolean drill;
    private final String reason;
    private final String definitionHash;
    private final String planHash;
    private final @Nullable Forecast forecast;
    private final @Nullable Duration duration;
    private final List<BreakGlass> breakGlass;
    private final List<ReportStep> steps;
    private final List<ReportDecision> decisions;
    private final List<ReportEvidence> evidence;
    private final List<String> orphans;
    private final String journal;
    private final JournalHead head;
    private final @Nullable JournalAudit audit;

    private ReportRun(Builder builder) {
        this.playbook = builder.playbook;
        this.state = builder.state;
        this.drill = builder.drill;
        this.reason = builder.reason;
        this.definitionHash = builder.definitionHash;
        this.planHash = builder.planHash;
        this.forecast = builder.forecast;
        this.duration = builder.duration;
        this.breakGlass = List.copyOf(builder.breakGlass);
        this.steps = List.copyOf(builder.steps);
        this.decisions = List.copyOf(builder.decisions);
        this.evidence = List.copyOf(builder.evidence);
        this.orphans = List.copyOf(builder.orphans);
        this.journal = builder.journal;
        this.head = builder.head;
        this.audit = builder.audit;
    }

    /** Describes a run. Defaults: live, nothing predicted, nothing done, no journal. */
    public static ReportRun create(String playbook, RunState state, Consumer<Builder> more) {
        Builder builder = new Builder(playbook, state);
        more.accept(builder);
        return new ReportRun(builder);
    }

    /** Returns the playbook's name. */
    public String playbook() {
        return playbook;
    }

    /** Returns where the run stands. */
    public RunState state() {
        return state;
    }

    /** Returns why it stands there, or an empty text. */
    public String reason() {
        return reason;
    }

    /** Tells whether it is a drill. */
    public boolean drill() {
        return drill;
    }

    /** Returns the hash of the playbook that the run is pinned to, or an empty text. */
    public String definitionHash() {
        return definitionHash;
    }

    /** Returns the hash of the plan that was approved, or an empty text. */
    public String planHash() {
        return planHash;
    }

    /** Returns how long the plan said that it would take. */
    public Optional<Forecast> forecast() {
        return Optional.ofNullable(forecast);
    }

    /** Returns how long it took; empty if it has not ended. */
    public Optional<Duration> duration() {
        return Optional.ofNullable(duration);
    }

    /** Returns who passed approvals and guards, and why. It is the first line of the report. */
    public List<BreakGlass> breakGlass() {
        return breakGlass;
    }

    /** Returns the steps, in the order of the plan. */
    public List<ReportStep> steps() {
        return steps;
    }

    /** Returns what people decided, in the order of time. */
    public List<ReportDecision> decisions() {
        return decisions;
    }

    /** Returns what the journal holds about the steps, in the order of time. */
    public List<ReportEvidence> evidence() {
        return evidence;
    }

    /** Returns what the run may have left behind and nobody looks after any more. */
    public List<String> orphans() {
        return orphans;
    }

    /** Returns the address of the journal, or an empty text. */
    public String journal() {
        return journal;
    }

    /** Returns where the journal ended when the report was made. */
    public JournalHead head() {
        return head;
    }

    /** Returns what a look at every record of the journal found. */
    public Optional<JournalAudit> audit() {
        return Optional.ofNullable(audit);
    }

    /**
     * Collects what is known of a run. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private final String playbook;
        private final RunState state;
        private final List<BreakGlass> breakGlass = new ArrayList<>();
        private final List<ReportStep> steps = new ArrayList<>();
        private final List<ReportDecision> decisions = new ArrayList<>();
        private final List<ReportEvidence> evidence = new ArrayList<>();
        private final List<String> orphans = new ArrayList<>();
        private boolean drill;
        private String reason = "";
        private String definitionHash = "";
        private String planHash = "";
        private String journal = "";
        private JournalHead head = JournalHead.empty();
        private @Nullable Forecast forecast;
        private @Nullable Duration duration;
        private @Nullable JournalAudit audit;

        private Builder(String playbook, RunState state) {
            this.playbook = requireNonNull(playbook, "playbook");
            this.state = requireNonNull(state, "state");
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

        /** Sets what the run is pinned to. */
        public Builder hashes(String definitionHash, String planHash) {
            this.definitionHash = requireNonNull(definitionHash, "definitionHash");
            this.planHash = requireNonNull(planHash, "planHash");
            return this;
        }

        /** Sets how long the plan said that it would take. */
        public Builder forecast(Forecast forecast) {
            this.forecast = requireNonNull(forecast, "forecast");
            return this;
        }

        /** Sets how long it took. */
        public Builder duration(Duration duration) {
            this.duration = requireNonNull(duration, "duration");
            return this;
        }

        /** Adds that somebody passed approvals and guards. */
        public Builder breakGlass(BreakGlass glass) {
            breakGlass.add(requireNonNull(glass, "glass"));
            return this;
        }

        /** Adds a step. */
        public Builder step(ReportStep step) {
            steps.add(requireNonNull(step, "step"));
            return this;
        }

        /** Adds a decision. */
        public Builder decision(ReportDecision decision) {
            decisions.add(requireNonNull(decision, "decision"));
            return this;
        }

        /** Adds evidence. */
        public Builder evidence(ReportEvidence found) {
            evidence.add(requireNonNull(found, "found"));
            return this;
        }

        /** Adds what the run may have left behind. */
        public Builder orphan(String orphan) {
            orphans.add(requireNonNull(orphan, "orphan"));
            return this;
        }

        /** Sets where the journal is, and where it ended. */
        public Builder journal(String address, JournalHead head) {
            this.journal = requireNonNull(address, "address");
            this.head = requireNonNull(head, "head");
            return this;
        }

        /** Sets what a look at every record of the journal found. One that is not intact fails the report. */
        public Builder audit(JournalAudit audit) {
            this.audit = requireNonNull(audit, "audit");
            return this;
        }
    }
}
