package com.datafly.signal.dr.drill;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.RecoveryObjectives;
import com.datafly.signal.dr.RecoveryTier;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.internal.report.Durations;
import com.datafly.signal.dr.report.Report;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.Exposure;
import com.datafly.signal.dr.verify.Grade;
import com.datafly.signal.dr.verify.RecoveryPointMeasurement;
import com.datafly.signal.dr.verify.RecoveryPointSkew;
import com.datafly.signal.dr.verify.RecoveryTimeMeasurement;
import com.datafly.signal.dr.verify.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether a system keeps what its tier promises, by the evidence there is, as a report.
 *
 * <p>The report passes only if all of these do, and says {@code UNPROVEN} of each for which there is no evidence or
 * none that still counts: what would be lost now, every drill that has a calendar rule, drills being on time, a
 * snapshot whose restore was verified, a measured recovery point and a measured recovery time. A part that was not
 * given counts as one without evidence. The report expires when the first of its evidence does.
 *
 * @since 0.1
 */
public final class Compliance {

    private static final String EXPOSURE = "exposure";
    private static final String DRILLS = "drills";
    private static final String SNAPSHOT = "verified snapshot";
    private static final String SKEW = "skew of recovery points";

    private Compliance() {}

    /**
     * Judges a system.
     *
     * @param subject what is protected, as in {@code orders}
     * @param now the moment as of which evidence counts, by the host's clock
     */
    public static Report report(String subject, RecoveryTier tier, Instant now, Consumer<Evidence> evidence) {
        Evidence given = new Evidence(tier.objectives(), now);
        evidence.accept(given);
        return Report.create("Compliance with the tier " + tier, subject, now, report -> {
            report.tier(tier);
            given.writeTo(report);
        });
    }

    /**
     * Collects evidence. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Evidence {
        private final RecoveryObjectives objectives;
        private final Instant now;
        private final Map<String, List<CheckResult>> checks = new LinkedHashMap<>();
        private final List<MeasuredGrade> points = new ArrayList<>();
        private final List<MeasuredGrade> times = new ArrayList<>();
        private final List<String> warnings = new ArrayList<>();
        private final List<DrillResult> history = new ArrayList<>();
        private final Map<String, String> onDemand = new LinkedHashMap<>();
        private Instant expiresAt = Instant.MAX;

        private Evidence(RecoveryObjectives objectives, Instant now) {
            this.objectives = requireNonNull(objectives, "objectives");
            this.now = requireNonNull(now, "now");
            for (String part : List.of(EXPOSURE, DRILLS, SNAPSHOT)) {
                checks.put(part, List.of(check(part, Verdict.UNPROVEN, "no evidence was given", false)));
            }
        }

        /**
         * Adds what would be lost if the disaster came now. A figure of earlier is not believed: the copies are looked
         * at again as of now, as if none had grown since.
         */
        public Evidence exposure(Exposure exposure) {
            Grade grade =
                    Exposure.of(now, exposure.assumed(), exposure.copies()).grade(objectives);
            checks.put(EXPOSURE, List.of(check(EXPOSURE, grade.verdict(), words(grade), false)));
            return this;
        }

        /**
         * Adds the drills of a schedule: what each is worth, whether one is overdue, and what they measured. Drills
         * that run on demand are told, and decide nothing.
         */
        public Evidence schedule(DrillSchedule schedule) {
            List<CheckResult> found = new ArrayList<>();
            for (DrillStanding standing : schedule.standing(now)) {
                if (standing.drill().rule().isPresent()) {
                    found.add(drill(standing));
                } else {
                    onDemand.put(standing.drill().name(), StandingWords.of(standing));
                }
            }
            found.add(onTime(schedule.overdue(now)));
            checks.put(DRILLS, found);
            schedule.missed(now)
                    .forEach(missed ->
                            warnings.add("missed: " + missed.occurrence().drill() + " of "
                                    + missed.occurrence().at() + " (" + missed.reason() + ")"));
            history.addAll(schedule.results());
            for (DrillResult result : schedule.results()) {
                MeasuredGrade.pointOf(result, objectives).ifPresent(points::add);
                MeasuredGrade.timeOf(result, objectives).ifPresent(times::add);
            }
            return this;
        }

        /**
         * Adds a recovery point that was measured otherwise than in a drill of the schedule, and until when it counts.
         */
        public Evidence recoveryPoint(RecoveryPointMeasurement measured, Instant at, Instant expiresAt) {
            points.add(new MeasuredGrade(measured.grade(objectives), at, expiresAt, "a recovery"));
            return this;
        }

