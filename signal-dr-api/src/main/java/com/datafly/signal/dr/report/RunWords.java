package com.datafly.signal.dr.report;

import com.datafly.signal.dr.verify.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a run means for the conclusion of its report. */
final class RunWords {

    private RunWords() {}

    static Verdict verdict(ReportRun run) {
        return journal(run).and(outcome(run));
    }

    /** Says why the run is responsible for {@code verdict}, where it is. */
    static List<String> reasons(ReportRun run, Verdict verdict) {
        List<String> reasons = new ArrayList<>();
        if (journal(run) == verdict && verdict != Verdict.PASSED) {
            reasons.add("The run's journal is not as it was written");
        }
        if (outcome(run) == verdict && verdict != Verdict.PASSED) {
            String state = run.state().name().toLowerCase(Locale.ROOT).replace('_', ' ');
            reasons.add("The run is " + state + (run.reason().isEmpty() ? "" : ": " + run.reason()));
        }
        return reasons;
    }

    private static Verdict journal(ReportRun run) {
        return run.audit().filter(audit -> !audit.isIntact()).isPresent() ? Verdict.FAILED : Verdict.PASSED;
    }

    private static Verdict outcome(ReportRun run) {
        return switch (run.state()) {
            case SUCCEEDED -> Verdict.PASSED;
            case FAILED -> Verdict.FAILED;
            case RUNNING, WAITING_FOR_APPROVAL, PAUSED, INDETERMINATE, CANCELLED, ABANDONED, LOST -> Verdict.UNPROVEN;
        };
    }
}
