package com.datafly.signal.dr.report;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.RecoveryObjectives;
import com.datafly.signal.dr.RecoveryTier;
import com.datafly.signal.dr.playbook.step.RecoveryPointSeen;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.Grade;
import com.datafly.signal.dr.verify.RecoveryPointMeasurement;
import com.datafly.signal.dr.verify.RecoveryTimeMeasurement;
import com.datafly.signal.dr.verify.Verdict;
import com.datafly.signal.dr.verify.VerificationReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What there is to say about a recovery or a drill, independent of the format. Immutable. {@link Reports} renders it.
 *
 * <p>Values must be free of secrets; they are shown as they are, and escaped for each format.
 *
 * @since 0.1
 */
public final class Report {

    private final String title;
    private final String subject;
    private final String runId;
    private final Instant generatedAt;
    private final @Nullable Instant expiresAt;
    private final @Nullable RecoveryTier tier;
    private final @Nullable Grade recoveryPoint;
    private final @Nullable Grade recoveryTime;
    private final @Nullable RecoveryTimeMeasurement segments;
    private final @Nullable CanarySeries canaries;
    private final List<ReportPhase> phases;
    private final List<CheckResult> checks;
    private final Map<String, Map<String, String>> facts;
    private final List<String> warnings;
    private final List<String> givenUp;
    private final Map<String, String> versions;
    private final List<PastRun> history;
    private final Verdict worst;
    private final Verdict verdict;
    private final @Nullable String summary;
    private final @Nullable ReportRun run;

    private Report(Builder builder) {
        this.title = builder.title;
        this.subject = builder.subject;
        this.runId = builder.runId;
        this.generatedAt = builder.generatedAt;
        this.expiresAt = builder.expiresAt;
        this.tier = builder.tier;
        this.recoveryPoint = builder.recoveryPoint;
        this.recoveryTime = builder.recoveryTime;
        this.segments = builder.segments;
        this.canaries = builder.canaries;
        this.phases = List.copyOf(builder.phases);
        this.checks = List.copyOf(builder.checks);
        Map<String, Map<String, String>> sections = new LinkedHashMap<>();
        builder.facts.forEach(
                (name, entries) -> sections.put(name, Collections.unmodifiableMap(new LinkedHashMap<>(entries))));
        this.facts = Collections.unmodifiableMap(sections);
        this.warnings = List.copyOf(builder.warnings);
        this.givenUp = List.copyOf(builder.givenUp);
        this.versions = Collections.unmodifiableMap(new LinkedHashMap<>(builder.versions));
        this.run = builder.run;
        this.history = List.copyOf(builder.history);
        this.worst = builder.worst;
        Verdict atBest = run == null ? builder.worst : builder.worst.and(RunWords.verdict(run));
        this.verdict = PlainWords.verdict(atBest, checks, recoveryPoint, recoveryTime);
        this.summary = builder.summary;
    }

    /**
     * Creates a report. Defaults: nothing measured, nothing checked, and so {@link Verdict#UNPROVEN}.
     *
     * @param title what was done, as in {@code Quarterly recovery drill}
     * @param subject what was recovered, as in {@code orders}
     * @param generatedAt when the report was made
     */
    public static Report create(String title, String subject, Instant generatedAt, Consumer<Builder> more) {
        Builder builder = new Builder(title, subject, generatedAt);
        more.accept(builder);
        return new Report(builder);
    }

    /**
     * Returns this report with additions, as what the host knows beside it. What can be there once replaces what was
     * there; the rest is added behind what is there.
     */
    public Report with(Consumer<Builder> more) {
        Builder builder = new Builder(this);
        more.accept(builder);
        return new Report(builder);
    }

    /** Returns what was done. */
    public String title() {
        return title;
    }

    /** Returns what was recovered. */
    public String subject() {
        return subject;
    }

    /** Returns the run's id, or an empty text. */
    public String runId() {
        return runId;
    }

    /** Returns when the report was made. */
    public Instant generatedAt() {
        return generatedAt;
    }

    /** Returns from when on a pass no longer counts. */
    public Optional<Instant> expiresAt() {
        return Optional.ofNullable(expiresAt);
    }

