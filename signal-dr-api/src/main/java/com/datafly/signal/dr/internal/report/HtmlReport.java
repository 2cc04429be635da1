package com.datafly.signal.dr.internal.report;

import com.datafly.signal.dr.report.Report;
import com.datafly.signal.dr.report.ReportRun;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.Verdict;
import com.datafly.signal.dr.verify.VerificationReport;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** One page without scripts and without a reference to anything outside of it. */
public final class HtmlReport {

    private static final String STYLE = resource("report.css");

    private final Report report;
    private final Html html = new Html();

    private HtmlReport(Report report) {
        this.report = report;
    }

    /** Renders a report. */
    public static String render(Report report) {
        HtmlReport page = new HtmlReport(report);
        Optional<RunSections> run = report.run().map(told -> new RunSections(told, page.html));
        page.head();
        run.ifPresent(RunSections::breakGlass);
        page.conclusion();
        new ObjectiveCards(report, page.html).write();
        page.notes("Left behind on purpose", "given-up", report.givenUp());
        page.notes("Orphans", "orphans", report.run().map(ReportRun::orphans).orElse(List.of()));
        page.notes("Warnings", "warnings", report.warnings());
        page.checks();
        run.ifPresent(RunSections::plan);
        new TimelineSection(report.phases(), page.html).write();
        report.canaries().ifPresent(canaries -> new CanarySection(canaries, page.html).write());
        new HistorySection(report, page.html).write();
        run.ifPresent(RunSections::decisions);
        run.ifPresent(RunSections::evidence);
        page.facts();
        run.ifPresent(RunSections::journal);
        page.foot();
        return page.html.toString();
    }

