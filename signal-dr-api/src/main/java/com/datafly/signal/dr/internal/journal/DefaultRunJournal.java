package com.datafly.signal.dr.internal.journal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.journal.JournalAudit;
import com.datafly.signal.dr.journal.JournalEntry;
import com.datafly.signal.dr.journal.JournalHead;
import com.datafly.signal.dr.journal.JournalRecord;
import com.datafly.signal.dr.journal.RunJournal;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The journal of one run over any driver. */
public final class DefaultRunJournal implements RunJournal {

    private final JournalPlace place;
    private final Anchors anchors;
    private final ChainedLog log;
    private long ownEpoch;
    private boolean fenced;

    private DefaultRunJournal(JournalPlace place, Anchors anchors, String runId) {
        this.place = place;
        this.anchors = anchors;
        this.log = new ChainedLog(place, runId);
    }

    /** Begins a journal with its first records. */
    static DefaultRunJournal create(JournalPlace place, Anchors anchors, String runId, List<JournalEntry> first) {
        DefaultRunJournal journal = new DefaultRunJournal(place, anchors, runId);
        if (journal.appendAs(1, first).isEmpty()) {
            throw DrException.create(
                    ErrorCode.ALREADY_EXISTS,
                    "create the journal " + runId,
                    "there is one at " + place.driver().address(),
                    failure -> failure.hint("Resume that run, or give this one another id."));
        }
        return journal;
    }

    /** Opens a journal, every record of which is checked. */
    static DefaultRunJournal open(JournalPlace place, Anchors anchors, String runId) {
        DefaultRunJournal journal = new DefaultRunJournal(place, anchors, runId);
        Optional<JournalHead> anchor = anchors.find(runId);
        AnchorCheck check = AnchorCheck.of(anchor);
        journal.log.readOn(check);
        if (journal.head().sequence() == 0 && anchor.isEmpty()) {
            throw DrException.create(
                    ErrorCode.NOT_FOUND,
                    "open the journal " + runId,
                    "there is none at " + place.driver().address(),
                    failure -> failure.hint("Check the run's id and the journal's address."));
        }
        check.problem(journal.head()).ifPresent(problem -> {
            throw RecordCodec.broken(runId, anchor.orElseThrow().sequence(), problem);
        });
        return journal;
    }

    @Override
    public String runId() {
        return log.name();
    }

    @Override
    public String address() {
        return place.driver().address();
    }

    @Override
    public synchronized JournalHead head() {
        return log.head();
    }

    @Override
    public synchronized List<JournalRecord> takeOver(List<JournalEntry> entries) {
        requireSome(entries);
        if (fenced) {
            throw isFenced();
        }
        return appendAs(log.head().epoch() + 1, entries).orElseThrow(this::fencedByWhoIsThere);
    }

    @Override
    public synchronized List<JournalRecord> append(List<JournalEntry> entries) {
        if (entries.isEmpty()) {
            return List.of();
        }
        if (fenced) {
            throw isFenced();
        }
        if (ownEpoch == 0) {
            throw DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    "append to the journal " + log.name(),
                    "this handle only reads it",
                    failure -> failure.hint("Take the journal over first."));
        }
        return appendAs(ownEpoch, entries).orElseThrow(this::fencedByWhoIsThere);
    }

    @Override
    public void read(Consumer<JournalRecord> reader) {
        place.read(new ChainReader(log.name(), JournalHead.empty(), reader));
    }

    @Override
    public void anchor() {
        anchors.set(log.name(), head());
    }

    @Override
    public JournalAudit verify() {
        return Audits.of(place, log.name(), anchors, Optional.empty());
    }

    @Override
    public JournalAudit verify(JournalHead expected) {
        return Audits.of(place, log.name(), anchors, Optional.of(expected));
    }

    private Optional<List<JournalRecord>> appendAs(long epoch, List<JournalEntry> entries) {
        requireSome(entries);
        Optional<List<JournalRecord>> appended = log.append(epoch, entries);
        if (appended.isPresent()) {
            ownEpoch = epoch;
        }
        return appended;
    }

    private DrException fencedByWhoIsThere() {
        fenced = true;
        try {
            log.readWhatIsInTheWay();
        } catch (DrException unreadable) {
            if (unreadable.code() == ErrorCode.INTEGRITY_FAILED) {
                return unreadable;
            }
            DrException failure = isFenced();
            failure.addSuppressed(unreadable);
            return failure;
        }
        return isFenced();
    }

    private DrException isFenced() {
        return DrException.create(
                ErrorCode.FENCED,
                "append to the journal " + log.name(),
                "another runner has taken over: the journal is at record "
                        + log.head().sequence() + " of epoch " + log.head().epoch() + ", this runner's epoch is "
                        + ownEpoch,
                failure -> failure.detail("epoch", log.head().epoch())
                        .hint("Stop here. Follow the run through its journal; nothing more may be done under it from"
                                + " this process."));
    }

    private static void requireSome(List<JournalEntry> entries) {
        if (entries.isEmpty()) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "append to a journal",
                    "there is no entry",
                    failure -> failure.hint("Give at least one."));
        }
    }
}
