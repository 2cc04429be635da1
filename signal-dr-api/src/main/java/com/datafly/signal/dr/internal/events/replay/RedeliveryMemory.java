package com.datafly.signal.dr.internal.events.replay;

import com.datafly.signal.dr.internal.events.copy.CopyMemory;
import java.util.HashMap;
import java.util.Map;

/** What a redelivery remembers: the fate of each letter, and its own notes. Not thread-safe. */
final class RedeliveryMemory implements CopyMemory {

    private final LetterLedger ledger;
    private final RedeliveryNotes notes;
    private final Runnable restored;

    /** Keeps both; {@code restored} is told when letters are read from the beginning again. */
    RedeliveryMemory(LetterLedger ledger, RedeliveryNotes notes, Runnable restored) {
        this.ledger = ledger;
        this.notes = notes;
        this.restored = restored;
    }

    @Override
    public void restore(Map<String, byte[]> kept) {
        ledger.restore(kept);
        byte[] noted = kept.get(notes.key());
        if (noted == null) {
            notes.reset();
        } else {
            notes.restore(noted);
        }
        restored.run();
    }

    @Override
    public Map<String, byte[]> changes() {
        Map<String, byte[]> changes = new HashMap<>();
        ledger.addChanges(changes);
        changes.put(notes.key(), notes.write());
        return changes;
    }
}
