package com.datafly.signal.dr.verify;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The point to which one store was recovered, or would be. Immutable.
 *
 * @since 0.1
 */
public final class StorePoint {

    private final String store;
    private final @Nullable Instant at;
    private final Duration errorBar;
    private final String reason;

    private StorePoint(String store, @Nullable Instant at, Duration errorBar, String reason) {
        this.store = requireNonNull(store, "store");
        this.at = at;
        this.errorBar = requireNonNull(errorBar, "errorBar");
        this.reason = requireNonNull(reason, "reason");
    }

    /**
     * A point that is known.
     *
     * @param store as in {@code database}, {@code kafka}, {@code redis}
     * @param errorBar how far the truth may be from it, to either side: the precision of the measurement and of the
     *     store's clock
     * @throws DrException with {@code INVALID_ARGUMENT} if {@code errorBar} is negative
     */
    public static StorePoint known(String store, Instant at, Duration errorBar) {
        if (errorBar.isNegative()) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "describe the recovery point of " + store,
                    "the error bar is " + errorBar,
                    failure -> failure.hint("Use zero or more."));
        }
        return new StorePoint(store, requireNonNull(at, "at"), errorBar, "");
    }

    /**
     * A point that is not known.
     *
     * @param reason why, in lower case and without a final stop
     */
    public static StorePoint unknown(String store, String reason) {
        return new StorePoint(store, null, Duration.ZERO, reason);
    }

    /** Returns the store's name. */
    public String store() {
        return store;
    }

    /** Returns the point, where it is known. */
    public Optional<Instant> at() {
        return Optional.ofNullable(at);
    }

    /** Returns how far the truth may be from it, to either side. */
    public Duration errorBar() {
        return errorBar;
    }

    /** Returns why it is not known; empty if it is. */
    public String reason() {
        return reason;
    }

    @Override
    public String toString() {
        return store + (at == null ? ": " + reason : " at " + at + " ± " + errorBar);
    }
}
