package com.datafly.signal.dr.internal.drill;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.journal.JournalRecord;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a record of the drills' log says. A record that lacks something was written by another version. */
final class Facts {

    private final JournalRecord record;

    Facts(JournalRecord record) {
        this.record = record;
    }

    String text(String name) {
        String value = find(name);
        if (value == null) {
            throw strange(name);
        }
        return value;
    }

    @Nullable
    String find(String name) {
        return record.body().get(name) instanceof String text ? text : null;
    }

    Instant instant(String name) {
        return parsed(name, text(name), Instant::parse);
    }

    @Nullable
    Instant findInstant(String name) {
        String value = find(name);
        return value == null ? null : parsed(name, value, Instant::parse);
    }

    Duration duration(String name) {
        return parsed(name, text(name), Duration::parse);
    }

    @Nullable
    Duration findDuration(String name) {
        String value = find(name);
        return value == null ? null : parsed(name, value, Duration::parse);
    }

    List<String> texts(String name) {
        return record.body().get(name) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** Reads the record by {@code reading}, which may throw for a value that this version does not know. */
    static <T> T read(JournalRecord record, Function<Facts, T> reading) {
        try {
            return reading.apply(new Facts(record));
        } catch (IllegalArgumentException e) {
            throw new Facts(record).strange(String.valueOf(e.getMessage()));
        }
    }

    private <T> T parsed(String name, String value, Function<String, T> parser) {
        try {
            return parser.apply(value);
        } catch (DateTimeException e) {
            throw strange(name);
        }
    }

    private DrException strange(String what) {
        return DrException.create(
                ErrorCode.UNSUPPORTED,
                "read the results of drills",
                "record " + record.sequence() + ", " + record.type() + ", is not as this version writes it: " + what,
                failure -> failure.hint("Read it with the version of signal-dr that wrote it, or a newer one."));
    }
}
