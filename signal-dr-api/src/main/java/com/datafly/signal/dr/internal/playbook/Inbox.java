package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.journal.SharedLog;
import com.datafly.signal.dr.journal.JournalRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The messages of other processes to a run. Used by the run's thread alone. */
final class Inbox {

    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);

    private final SharedLog log;
    private final long everyNanos;
    private boolean begun;
    private boolean damaged;
    private long lookedAt;

    Inbox(SharedLog log, RunEnvironment environment) {
        this.log = log;
        this.everyNanos = environment.poll().toNanos();
        this.lookedAt = System.nanoTime() - everyNanos;
    }

    /**
     * A message, or why it is none.
     *
     * @param number its number in the inbox
     */
    record Message(long number, Optional<Control> control, Optional<DrException> defect) {

        static Message of(JournalRecord record) {
            try {
                return new Message(record.sequence(), Optional.of(Control.of(record)), Optional.empty());
            } catch (DrException e) {
                return new Message(record.sequence(), Optional.empty(), Optional.of(e));
            } catch (RuntimeException e) {
                DrException defect = DrException.of(
                        ErrorCode.INVALID_ARGUMENT, "read message " + record.sequence(), "it is no control");
                return new Message(record.sequence(), Optional.empty(), Optional.of(defect));
            }
        }
    }

    /** Returns what came since the last call, if it is time to look; a message may come twice at the beginning. */
    List<Message> look() {
        if (damaged || System.nanoTime() - lookedAt < everyNanos) {
            return List.of();
        }
        lookedAt = System.nanoTime();
        List<Message> messages = new ArrayList<>();
        try {
            log.readNew(record -> messages.add(Message.of(record)));
            if (!begun) {
                // An earlier runner of this process may have read on, and died before it was done.
                messages.clear();
                log.read(record -> messages.add(Message.of(record)));
                begun = true;
            }
        } catch (DrException e) {
            damaged = e.code() == ErrorCode.INTEGRITY_FAILED;
            LOG.warn(
                    "the inbox cannot be read{}: {}", damaged ? ", and is not looked at any more" : "", e.getMessage());
        }
        return messages;
    }
}
