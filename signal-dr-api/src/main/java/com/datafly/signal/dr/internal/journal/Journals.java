package com.datafly.signal.dr.internal.journal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.journal.JournalAudit;
import com.datafly.signal.dr.journal.JournalEntry;
import com.datafly.signal.dr.journal.JournalRecord;
import com.datafly.signal.dr.journal.Leases;
import com.datafly.signal.dr.journal.RunJournal;
import com.datafly.signal.dr.operation.TimeSource;
import com.datafly.signal.dr.spi.JournalDriver;
import com.datafly.signal.dr.spi.JournalInput;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * All journals, shared logs and leases in one place.
 *
 * <p>A run's journal is the log of its id; its inbox is {@code <id>.inbox}; logs whose names have a dot, as
 * {@code history.runs}, hold what outlives runs. The driver belongs to the caller. Thread-safe.
 */
public final class Journals {

    private static final String INBOX = ".inbox";
    private static final int FENCING_ATTEMPTS = 10;

    private final JournalPlace place;
    private final Anchors anchors;
    private final DefaultLeases leases;
    private final Map<String, SharedLog> shared = new ConcurrentHashMap<>();

    private Journals(JournalPlace place) {
        this.place = place;
        this.anchors = new Anchors(place);
        this.leases = new DefaultLeases(place, this::fence);
    }

    /**
     * Opens the journals that {@code driver} keeps.
     *
     * @param redactor masks the secrets in a text; every text goes through it before it is hashed and written
     */
    public static Journals over(JournalDriver driver, UnaryOperator<String> redactor, Clock clock, TimeSource time) {
        return new Journals(new JournalPlace(driver, redactor, clock, time));
    }

    /** Returns where the journals are, without secrets. */
    public JournalDriver driver() {
        return place.driver();
    }

    /**
     * Begins a run's journal, in epoch 1; the handle may append to it.
     *
     * @param runId 1 to 63 lower-case letters, digits and hyphens
     * @param first what the journal begins with; at least one
     * @throws DrException with {@code ALREADY_EXISTS} and effect {@code NONE} if there is one
     */
    public RunJournal create(String runId, List<JournalEntry> first) {
        return DefaultRunJournal.create(place, anchors, JournalNames.requireRun(runId), first);
    }

    /**
     * Opens a run's journal for reading, having checked every record; {@link RunJournal#takeOver} makes it appendable.
     *
     * @throws DrException with {@code NOT_FOUND} if there is none; {@code INTEGRITY_FAILED} if a record was changed or
     *     is missing; {@code UNSUPPORTED} if it was written by a newer version
     */
    public RunJournal open(String runId) {
        return DefaultRunJournal.open(place, anchors, JournalNames.requireRun(runId));
    }

    /** Checks a run's journal, of which not even a beginning need be readable. */
    public JournalAudit verify(String runId) {
        return Audits.of(place, JournalNames.requireRun(runId), anchors, Optional.empty());
    }

    /** Lists the runs that have a journal, by id. */
    public List<String> runs() {
        return place.read(place.driver()::logs).stream()
                .filter(log -> JournalNames.isRun(log))
                .toList();
    }

    /** Returns the leases on protected resources. */
    public Leases leases() {
        return leases;
    }

    /** Returns the log through which any process gives messages to a run. */
    public SharedLog inbox(String runId) {
        return shared(JournalNames.requireRun(runId) + INBOX);
    }

    /**
     * Returns a log that any process may append to.
     *
     * @param name a name with a dot in it, so that it is no run's, as in {@code drills.results}
     */
    public SharedLog shared(String name) {
        if (JournalNames.isRun(name)) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "open a shared log",
                    "name is '" + name + "', which may be a run's",
                    failure -> failure.hint("Use a name with a dot in it."));
        }
        JournalInput.requireLog(name);
        return shared.computeIfAbsent(name, log -> new SharedLog(place, log));
    }

    /** Makes whoever runs {@code runId} unable to append to its journal. */
    private void fence(String runId, JournalEntry why) {
        for (int attempt = 1; ; attempt++) {
            try {
                List<JournalRecord> fenced = open(runId).takeOver(List.of(why));
                anchors.set(runId, fenced.get(fenced.size() - 1).head());
                return;
            } catch (DrException failure) {
                if (failure.code() == ErrorCode.NOT_FOUND) {
                    return;
                }
                if (failure.code() != ErrorCode.FENCED || attempt == FENCING_ATTEMPTS) {
                    throw unfenced(runId, failure);
                }
            }
        }
    }

    private static DrException unfenced(String runId, DrException failure) {
        boolean unreadable = failure.code() == ErrorCode.INTEGRITY_FAILED || failure.code() == ErrorCode.UNSUPPORTED;
        return !unreadable
                ? failure
                : DrException.create(
                        failure.code(),
                        "stop whoever runs " + runId,
                        failure.problem(),
                        more -> more.cause(failure)
                                .hint("That run had the lease and can still append to its journal. See to it that its"
                                        + " process is dead. Then move its journal and the register head/" + runId
                                        + " away, and keep them."));
    }
}
