package com.datafly.signal.dr.platform;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.Secret;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One revision of a release, as the platform keeps it. Its content holds passwords, so it prints nothing of it; closing
 * it overwrites the copy held here.
 *
 * @since 0.1
 */
public final class StoredRelease implements AutoCloseable {

    private final String name;
    private final int revision;
    private final Status status;
    private final Builder values;

    private StoredRelease(String name, int revision, Status status, Builder values) {
        this.name = name;
        this.revision = revision;
        this.status = status;
        this.values = values;
    }

    /** Describes one; what is not set is absent. */
    public static StoredRelease create(String name, int revision, Status status, Consumer<Builder> more) {
        Builder builder = new Builder();
        more.accept(builder);
        return new StoredRelease(requireNonNull(name, "name"), revision, requireNonNull(status, "status"), builder);
    }

    /** Returns the release's name. */
    public String name() {
        return name;
    }

    /** Returns the number of the revision, from 1. */
    public int revision() {
        return revision;
    }

    /** Returns what became of it. */
    public Status status() {
        return status;
    }

    /** Returns the labels that users gave it; later revisions inherit them. */
    public Map<String, String> labels() {
        return values.labels;
    }

    /** Returns the name of the object that the platform keeps it in. */
    public Optional<String> storedIn() {
        return Optional.ofNullable(values.storedIn);
    }

    /** Returns an opaque token that changes with every change of that object. */
    public Optional<String> version() {
        return Optional.ofNullable(values.version);
    }

    /** Returns the chart's name and version, as in {@code datafly-1.4.2}, if the content was read. */
    public Optional<String> chart() {
        return Optional.ofNullable(values.chart);
    }

    /** Returns the version of what the chart installs. */
    public Optional<String> appVersion() {
        return Optional.ofNullable(values.appVersion);
    }

    /** Returns when it was deployed last. */
    public Optional<Instant> deployedAt() {
        return Optional.ofNullable(values.deployedAt);
    }

    /** Returns what the deploying software noted. */
    public Optional<String> description() {
        return Optional.ofNullable(values.description);
    }

    /** Returns the whole of it as JSON: values, chart, manifest, hooks; if the content was read. */
    public Optional<Secret> content() {
        return Optional.ofNullable(values.content);
    }

    @Override
    public void close() {
        content().ifPresent(Secret::close);
    }

    @Override
    public String toString() {
        return "release " + name + ", revision " + revision + ", " + status;
    }

    /** What became of a revision. */
    public enum Status {
        /** It is the one that runs. */
        DEPLOYED,
        /** Another one came after it. */
        SUPERSEDED,
        /** It could not be deployed. */
        FAILED,
        /** Its resources are gone, its history is kept. */
        UNINSTALLED,
        /** Its resources are being removed, or somebody died while removing them. */
        UNINSTALLING,
        /** It is being installed, or somebody died while installing it. */
        PENDING_INSTALL,
        /** It is being upgraded to, or somebody died while doing so. */
        PENDING_UPGRADE,
        /** It is being rolled back to, or somebody died while doing so. */
        PENDING_ROLLBACK,
        /** The deploying software does not know. */
        UNKNOWN;

        /** Tells whether the deploying software refuses another operation because of it. */
        public boolean pending() {
            return this == PENDING_INSTALL || this == PENDING_UPGRADE || this == PENDING_ROLLBACK;
        }
    }

    /**
     * Collects what is known. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private Map<String, String> labels = Map.of();
        private @Nullable String storedIn;
        private @Nullable String version;
        private @Nullable String chart;
        private @Nullable String appVersion;
        private @Nullable Instant deployedAt;
        private @Nullable String description;
        private @Nullable Secret content;

        private Builder() {}

        /** Sets the object that it is kept in, and its version. */
        public Builder storedIn(String object, String version) {
            this.storedIn = requireNonNull(object, "object");
            this.version = requireNonNull(version, "version");
            return this;
        }

        /** Sets the labels that users gave it, without those of the deploying software. */
        public Builder labels(Map<String, String> labels) {
            this.labels = Map.copyOf(labels);
            return this;
        }

        /** Sets the chart's name and version, and the version of what it installs. */
        public Builder chart(@Nullable String chart, @Nullable String appVersion) {
            this.chart = chart;
            this.appVersion = appVersion;
            return this;
        }

        /** Sets when it was deployed last, and what was noted then. */
        public Builder deployed(@Nullable Instant at, @Nullable String description) {
            this.deployedAt = at;
            this.description = description;
            return this;
        }

        /** Sets the whole of it as JSON; closing the release closes it. */
        public Builder content(@Nullable Secret content) {
            this.content = content;
            return this;
        }
    }
}
