package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.playbook.Forecast;
import com.datafly.signal.dr.playbook.PlanProblem;
import com.datafly.signal.dr.playbook.PlannedStep;
import java.util.List;

/** What the planner found out, before anybody approves or starts it. */
record PlannedRun(
        PlanContext.Draft draft,
        String hash,
        TargetFacts facts,
        List<PlannedStep> steps,
        Forecast forecast,
        List<PlanProblem> problems,
        List<String> warnings) {

    PlannedRun(PlanContext.Draft draft, String hash, TargetFacts facts, List<PlannedStep> steps, Findings findings) {
        this(
                draft,
                hash,
                facts,
                List.copyOf(steps),
                Forecasts.of(steps, draft.playbook().concurrency()),
                findings.problems(),
                findings.warnings());
    }
}
