package com.datafly.signal.dr.report;

import com.datafly.signal.dr.internal.report.Durations;
import com.datafly.signal.dr.internal.report.Instants;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.Grade;
import com.datafly.signal.dr.verify.Verdict;
import com.datafly.signal.dr.verify.VerificationReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A report's conclusion, for a reader who is no expert. */
final class PlainWords {

    private PlainWords() {}

    static Verdict verdict(Verdict atBest, List<CheckResult> checks, @Nullable Grade point, @Nullable Grade time) {
        List<Verdict> verdicts = new ArrayList<>(List.of(atBest, VerificationReport.verdictOf(checks)));
        if (point != null) {
            verdicts.add(point.verdict());
        }
        if (time != null) {
            verdicts.add(time.verdict());
        }
        return Verdict.combine(verdicts);
    }

    static String summary(Report report) {
        String what = "The recovery of " + report.subject();
        return switch (report.verdict()) {
            case PASSED -> what + " worked, and its data was checked." + lossAndTime(report);
            case FAILED -> what + " cannot be relied on." + reasons(report, Verdict.FAILED);
            case UNPROVEN ->
                what + " is not proven, though nothing is known to be wrong." + reasons(report, Verdict.UNPROVEN);
            case ERROR -> what + " could not be judged." + reasons(report, Verdict.ERROR);
        };
    }

    static Optional<String> givenUp(CanarySeries canaries) {
        return canaries.target()
                .map(target -> "What was written after " + Instants.second(target) + " was left behind on purpose"
                        + canaries.disruptedAt()
                                .filter(target::isBefore)
                                .map(disruption ->
                                        ", " + Durations.words(Duration.between(target, disruption)) + " in all")
                                .orElse("")
                        + "; " + canaries.count(CanaryPoint.State.GIVEN_UP) + " canaries among it.");
    }

    private static String lossAndTime(Report report) {
        List<String> parts = new ArrayList<>();
        String scope = report.canaries().flatMap(CanarySeries::target).isPresent() ? "up to the chosen target, " : "";
        report.recoveryPoint()
                .filter(grade -> grade.achieved().isPresent())
                .ifPresent(grade -> parts.add(scope + loss(grade)));
        report.recoveryTime()
                .flatMap(Grade::achieved)
                .ifPresent(
                        time -> parts.add("the recovered database was up and checked after " + Durations.words(time)));
        String sentence = parts.isEmpty() ? "" : " " + upperFirst(String.join(", and ", parts)) + ".";
        return report.givenUp().isEmpty() ? sentence : sentence + " Something was left behind on purpose, see below.";
    }

    private static String loss(Grade grade) {
        Duration most = grade.achieved().orElse(Duration.ZERO).plus(grade.errorBar());
        return most.isZero() ? "nothing was lost" : "at most the last " + Durations.words(most) + " of data were lost";
    }

    private static String reasons(Report report, Verdict verdict) {
        List<String> reasons = new ArrayList<>();
        report.run().ifPresent(run -> reasons.addAll(RunWords.reasons(run, verdict)));
        report.checks().stream()
                .filter(check -> check.verdict() == verdict)
                .forEach(check -> reasons.add(
                        "The check \u201c" + check.name() + "\u201d " + verb(verdict) + ": " + check.summary()));
        report.recoveryPoint()
                .filter(grade -> grade.verdict() == verdict)
                .ifPresent(grade -> reasons.add("Data loss (RPO): " + measured(grade)));
        report.recoveryTime()
                .filter(grade -> grade.verdict() == verdict)
                .ifPresent(grade -> reasons.add("Recovery time (RTO): " + measured(grade)));
        if (reasons.isEmpty()) {
            return " No check looked at its data.";
        }
        return " " + reasons.get(0) + "." + more(reasons.size() - 1, verdict);
    }

    private static String more(int count, Verdict verdict) {
        if (count == 0) {
            return "";
        }
        String points = count == 1 ? "One more point" : count + " more points";
        return " " + points
                + (verdict == Verdict.FAILED ? " failed too." : count == 1 ? " is open too." : " are open too.");
    }

    private static String verb(Verdict verdict) {
        return switch (verdict) {
            case PASSED -> "passed";
            case FAILED -> "failed";
            case UNPROVEN -> "is without a result";
            case ERROR -> "went wrong";
        };
    }

    private static String measured(Grade grade) {
        String achieved = grade.achieved()
                .map(duration -> Durations.words(duration) + " of " + Durations.words(grade.objective()) + " allowed, ")
                .orElse("");
        return achieved + grade.summary();
    }

    private static String upperFirst(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
