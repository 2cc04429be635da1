package com.datafly.signal.dr.selfmanaged.internal.repository;

import com.datafly.signal.dr.DrException;
import java.util.List;

/**
 * The backups of a repository as far as their headers tell.
 *
 * @param backups those whose headers can be read, oldest first
 * @param damaged why the others' cannot
 */
public record BackupListing(List<BackupFacts> backups, List<DrException> damaged) {
    /** Copies the lists. */
    public BackupListing {
        backups = List.copyOf(backups);
        damaged = List.copyOf(damaged);
    }
}
