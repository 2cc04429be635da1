package com.datafly.signal.dr.internal.report;

import com.datafly.signal.dr.playbook.BreakGlass;
import com.datafly.signal.dr.playbook.Prediction;
import com.datafly.signal.dr.playbook.StepKind;
import com.datafly.signal.dr.playbook.StepState;
import com.datafly.signal.dr.report.ReportDecision;
import com.datafly.signal.dr.report.ReportEvidence;
import com.datafly.signal.dr.report.ReportRun;
import com.datafly.signal.dr.report.ReportStep;
import java.util.List;
import java.util.Map;

/** The run's part of the page. */
final class RunSections {

    private static final int DENSE = 30;

    private final ReportRun run;
    private final Html html;

    RunSections(ReportRun run, Html html) {
        this.run = run;
        this.html = html;
    }

    void breakGlass() {
        for (BreakGlass glass : run.breakGlass()) {
            html.markup("<p class=\"glass\"><strong>" + RunTexts.BREAK_GLASS + "</strong> ")
                    .text(RunTexts.sentence(glass))
                    .markup("</p>\n");
        }
    }

    void plan() {
        html.markup("<section aria-labelledby=\"plan\">\n<h2 id=\"plan\">Plan and outcome</h2>\n");
        facts(RunTexts.plan(run));
        List<ReportStep> steps = run.steps();
        if (!steps.isEmpty()) {
            html.markup("<table class=\"plan" + (steps.size() > DENSE ? " dense" : "")
                    + "\">\n<caption>The steps as they were planned, and what became of them</caption>\n"
                    + "<thead><tr><th scope=\"col\">Step</th><th scope=\"col\">State</th>"
                    + "<th scope=\"col\" class=\"num\">Predicted</th><th scope=\"col\" class=\"num\">Took</th></tr></thead>"
                    + "\n<tbody>\n");
            steps.forEach(this::step);
            html.markup("</tbody></table>\n");
        }
        html.markup("</section>\n");
    }

    private void step(ReportStep step) {
        html.markup("<tr><th scope=\"row\">").text(step.title());
        if (!step.title().equals(step.id())) {
            html.markup(" ").element("code", "", step.id());
        }
        if (step.kind() == StepKind.POINT_OF_NO_RETURN) {
            html.markup(" <span class=\"tag strong\">point of no return</span>");
        }
        if (!step.failure().isEmpty()) {
            html.element("div", "finding", step.failure());
        }
        changes(step);
        html.markup("</th><td><span class=\"badge " + cssClass(step.state()) + "\">")
                .text(RunTexts.words(step.state()))
                .markup("</span></td><td class=\"num predicted\">");
        predicted(step.prediction());
        html.markup("</td><td class=\"num took\">").text(RunTexts.took(step));
        if (step.isSlow()) {
            html.markup(" <small class=\"slow\">slow</small>");
        }
        if (step.attempts() > 1) {
            html.markup(" <small>" + step.attempts() + " attempts</small>");
        }
        html.markup("</td></tr>\n");
    }

    private void changes(ReportStep step) {
        if (step.changes().isEmpty()) {
            return;
        }
        html.markup("<details><summary>Planned changes</summary><ul>");
        step.changes().forEach(change -> html.element("li", "", change));
        html.markup("</ul></details>");
    }

    private void predicted(Prediction prediction) {
        if (prediction.samples() == 0) {
            html.markup("<small>no history</small>");
            return;
        }
        html.text(Durations.words(prediction.median().orElseThrow()))
                .markup(" <small>at most ")
                .text(Durations.words(prediction.p90().orElseThrow()))
                .markup("</small>");
    }

    private static String cssClass(StepState state) {
        return switch (state) {
            case SUCCEEDED -> "v-passed";
            case FAILED -> "v-failed";
            case INDETERMINATE -> "v-error";
            case UNDONE, WAITING_FOR_APPROVAL, RUNNING -> "v-unproven";
            case PENDING, REHEARSED, SKIPPED -> "v-none";
        };
    }

    void decisions() {
        if (run.decisions().isEmpty()) {
            return;
        }
        html.markup("<section aria-labelledby=\"decisions\">\n<h2 id=\"decisions\">Decisions</h2>\n"
                + "<table class=\"log\">\n<caption>Who decided what, and why</caption>\n<thead><tr>"
                + "<th scope=\"col\">When</th><th scope=\"col\">Who</th><th scope=\"col\">What</th>"
                + "<th scope=\"col\">Why</th></tr></thead>\n<tbody>\n");
        for (ReportDecision decision : run.decisions()) {
            html.markup("<tr><td class=\"when\">").text(Instants.second(decision.at()));
            html.markup("</td><th scope=\"row\">").text(decision.by());
            html.markup("</th><td>").text(RunTexts.words(decision.kind()));
            decision.step().ifPresent(step -> html.markup(" ").element("code", "", step));
            html.markup("</td><td>").text(decision.reason()).markup("</td></tr>\n");
        }
        html.markup("</tbody></table>\n</section>\n");
    }

    void evidence() {
        if (run.evidence().isEmpty()) {
            return;
        }
        html.markup("<section aria-labelledby=\"evidence\">\n<h2 id=\"evidence\">Evidence</h2>\n"
                + "<table class=\"log\">\n<caption>What the journal holds about the steps</caption>\n<thead><tr>"
                + "<th scope=\"col\">When</th><th scope=\"col\">Step</th><th scope=\"col\">Source</th>"
                + "<th scope=\"col\">Finding</th></tr></thead>\n<tbody>\n");
        for (ReportEvidence found : run.evidence()) {
            html.markup("<tr><td class=\"when\">").text(Instants.second(found.at()));
            html.markup("</td><th scope=\"row\">").element("code", "", found.step());
            html.markup("</th><td>").text(RunTexts.words(found.kind())).markup("</td><td>");
            found.verdict().ifPresent(verdict -> {
                VerdictBadge.write(html, verdict);
                html.markup(" ");
            });
            html.text(found.finding()).markup("</td></tr>\n");
        }
        html.markup("</tbody></table>\n</section>\n");
    }

    void journal() {
        html.markup("<section aria-labelledby=\"journal\">\n<h2 id=\"journal\">Journal</h2>\n"
                + "<p class=\"lead\">Whoever keeps the head hash elsewhere can prove later that no record was changed,"
                + " removed or moved.</p>\n");
        facts(RunTexts.journal(run));
        html.markup("</section>\n");
    }

    private void facts(Map<String, String> facts) {
        html.markup("<div class=\"card summary\"><dl>");
        facts.forEach((name, value) -> html.element("dt", "", name).element("dd", "", value));
        html.markup("</dl></div>\n");
    }
}
