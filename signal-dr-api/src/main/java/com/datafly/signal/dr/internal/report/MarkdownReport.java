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

/** The report for an issue, a wiki or a terminal. */
public final class MarkdownReport {

    private static final String SPECIAL = "\\`*_{}[]()#+-.!|~<>&\"'@:=$^";

    private final Report report;
    private final StringBuilder out = new StringBuilder();

    private MarkdownReport(Report report) {
        this.report = report;
    }

    /** Renders a report. */
    public static String render(Report report) {
        MarkdownReport page = new MarkdownReport(report);
        page.head();
        page.objectives();
        page.list("Left behind on purpose", report.givenUp());
        page.list("Warnings", report.warnings());
        page.checks();
        page.phases();
        report.canaries().ifPresent(page::canaries);
        page.facts();
        return page.out.toString();
    }

    /** Returns text of any origin as one line that means nothing to Markdown or HTML. */
    static String escape(String untrusted) {
        String clean =
                PlainText.clean(untrusted).replace('\n', ' ').replace('\t', ' ').strip();
        StringBuilder escaped = new StringBuilder(clean.length() + 16);
        for (int i = 0; i < clean.length(); i++) {
            char c = clean.charAt(i);
            switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                default -> {
                    if (needsBackslash(clean, i)) {
                        escaped.append('\\');
                    }
                    escaped.append(c);
                }
            }
        }
        return escaped.toString();
    }

    /** Digits, hyphens and dots inside of words stay readable: they mean something at the beginning of a line only. */
    private static boolean needsBackslash(String text, int position) {
        char c = text.charAt(position);
        if (SPECIAL.indexOf(c) < 0) {
            return false;
        }
        boolean harmlessInside = "-.+()!'\"=@:#$^".indexOf(c) >= 0;
        return !harmlessInside || c == '!' || text.startsWith("://", position) || isListMark(text, position);
    }

    private static boolean isListMark(String text, int position) {
        return text.substring(0, position).chars().allMatch(Character::isDigit);
    }

    private void head() {
        line("# " + escape(report.subject()) + ": " + report.verdict());
        line("");
        line(escape(report.summary()));
        line("");
        line(escape(report.title()) + ", " + Instants.minute(report.generatedAt())
                + (report.runId().isEmpty() ? "" : ", run " + escape(report.runId())));
    }

    private void objectives() {
        section("Objectives");
        line("| | Achieved | Objective | Verdict | |");
        line("|---|---|---|---|---|");
        report.recoveryPoint().ifPresent(grade -> grade("Data lost (RPO)", grade));
        report.recoveryTime().ifPresent(grade -> grade("Time to recover (RTO)", grade));
        report.segments().ifPresent(measured -> {
            line("");
            for (RecoveryTimeSegment segment : RecoveryTimeSegment.values()) {
                Duration duration = measured.segments().get(segment);
                line("- " + segment.name().toLowerCase(Locale.ROOT) + ": "
                        + (duration == null ? "not measured" : Durations.words(duration)));
            }
        });
    }

    private void grade(String title, Grade grade) {
        String bar = grade.errorBar().isZero() ? "" : " ± " + Durations.words(grade.errorBar());
        row(
                title,
                grade.achieved().map(Durations::words).orElse("unknown") + bar,
                grade.objective().isZero() ? "none" : Durations.words(grade.objective()),
                grade.verdict().name(),
                grade.summary());
    }

    private void list(String title, List<String> items) {
        if (!items.isEmpty()) {
            section(title);
            items.forEach(item -> line("- " + escape(item)));
        }
    }

    private void checks() {
        section("Checks");
        if (report.checks().isEmpty()) {
            line("No check was made.");
            return;
        }
        line("| Verdict | Check | Finding | Duration |");
        line("|---|---|---|---:|");
        for (CheckResult check : report.checks()) {
            row(check.verdict().name(), check.name(), check.summary(), Durations.words(check.duration()));
        }
        for (CheckResult check : report.checks()) {
            if (!check.details().isEmpty()) {
                line("");
                line("**" + escape(check.name()) + "**");
                line("");
                check.details().forEach((name, value) -> line("- " + escape(name) + ": " + escape(value)));
            }
        }
    }

    private void phases() {
        if (report.phases().isEmpty()) {
            return;
        }
        section("Timeline");
        line("| Lane | Phase | Begins at | Duration |");
        line("|---|---|---:|---:|");
        for (ReportPhase phase : report.phases()) {
            row(phase.lane(), phase.name(), Durations.words(phase.start()), Durations.words(phase.duration()));
        }
    }

    private void canaries(CanarySeries canaries) {
        section("Canaries");
        line("- came back: " + canaries.count(State.RESTORED));
        line("- lost: " + canaries.count(State.LOST));
        line("- left behind on purpose: " + canaries.count(State.GIVEN_UP));
        canaries.newestRestored().ifPresent(at -> line("- newest that came back: " + Instants.milli(at)));
        canaries.target().ifPresent(at -> line("- chosen target: " + Instants.milli(at)));
        canaries.disruptedAt().ifPresent(at -> line("- disruption: " + Instants.milli(at)));
    }

    private void facts() {
        for (Map.Entry<String, Map<String, String>> section : report.facts().entrySet()) {
            section(section.getKey());
            section.getValue().forEach((name, value) -> line("- " + escape(name) + ": " + escape(value)));
        }
        if (!report.versions().isEmpty()) {
            section("Versions");
            report.versions().forEach((name, value) -> line("- " + escape(name) + ": " + escape(value)));
        }
    }

    private void section(String title) {
        line("");
        line("## " + escape(title));
        line("");
    }

    private void row(String... cells) {
        StringBuilder row = new StringBuilder("|");
        for (String cell : cells) {
            row.append(' ').append(escape(cell)).append(" |");
        }
        line(row.toString());
    }

    private void line(String text) {
        out.append(text).append('\n');
    }
}
