package com.datafly.signal.dr.internal.playbook;

import static com.datafly.signal.dr.internal.playbook.MarkdownPage.code;
import static com.datafly.signal.dr.internal.playbook.MarkdownPage.text;

import com.datafly.signal.dr.internal.report.Durations;
import com.datafly.signal.dr.playbook.ApprovalGate;
import com.datafly.signal.dr.playbook.Guard;
import com.datafly.signal.dr.playbook.Join;
import com.datafly.signal.dr.playbook.PlannedStep;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.playbook.StepKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** One step of a runbook: what must be so before, what to do, what must be so behind it. */
final class RunbookStep {

    private final MarkdownPage page;
    private final Map<String, Integer> numbers;
    private final DefaultPlan plan;

    RunbookStep(MarkdownPage page, Map<String, Integer> numbers, DefaultPlan plan) {
        this.page = page;
        this.numbers = numbers;
        this.plan = plan;
    }

    void render(PlannedStep planned) {
        Step step = planned.step();
        page.heading(2, numbers.get(step.id()) + ". " + text(step.title()));
        if (planned.isIrreversible()) {
            page.paragraph("**NO WAY BACK: what this step does cannot be taken back. Read it twice, and let a second"
                    + " person read it.**");
        }
        before(step);
        action(planned);
        behind(planned);
        page.paragraph("Done at ________ by ________");
    }

    private void before(Step step) {
        if (!step.after().isEmpty()) {
            page.task("Done before: " + after(step));
        }
        List<Guard> guards = new ArrayList<>(step.prechecks());
        guards.addAll(step.guards());
        guards.stream().map(RunbookStep::guard).distinct().forEach(page::task);
        step.approval().map(this::gate).ifPresent(page::task);
        page.blank();
    }

    private String after(Step step) {
        String joined = step.after().stream()
                .map(id -> numbers.get(id) + " (" + code(id) + ")")
                .collect(Collectors.joining(step.join() == Join.ANY ? " or " : " and "));
        return step.join() == Join.ANY ? joined + "; one of them is enough" : joined;
    }

    private static String guard(Guard guard) {
        String parameters = new TreeMap<>(guard.parameters())
                .entrySet().stream()
                        .map(parameter -> text(parameter.getKey()) + " = " + code(parameter.getValue()))
                        .collect(Collectors.joining(", "));
        return "Must hold: " + text(guard.name()) + (parameters.isEmpty() ? "" : " (" + parameters + ")")
                + (guard.kind().passedByBreakGlass() ? "" : ". *No exception.*");
    }

    private String gate(ApprovalGate gate) {
        String who = gate.principals().isEmpty() ? "anybody" : text(String.join(", ", gate.principals()));
        return "Approved by " + gate.quorum() + " of: " + who
                + (gate.initiatorExcluded() ? ", but not by whoever started this" : "") + "; an approval holds for "
                + Durations.words(gate.validFor()) + ". Names and times: ________________";
    }

    private void action(PlannedStep planned) {
        if (!planned.performed()) {
            page.paragraph("**Not performed in a drill**: it would change what the product runs on. Read what follows,"
                    + " and leave it at that.");
        }
        if (!planned.changes().isEmpty()) {
            page.paragraph("What changes:");
            planned.changes().forEach(change -> page.item(text(change)));
            page.blank();
        }
        if (planned.byHand().isEmpty()) {
            page.paragraph("By hand: no command is known. Reach by your own means what the title says, as the action "
                    + code(planned.step().action().name()) + " would.");
        } else {
            page.paragraph("By hand:");
            page.shell(planned.byHand());
        }
    }

    private void behind(PlannedStep planned) {
        Step step = planned.step();
        step.postconditions().stream().map(guard -> guard(guard)).forEach(page::task);
        page.blank();
        page.item("If it is not done after " + Durations.words(step.timeout()) + ": nobody knows its outcome. Look before"
                + " you repeat it.");
        page.item(failure(planned));
        page.item("Step " + code(step.id()) + ", key " + code(planned.key().value()) + ", "
                + step.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        page.blank();
    }

    private String failure(PlannedStep planned) {
        if (planned.step().kind() == StepKind.REVERSIBLE && planned.performed()) {
            return "If it fails: nothing else is begun. It can be undone by taking back what is listed under what"
                    + " changes.";
        }
        return "If it fails: " + (plan.drill() ? "the drill has failed; go on to clean up." : "stop, and decide with whoever approved.");
    }
}
