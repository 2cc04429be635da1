package com.datafly.signal.dr.internal;

import com.datafly.signal.dr.DrException;
import org.jspecify.annotations.Nullable;

/** How work ended: with a result, which may be void, or with a failure. */
final class Outcome<T> {

    private final @Nullable T result;
    private final @Nullable DrException failure;

    private Outcome(@Nullable T result, @Nullable DrException failure) {
        this.result = result;
        this.failure = failure;
    }

    static <T> Outcome<T> of(T result) {
        return new Outcome<>(result, null);
    }

    static Outcome<Void> done() {
        return new Outcome<>(null, null);
    }

    static <T> Outcome<T> failed(DrException failure) {
        return new Outcome<>(null, failure);
    }

    @SuppressWarnings("NullAway") // the one value of type Void is null
    T get() {
        if (failure != null) {
            throw failure;
        }
        return result;
    }
}
