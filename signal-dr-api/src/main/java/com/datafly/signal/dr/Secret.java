package com.datafly.signal.dr;

import static java.util.Objects.requireNonNull;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.function.Function;

/**
 * A value that must not be printed, logged, serialised or compared by accident: a password, a token, a key.
 *
 * <p>{@link #toString()} gives asterisks, Java serialisation is refused, and there is no accessor; a secret is lent for
 * the length of a call by {@link #use(Function)}. {@link #close()} overwrites the copy held here; what a driver's own
 * library copied is out of reach.
 *
 * <p>Thread-safe.
 *
 * @since 0.1
 */
public final class Secret implements AutoCloseable {

    private static final String MASK = "********";

    private final transient char[] value;
    private boolean closed;

    private Secret(char[] value) {
        this.value = value;
    }

    /** Takes a copy of {@code value}; the caller may clear its own. */
    public static Secret of(char[] value) {
        return new Secret(requireNonNull(value, "value").clone());
    }

    /** Takes a copy of {@code value}. */
    public static Secret of(String value) {
        return new Secret(requireNonNull(value, "value").toCharArray());
    }

    /**
     * Lends the value to {@code borrower}, which gets a copy that is cleared when it returns.
     *
     * @throws IllegalStateException if this secret was closed
     */
    public <T> T use(Function<char[], T> borrower) {
        char[] copy;
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException("secret was closed");
            }
            copy = value.clone();
        }
        try {
            return borrower.apply(copy);
        } finally {
            Arrays.fill(copy, '\0');
        }
    }

    /** Overwrites the value. Closing twice is harmless. */
    @Override
    public synchronized void close() {
        Arrays.fill(value, '\0');
        closed = true;
    }

    @Override
    public String toString() {
        return MASK;
    }

    @SuppressWarnings("unused")
    private void writeObject(ObjectOutputStream out) throws NotSerializableException {
        throw new NotSerializableException(Secret.class.getName());
    }
}
