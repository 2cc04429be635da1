package com.datafly.signal.dr.journal;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a look at every record of a journal found. Immutable.
 *
 * <p>The chain proves that what is there is what was written, in that order. That nothing is missing at the end is
 * proved as far as an anchor, or a head that was kept elsewhere, reaches. Somebody who may write the journal and all
 * its anchors can forge both: it is tamper-evident, not tamper-proof.
 *
 * @since 0.1
 */
public final class JournalAudit {

    private final String log;
    private final JournalHead head;
    private final @Nullable JournalHead anchor;
    private final List<String> problems;

    private JournalAudit(String log, JournalHead head, @Nullable JournalHead anchor, List<String> problems) {
        this.log = requireNonNull(log, "log");
        this.head = requireNonNull(head, "head");
        this.anchor = anchor;
        this.problems = List.copyOf(problems);
    }

    /** Creates an audit; one without problems is {@linkplain #isIntact() intact}. */
    public static JournalAudit of(String log, JournalHead head, Optional<JournalHead> anchor, List<String> problems) {
        return new JournalAudit(log, head, anchor.orElse(null), problems);
    }

    /** Returns the name of the log. */
    public String log() {
        return log;
    }

    /** Returns the last record up to which everything was as it was written. */
    public JournalHead head() {
        return head;
    }

    /** Returns the head that was anchored last, where there is one and it can be read. */
    public Optional<JournalHead> anchor() {
        return Optional.ofNullable(anchor);
    }

    /** Returns what is wrong, in full sentences with the sequence; records behind the first problem were not judged. */
    public List<String> problems() {
        return problems;
    }

    /** Tells whether nothing is wrong. */
    public boolean isIntact() {
        return problems.isEmpty();
    }

    /**
     * Does nothing if nothing is wrong.
     *
     * @throws DrException with {@code INTEGRITY_FAILED} and all problems otherwise
     */
    public void requireIntact() {
        if (isIntact()) {
            return;
        }
        throw DrException.create(
                ErrorCode.INTEGRITY_FAILED,
                "verify the journal " + log,
                String.join("; ", problems),
                failure -> failure.hint("Everything up to record " + head.sequence()
                        + " is as it was written. Keep a copy of the journal, find out what changed it, and put back the"
                        + " last good copy if there is one."));
    }

    @Override
    public String toString() {
        return log + " " + head + (isIntact() ? " intact" : " " + problems);
    }
}
