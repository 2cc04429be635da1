package com.datafly.signal.dr.report;

import com.datafly.signal.dr.RecoveryTier;
import com.datafly.signal.dr.journal.JournalAudit;
import com.datafly.signal.dr.journal.JournalHead;
import com.datafly.signal.dr.playbook.BreakGlass;
import com.datafly.signal.dr.playbook.Forecast;
import com.datafly.signal.dr.playbook.Prediction;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.StepKind;
import com.datafly.signal.dr.playbook.StepState;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.RecoveryTimeMeasurement;
import com.datafly.signal.dr.verify.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Reports of playbooks' runs. */
final class ExampleRuns {

    private static final Instant BEGIN = Instant.parse("2025-01-15T10:31:12Z");
    private static final JournalHead HEAD =
            new JournalHead(64, 2, "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08");
    private static final String PLAN = "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752";
    private static final String DEFINITION = "fd61a03af4f77d870fc21e05e7e80678095c92d808cfb3b5c279ee04c74aca13";

    private ExampleRuns() {}

    /** A drill that went well: two steps side by side, one tried twice, one rehearsed, one that waited. */
    static Report drill() {
        return report("Quarterly full drill", report -> {
            report.run(ReportRun.create("database-failure", RunState.SUCCEEDED, run -> {
                run.drill(true)
                        .hashes(DEFINITION, PLAN)
                        .forecast(Forecast.of(
                                Duration.ofMinutes(14),
                                Duration.ofMinutes(21),
                                List.of("recover", "verify"),
                                List.of()))
                        .duration(Duration.ofMinutes(19))
                        .journal("file:/var/lib/signal-dr/journal", HEAD)
                        .audit(JournalAudit.of("run", HEAD, Optional.of(HEAD), List.of()));
                steps(run);
                run.decision(decision(0, ReportDecision.Kind.STARTED, "keeper", ""))
                        .decision(ReportDecision.ofStep(
                                BEGIN.plusSeconds(610), ReportDecision.Kind.APPROVED, "ann", "promote", ""))
                        .decision(
                                decision(700, ReportDecision.Kind.TOOK_OVER, "keeper", "runner 2 on node-b, pid 4711"));
                run.evidence(ReportEvidence.judged(
                                BEGIN.plusSeconds(1),
                                ReportEvidence.Kind.GUARD,
                                "recover",
                                "system identifier is 7459912345678901234, role is primary",
                                Verdict.PASSED))
                        .evidence(ReportEvidence.of(
                                BEGIN.plusSeconds(3),
                                ReportEvidence.Kind.OPERATION,
                                "recover",
                                "pg-restore 20250115T103115Z-0042"))
                        .evidence(ReportEvidence.of(
                                BEGIN.plusSeconds(590),
                                ReportEvidence.Kind.OUTPUT,
                                "recover",
                                "datafly-postgres-r7f3a, reached 16/B374D848"));
            }));
            phases(report);
            report.check(check("canaries", Verdict.PASSED, "90 canaries came back without a gap"))
                    .recoveryTime(
                            RecoveryTimeMeasurement.of(t -> t.detect(Duration.ofSeconds(72))
                                    .declare(Duration.ofMinutes(4))
                                    .approve(Duration.ofSeconds(155))
                                    .execute(Duration.ofMinutes(12))
                                    .verify(Duration.ofMinutes(3))),
                            RecoveryTier.ENHANCED.objectives());
        });
    }