        /**
         * Adds a recovery time that was measured otherwise than in a drill of the schedule, and until when it counts.
         */
        public Evidence recoveryTime(RecoveryTimeMeasurement measured, Instant at, Instant expiresAt) {
            times.add(new MeasuredGrade(measured.grade(objectives), at, expiresAt, "a recovery"));
            return this;
        }

        /** Adds how far the recovery points of several stores are apart, and how far they may be. */
        public Evidence skew(RecoveryPointSkew skew, Duration allowed) {
            Grade grade = skew.grade(allowed);
            String farthest = skew.largest()
                    .map(pair -> ": " + pair.later().store() + " is " + Durations.words(pair.skew()) + " ahead of "
                            + pair.earlier().store())
                    .orElse("");
            checks.put(SKEW, List.of(check(SKEW, grade.verdict(), words(grade) + farthest, false)));
            return this;
        }

        /** Adds the snapshots: one has to have passed a verification of its restore, at most {@code validity} ago. */
        public Evidence snapshots(List<Snapshot> snapshots, Duration validity) {
            VerifiedSnapshot newest = VerifiedSnapshot.newestOf(snapshots);
            Verdict verdict = newest.verdictAt(now, validity);
            if (verdict == Verdict.PASSED) {
                expiresBy(newest.expiresAt(validity));
            }
            checks.put(
                    SNAPSHOT,
                    List.of(check(SNAPSHOT, verdict, newest.words(now, validity), verdict == Verdict.PASSED)));
            return this;
        }

        private CheckResult drill(DrillStanding standing) {
            Verdict verdict = standing.verdict();
            if (verdict == Verdict.PASSED) {
                standing.decisive().map(DrillResult::expiresAt).ifPresent(this::expiresBy);
            }
            String name = "drill " + standing.drill().name();
            return check(name, verdict, StandingWords.of(standing), verdict == Verdict.PASSED);
        }

        private static CheckResult onTime(List<DrillOccurrence> overdue) {
            String late = overdue.stream()
                    .map(occurrence -> occurrence.drill() + " since " + occurrence.at())
                    .collect(Collectors.joining(", "));
            return late.isEmpty()
                    ? check("drills on time", Verdict.PASSED, "no drill is overdue", false)
                    : check("drills on time", Verdict.UNPROVEN, "overdue: " + late, false);
        }

        private void expiresBy(Instant instant) {
            expiresAt = instant.isBefore(expiresAt) ? instant : expiresAt;
        }

        private void writeTo(Report.Builder report) {
            List<CheckResult> all =
                    checks.values().stream().flatMap(List::stream).toList();
            Grade point = newest("RPO", objectives.rpo(), points);
            Grade time = newest("RTO", objectives.rto(), times);
            all.forEach(report::check);
            report.recoveryPoint(point).recoveryTime(time);
            warnings.forEach(report::warning);
            history.forEach(result -> report.past(result.past()));
            onDemand.forEach((name, words) -> report.fact("drills on demand", name, words));
            if (expiresAt.isBefore(Instant.MAX)) {
                report.expiresAt(expiresAt);
            }
            report.summary(summary(Stream.concat(
                            all.stream()
                                    .filter(check -> check.verdict() != Verdict.PASSED)
                                    .map(check -> check.name() + " (" + check.verdict() + ")"),
                            Stream.of(point, time)
                                    .filter(grade -> grade.verdict() != Verdict.PASSED)
                                    .map(grade -> grade.name() + " (" + grade.verdict() + ")"))
                    .toList()));
        }

        private static String summary(List<String> lacking) {
            return lacking.isEmpty()
                    ? "There is evidence for everything that the tier promises."
                    : "There is no good evidence for: " + String.join(", ", lacking) + ".";
        }

        private Grade newest(String name, Duration objective, List<MeasuredGrade> measured) {
            MeasuredGrade newest = measured.stream()
                    .reduce((older, newer) -> newer.at().isBefore(older.at()) ? older : newer)
                    .orElse(null);
            if (newest == null) {
                return Grade.stated(name, objective, null, Verdict.UNPROVEN, "never measured");
            }
            if (newest.grade().verdict() == Verdict.PASSED && now.isBefore(newest.expiresAt())) {
                expiresBy(newest.expiresAt());
            }
            return newest.at(now);
        }

        private static String words(Grade grade) {
            return grade.achieved().map(Durations::words).orElse("unknown") + " of "
                    + Durations.words(grade.objective()) + ", "
                    + grade.summary();
        }

        private static CheckResult check(String name, Verdict verdict, String summary, boolean provesData) {
            return CheckResult.create(name, verdict, summary, result -> result.provesData(provesData));
        }
    }
}
