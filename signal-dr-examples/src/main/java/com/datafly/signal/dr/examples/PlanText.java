package com.datafly.signal.dr.examples;

import com.datafly.signal.dr.playbook.Plan;
import com.datafly.signal.dr.playbook.PlannedStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A plan in a few lines, for a console. */
final class PlanText {

    private PlanText() {}

    static List<String> of(Plan plan) {
        List<String> lines = new ArrayList<>();
        lines.add("Plan of " + plan.playbook().name() + " (" + (plan.drill() ? "drill" : "live") + "): "
                + plan.steps().size() + " steps, "
                + (plan.irreversible().isEmpty() ? "none" : plan.irreversible().size()) + " beyond recall");
        for (PlannedStep step : plan.steps()) {
            lines.add(String.format(
                    Locale.ROOT, "  %-9s %-46s %s", step.id(), title(step), step.prediction()));
            step.changes().forEach(change -> lines.add("            " + change));
        }
        lines.add("  takes " + plan.forecast() + "; " + minutes(plan.timeLeft()) + " are left of the RTO: "
                + switch (plan.reachesRto()) {
                    case YES -> "likely to be met";
                    case NO -> "likely to be missed";
                    case UNKNOWN -> "nobody can tell yet whether it will be met";
                });
        plan.warnings().forEach(warning -> lines.add("  note: " + warning));
        return lines;
    }

    private static String title(PlannedStep step) {
        return step.step().title();
    }

    private static String minutes(Duration left) {
        return left.toMinutes() + " min";
    }
}
