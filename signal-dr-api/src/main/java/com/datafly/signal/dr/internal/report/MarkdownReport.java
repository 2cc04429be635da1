package com.datafly.signal.dr.internal.report;

import com.datafly.signal.dr.report.CanaryPoint.State;
import com.datafly.signal.dr.report.CanarySeries;
import com.datafly.signal.dr.report.Report;
import com.datafly.signal.dr.report.ReportPhase;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.Grade;
import com.datafly.signal.dr.verify.RecoveryTimeSegment;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The report for an issue, a wiki or a terminal. */
public final class MarkdownReport {

    private final Report report;
    private final Markdown out = new Markdown();

    private MarkdownReport(Report report) {
        this.report = report;
    }

    /** Renders a report. */
    public static String render(Report report) {
        MarkdownReport page = new MarkdownReport(report);
        Optional<RunMarkdown> run = report.run().map(told -> new RunMarkdown(told, page.out));
        run.ifPresent(RunMarkdown::breakGlass);
        page.head();
        page.objectives();
        page.list("Left behind on purpose", report.givenUp());
        run.ifPresent(RunMarkdown::orphans);
        page.list("Warnings", report.warnings());
        page.checks();
        run.ifPresent(RunMarkdown::plan);
        page.phases();
        report.canaries().ifPresent(page::canaries);
        HistoryTexts.markdown(page.out, report.history());
        run.ifPresent(RunMarkdown::decisions);
        run.ifPresent(RunMarkdown::evidence);
        page.facts();
        run.ifPresent(RunMarkdown::journal);
        return page.out.toString();
    }

    private void head() {
        out.line("# " + Markdown.escape(report.subject()) + ": " + report.verdict());
        out.line("");
        out.line(Markdown.escape(report.summary()));
        out.line("");
        out.line(Markdown.escape(report.title()) + ", " + Instants.minute(report.generatedAt())
                + (report.runId().isEmpty() ? "" : ", run " + Markdown.escape(report.runId())));
    }

    private void objectives() {
        out.section("Objectives");
        out.line("| | Achieved | Objective | Verdict | |");
        out.line("|---|---|---|---|---|");
        report.recoveryPoint().ifPresent(grade -> grade("Data lost (RPO)", grade));
        report.recoveryTime().ifPresent(grade -> grade("Time to recover (RTO)", grade));
        report.segments().ifPresent(measured -> {
            out.line("");
            for (RecoveryTimeSegment segment : RecoveryTimeSegment.values()) {
                Duration duration = measured.segments().get(segment);
                out.line("- " + segment.name().toLowerCase(Locale.ROOT) + ": "
                        + (duration == null ? "not measured" : Durations.words(duration)));
            }
        });
    }

    private void grade(String title, Grade grade) {
        String bar = grade.errorBar().isZero() ? "" : " ± " + Durations.words(grade.errorBar());
        out.row(
                title,
                grade.achieved().map(Durations::words).orElse("unknown") + bar,
                grade.objective().isZero() ? "none" : Durations.words(grade.objective()),
                grade.verdict().name(),
                grade.summary());
    }

    private void list(String title, List<String> items) {
        if (!items.isEmpty()) {
            out.section(title);
            items.forEach(item -> out.line("- " + Markdown.escape(item)));
        }
    }

    private void checks() {
        out.section("Checks");
        if (report.checks().isEmpty()) {
            out.line("No check was made.");
            return;
        }
        out.line("| Verdict | Check | Finding | Duration |");
        out.line("|---|---|---|---:|");
        for (CheckResult check : report.checks()) {
            out.row(check.verdict().name(), check.name(), check.summary(), Durations.words(check.duration()));
        }
        for (CheckResult check : report.checks()) {
            if (!check.details().isEmpty()) {
                out.line("");
                out.line("**" + Markdown.escape(check.name()) + "**");
                out.line("");
                check.details()
                        .forEach((name, value) ->
                                out.line("- " + Markdown.escape(name) + ": " + Markdown.escape(value)));
            }
        }
    }

    private void phases() {
        if (report.phases().isEmpty()) {
            return;
        }
        out.section("Timeline");
        out.head("Lane", "Phase", "Begins at:", "Duration:");
        for (ReportPhase phase : report.phases()) {
            out.row(
                    phase.lane(),
                    phase.name() + PhaseWords.suffix(phase),
                    Durations.words(phase.start()),
                    Durations.words(phase.duration()));
        }
    }

    private void canaries(CanarySeries canaries) {
        out.section("Canaries");
        out.line("- came back: " + canaries.count(State.RESTORED));
        out.line("- lost: " + canaries.count(State.LOST));
        out.line("- left behind on purpose: " + canaries.count(State.GIVEN_UP));
        canaries.newestRestored().ifPresent(at -> out.line("- newest that came back: " + Instants.milli(at)));
        canaries.target().ifPresent(at -> out.line("- chosen target: " + Instants.milli(at)));
        canaries.disruptedAt().ifPresent(at -> out.line("- disruption: " + Instants.milli(at)));
    }

    private void facts() {
        for (Map.Entry<String, Map<String, String>> section : report.facts().entrySet()) {
            out.section(section.getKey());
            section.getValue()
                    .forEach((name, value) -> out.line("- " + Markdown.escape(name) + ": " + Markdown.escape(value)));
        }
        if (!report.versions().isEmpty()) {
            out.section("Versions");
            report.versions()
                    .forEach((name, value) -> out.line("- " + Markdown.escape(name) + ": " + Markdown.escape(value)));
        }
    }
}
