package com.datafly.signal.dr.internal.report;

import com.datafly.signal.dr.playbook.BreakGlass;
import com.datafly.signal.dr.playbook.StepKind;
import com.datafly.signal.dr.report.ReportDecision;
import com.datafly.signal.dr.report.ReportEvidence;
import com.datafly.signal.dr.report.ReportRun;
import com.datafly.signal.dr.report.ReportStep;
import com.datafly.signal.dr.verify.Verdict;

/** The run's part of the report for an issue, a wiki or a terminal. */
final class RunMarkdown {

    private final ReportRun run;
    private final Markdown out;

    RunMarkdown(ReportRun run, Markdown out) {
        this.run = run;
        this.out = out;
    }

    void breakGlass() {
        for (BreakGlass glass : run.breakGlass()) {
            out.line("**" + RunTexts.BREAK_GLASS + "** " + Markdown.escape(RunTexts.sentence(glass)));
            out.line("");
        }
    }

    void plan() {
        out.section("Plan");
        RunTexts.plan(run).forEach((name, value) -> out.item(name, value));
        if (run.steps().isEmpty()) {
            return;
        }
        out.line("");
        out.head("Step", "Action", "State", "Predicted:", "Took:", "Attempts:");
        for (ReportStep step : run.steps()) {
            String title = step.title().equals(step.id()) ? step.id() : step.id() + ": " + step.title();
            String kind = step.kind() == StepKind.POINT_OF_NO_RETURN ? " (point of no return)" : "";
            out.row(
                    title + kind,
                    step.action(),
                    RunTexts.words(step.state()),
                    RunTexts.predicted(step),
                    RunTexts.took(step) + (step.isSlow() ? " (slow)" : ""),
                    Integer.toString(step.attempts()));
        }
        run.steps().stream().filter(RunMarkdown::hasDetails).forEach(this::details);
    }

    void orphans() {
        if (!run.orphans().isEmpty()) {
            out.section("Orphans");
            run.orphans().forEach(out::item);
        }
    }

    void decisions() {
        if (run.decisions().isEmpty()) {
            return;
        }
        out.section("Decisions");
        out.head("When", "Who", "What", "Why");
        for (ReportDecision decision : run.decisions()) {
            out.row(Instants.second(decision.at()), decision.by(), RunTexts.what(decision), decision.reason());
        }
    }

    void evidence() {
        if (run.evidence().isEmpty()) {
            return;
        }
        out.section("Evidence");
        out.head("When", "Step", "Source", "Finding", "Verdict");
        for (ReportEvidence found : run.evidence()) {
            out.row(
                    Instants.second(found.at()),
                    found.step(),
                    RunTexts.words(found.kind()),
                    found.finding(),
                    found.verdict().map(Verdict::name).orElse(""));
        }
    }

    void journal() {
        out.section("Journal");
        RunTexts.journal(run).forEach((name, value) -> out.item(name, value));
    }

    private static boolean hasDetails(ReportStep step) {
        return !step.failure().isEmpty() || !step.changes().isEmpty();
    }

    private void details(ReportStep step) {
        out.line("");
        out.line("**" + Markdown.escape(step.id()) + "**");
        out.line("");
        if (!step.failure().isEmpty()) {
            out.item("failure", step.failure());
        }
        step.changes().forEach(change -> out.item("planned", change));
    }
}
