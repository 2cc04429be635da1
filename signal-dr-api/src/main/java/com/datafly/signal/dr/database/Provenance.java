package com.datafly.signal.dr.database;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.verify.CheckResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a restored database came into being: from what, to which point, proven how.
 *
 * @since 0.1
 */
public final class Provenance {

    private final OperationKey key;
    private final String source;
    private final RecoveryTarget target;
    private final @Nullable String snapshotId;
    private final @Nullable Lsn reachedLsn;
    private final List<CheckResult> evidence;
    private final List<String> differences;
    private final List<String> warnings;
    private final Map<String, Duration> phases;
    private final Map<String, String> tags;

    private Provenance(Builder builder) {
        this.key = builder.key;
        this.source = builder.source;
        this.target = builder.target;
        this.snapshotId = builder.snapshotId;
        this.reachedLsn = builder.reachedLsn;
        this.evidence = List.copyOf(builder.evidence);
        this.differences = List.copyOf(builder.differences);
        this.warnings = List.copyOf(builder.warnings);
        this.phases = new LinkedHashMap<>(builder.phases);
        this.tags = Map.copyOf(builder.tags);
    }

    /** Describes a restore. Defaults: nothing else known. */
    public static Provenance create(OperationKey key, String source, RecoveryTarget target, Consumer<Builder> more) {
        Builder builder = new Builder(key, source, target);
        more.accept(builder);
        return new Provenance(builder);
    }

    /** Returns the key of the restore. */
    public OperationKey key() {
        return key;
    }

    /** Returns what the data came from: the source's address or system identifier. */
    public String source() {
        return source;
    }

    /** Returns the point that was asked for. */
    public RecoveryTarget target() {
        return target;
    }

    /** Returns the snapshot that the restore began with. */
    public Optional<String> snapshotId() {
        return Optional.ofNullable(snapshotId);
    }

    /** Returns the WAL position that the restored database reached. */
    public Optional<Lsn> reachedLsn() {
        return Optional.ofNullable(reachedLsn);
    }

    /** Returns what the restore itself proved: stored hashes, gapless WAL, the target reached. */
    public List<CheckResult> evidence() {
        return evidence;
    }

    /** Returns what differs from the source's configuration, a sentence each. */
    public List<String> differences() {
        return differences;
    }

    /** Returns what a person should look at before relying on the copy, a sentence each. */
    public List<String> warnings() {
        return warnings;
    }

    /** Returns how long each phase took, in order. */
    public Map<String, Duration> phases() {
        return Collections.unmodifiableMap(phases);
    }

    /** Returns the tags that the database has; empty where the provider keeps none. */
    public Map<String, String> tags() {
        return tags;
    }

    /**
     * Collects a provenance. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private final OperationKey key;
        private final String source;
        private final RecoveryTarget target;
        private final List<CheckResult> evidence = new ArrayList<>();
        private final List<String> differences = new ArrayList<>();
        private final List<String> warnings = new ArrayList<>();
        private final Map<String, Duration> phases = new LinkedHashMap<>();
        private final Map<String, String> tags = new LinkedHashMap<>();
        private @Nullable String snapshotId;
        private @Nullable Lsn reachedLsn;

        private Builder(OperationKey key, String source, RecoveryTarget target) {
            this.key = requireNonNull(key, "key");
            this.source = requireNonNull(source, "source");
            this.target = requireNonNull(target, "target");
        }

        /** Sets the snapshot that the restore began with. */
        public Builder snapshotId(String snapshotId) {
            this.snapshotId = requireNonNull(snapshotId, "snapshotId");
            return this;
        }

        /** Sets the WAL position that was reached. */
        public Builder reachedLsn(Lsn reachedLsn) {
            this.reachedLsn = requireNonNull(reachedLsn, "reachedLsn");
            return this;
        }

        /** Adds something that the restore proved. */
        public Builder evidence(CheckResult evidence) {
            this.evidence.add(requireNonNull(evidence, "evidence"));
            return this;
        }

        /** Adds a difference from the source's configuration. */
        public Builder difference(String difference) {
            this.differences.add(requireNonNull(difference, "difference"));
            return this;
        }

        /** Adds something that a person should look at. */
        public Builder warning(String warning) {
            this.warnings.add(requireNonNull(warning, "warning"));
            return this;
        }

        /** Adds a phase and its length. */
        public Builder phase(String name, Duration length) {
            this.phases.put(requireNonNull(name, "name"), requireNonNull(length, "length"));
            return this;
        }

        /** Adds a tag that the database has. */
        public Builder tag(String name, String value) {
            this.tags.put(requireNonNull(name, "name"), requireNonNull(value, "value"));
            return this;
        }
    }
}
