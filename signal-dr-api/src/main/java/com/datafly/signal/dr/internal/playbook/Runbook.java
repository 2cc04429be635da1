package com.datafly.signal.dr.internal.playbook;

import static com.datafly.signal.dr.internal.playbook.MarkdownPage.code;
import static com.datafly.signal.dr.internal.playbook.MarkdownPage.text;

import com.datafly.signal.dr.internal.report.Durations;
import com.datafly.signal.dr.internal.report.Instants;
import com.datafly.signal.dr.playbook.Join;
import com.datafly.signal.dr.playbook.PlanProblem;
import com.datafly.signal.dr.playbook.PlannedStep;
import com.datafly.signal.dr.playbook.StepKind;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A plan as a page that a person can follow in the middle of the night, with no JVM left to do it. */
final class Runbook {

    private final DefaultPlan plan;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final MarkdownPage page = new MarkdownPage();

    private Runbook(DefaultPlan plan) {
        this.plan = plan;
        plan.steps().forEach(step -> numbers.put(step.id(), numbers.size() + 1));
    }

    static String render(DefaultPlan plan) {
        Runbook runbook = new Runbook(plan);
        runbook.head();
        runbook.problems();
        runbook.warnings();
        runbook.overview();
        RunbookStep steps = new RunbookStep(runbook.page, runbook.numbers);
        plan.steps().forEach(steps::render);
        runbook.goingOn();
        return runbook.page.toString();
    }

    private void head() {
        page.heading(1, "Runbook: " + text(plan.playbook().name()) + (plan.drill() ? " (DRILL)" : " (LIVE)"));
        plan.glass().ifPresent(glass -> page.paragraph("**" + text(glass.toString()) + "**"));
        page.paragraph(
                plan.drill()
                        ? "This is a rehearsal. It works on copies beside the product and changes nothing that the"
                                + " product runs on."
                        : "**This is the real thing.** It changes what the product runs on.");
        List<PlannedStep> irreversible = plan.irreversible();
        page.paragraph(
                irreversible.isEmpty()
                        ? "Everything here can be taken back."
                        : "**It cannot be taken back behind "
                                + irreversible.stream()
                                        .map(step -> "step " + numbers.get(step.id()) + ", " + code(step.id()))
                                        .collect(Collectors.joining("; "))
                                + ".**");
        page.row("", "");
        page.row("---", "---");
        facts();
    }

    private void facts() {
        page.row("What is recovered", target());
        page.row("To be done within", within());
        page.row("Expected to take", text(plan.forecast().toString()) + "; " + outlook());
        page.row(
                "Data that may be lost",
                plan.objectives().rpo().isZero()
                        ? "none"
                        : "at most the last "
                                + Durations.words(plan.objectives().rpo()));
        plan.incident()
                .ifPresent(incident -> page.row(
                        "Incident",
                        text(incident.title().map(title -> title + ", ").orElse("") + "since "
                                + Instants.second(incident.disruptedAt()))));
        page.row("Journal", code(plan.journal()));
        page.row("Run", code(plan.runId()));
        page.row(
                "Plan",
                code(plan.hash()) + ", made " + Instants.minute(plan.plannedAt()) + ", to be started before "
                        + Instants.minute(plan.expiresAt()));
        page.row("Definition", code(plan.playbook().hash()) + version());
        page.row("Approved by", plan.approvals().isEmpty() ? "nobody yet" : approvals());
    }

    private String version() {
        return plan.playbook().version().map(version -> ", " + text(version)).orElse("");
    }

    private String target() {
        String address = plan.target().address().map(MarkdownPage::code).orElse("no database");
        return address
                + plan.systemIdentifier()
                        .map(identifier -> ", system identifier " + code(identifier))
                        .orElse(", **system identifier unknown: make sure that it is the right one**");
    }

    private String within() {
        Duration rto = plan.objectives().rto();
        String within = Durations.words(rto) + " of the disruption";
        return plan.incident()
                .map(incident -> within + ", so **by "
                        + Instants.minute(incident.disruptedAt().plus(rto)) + "**"
                        + (plan.timeLeft().isNegative() ? ": that is over" : ""))
                .orElse(within);
    }

