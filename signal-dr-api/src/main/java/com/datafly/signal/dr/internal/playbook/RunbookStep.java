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
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** One step of a runbook: what must be so before, what to do, what must be so behind it. */
final class RunbookStep {

    /** Begins a line that is no command. */
    private static final String SENTENCE = "#";

    private final MarkdownPage page;
    private final Map<String, Integer> numbers;

    RunbookStep(MarkdownPage page, Map<String, Integer> numbers) {
        this.page = page;
        this.numbers = numbers;
    }

    void render(PlannedStep planned) {
        Step step = planned.step();
        page.heading(2, numbers.get(step.id()) + ". " + text(Runbook.sentence(step.title())));
        if (planned.isIrreversible()) {
            page.paragraph("**NO WAY BACK: what this step does cannot be taken back. Read it twice, and let a second"
                    + " person read it.**");
        }
        before(step);
        action(planned);
        behind(planned);
    }

    private void before(Step step) {
        if (!step.after().isEmpty()) {
            page.task("Done before: " + after(step));
        }
        List<Guard> guards = new ArrayList<>(step.prechecks());
        guards.addAll(step.guards());
        guards.stream().map(RunbookStep::guard).distinct().forEach(page::task);
        step.approval().map(RunbookStep::gate).ifPresent(page::task);
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

    private static String gate(ApprovalGate gate) {
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
        byHand(planned);
    }

    private void byHand(PlannedStep planned) {
        Step step = planned.step();
        if (planned.byHand().isEmpty()) {
            boolean looks = planned.changes().isEmpty() && !step.guards().isEmpty();
            page.paragraph(
                    looks
                            ? "By hand: there is nothing to do but to see that the checks hold."
                            : "By hand: no command is known. Do what the title says by the means you have.");
            return;
        }
        page.paragraph("By hand:");
        List<String> commands = new ArrayList<>();
        for (String line : planned.byHand()) {
            if (line.startsWith(SENTENCE)) {
                shell(commands);
                page.item(
                        text(Runbook.sentence(line.substring(SENTENCE.length()).strip())));
            } else {
                commands.add(line);
            }
        }
        shell(commands);
        page.blank();
    }

    private void shell(List<String> commands) {
        if (!commands.isEmpty()) {
            page.blank();
            page.shell(commands);
            commands.clear();
        }
    }

    private void behind(PlannedStep planned) {
        Step step = planned.step();
        step.postconditions().stream().map(RunbookStep::guard).forEach(page::task);
        page.blank();
        page.paragraph("Done at ________ by ________");
        String kind = step.kind() == StepKind.REVERSIBLE && planned.performed() ? ", can be undone" : "";
        page.paragraph(code(step.id()) + ", key " + code(planned.key().value()) + ", at most "
                + Durations.words(step.timeout()) + kind);
    }
}
