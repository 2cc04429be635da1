package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.report.PastRun;
import com.datafly.signal.dr.report.Report;
import com.datafly.signal.dr.verify.Grade;
import com.datafly.signal.dr.verify.RecoveryTimeMeasurement;
import com.datafly.signal.dr.verify.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What an ended run achieved, as a line of the history. Names and components are the durable format. */
record RunResult(
        String run,
        String playbook,
        String subject,
        boolean drill,
        Instant startedAt,
        Verdict verdict,
        Optional<Duration> recoveryPoint,
        Optional<Duration> recoveryTime) {

    static RunResult of(Ledger ledger, Report report) {
        return new RunResult(
                ledger.runId(),
                ledger.plan().playbook(),
                report.subject(),
                ledger.isDrill(),
                ledger.startedAt(),
                report.verdict(),
                report.recoveryPoint().flatMap(Grade::achieved),
                report.segments().flatMap(RecoveryTimeMeasurement::total));
    }

    String line() {
        return Values.write(this);
    }

    /** Returns what a line says; empty if it is damaged or says something else. */
    static Optional<RunResult> parse(String line) {
        try {
            return Optional.of(Values.read(line, RunResult.class));
        } catch (DrException damaged) {
            // A line that tells no result is no history.
            return Optional.empty();
        }
    }

    boolean isOfSameWorkAs(Ledger ledger, String target) {
        return playbook.equals(ledger.plan().playbook()) && subject.equals(target);
    }

    PastRun toPastRun() {
        return PastRun.create(startedAt, run + (drill ? " (drill)" : " (live)"), verdict, past -> {
            recoveryPoint.ifPresent(past::recoveryPoint);
            recoveryTime.ifPresent(past::recoveryTime);
        });
    }
}