    /** Returns the promised tier. */
    public Optional<RecoveryTier> tier() {
        return Optional.ofNullable(tier);
    }

    /**
     * Returns the verdict: that of the checks, of which one must have looked at data, of both grades where they were
     * given, and of the run, which passes only if it succeeded and its journal is intact; or a worse one that the
     * builder was given.
     */
    public Verdict verdict() {
        return verdict;
    }

    /** Returns what happened, in one or two sentences that need no expert. */
    public String summary() {
        return summary == null ? PlainWords.summary(this) : summary;
    }

    /** Returns the recovery point, graded. */
    public Optional<Grade> recoveryPoint() {
        return Optional.ofNullable(recoveryPoint);
    }

    /** Returns the recovery time, graded. */
    public Optional<Grade> recoveryTime() {
        return Optional.ofNullable(recoveryTime);
    }

    /** Returns the recovery time by segment. */
    public Optional<RecoveryTimeMeasurement> segments() {
        return Optional.ofNullable(segments);
    }

    /** Returns the canaries around the recovery point. */
    public Optional<CanarySeries> canaries() {
        return Optional.ofNullable(canaries);
    }

    /** Returns the phases of the run, in the order in which they were added. */
    public List<ReportPhase> phases() {
        return phases;
    }

    /** Returns the results of the checks, in the order in which they were added. */
    public List<CheckResult> checks() {
        return checks;
    }

    /** Returns the playbook's run that the report is about, where it is about one. */
    public Optional<ReportRun> run() {
        return Optional.ofNullable(run);
    }

    /** Returns further facts: by section, as {@code source}, {@code backup}, {@code target}, then by name. */
    public Map<String, Map<String, String>> facts() {
        return facts;
    }

    /** Returns what a reader should know although it decides nothing. */
    public List<String> warnings() {
        return warnings;
    }

    /** Returns what the recovery left behind on purpose. */
    public List<String> givenUp() {
        return givenUp;
    }

    /** Returns earlier runs, in the order in which they were added. */
    public List<PastRun> history() {
        return history;
    }

    /** Returns the versions of what took part, by name. */
    public Map<String, String> versions() {
        return versions;
    }

    /**
     * Collects a report. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private String title;
        private final String subject;
        private final Instant generatedAt;
        private final List<ReportPhase> phases = new ArrayList<>();
        private final List<CheckResult> checks = new ArrayList<>();
        private final Map<String, Map<String, String>> facts = new LinkedHashMap<>();
        private final List<String> warnings = new ArrayList<>();
        private final List<String> givenUp = new ArrayList<>();
        private final Map<String, String> versions = new LinkedHashMap<>();
        private final List<PastRun> history = new ArrayList<>();
        private Verdict worst = Verdict.PASSED;
        private String runId = "";
        private @Nullable String summary;
        private @Nullable Instant expiresAt;
        private @Nullable RecoveryTier tier;
        private @Nullable Grade recoveryPoint;
        private @Nullable Grade recoveryTime;
        private @Nullable RecoveryTimeMeasurement segments;
        private @Nullable CanarySeries canaries;
        private @Nullable ReportRun run;

        private Builder(String title, String subject, Instant generatedAt) {
            this.title = requireNonNull(title, "title");
            this.subject = requireNonNull(subject, "subject");
            this.generatedAt = requireNonNull(generatedAt, "generatedAt");
        }

        private Builder(Report report) {
            this(report.title, report.subject, report.generatedAt);
            phases.addAll(report.phases);
            checks.addAll(report.checks);
            report.facts.forEach((section, entries) -> facts.put(section, new LinkedHashMap<>(entries)));
            warnings.addAll(report.warnings);
            givenUp.addAll(report.givenUp);
            versions.putAll(report.versions);
            history.addAll(report.history);
            worst = report.worst;
            runId = report.runId;
            summary = report.summary;
            expiresAt = report.expiresAt;
            tier = report.tier;
            recoveryPoint = report.recoveryPoint;
            recoveryTime = report.recoveryTime;
            segments = report.segments;
            canaries = report.canaries;
            run = report.run;
        }

        /** Sets what was done, in place of what the report was created with. */
        public Builder title(String title) {
            this.title = requireNonNull(title, "title");
            return this;
        }

