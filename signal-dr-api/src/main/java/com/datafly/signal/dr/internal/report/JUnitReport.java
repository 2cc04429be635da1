package com.datafly.signal.dr.internal.report;

import com.datafly.signal.dr.report.Report;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.Grade;
import com.datafly.signal.dr.verify.Verdict;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The report for a build server. Every check and every grade is a test case. What is unproven is a failure of type
 * UNPROVEN, because a build server would show a skipped test in green.
 */
public final class JUnitReport {

    /** The format's own notation: UTC, without a zone. */
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Report report;
    private final StringBuilder out = new StringBuilder();

    private JUnitReport(Report report) {
        this.report = report;
    }

    private record Case(String name, Verdict verdict, String summary, Duration duration, Map<String, String> details) {
        static Case of(CheckResult check) {
            return new Case(check.name(), check.verdict(), check.summary(), check.duration(), check.details());
        }

        static Case of(Grade grade) {
            String name = grade.name() + " of " + Durations.words(grade.objective());
            String achieved = grade.achieved().map(Durations::words).orElse("unknown");
            return new Case(name, grade.verdict(), grade.summary(), Duration.ZERO, Map.of("achieved", achieved));
        }
    }

    /** Renders a report. */
    public static String render(Report report) {
        return new JUnitReport(report).render();
    }

    private String render() {
        List<Case> cases = cases();
        long errors = cases.stream().filter(c -> c.verdict == Verdict.ERROR).count();
        long failures = cases.stream()
                .filter(c -> c.verdict == Verdict.FAILED || c.verdict == Verdict.UNPROVEN)
                .count();
        Duration time = cases.stream().map(Case::duration).reduce(Duration.ZERO, Duration::plus);
        String counts = attribute("name", report.title() + ": " + report.subject())
                + attribute("tests", Integer.toString(cases.size()))
                + attribute("failures", Long.toString(failures))
                + attribute("errors", Long.toString(errors))
                + attribute("time", seconds(time));
        out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites" + counts + ">\n<testsuite" + counts
                + attribute("skipped", "0") + attribute("timestamp", TIMESTAMP.format(report.generatedAt())) + ">\n");
        out.append("<properties>\n");
        property("runId", report.runId());
        property("verdict", report.verdict().name());
        property("summary", report.summary());
        out.append("</properties>\n");
        cases.forEach(this::write);
        out.append("</testsuite>\n</testsuites>\n");
        return out.toString();
    }

    private List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        report.checks().forEach(check -> cases.add(Case.of(check)));
        report.recoveryPoint().ifPresent(grade -> cases.add(Case.of(grade)));
        report.recoveryTime().ifPresent(grade -> cases.add(Case.of(grade)));
        cases.add(verdict());
        return cases;
    }

    /** That no check read data, or that the run itself stopped, must not look green where every single case does. */
    private Case verdict() {
        return new Case("verdict", report.verdict(), report.summary(), Duration.ZERO, Map.of());
    }

    private void write(Case c) {
        out.append("<testcase" + attribute("classname", report.subject()) + attribute("name", c.name)
                + attribute("time", seconds(c.duration)) + ">");
        String details = c.details.entrySet().stream()
                .map(detail -> detail.getKey() + ": " + detail.getValue())
                .collect(Collectors.joining("\n"));
        if (c.verdict == Verdict.PASSED) {
            out.append("<system-out>")
                    .append(Html.escape(c.summary + "\n" + details))
                    .append("</system-out>");
        } else {
            String element = c.verdict == Verdict.ERROR ? "error" : "failure";
            out.append('<').append(element).append(attribute("type", c.verdict.name()));
            out.append(attribute("message", c.summary)).append('>');
            out.append(Html.escape(details)).append("</").append(element).append('>');
        }
        out.append("</testcase>\n");
    }

    private void property(String name, String value) {
        out.append("<property" + attribute("name", name) + attribute("value", value) + "/>\n");
    }

    private static String attribute(String name, String value) {
        String escaped = Html.escape(value).replace("\n", "&#10;").replace("\t", "&#9;");
        return " " + name + "=\"" + escaped + '"';
    }

    private static String seconds(Duration duration) {
        return BigDecimal.valueOf(duration.toMillis())
                .divide(BigDecimal.valueOf(1000), 3, RoundingMode.HALF_UP)
                .toPlainString();
    }
}
