package com.datafly.signal.dr.database;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a provider says of a database's standby at one moment.
 *
 * @since 0.1
 */
public final class HighAvailabilityStatus {

    private final Replication replication;
    private final boolean healthy;
    private final @Nullable String standbyPlace;
    private final List<String> evidence;

    private HighAvailabilityStatus(Builder builder) {
        this.replication = builder.replication;
        this.healthy = builder.healthy;
        this.standbyPlace = builder.standbyPlace;
        this.evidence = List.copyOf(builder.evidence);
    }

    /**
     * Describes a standby. Defaults: its place is unknown, nothing is proven.
     *
     * @param healthy whether the provider shows replication as working, and the standby as ready
     */
    public static HighAvailabilityStatus create(Replication replication, boolean healthy, Consumer<Builder> more) {
        Builder builder = new Builder(replication, healthy);
        more.accept(builder);
        return new HighAvailabilityStatus(builder);
    }

    /** Returns how commits reach the standby. */
    public Replication replication() {
        return replication;
    }

    /** Tells whether the provider shows replication as working, and the standby as ready. */
    public boolean healthy() {
        return healthy;
    }

    /** Returns where the standby is, as in {@code eu-west-1b}. */
    public Optional<String> standbyPlace() {
        return Optional.ofNullable(standbyPlace);
    }

    /** Returns what was seen and what follows from it, a sentence each. */
    public List<String> evidence() {
        return evidence;
    }

    /** Tells whether, by what was seen, no commit is lost with the primary: an RPO of zero. */
    public boolean meetsZeroRpo() {
        return healthy && (replication == Replication.SYNCHRONOUS || replication == Replication.SEMISYNCHRONOUS);
    }

    @Override
    public String toString() {
        return replication
                + (healthy ? ", healthy" : ", not healthy")
                + standbyPlace().map(place -> ", standby in " + place).orElse("");
    }

    /**
     * Collects a status. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private final Replication replication;
        private final boolean healthy;
        private final List<String> evidence = new ArrayList<>();
        private @Nullable String standbyPlace;

        private Builder(Replication replication, boolean healthy) {
            this.replication = requireNonNull(replication, "replication");
            this.healthy = healthy;
        }

        /** Sets where the standby is. */
        public Builder standbyPlace(String standbyPlace) {
            this.standbyPlace = requireNonNull(standbyPlace, "standbyPlace");
            return this;
        }

        /** Adds a sentence on what was seen. */
        public Builder evidence(String evidence) {
            this.evidence.add(requireNonNull(evidence, "evidence"));
            return this;
        }
    }
}
