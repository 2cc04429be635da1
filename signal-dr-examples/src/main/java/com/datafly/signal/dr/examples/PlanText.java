package com.datafly.signal.dr.examples;

import com.datafly.signal.dr.playbook.Plan;
import com.datafly.signal.dr.playbook.PlannedStep;
import com.datafly.signal.dr.playbook.Prediction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A plan in a few lines, for a console. */
final class PlanText {

    private PlanText() {}

    static List<String> of(Plan plan) {
        List<String> lines = new ArrayList<>();
        lines.add("Plan of " + plan.playbook().name() + ", " + (plan.drill() ? "a drill" : "live") + ": "
                + plan.steps().size() + " steps, "
                + (plan.irreversible().isEmpty() ? "no" : plan.irreversible().size()) + " point of no return");
        for (PlannedStep step : plan.steps()) {
            lines.add(String.format(
                    Locale.ROOT, "  %-9s %-44s %s", step.id(), step.step().title(), words(step.prediction())));
            step.changes().forEach(change -> lines.add("            " + change));
        }
        lines.add("  whole: " + whole(plan)
                + "; left of the RTO: " + plan.timeLeft().toMinutes() + " min, "
                + switch (plan.reachesRto()) {
                    case YES -> "likely to be met";
                    case NO -> "likely to be missed";
                    case UNKNOWN -> "nobody can tell whether it will be met";
                });
        plan.warnings().forEach(warning -> lines.add("  note: " + warning));
        return lines;
    }

    private static String whole(Plan plan) {
        if (plan.forecast().withoutHistory().size() == plan.steps().size()) {
            return "no history";
        }
        return (plan.forecast().isComplete() ? "" : "at least ")
                + seconds(plan.forecast().median());
    }

    private static String words(Prediction prediction) {
        return prediction.samples() == 0
                ? "no history"
                : prediction.median().map(PlanText::seconds).orElse("") + ", 90 % within "
                        + prediction.p90().map(PlanText::seconds).orElse("");
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.2f s", duration.toNanos() / 1e9);
    }
}
