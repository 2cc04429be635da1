package com.datafly.signal.dr.database;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.FailureDomain;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a provider says of a database at one moment.
 *
 * @since 0.1
 */
public final class DatabaseStatus {

    private final DatabaseState state;
    private final DatabaseRole role;
    private final String engineVersion;
    private final @Nullable String systemIdentifier;
    private final @Nullable Long sizeBytes;
    private final Map<String, String> details;
    private final List<String> warnings;
    private final Set<FailureDomain> failureDomains;

    private DatabaseStatus(Builder builder) {
        this.state = builder.state;
        this.role = builder.role;
        this.engineVersion = builder.engineVersion;
        this.systemIdentifier = builder.systemIdentifier;
        this.sizeBytes = builder.sizeBytes;
        this.details = new LinkedHashMap<>(builder.details);
        this.warnings = List.copyOf(builder.warnings);
        this.failureDomains = Set.copyOf(builder.failureDomains);
    }

    /** Describes a database. Defaults: role unknown, nothing else known. */
    public static DatabaseStatus create(DatabaseState state, String engineVersion, Consumer<Builder> more) {
        Builder builder = new Builder(state, engineVersion);
        more.accept(builder);
        return new DatabaseStatus(builder);
    }

    /** Returns whether the database can be used. */
    public DatabaseState state() {
        return state;
    }

    /** Returns whether it is a primary or a standby. */
    public DatabaseRole role() {
        return role;
    }

    /** Returns PostgreSQL's version, as in {@code 18.6}. */
    public String engineVersion() {
        return engineVersion;
    }

    /** Returns PostgreSQL's system identifier, which tells databases apart when names mislead. */
    public Optional<String> systemIdentifier() {
        return Optional.ofNullable(systemIdentifier);
    }

    /** Returns the size of the data in bytes. */
    public OptionalLong sizeBytes() {
        return sizeBytes == null ? OptionalLong.empty() : OptionalLong.of(sizeBytes);
    }

    /** Returns the provider's further facts by name. */
    public Map<String, String> details() {
        return Map.copyOf(details);
    }

    /** Returns what stands between this database and a recovery, each a sentence with its remedy. */
    public List<String> warnings() {
        return warnings;
    }

    /** Returns what it is lost with, as far as the provider can tell, as in the path of its data directory. */
    public Set<FailureDomain> failureDomains() {
        return failureDomains;
    }

    /**
     * Collects a status. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private final DatabaseState state;
        private final String engineVersion;
        private final Map<String, String> details = new LinkedHashMap<>();
        private final List<String> warnings = new ArrayList<>();
        private final Set<FailureDomain> failureDomains = new LinkedHashSet<>();
        private DatabaseRole role = DatabaseRole.UNKNOWN;
        private @Nullable String systemIdentifier;
        private @Nullable Long sizeBytes;

        private Builder(DatabaseState state, String engineVersion) {
            this.state = requireNonNull(state, "state");
            this.engineVersion = requireNonNull(engineVersion, "engineVersion");
        }

        /** Sets whether it is a primary or a standby. */
        public Builder role(DatabaseRole role) {
            this.role = requireNonNull(role, "role");
            return this;
        }

        /** Sets PostgreSQL's system identifier. */
        public Builder systemIdentifier(String systemIdentifier) {
            this.systemIdentifier = requireNonNull(systemIdentifier, "systemIdentifier");
            return this;
        }

        /** Sets the size of the data in bytes. */
        public Builder sizeBytes(long sizeBytes) {
            this.sizeBytes = sizeBytes;
            return this;
        }

        /** Adds a fact of the provider's. */
        public Builder detail(String name, String value) {
            this.details.put(requireNonNull(name, "name"), requireNonNull(value, "value"));
            return this;
        }

        /** Adds something that the database is lost with. */
        public Builder failureDomain(FailureDomain domain) {
            this.failureDomains.add(requireNonNull(domain, "domain"));
            return this;
        }

        /** Adds a sentence that says what stands in the way of a recovery, and the remedy. */
        public Builder warning(String warning) {
            this.warnings.add(requireNonNull(warning, "warning"));
            return this;
        }
    }
}
