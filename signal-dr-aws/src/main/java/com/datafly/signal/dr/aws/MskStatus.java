package com.datafly.signal.dr.aws;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What MSK says of a cluster at one moment. It is MSK's view of its machines: whether records flow, only Kafka tells.
 *
 * @since 0.1
 */
public final class MskStatus {

    private final String name;
    private final MskState state;
    private final String nativeState;
    private final @Nullable String reason;
    private final @Nullable String kafkaVersion;
    private final @Nullable Integer brokers;

    private MskStatus(Builder builder) {
        this.name = builder.name;
        this.state = builder.state;
        this.nativeState = builder.nativeState;
        this.reason = builder.reason;
        this.kafkaVersion = builder.kafkaVersion;
        this.brokers = builder.brokers;
    }

    /**
     * Describes a cluster. Defaults: nothing else known.
     *
     * @param nativeState the state in MSK's own word
     */
    public static MskStatus create(String name, MskState state, String nativeState, Consumer<Builder> more) {
        Builder builder = new Builder(name, state, nativeState);
        more.accept(builder);
        return new MskStatus(builder);
    }

    /** Returns the cluster's name. */
    public String name() {
        return name;
    }

    /** Returns where it is in its life. */
    public MskState state() {
        return state;
    }

    /** Returns the state in MSK's own word. */
    public String nativeState() {
        return nativeState;
    }

    /** Returns what the state means to who uses the cluster. */
    public Health health() {
        return switch (state) {
            case ACTIVE -> Health.UP;
            case UPDATING, HEALING, MAINTENANCE, REBOOTING_BROKER -> Health.DEGRADED;
            case CREATING, DELETING, FAILED -> Health.DOWN;
            case UNKNOWN -> Health.UNKNOWN;
        };
    }

    /** Returns why it is in this state, where MSK says so. */
    public Optional<String> reason() {
        return Optional.ofNullable(reason);
    }

    /** Returns the version of Kafka, where MSK tells. */
    public Optional<String> kafkaVersion() {
        return Optional.ofNullable(kafkaVersion);
    }

    /** Returns how many brokers it has; empty for a serverless one. */
    public OptionalInt brokers() {
        return brokers == null ? OptionalInt.empty() : OptionalInt.of(brokers);
    }

    @Override
    public String toString() {
        return name + " is " + nativeState + (reason == null ? "" : ": " + reason);
    }

    /**
     * Whether a cluster can be used.
     *
     * @since 0.1
     */
    public enum Health {
        /** It serves. */
        UP,
        /** It serves, with a broker less at times, and takes no changes. */
        DEGRADED,
        /** It does not serve. */
        DOWN,
        /** The state does not tell. */
        UNKNOWN
    }

    /**
     * Collects a status. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private final String name;
        private final MskState state;
        private final String nativeState;
        private @Nullable String reason;
        private @Nullable String kafkaVersion;
        private @Nullable Integer brokers;

        private Builder(String name, MskState state, String nativeState) {
            this.name = requireNonNull(name, "name");
            this.state = requireNonNull(state, "state");
            this.nativeState = requireNonNull(nativeState, "nativeState");
        }

        /** Sets why it is in this state. */
        public Builder reason(String reason) {
            this.reason = requireNonNull(reason, "reason");
            return this;
        }

        /** Sets the version of Kafka. */
        public Builder kafkaVersion(String kafkaVersion) {
            this.kafkaVersion = requireNonNull(kafkaVersion, "kafkaVersion");
            return this;
        }

        /** Sets how many brokers it has. */
        public Builder brokers(int brokers) {
            this.brokers = brokers;
            return this;
        }
    }
}
