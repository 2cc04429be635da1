package com.datafly.signal.dr.aws;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.database.AutomatedBackupSettings;
import com.datafly.signal.dr.database.DatabaseState;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How one instance is protected.
 *
 * @since 0.1
 */
public final class RdsInstanceSummary {

    private final ResourceAddress address;
    private final String engine;
    private final String instanceClass;
    private final DatabaseState state;
    private final String nativeState;
    private final AutomatedBackupSettings backups;
    private final @Nullable Instant latestRestorableTime;
    private final boolean multiAz;
    private final boolean encrypted;
    private final boolean deletionProtection;
    private final @Nullable String cluster;
    private final Map<String, String> tags;

    private RdsInstanceSummary(Builder builder) {
        this.address = builder.address;
        this.engine = builder.engine;
        this.instanceClass = builder.instanceClass;
        this.state = builder.state;
        this.nativeState = builder.nativeState;
        this.backups = builder.backups;
        this.latestRestorableTime = builder.latestRestorableTime;
        this.multiAz = builder.multiAz;
        this.encrypted = builder.encrypted;
        this.deletionProtection = builder.deletionProtection;
        this.cluster = builder.cluster;
        this.tags = Map.copyOf(builder.tags);
    }

    /** Describes an instance. Defaults: unprotected in every respect, in an unknown state. */
    public static RdsInstanceSummary create(ResourceAddress address, Consumer<Builder> more) {
        Builder builder = new Builder(address);
        more.accept(builder);
        return new RdsInstanceSummary(builder);
    }

    /** Returns the address under which it is opened. */
    public ResourceAddress address() {
        return address;
    }

    /** Returns engine and version, as in {@code postgres 17.4}. */
    public String engine() {
        return engine;
    }

    /** Returns the class, as in {@code db.r6g.xlarge}. */
    public String instanceClass() {
        return instanceClass;
    }

    /** Returns whether it can be used. */
    public DatabaseState state() {
        return state;
    }

    /** Returns the state in RDS's own word. */
    public String nativeState() {
        return nativeState;
    }

    /** Returns the automated backups; of a member of a cluster, those of the cluster. */
    public AutomatedBackupSettings backups() {
        return backups;
    }

    /** Returns the newest instant that can be recovered; empty if none can. */
    public Optional<Instant> latestRestorableTime() {
        return Optional.ofNullable(latestRestorableTime);
    }

    /** Tells whether it has a standby in another zone. */
    public boolean multiAz() {
        return multiAz;
    }

    /** Tells whether its storage is encrypted. */
    public boolean encrypted() {
        return encrypted;
    }

    /** Tells whether it is protected against deletion. */
    public boolean deletionProtection() {
        return deletionProtection;
    }

    /** Returns the cluster that it is a member of. */
    public Optional<String> cluster() {
        return Optional.ofNullable(cluster);
    }

    /** Returns its tags. */
    public Map<String, String> tags() {
        return tags;
    }

    @Override
    public String toString() {
        return address + " (" + nativeState + ", backups " + backups + ")";
    }

    /**
     * Collects a summary. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private final ResourceAddress address;
        private final Map<String, String> tags = new LinkedHashMap<>();
        private String engine = "";
        private String instanceClass = "";
        private DatabaseState state = DatabaseState.UNKNOWN;
        private String nativeState = "";
        private AutomatedBackupSettings backups = AutomatedBackupSettings.create(none -> {});
        private @Nullable Instant latestRestorableTime;
        private boolean multiAz;
        private boolean encrypted;
        private boolean deletionProtection;
        private @Nullable String cluster;

        private Builder(ResourceAddress address) {
            this.address = requireNonNull(address, "address");
        }

        /** Sets engine and version. */
        public Builder engine(String engine) {
            this.engine = requireNonNull(engine, "engine");
            return this;
        }

        /** Sets the class. */
        public Builder instanceClass(String instanceClass) {
            this.instanceClass = requireNonNull(instanceClass, "instanceClass");
            return this;
        }

        /** Sets the state, in this library's and in RDS's own word. */
        public Builder state(DatabaseState state, String nativeState) {
            this.state = requireNonNull(state, "state");
            this.nativeState = requireNonNull(nativeState, "nativeState");
            return this;
        }

        /** Sets the automated backups. */
        public Builder backups(AutomatedBackupSettings backups) {
            this.backups = requireNonNull(backups, "backups");
            return this;
        }

        /** Sets the newest instant that can be recovered. */
        public Builder latestRestorableTime(Instant latestRestorableTime) {
            this.latestRestorableTime = requireNonNull(latestRestorableTime, "latestRestorableTime");
            return this;
        }

        /** Sets whether it has a standby. */
        public Builder multiAz(boolean multiAz) {
            this.multiAz = multiAz;
            return this;
        }

        /** Sets whether its storage is encrypted. */
        public Builder encrypted(boolean encrypted) {
            this.encrypted = encrypted;
            return this;
        }

        /** Sets whether it is protected against deletion. */
        public Builder deletionProtection(boolean deletionProtection) {
            this.deletionProtection = deletionProtection;
            return this;
        }

        /** Sets the cluster that it is a member of. */
        public Builder cluster(String cluster) {
            this.cluster = requireNonNull(cluster, "cluster");
            return this;
        }

        /** Adds its tags. */
        public Builder tags(Map<String, String> tags) {
            this.tags.putAll(tags);
            return this;
        }
    }
}
