package com.datafly.signal.dr.drill;

import com.datafly.signal.dr.RecoveryObjectives;
import com.datafly.signal.dr.verify.Grade;
import com.datafly.signal.dr.verify.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A grade, and for how long it counts.
 *
 * @param source in what it was measured, in plain words
 */
record MeasuredGrade(Grade grade, Instant at, Instant expiresAt, String source) {

    /** A result keeps the loss, but not the canaries behind it: those alone can show that nothing was lost. */
    static Optional<MeasuredGrade> pointOf(DrillResult result, RecoveryObjectives objectives) {
        return result.recoveryPoint().map(achieved -> {
            Grade grade = Grade.measured("RPO", objectives.rpo(), achieved, result.recoveryPointErrorBar());
            return of(
                    result,
                    objectives.rpo().isZero() && grade.verdict() == Verdict.PASSED
                            ? Grade.stated(
                                    "RPO",
                                    Duration.ZERO,
                                    achieved,
                                    Verdict.UNPROVEN,
                                    "that nothing was lost takes the canaries themselves to show")
                            : grade);
        });
    }

    static Optional<MeasuredGrade> timeOf(DrillResult result, RecoveryObjectives objectives) {
        return result.recoveryTime()
                .map(achieved -> of(result, Grade.measured("RTO", objectives.rto(), achieved, Duration.ZERO)));
    }

    /** What was measured in a recovery that went wrong shows no more than how bad it was. */
    private static MeasuredGrade of(DrillResult result, Grade grade) {
        boolean passed = result.verdict() == Verdict.PASSED;
        Grade kept = passed || grade.verdict() != Verdict.PASSED
                ? grade
                : Grade.stated(
                        grade.name(),
                        grade.objective(),
                        grade.achieved().orElse(null),
                        Verdict.UNPROVEN,
                        "measured in a drill that did not pass");
        Instant expiresAt = result.expiresAt();
        return new MeasuredGrade(kept, result.startedAt(), expiresAt, "the drill " + result.drill());
    }

    /** Returns the grade as of {@code now}. */
    Grade at(Instant now) {
        String when = "measured on " + at + " in " + source;
        if (grade.verdict() == Verdict.PASSED && !now.isBefore(expiresAt)) {
            return stated(Verdict.UNPROVEN, when + ", expired on " + expiresAt);
        }
        return grade.errorBar().isZero() ? stated(grade.verdict(), grade.summary() + ", " + when) : grade;
    }

    private Grade stated(Verdict verdict, String summary) {
        return Grade.stated(grade.name(), grade.objective(), grade.achieved().orElse(null), verdict, summary);
    }
}
