package com.datafly.signal.dr.internal.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.journal.JournalEntry;
import com.datafly.signal.dr.journal.JournalHead;
import com.datafly.signal.dr.journal.JournalRecord;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record as a line: its hash, a space, its JSON, a line feed. The hash is the SHA-256 of the hash before it, as text,
 * followed by the bytes of the JSON. Lines and chain are the same in every format; only the JSON may grow.
 */
final class RecordCodec {

    static final long FORMAT = 1;

    /** A definition of ten thousand steps fits; what is longer is no fact about a run. */
    static final int LONGEST_LINE = 8 << 20;

    private static final int HASH_LENGTH = 64;

    private RecordCodec() {}

    /** Encodes the record that follows {@code before}. */
    static Line encode(JournalHead before, long epoch, String writer, Instant at, JournalEntry entry) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("format", FORMAT);
        json.put("sequence", before.sequence() + 1);
        json.put("epoch", epoch);
        json.put("writer", writer);
        json.put("at", at.toString());
        json.put("type", entry.type());
        json.put("body", entry.body());
        byte[] text = PlainJson.write(json);
        if (text.length > LONGEST_LINE - HASH_LENGTH - 2) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "make a journal entry",
                    entry.type() + " has " + text.length + " bytes",
                    failure -> failure.hint("Keep what is larger than 8 MiB elsewhere, and its name here."));
        }
        String hash = hash(before.hash(), text, 0);
        byte[] line = new byte[HASH_LENGTH + 1 + text.length + 1];
        System.arraycopy(hash.getBytes(US_ASCII), 0, line, 0, HASH_LENGTH);
        line[HASH_LENGTH] = ' ';
        System.arraycopy(text, 0, line, HASH_LENGTH + 1, text.length);
        line[line.length - 1] = '\n';
        JournalHead place = new JournalHead(before.sequence() + 1, epoch, hash);
        return new Line(line, JournalRecord.of(place, writer, at, entry));
    }

    /**
     * Decodes the line that follows {@code before}.
     *
     * @param line without its line feed
     * @throws DrException with {@code INTEGRITY_FAILED} if it is not what was written behind {@code before},
     *     {@code UNSUPPORTED} if its format is newer
     */
    static JournalRecord decode(String log, JournalHead before, byte[] line) {
        long sequence = before.sequence() + 1;
        String hash = claimedHash(line);
        if (hash == null || !hash.equals(hash(before.hash(), line, HASH_LENGTH + 1))) {
            throw broken(log, sequence, "is not what was written behind record " + before.sequence());
        }
        try {
            Map<String, @Nullable Object> json = PlainJson.read(Arrays.copyOfRange(line, HASH_LENGTH + 1, line.length));
            requireFormat(log, sequence, number(json, "format"));
            JournalHead place = new JournalHead(number(json, "sequence"), number(json, "epoch"), hash);
            if (place.sequence() != sequence) {
                throw broken(log, sequence, "calls itself record " + place.sequence());
            }
            if (place.epoch() < before.epoch()) {
                throw broken(log, sequence, "goes back from epoch " + before.epoch() + " to " + place.epoch());
            }
            return JournalRecord.of(place, text(json, "writer"), Instant.parse(text(json, "at")), entry(json));
        } catch (IOException | ClassCastException | NullPointerException | DateTimeException e) {
            throw broken(log, sequence, "is no record: " + e);
        }
    }

    static DrException broken(String log, long sequence, String problem) {
        return DrException.create(
                ErrorCode.INTEGRITY_FAILED,
                "read the journal " + log,
                "record " + sequence + " " + problem,
                failure -> failure.detail("log", log)
                        .detail("sequence", sequence)
                        .hint("Keep a copy of the journal and find out what changed it. Put back the last good copy if"
                                + " there is one; otherwise abandon the run and look at its resources by hand."));
    }

    private static void requireFormat(String log, long sequence, long format) {
        if (format > FORMAT) {
            throw DrException.create(
                    ErrorCode.UNSUPPORTED,
                    "read the journal " + log,
                    "record " + sequence + " has format " + format + ", and this version of the library reads up to "
                            + FORMAT,
                    failure -> failure.hint("Use the version of the library that wrote it, or a newer one."));
        }
    }

    @SuppressWarnings("unchecked") // PlainJson makes maps with text as keys only.
    private static JournalEntry entry(Map<String, @Nullable Object> json) {
        return JournalEntry.of(text(json, "type"), (Map<String, @Nullable Object>) requireNonNull(json.get("body")));
    }

    private static long number(Map<String, @Nullable Object> json, String name) {
        return (Long) requireNonNull(json.get(name), name);
    }

    private static String text(Map<String, @Nullable Object> json, String name) {
        return (String) requireNonNull(json.get(name), name);
    }

    private static @Nullable String claimedHash(byte[] line) {
        return line.length > HASH_LENGTH + 1 && line[HASH_LENGTH] == ' '
                ? new String(line, 0, HASH_LENGTH, US_ASCII)
                : null;
    }

    private static String hash(String before, byte[] bytes, int from) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(before.getBytes(US_ASCII));
            digest.update(bytes, from, bytes.length - from);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** A record and its line, line feed included. */
    static final class Line {
        private final byte[] bytes;
        private final JournalRecord record;

        private Line(byte[] bytes, JournalRecord record) {
            this.bytes = bytes;
            this.record = record;
        }

        byte[] bytes() {
            return bytes;
        }

        JournalRecord record() {
            return record;
        }
    }
}
