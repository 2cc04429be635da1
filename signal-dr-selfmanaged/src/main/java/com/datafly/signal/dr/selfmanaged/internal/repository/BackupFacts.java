package com.datafly.signal.dr.selfmanaged.internal.repository;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.operation.OperationKey;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What is known of a backup without its files: enough to list and to choose. Immutable. */
public final class BackupFacts {

    private final String id;
    private final Map<String, Object> facts;

    private BackupFacts(String id, Map<String, Object> facts) {
        this.id = requireNonNull(id, "id");
        this.facts = facts;
        judge();
    }

    /** Collects the facts of a new backup. */
    public static BackupFacts create(String id, Consumer<Builder> facts) {
        Builder builder = new Builder(id);
        facts.accept(builder);
        return new BackupFacts(id, builder.facts);
    }

    /**
     * Takes the facts out of a manifest's header.
     *
     * @throws DrException with {@code INTEGRITY_FAILED} if one is missing or of another type, or they are another
     *     backup's
     */
    static BackupFacts of(String id, Map<String, Object> facts) {
        try {
            return new BackupFacts(id, facts);
        } catch (IllegalArgumentException | ClassCastException | DateTimeException | DrException e) {
            throw DrException.create(
                    ErrorCode.INTEGRITY_FAILED,
                    "read backup " + id,
                    "its facts are wrong: " + e.getMessage(),
                    failure -> failure.cause(e));
        }
    }

    /** Reads every fact once, so that a missing one shows here and not in an accessor. */
    private void judge() {
        if (!id.equals(text("id"))) {
            throw new IllegalArgumentException("they are those of backup " + text("id"));
        }
        operationKey();
        systemIdentifier();
        serverVersionNum();
        timeline();
        startLsn();
        stopLsn();
        startedAt();
        finishedAt();
        walSegmentSize();
        totalBytes();
        storedBytes();
        fileCount();
        label();
        labels();
        settings();
    }

    Map<String, Object> toMap() {
        return Collections.unmodifiableMap(facts);
    }

    /** Returns the backup's id, which is also its folder's name. */
    public String id() {
        return id;
    }

    /** Returns the label that the server wrote into backup_label. */
    public String label() {
        return text("label");
    }

    /** Returns the key of the work that made it. */
    public OperationKey operationKey() {
        return new OperationKey(text("operationKey"));
    }

    /** Returns the server's system identifier, an unsigned 64-bit number. */
    public long systemIdentifier() {
        return Long.parseUnsignedLong(text("systemIdentifier"));
    }

    /** Returns the server's version, as in {@code 150018}. */
    public int serverVersionNum() {
        return Math.toIntExact(number("serverVersionNum"));
    }

    /** Returns the server's major version, as in {@code 15}. */
    public int majorVersion() {
        return serverVersionNum() / 10_000;
    }

    /** Returns the timeline of {@link #startLsn()} and {@link #stopLsn()}. */
    public int timeline() {
        return Math.toIntExact(number("timeline"));
    }

    /** Returns where recovery begins. */
    public Lsn startLsn() {
        return Lsn.parse(text("startLsn"));
    }

    /** Returns the first position at which the backup is consistent. */
    public Lsn stopLsn() {
        return Lsn.parse(text("stopLsn"));
    }

    /** Returns when the backup began, by the server's clock. */
    public Instant startedAt() {
        return Instant.parse(text("startedAt"));
    }

    /** Returns when the server had confirmed the backup, by its clock as it was at the start. */
    public Instant finishedAt() {
        return Instant.parse(text("finishedAt"));
    }

    /** Returns the size of the server's WAL segments in bytes. */
    public long walSegmentSize() {
        return number("walSegmentSize");
    }

    /** Returns the size of all files in bytes. */
    public long totalBytes() {
        return number("totalBytes");
    }

    /** Returns the size of all packs in bytes. */
    public long storedBytes() {
        return number("storedBytes");
    }

    /** Returns the number of files. */
    public long fileCount() {
        return number("fileCount");
    }

    /** Returns what the caller noted on the backup. */
    public Map<String, String> labels() {
        return texts("labels");
    }

    /** Returns the server's settings that a recovery has to know, as SHOW prints them. */
    public Map<String, String> settings() {
        return texts("settings");
    }

    private String text(String name) {
        return (String) require(name);
    }

    private long number(String name) {
        return ((Number) require(name)).longValue();
    }

    private Map<String, String> texts(String name) {
        Map<String, String> texts = new TreeMap<>();
        ((Map<?, ?>) require(name)).forEach((key, value) -> texts.put((String) key, (String) value));
        return Collections.unmodifiableMap(texts);
    }

    private Object require(String name) {
        Object value = facts.get(name);
        if (value == null) {
            throw new IllegalArgumentException("there is no " + name);
        }
        return value;
    }

    @Override
    public String toString() {
        return "backup " + id + " of " + startedAt() + ", " + startLsn() + " to " + stopLsn();
    }

    /** Collects facts. All are required, except that maps are empty by default. Not thread-safe. */
    public static final class Builder {

        private final Map<String, Object> facts = new LinkedHashMap<>();

        private Builder(String id) {
            put("id", id);
            labels(Map.of());
            settings(Map.of());
        }

        /** Sets the label in backup_label. */
        public Builder label(String label) {
            return put("label", label);
        }

        /** Sets the key of the work that makes the backup. */
        public Builder operationKey(OperationKey key) {
            return put("operationKey", key.value());
        }

        /** Sets the server's identity. */
        public Builder server(long systemIdentifier, int serverVersionNum, long walSegmentSize) {
            put("systemIdentifier", Long.toUnsignedString(systemIdentifier));
            put("serverVersionNum", serverVersionNum);
            return put("walSegmentSize", walSegmentSize);
        }

        /** Sets the WAL that makes the backup consistent. */
        public Builder wal(int timeline, Lsn start, Lsn stop) {
            put("timeline", timeline);
            put("startLsn", start.toString());
            return put("stopLsn", stop.toString());
        }

        /** Sets the server's clock at the beginning and at the end. */
        public Builder time(Instant startedAt, Instant finishedAt) {
            put("startedAt", startedAt.toString());
            return put("finishedAt", finishedAt.toString());
        }

        /** Sets the sizes: bytes in files, bytes in packs, number of files. */
        public Builder size(long totalBytes, long storedBytes, long fileCount) {
            put("totalBytes", totalBytes);
            put("storedBytes", storedBytes);
            return put("fileCount", fileCount);
        }

        /** Sets what the caller notes on the backup. */
        public Builder labels(Map<String, String> labels) {
            return put("labels", new TreeMap<>(labels));
        }

        /** Sets the server's settings. */
        public Builder settings(Map<String, String> settings) {
            return put("settings", new TreeMap<>(settings));
        }

        private Builder put(String name, Object value) {
            facts.put(name, requireNonNull(value, name));
            return this;
        }
    }
}