    /** A live run past approvals, of which nobody knows how one step ended. */
    static Report brokenGlass() {
        return report("Recovery", report -> {
            report.run(ReportRun.create("database-failure", RunState.INDETERMINATE, run -> {
                run.reason(
                                "switch: the answer was lost, and the load balancer shows neither the old nor the new address")
                        .hashes(DEFINITION, PLAN)
                        .forecast(Forecast.of(
                                Duration.ofMinutes(9),
                                Duration.ofMinutes(9),
                                List.of("recover"),
                                List.of("fence", "switch")))
                        .breakGlass(BreakGlass.of(
                                "both approvers are on the plane to the other site",
                                "mallory",
                                BEGIN.plusSeconds(60),
                                Duration.ofHours(2)))
                        .journal("s3:backups-eu/journal", HEAD)
                        .orphan("datafly-postgres-r7f3a-old: fenced and left running; discard it by hand")
                        .orphan("operation lb-7731 of step switch: nobody looks after it");
                run.step(step("fence", "Fence the old primary", StepState.SUCCEEDED, 6, Prediction.none()))
                        .step(ReportStep.create(
                                "recover",
                                step -> step.title("Recover the database")
                                        .action("recover", StepKind.REVERSIBLE)
                                        .state(StepState.UNDONE)
                                        .attempts(2)
                                        .duration(Duration.ofMinutes(8))
                                        .prediction(history(540))
                                        .failure("restore datafly-postgres-r7f3a: the disk is full")))
                        .step(ReportStep.create(
                                "switch",
                                step -> step.title("Send the traffic to the copy")
                                        .action("switch-traffic", StepKind.POINT_OF_NO_RETURN)
                                        .state(StepState.INDETERMINATE)
                                        .after(List.of("recover"))
                                        .attempts(1)
                                        .failure("the answer was lost, and the load balancer shows neither address")))
                        .step(step("notify", "Tell everybody", StepState.PENDING, -1, Prediction.none()));
                run.decision(decision(0, ReportDecision.Kind.STARTED, "mallory", "the primary burned down"))
                        .decision(decision(
                                60,
                                ReportDecision.Kind.BROKE_GLASS,
                                "mallory",
                                "both approvers are on the plane to the other site"))
                        .decision(ReportDecision.ofStep(
                                BEGIN.plusSeconds(500),
                                ReportDecision.Kind.RETRIED,
                                "mallory",
                                "recover",
                                "made room on the disk"));
            }));
            report.phase(bar("database", "fence", 0, 6, p -> {}))
                    .phase(bar("database", "recover", 6, 240, p -> p.state(StepState.FAILED)))
                    .phase(bar("run", "paused", 246, 254, p -> p.kind(ReportPhase.Kind.PAUSE)))
                    .phase(bar("database", "recover", 500, 480, p -> p.attempt(2)))
                    .phase(bar(
                            "database",
                            "recover",
                            1100,
                            40,
                            p -> p.kind(ReportPhase.Kind.UNDO).state(StepState.UNDONE)))
                    .phase(bar("network", "switch", 980, 120, p -> p.state(StepState.INDETERMINATE)))
                    .warning("The wall clock went back by 3 h at 10:35:10.");
        });
    }

    /** A run whose journal was changed afterwards. */
    static Report tampered() {
        return report(
                "Recovery drill",
                report -> report.check(check("canaries", Verdict.PASSED, "90 canaries came back"))
                        .run(ReportRun.create(
                                "restore-test",
                                RunState.SUCCEEDED,
                                run -> run.journal("file:/j", HEAD)
                                        .step(step("spare", "The other way", StepState.SKIPPED, -1, Prediction.none()))
                                        .audit(JournalAudit.of(
                                                "run", HEAD, Optional.empty(), List.of("record 17 was changed"))))));
    }

    /** Very many steps in many lanes, side by side. */
    static Report large(int count) {
        return report("Recovery drill", report -> {
            report.run(ReportRun.create("everything", RunState.SUCCEEDED, run -> {
                run.drill(true).duration(Duration.ofMinutes(70)).journal("file:/var/lib/signal-dr/journal", HEAD);
                for (int i = 0; i < count; i++) {
                    Prediction prediction = i % 3 == 0 ? Prediction.none() : history(30 + i % 50);
                    run.step(step("step-" + i, "Restore shard " + i, StepState.SUCCEEDED, 20 + i % 90, prediction));
                }
            }));
            for (int i = 0; i < count; i++) {
                int attempt = i % 17 == 0 ? 2 : 1;
                int begin = i / 4 * 80;
                if (attempt == 2) {
                    report.phase(bar("shards " + i % 4, "step-" + i, begin, 9, p -> p.state(StepState.FAILED)));
                }
                report.phase(bar("shards " + i % 4, "step-" + i, begin + 12, 20 + i % 90, p -> p.attempt(attempt)));
            }
            report.check(check("canaries", Verdict.PASSED, "90 canaries came back without a gap"));
        });
    }

