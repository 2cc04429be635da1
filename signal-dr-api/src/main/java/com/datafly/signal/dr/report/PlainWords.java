package com.datafly.signal.dr.report;

import com.datafly.signal.dr.internal.report.Durations;
import com.datafly.signal.dr.internal.report.Instants;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.Grade;
import com.datafly.signal.dr.verify.RecoveryPointMeasurement;
import com.datafly.signal.dr.verify.Verdict;
import com.datafly.signal.dr.verify.VerificationReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A report's conclusion, for a reader who is no expert. */
final class PlainWords {

    private PlainWords() {}

    static Verdict verdict(
            Verdict atBest, List<CheckResult> checks, @Nullable Grade point, @Nullable Grade time) {
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
            case PASSED -> what + " worked, and its data was checked. " + lossAndTime(report);
            case FAILED -> what + " cannot be relied on: " + reasons(report, Verdict.FAILED) + ".";
            case UNPROVEN -> "Nothing is known to be wrong, but " + lowerFirst(what) + " is not proven: "
                    + reasons(report, Verdict.UNPROVEN) + ".";
            case ERROR -> what + " could not be judged: " + reasons(report, Verdict.ERROR) + ".";
        };
    }

    static Optional<String> givenUp(RecoveryPointMeasurement measured) {
        if (measured.target().isEmpty()) {
            return Optional.empty();
        }
        String time = measured.givenUpTime().isZero() ? "" : ", " + Durations.words(measured.givenUpTime()) + " in all";
        return Optional.of("What was written after "
                + measured.target().map(Instants::second).orElse("the target") + " was left behind on purpose" + time
                + "; " + measured.givenUp().size() + " canaries among it.");
    }

    private static String lossAndTime(Report report) {
        List<String> sentences = new ArrayList<>();
        report.recoveryPoint().flatMap(Grade::achieved).ifPresent(loss -> sentences.add(
                loss.isZero() ? "nothing was lost" : "at most " + Durations.words(loss) + " of data was lost"));
        report.recoveryTime().flatMap(Grade::achieved).ifPresent(time -> sentences.add(
                "the service was back after " + Durations.words(time)));
        return sentences.isEmpty() ? "" : upperFirst(String.join(", and ", sentences)) + ".";
    }

    private static String reasons(Report report, Verdict verdict) {
        List<String> reasons = new ArrayList<>();
        report.checks().stream()
                .filter(check -> check.verdict() == verdict)
                .forEach(check -> reasons.add(check.name() + ", " + check.summary()));
        report.recoveryPoint()
                .filter(grade -> grade.verdict() == verdict)
                .ifPresent(grade -> reasons.add("data loss (RPO), " + grade.summary()));
        report.recoveryTime()
                .filter(grade -> grade.verdict() == verdict)
                .ifPresent(grade -> reasons.add("recovery time (RTO), " + grade.summary()));
        if (reasons.isEmpty()) {
            return "no check looked at its data";
        }
        return reasons.size() == 1
                ? reasons.get(0)
                : reasons.get(0) + "; and " + (reasons.size() - 1) + (reasons.size() == 2 ? " other" : " others");
    }

    private static String upperFirst(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    private static String lowerFirst(String text) {
        return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }
}