    private String outlook() {
        return switch (plan.reachesRto()) {
            case YES -> "likely to be in time";
            case NO -> "**likely to be late**";
            case UNKNOWN -> "nobody can tell whether that is in time";
        };
    }

    private String approvals() {
        return plan.approvals().stream()
                .map(approval -> text(approval.principal()) + " (" + Instants.minute(approval.at()) + ")")
                .collect(Collectors.joining(", "));
    }

    private void problems() {
        if (plan.problems().isEmpty()) {
            return;
        }
        page.heading(2, "Do not start yet: mend this first");
        for (PlanProblem problem : plan.problems()) {
            page.task(problem.step()
                            .map(step -> "Step " + numbers.get(step) + ", " + code(step) + ": ")
                            .orElse("") + text(problem.problem()) + ". **" + text(problem.remedy()) + "**");
        }
    }

    private void warnings() {
        if (plan.warnings().isEmpty()) {
            return;
        }
        page.heading(2, "Know this before");
        plan.warnings().forEach(warning -> page.item(text(warning)));
    }

    private void overview() {
        page.heading(2, "Order");
        page.row("", "Step", "After", "Takes", "");
        page.row("---:", "---", "---", "---", "---");
        int number = 0;
        for (PlannedStep step : plan.steps()) {
            number++;
            page.row(
                    String.valueOf(number),
                    text(sentence(step.step().title())),
                    after(step),
                    step.performed() ? text(step.prediction().toString()) : "not performed in a drill",
                    mark(step));
        }
        page.blank();
        page.item("Go from top to bottom, tick off, note the time. Steps that do not wait for each other may be done at"
                + " once.");
        page.item("**Where a check does not hold, stop.** Do not go on in the hope that it will.");
        page.item(
                "**Where a step fails, stop.** Begin nothing else, and decide with whoever approved. A step that can be"
                        + " undone is undone by taking back what it changed.");
        page.item("**Where nobody knows whether a step was done, look before you repeat it.** How to look stands at the"
                + " end of this page.");
    }

    /** Begins with a capital letter. */
    static String sentence(String words) {
        return words.isEmpty() ? words : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    private String after(PlannedStep step) {
        String join = step.step().join() == Join.ANY ? " or " : ", ";
        return step.step().after().stream()
                .map(id -> String.valueOf(numbers.get(id)))
                .collect(Collectors.joining(join));
    }

    private static String mark(PlannedStep step) {
        String approval = step.step().approval().isPresent() ? "needs approval" : "";
        String way = step.isIrreversible() ? "**NO WAY BACK**" : undo(step);
        return approval.isEmpty() || way.isEmpty() ? approval + way : approval + ", " + way;
    }

    private static String undo(PlannedStep step) {
        return step.performed() && step.step().kind() == StepKind.REVERSIBLE ? "can be undone" : "";
    }

    private void goingOn() {
        page.heading(2, "How to go on after an interruption");
        page.paragraph("The journal says what was done. It is " + code(plan.journal())
                + "; this run's log in it has the" + " name " + code(plan.runId())
                + ". Each line is a record: its hash, and JSON. Never change one.");
        page.item("**A JVM is there**, on any machine that reaches the journal: "
                + code("dr.playbooks().resume(\"" + plan.runId() + "\", playbook)")
                + " takes the run over and finds out by itself what became of work in"
                + " flight.");
        page.item("**No JVM is there**: read the log from its beginning. A step with a " + code("step-outcome") + " of "
                + code("SUCCEEDED") + " is done; go on behind it.");
        page.item("A step with a " + code("step-intent") + " and no " + code("step-outcome") + " may have been begun:"
                + " **do not repeat it before you looked.** At the provider its work carries the step's key,"
                + " which stands under each step, in a name, a tag or a description. If it is there, wait for it and use"
                + " it; if it is not, begin it.");
        page.item("Write down what you did by hand, when and why: the report has to have it.");
    }
}
