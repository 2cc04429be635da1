package com.datafly.signal.dr.store;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.FailureDomain;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * Bytes kept elsewhere, by key: a directory, a bucket, a container.
 *
 * <p>Keys are paths of segments separated by {@code /}; a segment has 1 to 255 characters out of letters, digits and
 * {@code . _ - + = @} and is neither {@code .} nor {@code ..}. A key has at most 900 characters and lies below no other
 * ({@code a/b} below {@code a}): a store may refuse that with {@code FAILED_PRECONDITION}. An object is visible wholly
 * or not at all, and durable when the call that wrote it returns.
 *
 * <p>Implementations are thread-safe, do not retry and remember nothing between calls. {@code ObjectStoreContract} in
 * {@code signal-dr-tck} is the executable form of this page.
 *
 * @since 0.1
 */
public interface ObjectStore extends AutoCloseable {

    /** Returns the address that opens this store, without secrets, as in {@code file:/var/backups/datafly}. */
    String address();

    /** Returns what this store is lost with; by default the domain of its {@link #address()}. */
    default List<FailureDomain> failureDomains() {
        return List.of(FailureDomain.ofAddress(address()));
    }

    /**
     * Looks an object up.
     *
     * @return empty if there is none; a lack of permission is {@code PERMISSION_DENIED}, never empty
     */
    Optional<ObjectInfo> find(String key);

    /**
     * Opens an object for reading from its beginning. The caller closes the stream.
     *
     * @throws DrException with {@code NOT_FOUND} if there is none
     */
    InputStream read(String key);

    /**
     * Opens {@code length} bytes from {@code offset}. The caller closes the stream; it ends early only if the object
     * does.
     *
     * @throws DrException with {@code NOT_FOUND} if there is no such object, {@code INVALID_ARGUMENT} if the range is
     *     negative or begins behind the object's end
     */
    InputStream read(String key, long offset, long length);

    /**
     * Writes a whole object, atomically and durably.
     *
     * @throws DrException with {@code CONFLICT} and effect {@code NONE} if the precondition does not hold,
     *     {@code QUOTA} if the store is full
     */
    ObjectInfo write(String key, byte[] content, Precondition precondition);

    /** Begins an object that is written in pieces and exists only after its commit. */
    ObjectWriter writer(String key, Precondition precondition);

    /**
     * Lists the objects whose key begins with {@code prefix}, in the order of their keys' bytes, at most {@code limit}
     * of them, beginning behind {@code after}.
     *
     * @param prefix any beginning of a key, not only whole segments; empty for all
     * @param after a key, or empty to begin at the first
     */
    List<ObjectInfo> list(String prefix, String after, int limit);

    /**
     * Removes an object if its precondition holds.
     *
     * @return whether there was one
     * @throws DrException with {@code CONFLICT} and effect {@code NONE} if the precondition does not hold
     */
    boolean delete(String key, Precondition precondition);

    /** Releases connections and threads. The objects stay. */
    @Override
    void close();
}
