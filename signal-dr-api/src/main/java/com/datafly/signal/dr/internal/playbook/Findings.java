package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.playbook.PlanProblem;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what a plan has to say against a run. Not thread-safe. */
final class Findings {

    private final List<PlanProblem> problems = new ArrayList<>();
    private final Set<String> warnings = new LinkedHashSet<>();

    void problem(PlanProblem problem) {
        problems.add(problem);
    }

    void warning(String warning) {
        warnings.add(warning);
    }

    List<PlanProblem> problems() {
        return List.copyOf(problems);
    }

    List<String> warnings() {
        return List.copyOf(warnings);
    }
}
