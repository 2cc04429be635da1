package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.internal.journal.Journals;
import com.datafly.signal.dr.internal.journal.SharedLog;
import com.datafly.signal.dr.journal.JournalEntry;
import com.datafly.signal.dr.journal.JournalRecord;
import com.datafly.signal.dr.playbook.Leftover;
import com.datafly.signal.dr.playbook.Swept;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What sweeps removed, and of which runs nothing is left: those are not looked for again once two sweeps found nothing,
 * for one look alone may have been at an old answer. Thread-safe.
 */
final class SweepLog {

    /** With a dot, since logs without one are those of runs. */
    private static final String NAME = "drills.swept";

    private static final String NOTHING = "nothing-left";
    private static final int LOOKS = 2;

    private final SharedLog log;
    private final Map<String, Integer> looks = new HashMap<>();

    SweepLog(Journals journals) {
        this.log = journals.shared(NAME);
    }

    /** Reads what was written since, by whomever. */
    synchronized void refresh() {
        log.readNew(this::read);
    }

    /** Tells whether there is nothing left of a run for certain. */
    synchronized boolean isDone(String run) {
        return looks.getOrDefault(run, 0) >= LOOKS;
    }

    /** Notes that something is about to be removed. */
    void intend(Leftover due, String by) {
        Map<String, Object> body = identity(due);
        body.put("by", by);
        body.put("reason", due.reason());
        write(List.of(JournalEntry.of("sweep-intent", body)));
    }

    /** Notes what became of removals. */
    void tell(Collection<Swept> swept) {
        write(swept.stream().map(SweepLog::entry).toList());
    }

    /** Notes that nothing was found of runs that have ended. */
    void nothingLeft(Collection<String> runs) {
        write(runs.stream()
                .map(run -> JournalEntry.of(NOTHING, Map.of("run", run)))
                .toList());
    }

    private void write(List<JournalEntry> entries) {
        List<JournalRecord> unused = log.append(entries);
    }

    private void read(JournalRecord record) {
        if (record.type().equals(NOTHING)) {
            looks.merge(String.valueOf(record.body().get("run")), 1, Integer::sum);
        }
    }

    private static JournalEntry entry(Swept swept) {
        Map<String, Object> body = identity(swept.leftover());
        body.put("effect", swept.effect().name());
        swept.failure().ifPresent(failure -> body.put("failure", failure.getMessage()));
        return JournalEntry.of("swept", body);
    }

    private static Map<String, Object> identity(Leftover leftover) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("run", leftover.runId());
        body.put("step", leftover.stepId());
        body.put("name", leftover.name());
        leftover.key().ifPresent(key -> body.put("key", key.value()));
        return body;
    }
}
