package com.datafly.signal.dr.playbook;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * When a disaster struck, was noticed and was declared: the time that a recovery has used up before it begins.
 *
 * @since 0.1
 */
public final class Incident {

    private final Instant disruptedAt;
    private final @Nullable Instant detectedAt;
    private final @Nullable Instant declaredAt;
    private final @Nullable String title;

    private Incident(Builder builder) {
        this.disruptedAt = builder.disruptedAt;
        this.detectedAt = builder.detectedAt;
        this.declaredAt = builder.declaredAt;
        this.title = builder.title;
    }

    /**
     * Describes an incident; what is not given was not measured, and the report says so.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if the instants are not in their order
     */
    public static Incident of(Instant disruptedAt, Consumer<Builder> more) {
        Builder builder = new Builder(requireNonNull(disruptedAt, "disruptedAt"));
        more.accept(builder);
        builder.require();
        return new Incident(builder);
    }

    /** Returns when the service was lost, or its data last good. */
    public Instant disruptedAt() {
        return disruptedAt;
    }

    /** Returns when somebody or something noticed. */
    public Optional<Instant> detectedAt() {
        return Optional.ofNullable(detectedAt);
    }

    /** Returns when it was declared a disaster. */
    public Optional<Instant> declaredAt() {
        return Optional.ofNullable(declaredAt);
    }

    /** Returns what the organisation calls it, as in {@code INC-2041}. */
    public Optional<String> title() {
        return Optional.ofNullable(title);
    }

    /** Returns how much of a recovery time is left at {@code now}; zero or less if none is. */
    public Duration left(Duration rto, Instant now) {
        return rto.minus(Duration.between(disruptedAt, now));
    }

    /**
     * Collects what is known of an incident. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private final Instant disruptedAt;
        private @Nullable Instant detectedAt;
        private @Nullable Instant declaredAt;
        private @Nullable String title;

        private Builder(Instant disruptedAt) {
            this.disruptedAt = disruptedAt;
        }

        /** Sets when somebody or something noticed. */
        public Builder detectedAt(Instant detectedAt) {
            this.detectedAt = requireNonNull(detectedAt, "detectedAt");
            return this;
        }

        /** Sets when it was declared a disaster. */
        public Builder declaredAt(Instant declaredAt) {
            this.declaredAt = requireNonNull(declaredAt, "declaredAt");
            return this;
        }

        /** Sets what the organisation calls it. */
        public Builder title(String title) {
            this.title = requireNonNull(title, "title");
            return this;
        }

        private void require() {
            requireOrder("disruptedAt", disruptedAt, "detectedAt", detectedAt);
            requireOrder("disruptedAt", disruptedAt, "declaredAt", declaredAt);
            if (detectedAt != null) {
                requireOrder("detectedAt", detectedAt, "declaredAt", declaredAt);
            }
        }

        private static void requireOrder(
                String earlierName, Instant earlier, String laterName, @Nullable Instant later) {
            if (later != null && later.isBefore(earlier)) {
                throw DrException.create(
                        ErrorCode.INVALID_ARGUMENT,
                        "describe an incident",
                        laterName + " is " + later + ", before " + earlierName + ", " + earlier,
                        failure -> failure.hint("Give the instants in their order, all by one clock."));
            }
        }
    }
}
