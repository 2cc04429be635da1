package com.datafly.signal.dr.journal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.internal.journal.DefaultRunJournal;
import java.util.List;
import java.util.function.Consumer;

/**
 * The journal of one run: what was intended and what became of it, append-only, each record chained to the one before.
 *
 * <p>One runner at a time may append. It is the one whose handle created the journal or {@linkplain #takeOver took it
 * over} last; every other handle is refused with {@code FENCED}, and stays refused. Secrets are masked before a record
 * is hashed. Thread-safe.
 *
 * @since 0.1
 */
public sealed interface RunJournal permits DefaultRunJournal {

    /** Returns the run's id. */
    String runId();

    /** Returns where the journal is, without secrets. */
    String address();

    /** Returns where the journal ends as far as this handle knows: after its last read or append. */
    JournalHead head();

    /**
     * Makes this handle the only one that may append: its records have an epoch that is one higher than the last.
     *
     * @param entries what the new runner has to say first; at least one
     * @return the records, durable
     * @throws DrException with {@code FENCED} and effect {@code NONE} if another handle took over first
     */
    List<JournalRecord> takeOver(List<JournalEntry> entries);

    /**
     * Appends entries as one block: durable all together when this returns. A lost answer is resolved by reading back.
     *
     * <p>After a failure the journal is as it was, and the call may be repeated, unless the effect is {@code UNKNOWN}:
     * then the next append first finds out.
     *
     * @return the records, in order; empty for no entries
     * @throws DrException with {@code FENCED} and effect {@code NONE} if another runner has taken over; with
     *     {@code FAILED_PRECONDITION} if this handle neither created the journal nor took it over
     */
    List<JournalRecord> append(List<JournalEntry> entries);

    /**
     * Reads every record from the beginning and checks the chain on the way. Memory stays flat.
     *
     * @throws DrException with {@code INTEGRITY_FAILED}, naming log and sequence, at the first record that is not what
     *     was written; {@code UNSUPPORTED} at a record of a newer format
     */
    void read(Consumer<JournalRecord> reader);

    /** Notes the present head in a register beside the journal, so that a cut tail is found from then on. */
    void anchor();

    /** Checks every record, and the end against the last anchor. Does not throw for what it finds. */
    JournalAudit verify();

    /** Checks every record, and that {@code expected}, a head that was kept elsewhere, is among them. */
    JournalAudit verify(JournalHead expected);
}
