package com.datafly.signal.dr.selfmanaged.internal.repository;

import com.datafly.signal.dr.DrException;
import java.util.List;

/**
 * The backups of a repository as far as their headers tell.
 *
 * @param backups those whose headers can be read, oldest first
 * @param damaged why the others' cannot
 * @param damagedIds the ids of those others, in the same order
 */
public record BackupListing(List<BackupFacts> backups, List<DrException> damaged, List<String> damagedIds) {
    /** Copies the lists. */
    public BackupListing {
        backups = List.copyOf(backups);
        damaged = List.copyOf(damaged);
        damagedIds = List.copyOf(damagedIds);
    }
}
