package com.datafly.signal.dr.internal.journal;

import com.datafly.signal.dr.journal.JournalEntry;
import com.datafly.signal.dr.journal.JournalHead;
import com.datafly.signal.dr.journal.JournalRecord;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A chained log that any process may append to: the inbox of a run, the history of drills. Its records have the epoch
 * 0. Thread-safe.
 */
public final class SharedLog {

    private static final long NO_EPOCH = 0;

    private final JournalPlace place;
    private final ChainedLog log;
    private JournalHead seen = JournalHead.empty();

    SharedLog(JournalPlace place, String name) {
        this.place = place;
        this.log = new ChainedLog(place, name);
    }

    /**
     * Appends entries as one block behind whatever others append meanwhile.
     *
     * @return the records, durable; empty for no entries
     */
    public synchronized List<JournalRecord> append(List<JournalEntry> entries) {
        if (entries.isEmpty()) {
            return List.of();
        }
        while (true) {
            Optional<List<JournalRecord>> appended = log.append(NO_EPOCH, entries);
            if (appended.isPresent()) {
                return appended.get();
            }
            log.readWhatIsInTheWay();
        }
    }

    /** Reads every record from the beginning. */
    public void read(Consumer<JournalRecord> records) {
        place.read(new ChainReader(log.name(), JournalHead.empty(), records));
    }

    /** Reads the records that this object has not read by this method before. */
    public synchronized void readNew(Consumer<JournalRecord> records) {
        ChainReader reader = new ChainReader(log.name(), seen, records);
        try {
            place.read(reader);
        } finally {
            seen = reader.head();
        }
    }
}
