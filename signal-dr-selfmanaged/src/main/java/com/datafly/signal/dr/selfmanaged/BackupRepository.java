package com.datafly.signal.dr.selfmanaged;

import com.datafly.signal.dr.DrException;
import java.time.Duration;
import java.util.List;

/**
 * What can be done with the repository of backups and WAL as a whole. Obtained by
 * {@code database.unwrap(BackupRepository.class)}; the server need not live.
 *
 * <p>Thread-safe. Applications do not implement it: methods may be added.
 *
 * @since 0.1
 */
public interface BackupRepository {

    /**
     * Returns the address of the object store.
     *
     * @throws DrException with {@code FAILED_PRECONDITION} if no repository was given
     */
    String address();

    /**
     * Reads every stored byte and proves it against the hashes that were made when it was written. Changes nothing.
     * Takes as long as reading the whole repository; a defect does not end it.
     *
     * @throws DrException with {@code FAILED_PRECONDITION} if no repository was given or nothing was stored in it yet,
     *     {@code INTEGRITY_FAILED} if the repository's marker is damaged, {@code UNAVAILABLE} or
     *     {@code PERMISSION_DENIED} if the store cannot be read
     */
    AuditResult audit();

    /**
     * Removes the packs of backups that were never finished, and what an interrupted removal of a snapshot left: ids
     * without a manifest whose newest object is older than {@code olderThan}, by the store's clock. Repeating it goes
     * on where a failed call stopped.
     *
     * @param olderThan at least an hour, and longer than any pack of a backup that is being made can take; a day is
     *     safe
     * @return the ids of what was removed
     * @throws DrException with {@code INVALID_ARGUMENT} and effect {@code NONE} if {@code olderThan} is below one hour;
     *     otherwise as {@link #audit()}
     */
    List<String> removeUnfinished(Duration olderThan);
}
