package com.datafly.signal.dr.internal.events.replay;

import com.datafly.signal.dr.events.DeadLetterReport;
import com.datafly.signal.dr.events.EventRecord;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Counts letters. Not thread-safe. */
final class LetterTally {

    private final LetterReader reader;
    private final LetterLedger ledger;
    private final Map<String, Long> reasons = new HashMap<>();
    private final Map<String, Long> origins = new HashMap<>();
    private final Map<Integer, Long> attempts = new HashMap<>();
    private long redelivered;
    private long parked;
    private long oldest = Long.MAX_VALUE;
    private long youngest = Long.MIN_VALUE;

    LetterTally(LetterReader reader, LetterLedger ledger) {
        this.reader = reader;
        this.ledger = ledger;
    }

    void count(EventRecord event) {
        Letter letter = reader.read(event);
        if (!reader.means(event, letter)) {
            return;
        }
        switch (ledger.fate(event.partition(), event.offset())) {
            case REDELIVERED -> redelivered++;
            case PARKED -> parked++;
            case WAITING -> {
                reasons.merge(letter.reason(), 1L, Long::sum);
                origins.merge(letter.topic().orElse(Letter.UNKNOWN), 1L, Long::sum);
                attempts.merge(letter.attempts(), 1L, Long::sum);
                oldest = Math.min(oldest, event.timestampMillis());
                youngest = Math.max(youngest, event.timestampMillis());
            }
        }
    }

    DeadLetterReport report() {
        return DeadLetterReport.of(
                reasons, origins, attempts, new DeadLetterReport.Counts(redelivered, parked, at(oldest), at(youngest)));
    }

    private Optional<Instant> at(long millis) {
        return reasons.isEmpty() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }
}
