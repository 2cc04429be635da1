package com.datafly.signal.dr.spi;

import com.datafly.signal.dr.DrException;

/**
 * Software that deploys releases into one namespace, such as Helm.
 *
 * <p>An executor translates: it starts the software once for a call, waits for its end, does not retry, and remembers
 * nothing. What became of a call whose outcome is not known is read from the platform by {@link ReleaseDriver}: a
 * revision is ours if its labels or its description carry the order's key. The portable layer looks before and after
 * every call, and calls for one release one after the other.
 *
 * <p>Calls fail with {@link DrException}: {@code FAILED_PRECONDITION} if the software is missing, too old or not
 * usable, or another operation on the release is pending; {@code NOT_FOUND} if there is no such chart, release or
 * revision; {@code CONFLICT} if somebody else owns a field or an object; {@code DEADLINE_EXCEEDED} and effect
 * {@code UNKNOWN} if it did not end in time. An effect of {@code NONE} is claimed only for what the software refuses
 * before it writes anything. Neither messages nor what is left on disk hold a value of an order. Thread-safe.
 *
 * @since 0.1
 */
public interface ReleaseExecutor extends AutoCloseable {

    /** Returns the software's name and version, as in {@code helm 3.21.0}; fails if it cannot be used. */
    String software();

    /** Tells whether {@link #rollBack} can be done. */
    boolean rollsBack();

    /**
     * Installs a release that does not exist.
     *
     * @throws DrException also with {@code ALREADY_EXISTS} and effect {@code NONE} if one of that name exists
     */
    void install(ReleaseOrder order);

    /** Makes a new revision of a release that exists. */
    void upgrade(ReleaseOrder order);

    /**
     * Makes a new revision that is like an older one.
     *
     * @throws DrException also with {@code UNSUPPORTED} and effect {@code NONE} if it cannot
     */
    void rollBack(String release, int revision, ReleaseOrder.Patience patience);

    /** Removes a release, its objects and its history. One that does not exist is no failure. */
    void uninstall(String release, ReleaseOrder.Patience patience);

    /** Releases what is held. Calls that run are ended, their outcome is not known. */
    @Override
    void close();
}
