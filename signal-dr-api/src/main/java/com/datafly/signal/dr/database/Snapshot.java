package com.datafly.signal.dr.database;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.operation.OperationKey;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A stored, complete copy of a database as the provider describes it at one moment.
 *
 * @since 0.1
 */
public final class Snapshot {

    /** The annotation that forbids retention to remove a snapshot; its value is the reason. */
    public static final String HOLD = "signal-dr:hold";

    /** The annotation that holds the verdict of the last verification of a restore of this snapshot. */
    public static final String VERDICT = "signal-dr:verdict";

    /** The annotation that holds the instant of that verification, in ISO 8601. */
    public static final String VERIFIED_AT = "signal-dr:verified-at";

    /**
     * The annotation that holds the instant of the last verification that passed, in ISO 8601. Only a verification that
     * failed takes it away: one that proved nothing or could not run says nothing against the pass.
     */
    public static final String PASSED_AT = "signal-dr:passed-at";

    private final String id;
    private final String name;
    private final SnapshotState state;
    private final Instant createdAt;
    private final boolean automated;
    private final @Nullable Long sizeBytes;
    private final @Nullable OperationKey key;
    private final @Nullable Lsn lsn;
    private final Map<String, String> annotations;

    private Snapshot(Builder builder) {
        this.id = builder.id;
        this.name = builder.name;
        this.state = builder.state;
        this.createdAt = builder.createdAt;
        this.automated = builder.automated;
        this.sizeBytes = builder.sizeBytes;
        this.key = builder.key;
        this.lsn = builder.lsn;
        this.annotations = Map.copyOf(builder.annotations);
    }

    /**
     * Describes a snapshot. Defaults: made by hand, no size, no key, no LSN, no annotations.
     *
     * @param createdAt the instant whose state it holds, as near as the provider tells
     */
    public static Snapshot create(
            String id, String name, SnapshotState state, Instant createdAt, Consumer<Builder> more) {
        Builder builder = new Builder(id, name, state, createdAt);
        more.accept(builder);
        return new Snapshot(builder);
    }

    /** Returns the provider's name for it, unique within the database. */
    public String id() {
        return id;
    }

    /** Returns the name that the caller gave. Not unique. */
    public String name() {
        return name;
    }

    /** Returns whether it can be restored. */
    public SnapshotState state() {
        return state;
    }

    /** Returns the instant whose state it holds, as near as the provider tells. */
    public Instant createdAt() {
        return createdAt;
    }

    /** Tells whether the provider made it by its own schedule; such snapshots are the provider's to remove. */
    public boolean automated() {
        return automated;
    }

    /** Returns the stored size in bytes. */
    public OptionalLong sizeBytes() {
        return sizeBytes == null ? OptionalLong.empty() : OptionalLong.of(sizeBytes);
    }

    /** Returns the key of the operation that made it, where this library did. */
    public Optional<OperationKey> key() {
        return Optional.ofNullable(key);
    }

    /** Returns the WAL position at which it is consistent, where the provider tells. */
    public Optional<Lsn> lsn() {
        return Optional.ofNullable(lsn);
    }

    /** Returns what was noted on it by name: labels of the caller, holds, verdicts. */
    public Map<String, String> annotations() {
        return annotations;
    }

    /** Returns why it is held, if it is. */
    public Optional<String> hold() {
        return Optional.ofNullable(annotations.get(HOLD));
    }

    @Override
    public String toString() {
        return name + " (" + id + ", " + state + ", " + createdAt + ")";
    }

    /**
     * Collects a snapshot. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private final String id;
        private final String name;
        private final SnapshotState state;
        private final Instant createdAt;
        private final Map<String, String> annotations = new LinkedHashMap<>();
        private boolean automated;
        private @Nullable Long sizeBytes;
        private @Nullable OperationKey key;
        private @Nullable Lsn lsn;

        private Builder(String id, String name, SnapshotState state, Instant createdAt) {
            this.id = requireNonNull(id, "id");
            this.name = requireNonNull(name, "name");
            this.state = requireNonNull(state, "state");
            this.createdAt = requireNonNull(createdAt, "createdAt");
        }

        /** Sets whether the provider made it by its own schedule. */
        public Builder automated(boolean automated) {
            this.automated = automated;
            return this;
        }

        /** Sets the stored size in bytes. */
        public Builder sizeBytes(long sizeBytes) {
            this.sizeBytes = sizeBytes;
            return this;
        }

        /** Sets the key of the operation that made it. */
        public Builder key(OperationKey key) {
            this.key = requireNonNull(key, "key");
            return this;
        }

        /** Sets the WAL position at which it is consistent. */
        public Builder lsn(Lsn lsn) {
            this.lsn = requireNonNull(lsn, "lsn");
            return this;
        }

        /** Adds what was noted on it. */
        public Builder annotations(Map<String, String> annotations) {
            this.annotations.putAll(annotations);
            return this;
        }
    }
}