        /** Sets the run's id. */
        public Builder runId(String runId) {
            this.runId = requireNonNull(runId, "runId");
            return this;
        }

        /** Makes the verdict at least as bad as this one. It cannot be made better. */
        public Builder atBest(Verdict verdict) {
            this.worst = worst.and(verdict);
            return this;
        }

        /** Sets the sentence in plain words. By default it is composed of the measurements. */
        public Builder summary(String summary) {
            this.summary = requireNonNull(summary, "summary");
            return this;
        }

        /** Sets from when on a pass no longer counts. */
        public Builder expiresAt(Instant expiresAt) {
            this.expiresAt = requireNonNull(expiresAt, "expiresAt");
            return this;
        }

        /** Sets the promised tier. It is shown; the grades decide. */
        public Builder tier(RecoveryTier tier) {
            this.tier = requireNonNull(tier, "tier");
            return this;
        }

        /** Sets the graded recovery point. */
        public Builder recoveryPoint(Grade recoveryPoint) {
            this.recoveryPoint = requireNonNull(recoveryPoint, "recoveryPoint");
            return this;
        }

        /** Grades a recovery point, and takes its canaries and what was given up. */
        public Builder recoveryPoint(RecoveryPointMeasurement measured, RecoveryObjectives objectives) {
            return canaries(CanarySeries.of(measured)).recoveryPoint(measured.grade(objectives));
        }

        /** Grades the recovery point that a run's step measured, and takes its canaries and what was given up. */
        public Builder recoveryPoint(RecoveryPointSeen seen, RecoveryObjectives objectives) {
            return canaries(seen.canaries()).recoveryPoint(seen.grade(objectives));
        }

        private Builder canaries(CanarySeries series) {
            this.canaries = series;
            PlainWords.givenUp(series).ifPresent(givenUp::add);
            return this;
        }

        /** Sets the graded recovery time. */
        public Builder recoveryTime(Grade recoveryTime) {
            this.recoveryTime = requireNonNull(recoveryTime, "recoveryTime");
            return this;
        }

        /** Grades a recovery time, and takes its segments. */
        public Builder recoveryTime(RecoveryTimeMeasurement measured, RecoveryObjectives objectives) {
            this.segments = requireNonNull(measured, "measured");
            return recoveryTime(measured.grade(objectives));
        }

        /** Sets the playbook's run that the report is about. */
        public Builder run(ReportRun run) {
            this.run = requireNonNull(run, "run");
            return this;
        }

        /** Adds a phase to the timeline. */
        public Builder phase(ReportPhase phase) {
            phases.add(requireNonNull(phase, "phase"));
            return this;
        }

        /** Adds the result of a check. */
        public Builder check(CheckResult result) {
            checks.add(requireNonNull(result, "result"));
            return this;
        }

        /** Adds the results of a verification, and takes its expiry. */
        public Builder verification(VerificationReport verification) {
            checks.addAll(verification.results());
            return expiresAt(verification.expiresAt());
        }

        /** Adds a fact to a section. Sections and facts are shown in the order in which they were first added. */
        public Builder fact(String section, String name, Object value) {
            facts.computeIfAbsent(section, key -> new LinkedHashMap<>()).put(name, String.valueOf(value));
            return this;
        }

        /** Adds a warning. */
        public Builder warning(String warning) {
            warnings.add(requireNonNull(warning, "warning"));
            return this;
        }

        /** Adds something that was left behind on purpose. */
        public Builder givenUp(String text) {
            givenUp.add(requireNonNull(text, "text"));
            return this;
        }

        /** Adds an earlier run, for comparison: it decides nothing. The oldest comes first. */
        public Builder past(PastRun run) {
            history.add(requireNonNull(run, "run"));
            return this;
        }

        /** Adds the version of something that took part. */
        public Builder version(String name, String version) {
            versions.put(requireNonNull(name, "name"), requireNonNull(version, "version"));
            return this;
        }
    }
}