    /** Text that tries to be markup, in every place of a run that takes text. */
    static Report hostile(String text) {
        return Report.create(
                text,
                text,
                ExampleReports.NOW,
                report -> report.runId(text)
                        .phase(bar(text, text, 0, 1, p -> p.kind(ReportPhase.Kind.WAIT)))
                        .run(ReportRun.create(
                                text,
                                RunState.PAUSED,
                                run -> run.reason(text)
                                        .hashes(text, text)
                                        .forecast(
                                                Forecast.of(Duration.ZERO, Duration.ZERO, List.of(text), List.of(text)))
                                        .breakGlass(BreakGlass.of(text, text, BEGIN, Duration.ofHours(1)))
                                        .step(ReportStep.create(
                                                text,
                                                step -> step.title("." + text)
                                                        .action(text, StepKind.PURE)
                                                        .after(List.of(text))
                                                        .changes(List.of(text))
                                                        .failure(text)))
                                        .decision(ReportDecision.ofStep(
                                                BEGIN, ReportDecision.Kind.ADOPTED, text, text, text))
                                        .evidence(ReportEvidence.of(BEGIN, ReportEvidence.Kind.SIGHTING, text, text))
                                        .orphan(text)
                                        .journal(text, new JournalHead(1, 1, text))
                                        .audit(JournalAudit.of(text, HEAD, Optional.empty(), List.of(text))))));
    }

    private static void steps(ReportRun.Builder run) {
        run.step(step("notice", "Notice and freeze removals", StepState.SUCCEEDED, 2, history(2)))
                .step(ReportStep.create(
                        "recover",
                        step -> step.title("Recover to the last good moment")
                                .action("recover", StepKind.REVERSIBLE)
                                .state(StepState.SUCCEEDED)
                                .after(List.of("notice"))
                                .attempts(2)
                                .duration(Duration.ofSeconds(480))
                                .prediction(history(400))
                                .changes(List.of(
                                        "creates the database datafly-postgres-r7f3a",
                                        "reads 183 GB from the repository backups-eu"))))
                .step(step("replicas", "Restore the read replicas", StepState.SUCCEEDED, 300, history(340)))
                .step(step("verify", "Verify the copy", StepState.SUCCEEDED, 180, Prediction.none()))
                .step(ReportStep.create(
                        "promote",
                        step -> step.title("Promote the copy")
                                .action("promote", StepKind.POINT_OF_NO_RETURN)
                                .state(StepState.REHEARSED)
                                .after(List.of("recover", "verify"))
                                .duration(Duration.ofSeconds(1))
                                .changes(List.of("sends the applications to the copy"))));
    }

    private static void phases(Report.Builder report) {
        report.phase(bar("database", "notice", 0, 2, p -> {}))
                .phase(bar("database", "recover", 2, 90, p -> p.state(StepState.FAILED)))
                .phase(bar("database", "recover", 100, 480, p -> p.attempt(2).state(StepState.SUCCEEDED)))
                .phase(bar("replicas", "replicas", 100, 300, p -> {}))
                .phase(bar("verify", "verify", 580, 180, p -> {}))
                .phase(bar("cutover", "promote", 580, 460, p -> p.kind(ReportPhase.Kind.WAIT)))
                .phase(bar("cutover", "promote", 1040, 1, p -> p.state(StepState.REHEARSED)));
    }

    private static ReportPhase bar(
            String lane, String name, int start, int length, Consumer<ReportPhase.Builder> more) {
        return ReportPhase.create(lane, name, Duration.ofSeconds(start), Duration.ofSeconds(length), more);
    }

    private static ReportStep step(String id, String title, StepState state, int seconds, Prediction prediction) {
        return ReportStep.create(id, step -> {
            step.title(title).action("act", StepKind.REVERSIBLE).state(state).prediction(prediction);
            if (seconds >= 0) {
                step.attempts(1).duration(Duration.ofSeconds(seconds));
            }
        });
    }

    private static Prediction history(int seconds) {
        return Prediction.of(
                Prediction.Basis.SAME_SIZE,
                List.of(Duration.ofSeconds(seconds - 1), Duration.ofSeconds(seconds), Duration.ofSeconds(seconds + 9)));
    }

    private static ReportDecision decision(int second, ReportDecision.Kind kind, String by, String why) {
        return ReportDecision.ofRun(BEGIN.plusSeconds(second), kind, by, why);
    }

    private static CheckResult check(String name, Verdict verdict, String summary) {
        return CheckResult.create(name, verdict, summary, r -> r.duration(Duration.ofMillis(40)));
    }

    private static Report report(String title, Consumer<Report.Builder> more) {
        return Report.create(title, "datafly-postgres", ExampleReports.NOW, report -> {
            report.tier(RecoveryTier.ENHANCED).runId("database-failure-20250115-7f3a");
            more.accept(report);
        });
    }
}
