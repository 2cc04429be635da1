package com.datafly.signal.dr.selfmanaged.internal.wal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Lsn;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the records in a stored segment, or in the beginning of one, without reading it.
 *
 * <p>Facts serve listings and estimates. A proof reads the log itself.
 *
 * @param end the first LSN behind the stored bytes
 * @param majorVersion the major version of PostgreSQL that wrote it
 * @param sha256 the hash of the stored bytes, in hexadecimal
 * @param firstRecord where the first record that begins here begins; null if none does
 * @param firstRecordPrevious where the record before that one begins
 * @param lastRecord where the last record that is complete here begins
 * @param lastRecordEnd the end of the last record that is complete here
 * @param unfinishedRecord where the record begins that goes on in the next segment
 * @param firstTime the earliest time that a commit, an abort or a restore point here states
 * @param lastTime the latest such time
 */
public record SegmentFacts(
        Lsn end,
        int majorVersion,
        String sha256,
        @Nullable Lsn firstRecord,
        @Nullable Lsn firstRecordPrevious,
        @Nullable Lsn lastRecord,
        @Nullable Lsn lastRecordEnd,
        @Nullable Lsn unfinishedRecord,
        @Nullable Instant firstTime,
        @Nullable Instant lastTime) {

    /** Returns where the record begins that the first record of the next segment has to follow. */
    public Optional<Lsn> chainEnd() {
        return Optional.ofNullable(unfinishedRecord == null ? lastRecord : unfinishedRecord);
    }

    /** Returns the facts as text by name. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("end", end.toString());
        map.put("majorVersion", majorVersion);
        map.put("sha256", sha256);
        put(map, "firstRecord", firstRecord);
        put(map, "firstRecordPrevious", firstRecordPrevious);
        put(map, "lastRecord", lastRecord);
        put(map, "lastRecordEnd", lastRecordEnd);
        put(map, "unfinishedRecord", unfinishedRecord);
        put(map, "firstTime", firstTime);
        put(map, "lastTime", lastTime);
        return map;
    }

    /**
     * Reads what {@link #toMap()} wrote.
     *
     * @throws DrException with {@code INTEGRITY_FAILED} if a fact is missing or unreadable
     */
    static SegmentFacts of(String key, Map<String, Object> map) {
        try {
            return new SegmentFacts(
                    Lsn.parse(text(map, "end")),
                    Integer.parseInt(text(map, "majorVersion")),
                    text(map, "sha256"),
                    lsn(map, "firstRecord"),
                    lsn(map, "firstRecordPrevious"),
                    lsn(map, "lastRecord"),
                    lsn(map, "lastRecordEnd"),
                    lsn(map, "unfinishedRecord"),
                    instant(map, "firstTime"),
                    instant(map, "lastTime"));
        } catch (DrException | DateTimeParseException | NumberFormatException e) {
            throw DrException.create(
                    ErrorCode.INTEGRITY_FAILED, "read " + key, "its facts are damaged", failure -> failure.cause(e));
        }
    }

    private static String text(Map<String, Object> map, String name) {
        return String.valueOf(map.get(name));
    }

    private static @Nullable Lsn lsn(Map<String, Object> map, String name) {
        return map.containsKey(name) ? Lsn.parse(text(map, name)) : null;
    }

    private static @Nullable Instant instant(Map<String, Object> map, String name) {
        return map.containsKey(name) ? Instant.parse(text(map, name)) : null;
    }

    private static void put(Map<String, Object> map, String name, @Nullable Object value) {
        if (value != null) {
            map.put(name, value.toString());
        }
    }
}
