package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.RecoveryObjectives;
import com.datafly.signal.dr.journal.RunJournal;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.playbook.StepStatus;
import com.datafly.signal.dr.playbook.step.CopyMade;
import com.datafly.signal.dr.playbook.step.LossDeclared;
import com.datafly.signal.dr.playbook.step.RecoveryPointSeen;
import com.datafly.signal.dr.report.PastRun;
import com.datafly.signal.dr.report.Report;
import com.datafly.signal.dr.report.ReportRun;
import com.datafly.signal.dr.report.ReportStep;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.Grade;
import com.datafly.signal.dr.verify.RecoveryTimeMeasurement;
import com.datafly.signal.dr.verify.RecoveryTimeSegment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What there is to say about a run, from its journal alone. */
final class RunReport {

    /** The library's own actions whose outputs a report shows. */
    private static final Map<String, Class<?>> GIVEN_BY = Map.of(
            "recover", CopyMade.class,
            "recover-to-point", CopyMade.class,
            "recover-to-baseline", CopyMade.class,
            "restore-snapshot", CopyMade.class,
            "clone", CopyMade.class,
            "measure-recovery-point", RecoveryPointSeen.class,
            "declare-stream-loss", LossDeclared.class);

    private static final Logger LOG = LoggerFactory.getLogger(RunReport.class);

    private final RunJournal journal;
    private final RunEnvironment environment;
    private final Chronicle chronicle;
    private final Ledger ledger;
    private final RunStatus status;

    private RunReport(RunJournal journal, RunEnvironment environment) {
        this.journal = journal;
        this.environment = environment;
        this.chronicle = Chronicle.of(journal);
        this.ledger = chronicle.ledger();
        this.status = StatusView.of(ledger, Optional.empty());
    }

    static Report of(RunJournal journal, RunEnvironment environment) {
        return new RunReport(journal, environment).report();
    }

    private Report report() {
        String target = ledger.plan().target();
        String subject = target.substring(target.indexOf(' ') + 1);
        Instant now = environment.clock().instant();
        String title = ledger.isDrill() ? "Recovery drill" : "Recovery";
        return Report.create(title, subject, now, report -> {
            report.runId(ledger.runId()).run(run());
            chronicle.phases().forEach(report::phase);
            status.warnings().forEach(report::warning);
            ledger.board().steps().forEach(step -> step.evidence().forEach(found -> report.check(check(found))));
            ledger.board().steps().forEach(step -> tellCopy(step, report));
            objectives().ifPresent(objectives -> grade(report, objectives));
            past(subject).forEach(report::past);
            report.fact("Run", "started", status.startedAt()).fact("Run", "started by", status.initiator());
            status.finishedAt().ifPresent(at -> report.fact("Run", "ended", at));
            ledger.plan().library().ifPresent(version -> report.version("signal-dr", version));
        });
    }

    /** They decide nothing: a history that cannot be read is no reason to have no report. */
    private List<PastRun> past(String subject) {
        try {
            return environment
                    .past()
                    .map(history -> history.before(ledger, subject))
                    .orElse(List.of());
        } catch (DrException unreadable) {
            LOG.warn("the history of runs cannot be read: {}", unreadable.getMessage());
            return List.of();
        }
    }

    private ReportRun run() {
        return ReportRun.create(status.playbook(), status.state(), run -> {
            run.drill(status.drill())
                    .reason(status.reason())
                    .hashes(status.definitionHash(), status.planHash())
                    .journal(journal.address(), status.head())
                    .audit(journal.verify());
            chronicle.outlook().forecast().ifPresent(run::forecast);
            status.finishedAt().ifPresent(end -> run.duration(ledger.timeline().elapsed()));
            ledger.consents().glasses().forEach(run::breakGlass);
            chronicle.decisions().forEach(run::decision);
            chronicle.evidence().forEach(run::evidence);
            status.orphans().forEach(run::orphan);
            for (int i = 0; i < status.steps().size(); i++) {
                run.step(step(ledger.board().steps().get(i), status.steps().get(i)));
            }
        });
    }

