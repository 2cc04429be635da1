package com.datafly.signal.dr.internal.report;

import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.StepState;
import com.datafly.signal.dr.report.Report;
import com.datafly.signal.dr.report.ReportRun;
import com.datafly.signal.dr.report.ReportStep;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.Grade;
import com.datafly.signal.dr.verify.Verdict;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The report for a build server. Every step, every check and every grade is a test case. What is unproven is a failure
 * of type UNPROVEN, because a build server would show a skipped test in green.
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

    private record Case(String name, Result result, String summary, Duration duration, Map<String, String> details) {
        static Case of(CheckResult check) {
            return new Case(
                    check.name(), Result.of(check.verdict()), check.summary(), check.duration(), check.details());
        }

        static Case of(Grade grade) {
            String name = grade.name() + " of " + Durations.words(grade.objective());
            String achieved = grade.achieved().map(Durations::words).orElse("unknown");
            return new Case(
                    name, Result.of(grade.verdict()), grade.summary(), Duration.ZERO, Map.of("achieved", achieved));
        }

        static Case of(ReportStep step, RunState run) {
            String state = RunTexts.words(step.state());
            Map<String, String> details = new LinkedHashMap<>();
            details.put("predicted", RunTexts.predicted(step));
            details.put("attempts", Integer.toString(step.attempts()));
            return new Case(
                    "step " + step.id(),
                    Result.of(step.state(), run),
                    step.failure().isEmpty() ? state : state + ": " + step.failure(),
                    step.duration().orElse(Duration.ZERO),
                    details);
        }
    }

    /** What a build server is told. A step that a successful run did without is neither green nor red. */
    private enum Result {
        PASSED,
        FAILED,
        UNPROVEN,
        ERROR,
        SKIPPED;

        static Result of(Verdict verdict) {
            return switch (verdict) {
                case PASSED -> PASSED;
                case FAILED -> FAILED;
                case UNPROVEN -> UNPROVEN;
                case ERROR -> ERROR;
            };
        }

        static Result of(StepState step, RunState run) {
            if (step.satisfies()) {
                return PASSED;
            }
            if (run == RunState.SUCCEEDED) {
                return SKIPPED;
            }
            return switch (step) {
                case FAILED -> FAILED;
                case INDETERMINATE -> ERROR;
                case SUCCEEDED, REHEARSED, PENDING, WAITING_FOR_APPROVAL, RUNNING, SKIPPED, UNDONE -> UNPROVEN;
            };
        }
    }

    /** Renders a report. */
    public static String render(Report report) {
        return new JUnitReport(report).render();
    }

    private String render() {
        List<Case> cases = cases();
        long errors = count(cases, Result.ERROR);
        long failures = count(cases, Result.FAILED) + count(cases, Result.UNPROVEN);
        Duration time = cases.stream().map(Case::duration).reduce(Duration.ZERO, Duration::plus);
        String counts = attribute("name", breakGlass() + report.title() + ": " + report.subject())
                + attribute("tests", Integer.toString(cases.size()))
                + attribute("failures", Long.toString(failures))
                + attribute("errors", Long.toString(errors))
                + attribute("time", seconds(time));
        out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites" + counts + ">\n<testsuite" + counts
                + attribute("skipped", Long.toString(count(cases, Result.SKIPPED)))
                + attribute("timestamp", TIMESTAMP.format(report.generatedAt())) + ">\n");
        out.append("<properties>\n");
        report.run().ifPresent(this::properties);
        property("runId", report.runId());
        property("verdict", report.verdict().name());
        property("summary", report.summary());
        out.append("</properties>\n");
        cases.forEach(this::write);
        out.append("</testsuite>\n</testsuites>\n");
        return out.toString();
    }

    /** In the suite's name, because that is what a build server shows first. */
    private String breakGlass() {
        return report.run().stream()
                .flatMap(run -> run.breakGlass().stream())
                .map(glass -> RunTexts.BREAK_GLASS + " " + RunTexts.sentence(glass) + ". ")
                .collect(Collectors.joining());
    }

    private void properties(ReportRun run) {
        run.breakGlass().forEach(glass -> property("breakGlass", RunTexts.sentence(glass)));
        RunTexts.plan(run).forEach((name, value) -> property("plan." + name, value));
        RunTexts.journal(run).forEach((name, value) -> property("journal." + name, value));
        run.orphans().forEach(orphan -> property("orphan", orphan));
    }

    private List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        report.run().ifPresent(run -> run.steps().forEach(step -> cases.add(Case.of(step, run.state()))));
        report.checks().forEach(check -> cases.add(Case.of(check)));
        report.recoveryPoint().ifPresent(grade -> cases.add(Case.of(grade)));
        report.recoveryTime().ifPresent(grade -> cases.add(Case.of(grade)));
        cases.add(verdict());
        return cases;
    }

    /** That no check read data, or that the run itself stopped, must not look green where every single case does. */
    private Case verdict() {
        return new Case("verdict", Result.of(report.verdict()), report.summary(), Duration.ZERO, Map.of());
    }

    private void write(Case c) {
        out.append("<testcase" + attribute("classname", report.subject()) + attribute("name", c.name)
                + attribute("time", seconds(c.duration)) + ">");
        String details = c.details.entrySet().stream()
                .map(detail -> detail.getKey() + ": " + detail.getValue())
                .collect(Collectors.joining("\n"));
        switch (c.result) {
            case PASSED ->
                out.append("<system-out>")
                        .append(Html.escape(c.summary + "\n" + details))
                        .append("</system-out>");
            case SKIPPED ->
                out.append("<skipped").append(attribute("message", c.summary)).append("/>");
            case ERROR -> problem("error", c, details);
            case FAILED, UNPROVEN -> problem("failure", c, details);
        }
        out.append("</testcase>\n");
    }

    private void problem(String element, Case c, String details) {
        out.append('<').append(element).append(attribute("type", c.result.name()));
        out.append(attribute("message", c.summary)).append('>');
        out.append(Html.escape(details)).append("</").append(element).append('>');
    }

    private static long count(List<Case> cases, Result result) {
        return cases.stream().filter(c -> c.result == result).count();
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
