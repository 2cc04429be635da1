package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.journal.RunJournal;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.StepState;
import com.datafly.signal.dr.report.ReportDecision;
import com.datafly.signal.dr.report.ReportEvidence;
import com.datafly.signal.dr.report.ReportPhase;
import com.datafly.signal.dr.report.ReportPhase.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A journal retold for people: who decided what, what was found, and what the time went by with. */
final class Chronicle {

    private static final String STANDSTILL = "standstill";
    private static final int LONGEST = 200;

    private final Ledger ledger;
    private final List<ReportDecision> decisions = new ArrayList<>();
    private final List<ReportEvidence> evidence = new ArrayList<>();
    private final List<ReportPhase> phases = new ArrayList<>();
    private final Outlook outlook = new Outlook();
    private final Map<String, Bar> open = new HashMap<>();
    private final Map<String, Integer> attempts = new HashMap<>();
    private RunState state = RunState.RUNNING;
    private Duration stoodSince = Duration.ZERO;

    private Chronicle(String runId) {
        this.ledger = new Ledger(runId);
    }

    private record Bar(Duration start, int attempt) {}

    /** Reads a run's journal. */
    static Chronicle of(RunJournal journal) {
        Chronicle chronicle = new Chronicle(journal.runId());
        journal.read(record -> {
            chronicle.ledger.expect(record);
            Optional<Fact> fact = Facts.fact(record);
            fact.ifPresent(present -> chronicle.apply(present, record.at(), record.epoch()));
            chronicle.ledger.durable(record);
        });
        return chronicle;
    }

    Ledger ledger() {
        return ledger;
    }

    Outlook outlook() {
        return outlook;
    }

    List<ReportDecision> decisions() {
        return decisions;
    }

    List<ReportEvidence> evidence() {
        return evidence;
    }

    List<ReportPhase> phases() {
        return phases;
    }

    int attempts(String step) {
        return attempts.getOrDefault(step, 0);
    }

    private void apply(Fact fact, Instant at, long epoch) {
        Duration before = ledger.timeline().elapsed();
        ledger.apply(fact, at);
        outlook.apply(fact);
        if (fact instanceof Fact.Started started && epoch > 1) {
            decisions.add(ReportDecision.ofRun(at, ReportDecision.Kind.TOOK_OVER, started.holder(), ""));
            add(STANDSTILL, "no process", before, Kind.PAUSE);
        }
        tellDecision(fact, at);
        tellStep(fact, at);
        tellStandstill();
    }

    private void tellDecision(Fact fact, Instant at) {
        if (fact instanceof Fact.Planned planned) {
            decisions.add(ReportDecision.ofRun(at, ReportDecision.Kind.STARTED, planned.initiator(), ""));
        } else if (fact instanceof Fact.Approved approved) {
            decisions.add(
                    approved.step().isEmpty()
                            ? ReportDecision.ofRun(at, ReportDecision.Kind.APPROVED, approved.principal(), "")
                            : ReportDecision.ofStep(
                                    at, ReportDecision.Kind.APPROVED, approved.principal(), approved.step(), ""));
        } else if (fact instanceof Fact.GlassBroken glass) {
            decisions.add(ReportDecision.ofRun(at, ReportDecision.Kind.BROKE_GLASS, glass.principal(), glass.reason()));
        } else if (fact instanceof Fact.Paused paused) {
            decisions.add(ReportDecision.ofRun(at, ReportDecision.Kind.PAUSED, paused.by(), paused.reason()));
        } else if (fact instanceof Fact.Resumed resumed) {
            decisions.add(ReportDecision.ofRun(at, ReportDecision.Kind.RESUMED, resumed.by(), ""));
        } else if (fact instanceof Fact.CancelAsked cancel) {
            decisions.add(ReportDecision.ofRun(
                    at, ReportDecision.Kind.CANCELLED, cancel.by(), cancel.policy() + ": " + cancel.reason()));
        } else if (fact instanceof Fact.Migrated migrated) {
            decisions.add(ReportDecision.ofRun(at, ReportDecision.Kind.MIGRATED, migrated.by(), migrated.why()));
        } else if (fact instanceof Fact.Decided decided) {
            ReportDecision.Kind kind = switch (decided.kind()) {
                case ADOPT -> ReportDecision.Kind.ADOPTED;
                case RETRY -> ReportDecision.Kind.RETRIED;
                case ABANDON -> ReportDecision.Kind.ABANDONED;
            };
            decisions.add(ReportDecision.ofStep(at, kind, decided.by(), decided.step(), decided.why()));
        }
    }

    private void tellStep(Fact fact, Instant at) {
        if (fact instanceof Fact.Intended intent) {
            int attempt = intent.undo() ? 1 : attempts.merge(intent.step(), 1, Integer::sum);
            open.put(intent.step(), new Bar(ledger.timeline().elapsed(), attempt));
        } else if (fact instanceof Fact.Observed observed) {
            evidence.add(ReportEvidence.of(at, ReportEvidence.Kind.OPERATION, observed.step(), observed.operation()));
        } else if (fact instanceof Fact.Settled outcome) {
            settle(outcome, at);
        }
    }

    private void settle(Fact.Settled outcome, Instant at) {
        outcome.notes()
                .forEach(note ->
                        evidence.add(ReportEvidence.of(at, ReportEvidence.Kind.SIGHTING, outcome.step(), note)));
        outcome.failure()
                .filter(failure -> failure.details().containsKey("guard"))
                .ifPresent(failure -> evidence.add(
                        ReportEvidence.of(at, ReportEvidence.Kind.GUARD, outcome.step(), failure.problem())));
        outcome.output()
                .ifPresent(output -> evidence.add(
                        ReportEvidence.of(at, ReportEvidence.Kind.OUTPUT, outcome.step(), shortened(output))));
        Bar bar = open.remove(outcome.step());
        if (bar != null) {
            boolean verification = Ledger.isVerification(ledger.board().step(outcome.step()));
            phases.add(ReportPhase.create(
                    verification ? "verify" : "recovery",
                    outcome.step(),
                    bar.start(),
                    ledger.timeline().elapsed().minus(bar.start()),
                    phase -> phase.attempt(bar.attempt())
                            .state(outcome.undo() ? StepState.UNDONE : outcome.state())
                            .kind(outcome.undo() ? Kind.UNDO : Kind.WORK)));
        }
    }

    private static String shortened(String output) {
        return output.length() <= LONGEST ? output : output.substring(0, LONGEST) + " ... (the journal has it all)";
    }

    /** What ends a standstill is the record after it. */
    private void tellStandstill() {
        RunState now = ledger.board().open().isEmpty() ? ledger.state() : RunState.RUNNING;
        if (now == state) {
            return;
        }
        if (state == RunState.WAITING_FOR_APPROVAL) {
            add(STANDSTILL, "approval", stoodSince, Kind.WAIT);
        } else if (state == RunState.PAUSED || state == RunState.INDETERMINATE) {
            add(STANDSTILL, "a person's decision", stoodSince, Kind.PAUSE);
        }
        state = now;
        stoodSince = ledger.timeline().elapsed();
    }

    private void add(String lane, String name, Duration start, Kind kind) {
        Duration length = ledger.timeline().elapsed().minus(start);
        if (!length.isZero()) {
            phases.add(ReportPhase.create(lane, name, start, length, phase -> phase.kind(kind)));
        }
    }
}