    private ReportStep step(StepEntry entry, StepStatus shown) {
        return ReportStep.create(entry.id(), step -> {
            step.title(shown.title())
                    .action(entry.outline().action(), shown.kind())
                    .state(shown.state())
                    .after(entry.outline().after())
                    .prediction(chronicle.outlook().prediction(entry.id()))
                    .attempts(chronicle.attempts(entry.id()));
            if (!shown.duration().isZero()) {
                step.duration(shown.duration());
            }
            shown.failure().ifPresent(step::failure);
        });
    }

    private static CheckResult check(Fact.Evidence found) {
        return CheckResult.create(
                found.name(),
                found.verdict(),
                found.summary(),
                result -> result.details(found.details())
                        .duration(found.duration())
                        .provesData(found.provesData()));
    }

    private static void tellCopy(StepEntry step, Report.Builder report) {
        output(step, CopyMade.class).ifPresent(copy -> {
            report.fact("Recovery", "copy", copy.name() + ", " + copy.address());
            report.fact("Recovery", "target", copy.target());
            copy.snapshotId().ifPresent(id -> report.fact("Recovery", "snapshot", id));
            copy.reachedLsn().ifPresent(lsn -> report.fact("Recovery", "reached LSN", lsn));
            copy.warnings().forEach(report::warning);
            int number = 1;
            for (String difference : copy.differences()) {
                report.fact("Differences from the source", "difference " + number++, difference);
            }
        });
    }

    private void grade(Report.Builder report, RecoveryObjectives objectives) {
        report.recoveryTime(recoveryTime(), objectives);
        List<Grade> losses = new ArrayList<>();
        for (StepEntry step : ledger.board().steps()) {
            output(step, RecoveryPointSeen.class).ifPresent(seen -> {
                report.recoveryPoint(seen, objectives);
                losses.add(seen.grade(objectives));
            });
            output(step, LossDeclared.class).ifPresent(loss -> losses.add(loss.grade(objectives)));
        }
        losses.stream().reduce(RunReport::worse).ifPresent(report::recoveryPoint);
    }

    /** Of two verdicts alike the one of which more was lost, or nobody knows how much. */
    private static Grade worse(Grade one, Grade other) {
        if (one.verdict() != other.verdict()) {
            return one.verdict().and(other.verdict()) == one.verdict() ? one : other;
        }
        boolean less = one.achieved().isPresent()
                && other.achieved()
                        .map(more -> more.compareTo(one.achieved().orElseThrow()) > 0)
                        .orElse(true);
        return less ? other : one;
    }

    /** Takes an output for what it is by the action that only the library's own steps have. */
    private static <T> Optional<T> output(StepEntry step, Class<T> type) {
        if (!GIVEN_BY.getOrDefault(step.outline().action(), Object.class).equals(type)) {
            return Optional.empty();
        }
        try {
            return step.output().map(json -> Values.read(json, type));
        } catch (DrException foreign) {
            // An action of the host's own may have the same name.
            return Optional.empty();
        }
    }

    private Optional<RecoveryObjectives> objectives() {
        Fact.Times times = ledger.plan().times();
        return times.rto().flatMap(rto -> times.rpo().map(rpo -> new RecoveryObjectives(rpo, rto)));
    }

    private RecoveryTimeMeasurement recoveryTime() {
        Fact.Times times = ledger.plan().times();
        Map<RecoveryTimeSegment, Duration> spent = ledger.timeline().spent();
        return RecoveryTimeMeasurement.of(measured -> {
            between(times.disruptedAt(), times.detectedAt()).ifPresent(measured::detect);
            between(times.detectedAt(), times.declaredAt()).ifPresent(measured::declare);
            Duration waited = spent.getOrDefault(RecoveryTimeSegment.APPROVE, Duration.ZERO);
            Duration before =
                    between(times.declaredAt(), Optional.of(ledger.startedAt())).orElse(Duration.ZERO);
            measured.approve(before.plus(waited));
            measured.execute(spent.getOrDefault(RecoveryTimeSegment.EXECUTE, Duration.ZERO));
            if (ledger.timeline().isVerified()) {
                measured.verify(spent.getOrDefault(RecoveryTimeSegment.VERIFY, Duration.ZERO));
            }
        });
    }

    /** The clocks of people may disagree by a little: less than nothing is nothing. */
    private static Optional<Duration> between(Optional<Instant> from, Optional<Instant> to) {
        return from.flatMap(begin -> to.map(end -> Duration.between(begin, end)))
                .map(length -> length.isNegative() ? Duration.ZERO : length);
    }
}