    private void head() {
        html.markup("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .markup("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .markup("<meta name=\"color-scheme\" content=\"light dark\">\n")
                .markup("<meta http-equiv=\"Content-Security-Policy\""
                        + " content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
                .element("title", "", report.subject() + ": " + report.verdict() + " (" + report.title() + ")")
                .markup("\n<style>\n" + STYLE + "</style>\n</head>\n<body>\n<main>\n");
    }

    private void conclusion() {
        html.markup("<header>\n<p class=\"eyebrow\">").text(report.title()).markup("</p>\n");
        html.element("h1", "", report.subject()).markup("\n<p class=\"meta\">");
        html.text(Instants.minute(report.generatedAt()));
        report.tier()
                .ifPresent(tier -> html.markup(" <span class=\"dot\">·</span> ").text(tierName(tier.name())));
        if (!report.runId().isEmpty()) {
            html.markup(" <span class=\"dot\">·</span> <span class=\"nowrap\">run ")
                    .element("code", "", report.runId())
                    .markup("</span>");
        }
        html.markup("</p>\n</header>\n");
        html.markup("<section class=\"verdict " + VerdictBadge.cssClass(report.verdict())
                + "\" aria-labelledby=\"verdict\">\n<div class=\"seal\">");
        VerdictBadge.icon(html, report.verdict(), 40);
        html.markup("</div>\n<div>\n<h2 id=\"verdict\">" + report.verdict().name() + "</h2>\n");
        html.element("p", "sentence", report.summary());
        report.expiresAt()
                .filter(expiry -> report.verdict() == Verdict.PASSED)
                .ifPresent(expiry ->
                        html.element("p", "expiry", "This verdict counts until " + Instants.minute(expiry) + "."));
        html.markup("\n</div>\n</section>\n");
    }

    private void notes(String title, String id, List<String> notes) {
        if (notes.isEmpty()) {
            return;
        }
        html.markup("<section class=\"notes\" aria-labelledby=\"" + id + "\">\n<h2 id=\"" + id + "\">" + title
                + "</h2>\n<ul>\n");
        notes.forEach(note -> html.element("li", "", note).markup("\n"));
        html.markup("</ul>\n</section>\n");
    }

    private void checks() {
        html.markup("<section aria-labelledby=\"checks\">\n<h2 id=\"checks\">Checks</h2>\n");
        if (report.checks().isEmpty()) {
            html.markup(
                    "<p class=\"empty\">No check was made. Without one that reads the data, nothing is proven.</p>\n");
        } else {
            html.element("p", "lead", lead(report.checks()));
            html.markup("<div class=\"scroll\"><table class=\"checks\">\n<caption>What was checked on the recovered"
                    + " database, and what was found</caption>\n<thead><tr><th scope=\"col\">Verdict</th>"
                    + "<th scope=\"col\">Check</th><th scope=\"col\">Finding</th>"
                    + "<th scope=\"col\" class=\"num\">Duration</th></tr></thead>\n<tbody>\n");
            report.checks().stream()
                    .sorted(Comparator.comparingInt(HtmlReport::urgency))
                    .forEach(this::check);
            html.markup("</tbody></table></div>\n");
        }
        html.markup("</section>\n");
    }

    private static String lead(List<CheckResult> checks) {
        long passed = checks.stream()
                .filter(check -> check.verdict() == Verdict.PASSED)
                .count();
        boolean data = VerificationReport.verdictOf(checks) == Verdict.PASSED
                || checks.stream().anyMatch(check -> check.verdict() == Verdict.PASSED && check.provesData());
        return passed + " of " + checks.size() + " passed" + (data ? "." : "; none of those looked at data.");
    }

    /** What went wrong comes first; within a verdict the order of the checks stays. */
    private static int urgency(CheckResult check) {
        return switch (check.verdict()) {
            case FAILED -> 0;
            case ERROR -> 1;
            case UNPROVEN -> 2;
            case PASSED -> 3;
        };
    }

    private void check(CheckResult check) {
        html.markup("<tr><td>");
        VerdictBadge.write(html, check.verdict());
        html.markup("</td><th scope=\"row\">").text(check.name());
        if (check.provesData()) {
            html.markup(" <span class=\"tag\">reads data</span>");
        }
        html.markup("</th><td>").element("div", "finding", check.summary());
        details(check);
        html.markup("</td><td class=\"num\">")
                .text(Durations.words(check.duration()))
                .markup("</td></tr>\n");
    }

    private void details(CheckResult check) {
        if (check.details().isEmpty()) {
            return;
        }
        html.markup(
                "<details" + (check.verdict() == Verdict.PASSED ? "" : " open") + "><summary>Details</summary><dl>");
        check.details().forEach((name, value) -> html.element("dt", "", name).element("dd", "", value));
        html.markup("</dl></details>");
    }

    private void facts() {
        if (report.facts().isEmpty()) {
            return;
        }
        html.markup("<section aria-labelledby=\"facts\">\n<h2 id=\"facts\">Facts</h2>\n<div class=\"facts\">\n");
        for (Map.Entry<String, Map<String, String>> section : report.facts().entrySet()) {
            html.markup("<div class=\"card\">")
                    .element("h3", "", section.getKey())
                    .markup("<dl>");
            section.getValue()
                    .forEach((name, value) -> html.element("dt", "", name).element("dd", "", value));
            html.markup("</dl></div>\n");
        }
        html.markup("</div>\n</section>\n");
    }

    private void foot() {
        html.markup("<footer>\n<p>");
        html.text("Written at " + Instants.second(report.generatedAt()) + ".");
        report.versions()
                .forEach((name, version) ->
                        html.markup(" <span class=\"dot\">·</span> ").text(name + " " + version));
        html.markup("</p>\n<p>PASSED: looked at and right. FAILED: looked at and wrong. UNPROVEN: not enough evidence."
                + " ERROR: looking went wrong.</p>\n</footer>\n</main>\n</body>\n</html>\n");
    }

    private static String tierName(String tier) {
        String words = tier.replace('_', ' ').toLowerCase(Locale.ROOT);
        return "tier: " + words;
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(HtmlReport.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
