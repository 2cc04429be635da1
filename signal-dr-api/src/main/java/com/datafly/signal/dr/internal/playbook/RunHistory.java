package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.report.PastRun;
import com.datafly.signal.dr.report.Report;
import com.datafly.signal.dr.spi.JournalDriver;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What ended runs achieved, for the reports of later ones: a line each in a log of its own, so that no report has to
 * read the journals of all. The journals stay the record. Thread-safe.
 */
final class RunHistory {

    private static final int SHOWN = 20;

    /** With a dot, since logs without one are those of runs. */
    private static final String LOG = "history.runs";

    private final HistoryLines log;
    private final List<RunResult> results = new ArrayList<>();

    RunHistory(JournalDriver driver) {
        this.log = new HistoryLines(driver, LOG);
    }

    /**
     * Adds an ended run, durable when this returns.
     *
     * @throws DrException as the journal's driver reports it
     */
    synchronized void record(Ledger ledger, Report report) {
        List<String> line = List.of(RunResult.of(ledger, report).line());
        do {
            refresh();
        } while (!log.append(line));
    }

    /** Returns the newest runs of the same playbook and subject that began before a run, the oldest first. */
    synchronized List<PastRun> before(Ledger ledger, String subject) {
        refresh();
        List<RunResult> earlier = results.stream()
                .filter(result -> result.isOfSameWorkAs(ledger, subject))
                .filter(result -> result.startedAt().isBefore(ledger.startedAt()))
                .sorted(Comparator.comparing(RunResult::startedAt))
                .toList();
        return earlier.subList(Math.max(0, earlier.size() - SHOWN), earlier.size()).stream()
                .map(RunResult::toPastRun)
                .toList();
    }

    private void refresh() {
        log.readOn(line -> RunResult.parse(line).ifPresent(results::add));
    }
}
