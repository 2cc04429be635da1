package com.datafly.signal.dr.store;

import com.datafly.signal.dr.DrException;

/**
 * An object being written in pieces. Nothing of it is visible, or exists after a crash, until {@link #commit()}.
 *
 * <p>Not thread-safe.
 *
 * @since 0.1
 */
public interface ObjectWriter extends AutoCloseable {

    /**
     * Appends bytes. A call that is refused and may be repeated has taken none of them.
     *
     * @throws DrException with {@code QUOTA} if the store is full, {@code UNAVAILABLE} if it cannot be reached; effect
     *     {@code NONE}, for the object does not exist
     */
    void write(byte[] bytes, int offset, int length);

    /**
     * Makes the object exist, durably, if its precondition still holds. May be repeated if it is refused for now.
     *
     * @return what was written
     * @throws DrException with {@code CONFLICT} and effect {@code NONE} if the precondition does not hold; with effect
     *     {@code UNKNOWN} if the store's answer was lost
     */
    ObjectInfo commit();

    /** Drops the object unless it was committed. */
    @Override
    void close();
}
