package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.journal.JournalRecord;
import com.datafly.signal.dr.journal.RunJournal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * What one turn of a run has to write: facts that the ledger has taken already, and what may happen once they are
 * durable.
 */
final class Block {

    private final Ledger ledger;
    private final Clock clock;
    private final List<Fact> facts = new ArrayList<>();
    private final List<Runnable> afterwards = new ArrayList<>();

    Block(Ledger ledger, Clock clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    void add(Fact fact) {
        ledger.apply(fact, clock.instant());
        facts.add(fact);
    }

    /** Remembers what may happen only once everything in this block is durable. */
    void afterwards(Runnable action) {
        afterwards.add(action);
    }

    boolean isEmpty() {
        return facts.isEmpty();
    }

    List<Fact> facts() {
        return facts;
    }

    /** Writes everything at once: durable when this returns. */
    void write(RunJournal journal) {
        List<JournalRecord> records =
                journal.append(facts.stream().map(Facts::entry).toList());
        taken(records);
    }

    /** Takes the places and times that the journal gave to the facts. */
    void taken(List<JournalRecord> records) {
        for (int i = 0; i < records.size(); i++) {
            ledger.durable(records.get(i));
            if (facts.get(i) instanceof Fact.Intended intent && !intent.undo()) {
                ledger.board().step(intent.step()).startedAt(records.get(i).at());
            }
        }
    }

    void goOn() {
        afterwards.forEach(Runnable::run);
    }
}
