package com.datafly.signal.dr.internal.journal;

import com.datafly.signal.dr.journal.JournalHead;
import com.datafly.signal.dr.journal.JournalRecord;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Looks, among the records of a log, for one that was anchored. Not thread-safe. */
final class AnchorCheck implements Consumer<JournalRecord> {

    private final @Nullable JournalHead anchored;
    private boolean differs;

    private AnchorCheck(@Nullable JournalHead anchored) {
        this.anchored = anchored;
    }

    static AnchorCheck of(Optional<JournalHead> anchored) {
        return new AnchorCheck(anchored.orElse(null));
    }

    @Override
    public void accept(JournalRecord record) {
        differs |= anchored != null
                && record.sequence() == anchored.sequence()
                && !record.head().equals(anchored);
    }

    /** Says what is wrong with the anchored record of a log that ends at {@code end}. */
    Optional<String> problem(JournalHead end) {
        if (differs) {
            return Optional.of("is not the one that was noted as the last");
        }
        return anchored != null && end.sequence() < anchored.sequence()
                ? Optional.of("was noted as the last, but the log ends at record " + end.sequence())
                : Optional.empty();
    }
}
