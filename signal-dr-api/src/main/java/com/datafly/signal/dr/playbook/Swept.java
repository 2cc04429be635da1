package com.datafly.signal.dr.playbook;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a sweep did about one leftover. Immutable.
 *
 * @since 0.1
 */
public final class Swept {

    private final Leftover leftover;
    private final Effect effect;
    private final @Nullable DrException failure;

    private Swept(Leftover leftover, Effect effect, @Nullable DrException failure) {
        this.leftover = requireNonNull(leftover, "leftover");
        this.effect = requireNonNull(effect, "effect");
        this.failure = failure;
    }

    /** Says that it was removed. */
    public static Swept removed(Leftover leftover) {
        return new Swept(leftover, Effect.APPLIED, null);
    }

    /** Says that it was left as it was, for the leftover's own {@linkplain Leftover#reason() reason}. */
    public static Swept left(Leftover leftover) {
        return new Swept(leftover, Effect.NONE, null);
    }

    /** Says that its removal failed, or goes on beyond the time that a sweep waits. */
    public static Swept failed(Leftover leftover, DrException failure) {
        return new Swept(leftover, failure.effect(), requireNonNull(failure, "failure"));
    }

    /** Returns what it is about. */
    public Leftover leftover() {
        return leftover;
    }

    /** Returns whether it was removed: applied, not begun, or not known. */
    public Effect effect() {
        return effect;
    }

    /** Returns why its removal failed, if it did. */
    public Optional<DrException> failure() {
        return Optional.ofNullable(failure);
    }

    /** Tells whether it was removed and is gone. */
    public boolean removed() {
        return effect == Effect.APPLIED && failure == null;
    }

    @Override
    public String toString() {
        String did = removed() ? "removed" : failure == null ? "left" : "not removed (" + failure.getMessage() + ")";
        return did + ": " + leftover;
    }
}
